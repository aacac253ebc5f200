"""一企一档 on paper: the page that prints clean on A4, and the Word file; of one enterprise or of several."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import BUSINESS, STATION
from core.ticked import ticked
from core.views import Page
from core.word import word_answer
from enterprises.models import Enterprise
from enterprises.printing import dossier, write_word
from enterprises.views.base import OfEnterprise

MOST = 30  # archives in one file


class PrintArchive(OfEnterprise):
    """`/enterprises/<id>/print/`."""

    roles = BUSINESS
    title = gettext_lazy("Whole archive")

    def get(self, request, pk):
        """The archive as this user may see it."""
        return self.render(
            "enterprises/print.html",
            {
                "crumbs": self.crumbs((self.title, None)),
                "archives": [dossier(request.user, self.enterprise)],
                "word_url": reverse("enterprises:print_word", args=[pk]),
            },
        )


class WordArchive(OfEnterprise):
    """`/enterprises/<id>/print.docx`."""

    roles = BUSINESS

    def get(self, request, pk):
        """The same as a Word file, under a Chinese name (RFC 5987)."""
        name = _("Archive of %(name)s") % {"name": self.enterprise.name}
        return word_file([dossier(request.user, self.enterprise)], self.enterprise.park_id, name)


class PrintSeveral(Page):
    """`/enterprises/print/`: POST of ticked enterprises; their archives one after the other, each on a sheet of its own."""

    roles = STATION

    def get(self, request):
        """Nothing is ticked here: back to the list."""
        return HttpResponseRedirect(reverse("enterprises:list"))

    def post(self, request):
        """The page, or back to the list with what to do."""
        home = reverse("enterprises:list")
        chosen = ticked(request, home, MOST)
        rows = list(self.rows(chosen.pks))
        if not rows:
            messages.warning(request, _("Tick at least one enterprise first."))
            return HttpResponseRedirect(chosen.back(home))
        if chosen.more:
            messages.warning(
                request,
                _(
                    "One file holds at most %(n)s enterprises. Narrow the list, e.g. to one liaison or industry, and print "
                    "part by part."
                )
                % {"n": MOST},
            )
            return HttpResponseRedirect(chosen.back(home))
        return self.answer(rows, chosen.back(home))

    def rows(self, pks):
        """The enterprises in scope, in the order of the list."""
        rows = Enterprise.objects.visible_to(self.request.user).filter(pk__in=pks)
        return rows.select_related("park", "industry", "liaison").order_by("sort_key", "id")

    def answer(self, rows, back):
        """The page."""
        self.title = ngettext("%(n)s archive to print", "%(n)s archives to print", len(rows)) % {
            "n": len(rows)
        }
        return self.render(
            "enterprises/print.html",
            {
                "crumbs": [(_("Quality archives"), back), (self.title, None)],
                "intro": _("Each enterprise begins a new sheet."),
                "archives": [dossier(self.request.user, row) for row in rows],
                "pks": [row.pk for row in rows],
                "word_url": reverse("enterprises:print_word_several"),
            },
        )


class WordSeveral(PrintSeveral):
    """`/enterprises/print.docx`: the same as one Word file."""

    def answer(self, rows, back):
        """The file."""
        name = ngettext("Archives of %(n)s enterprise", "Archives of %(n)s enterprises", len(rows)) % {
            "n": len(rows)
        }
        return word_file([dossier(self.request.user, row) for row in rows], self.request.user.park_id, name)


def word_file(archives, park_id, name):
    """The answer with a Word file of this name."""
    return word_answer(write_word(archives, park_id), name)
