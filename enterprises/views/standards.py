"""The catalogue of standards: list, page, form, and the acts that end a standard."""

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.roles import BUSINESS, STATION
from core.attachments import attachments_of
from core.badges import badge_of
from core.counting import counts_of
from core.lists import ListPage
from core.together import read_together
from core.views import Page
from core.walk import walk_of
from enterprises.models import Standard
from enterprises.models.registers.products import live_uses
from enterprises.standards.lists import StandardFilter, StandardTable

SHOWN = 500  # products that a page lists


class StandardList(ListPage):
    """`/standards/`: of a park, of all, or what one's own products are made to."""

    walks = True
    roles = BUSINESS
    title = gettext_lazy("Standards")
    unit = pgettext_lazy("measure word", "standards")
    filterset_class = StandardFilter
    table_class = StandardTable

    def views(self):
        """{tab: (words, rows)}."""
        rows = Standard.objects.visible_to(self.request.user)
        return {
            "": (_("All"), rows),
            "coming": (_("Coming into force"), rows.filter(status=Standard.Status.UPCOMING)),
            "obsolete": (_("Obsolete, still used"), rows.obsolete().used_by(self.request.user)),
        }

    def get_queryset(self):
        """Rows of the tab."""
        views = self.views()
        _words, rows = views.get(self.request.GET.get(self.tab_param, ""), views[""])
        return rows.select_related("park", "replaced_by").order_by("number", "id")

    def tabs(self):
        """With their counts, in one statement."""
        views, chosen = self.views(), self.request.GET.get(self.tab_param, "")
        counts = counts_of({code: rows for code, (_words, rows) in views.items()})
        return [
            {
                "code": code,
                "label": words,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "bad": code == "obsolete",
                "current": code == chosen,
            }
            for code, (words, _rows) in views.items()
        ]

    def acts(self):
        """The station enters."""
        if self.request.user.role not in STATION:
            return []
        return [{"label": _("Add a standard"), "url": reverse("enterprises:new_standard"), "icon": "plus",
                 "primary": True}]  # fmt: skip

    def empty(self):
        """What the catalogue is for."""
        return {
            "icon": "book",
            "title": _("No standard here yet"),
            "text": _(
                "Here stands every standard that a product is made to; when one is superseded or withdrawn, everybody who uses it is told."
            ),
            "acts": self.acts(),
        }

    def prepare_table(self, table, rows):
        """How many products are made to each, in one query; the park only for those who see several."""
        uses = live_uses(self.request.user).filter(standard__in=[row.pk for row in rows]).order_by()
        counts = dict(uses.values("standard_id").annotate(n=Count("pk")).values_list("standard_id", "n"))
        for row in rows:
            row.products_made_to_it = counts.get(row.pk, 0)
        if not self.request.user.sees_all_parks:
            table.exclude = ("park",)
        return table


class OfStandard(Page):
    """A page of one standard: 404 when it is out of scope."""

    def setup(self, request, *args, **kwargs):
        """Find it once the person and the role are known to be right."""
        super().setup(request, *args, **kwargs)
        self.standard = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            rows = Standard.objects.visible_to(request.user).select_related("park", "replaced_by", "owner")
            self.standard = rows.filter(pk=kwargs["pk"]).first()
            if self.standard is None:
                raise Http404

    def crumbs(self, *more):
        """Down to this page."""
        return [
            (_("Standards"), reverse("enterprises:standards")),
            (self.standard.number, self.standard.get_absolute_url()),
            *more,
        ]

    def uses(self):
        """Where it is used, as far as the user sees."""
        return (
            live_uses(self.request.user)
            .filter(standard=self.standard)
            .select_related("product", "enterprise")
            .order_by("enterprise__sort_key", "enterprise_id", "product__position", "product_id")
        )[: SHOWN + 1]


class StandardPage(OfStandard):
    """`/standards/<id>/`: facts, text, what is made to it."""

    roles = BUSINESS

    def get(self, request, pk):
        """One page."""
        standard = self.standard
        replaces = standard.replaces.filter(pk__in=Standard.objects.visible_to(request.user).values("pk"))
        uses, files, replaced = read_together(self.uses(), attachments_of(standard), replaces)
        heir = standard.replaced_by
        facts = [
            (_("Kind"), standard.get_kind_display()),
            (_("Published on"), standard.published_on or "—"),
            (_("In force from"), standard.effective_on or "—"),
            (_("Replaces"), "、".join(row.number for row in replaced) or "—"),
        ]
        if standard.ended_on:
            facts.append((_("Out of force from"), standard.ended_on))
        if heir:
            facts.append((_("Replaced by"), heir.number, heir.get_absolute_url()))
        if standard.owner_id:
            facts.append((_("Enterprise"), standard.owner.name))
        if standard.note:
            facts.append((_("Note"), standard.note))
        return self.render(
            "enterprises/standard.html",
            {
                "title": standard.number,
                "intro": standard.title,
                "walk": walk_of(request, standard),
                "crumbs": [(_("Standards"), reverse("enterprises:standards")), (standard.number, None)],
                "badges": [badge_of(standard)],
                "facts": facts,
                "uses": list(uses)[:SHOWN],
                "more_uses": len(uses) > SHOWN,
                "files": list(files),
                "acts": self.acts_of(),
                "add_files_url": self.url("standard_files") if request.user.role in STATION else "",
            },
        )

    def url(self, name):
        """The address of an act."""
        return reverse(f"enterprises:{name}", args=[self.standard.pk])

    def acts_of(self):
        """What the station may do in this state."""
        if self.request.user.role not in STATION:
            return []
        found = []
        if self.standard.is_ended:
            found.append(
                {"label": _("Take back"), "url": self.url("restore_standard"), "icon": "arrow-back-up"}
            )
        else:
            found.append(
                {
                    "label": pgettext("standard", "Withdraw"),
                    "url": self.url("withdraw_standard"),
                    "icon": "circle-x",
                    "css": "only-desk",
                }
            )
            if self.standard.status == Standard.Status.CURRENT:
                found.append(
                    {
                        "label": _("Supersede"),
                        "url": self.url("supersede_standard"),
                        "icon": "arrow-forward-up",
                    }
                )
        return [
            *found,
            {"label": _("Edit"), "url": self.url("edit_standard"), "icon": "edit", "primary": True},
        ]
