"""一企一档 on paper: the page that prints clean on A4, and the Word file."""

from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import BUSINESS
from enterprises.printing import dossier, write_word
from enterprises.printing.word import MIME
from enterprises.views.base import OfEnterprise


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
                "archive": dossier(request.user, self.enterprise),
                "word_url": reverse("enterprises:print_word", args=[pk]),
            },
        )


class WordArchive(OfEnterprise):
    """`/enterprises/<id>/print.docx`."""

    roles = BUSINESS

    def get(self, request, pk):
        """The same as a Word file, under a Chinese name (RFC 5987)."""
        content = write_word([dossier(request.user, self.enterprise)], self.enterprise.park_id)
        name = get_valid_filename(_("Archive of %(name)s") % {"name": self.enterprise.name}) + ".docx"
        response = HttpResponse(content, content_type=MIME)
        response["Content-Disposition"] = (
            f"attachment; filename=\"archive.docx\"; filename*=UTF-8''{quote(name)}"
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response
