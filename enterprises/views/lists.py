"""The list of enterprises, and what the pickers ask."""

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import BUSINESS, STATION, Role
from core.counting import counts_for
from core.exchange.outgoing import Out
from core.lists import ListPage
from core.views import Page
from enterprises import archive
from enterprises.exchange import EnterpriseExchange
from enterprises.fields import industries_like, industry_option
from enterprises.filters import OF_STATUS, EnterpriseFilter
from enterprises.models import Enterprise
from enterprises.tables import EnterpriseTable, short_facts

PICKED = 12
COLUMNS = (
    "name",
    "uscc",
    "uscc_missing_reason",
    "industry_id",
    "size_class",
    "status",
    "archive_built_on",
    "last_visited_on",
    "liaison__name",
    "park__short_name",
    "park__live_from",
)


def _tabs_of(user):
    base = Enterprise.objects.visible_to(user)
    here = base.in_park()
    wanted = {"": here, "not_built": here.not_built(), "stale": here.filter(archive.stale()), "all": base}
    if user.role in STATION:
        wanted["mine"] = here.filter(liaison_id=user.pk)
    return wanted


class EnterpriseList(ListPage):
    """`/enterprises/`: by default those in the park; a status or a day in the address asks for others too."""

    walks = True
    keeps_statements = True
    roles = BUSINESS
    title = gettext_lazy("Quality archives")
    unit = pgettext_lazy("unit", "enterprises")
    filterset_class = EnterpriseFilter
    table_class = EnterpriseTable

    def get(self, request, *args, **kwargs):
        """Somebody who belongs to one enterprise goes straight to its page."""
        if request.user.role == Role.ENTERPRISE and not request.GET:
            own = list(Enterprise.objects.visible_to(request.user).only("pk")[:2])
            if len(own) == 1:
                return HttpResponseRedirect(own[0].get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        """The rows of the tab, with what the columns show."""
        rows = self.of_tab(self.request.GET.get(self.tab_param, ""))
        return rows.select_related("liaison", "park").only(*COLUMNS).order_by("sort_key", "id")

    def of_tab(self, tab):
        """Enterprises of one tab; unknown tabs are the first."""
        rows = Enterprise.objects.visible_to(self.request.user)
        if tab == "all":
            return rows
        if not any(self.request.GET.get(name) for name in OF_STATUS):
            rows = rows.in_park()
        if tab == "mine":
            return rows.filter(liaison=self.request.user)
        if tab == "not_built":
            return rows.not_built()
        if tab == "stale":
            return rows.filter(archive.stale())
        return rows

    def tabs(self):
        """Saved views with their counts, in one statement."""
        user = self.request.user
        labels = {
            "": _("In the park"),
            "mine": _("Mine to look after"),
            "not_built": _("Archive not built"),
            "stale": _("To be updated"),
            "all": _("All, with those who left"),
        }
        if user.role not in STATION:
            del labels["mine"]
        counts = counts_for(user, "enterprises", lambda: _tabs_of(user))
        chosen = self.request.GET.get(self.tab_param, "")
        return [
            {
                "code": code,
                "label": label,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "current": code == chosen,
            }
            for code, label in labels.items()
        ]

    def acts(self):
        """Staff register."""
        if self.request.user.role not in STATION:
            return []
        return [
            {"label": _("Import"), "url": reverse("enterprises:import"), "icon": "file-upload"},
            {
                "label": _("Register an enterprise"),
                "url": reverse("enterprises:new"),
                "icon": "plus",
                "primary": True,
            },
        ]

    def empty(self):
        """What this list is for."""
        return {
            "icon": "building-factory-2",
            "title": _("No enterprise here yet"),
            "text": _(
                "Here stands every enterprise of the park with its quality archive, last visit and liaison."
            ),
            "acts": self.acts(),
        }

    def exports(self):
        """The codes and facts that the table has no room for; whoever imports gets the columns of the import."""
        derived = [
            Out("short_code", _("Plate code")),
            Out("size_class", _("Size"), "get_size_class_display"),
        ]
        if EnterpriseExchange.may(self.request.user):
            return [*EnterpriseExchange(self.request.user).exports(), *derived]
        return [
            *derived,
            Out("uscc", _("Unified social credit code")),
            Out("industry", _("Industry"), lambda row: str(row.industry or "")),
            Out("legal_representative", _("Legal representative")),
            Out("plant_address", _("Plant address")),
            Out("admitted_on", _("Admitted on")),
        ]

    def for_export(self, rows):
        """With all columns of the rows."""
        rows = rows.defer(None).select_related("liaison", "park", "industry")
        return rows.prefetch_related("products", "former_names")

    def prepare_table(self, table, rows):
        """The sections of the rows shown, in one query; the park's column only for those who see several."""
        sums = archive.sums_of(rows)
        for enterprise in rows:
            enterprise.sections_summed = sums.get(enterprise.pk, (0, 0, 0))
        if not self.request.user.sees_all_parks:
            table.exclude = ("park",)
        if self.request.user.role not in STATION:
            table.columns.hide("tick")
        return table

    def extra_context(self, rows):
        """Acts on those ticked."""
        if self.request.user.role not in STATION:
            return {}
        return {
            "bulk_acts": [
                {
                    "label": _("Print the archives"),
                    "url": reverse("enterprises:print_several"),
                    "icon": "printer",
                },
                {
                    "label": _("Ask for what is missing"),
                    "url": reverse("enterprises:ask_several"),
                    "icon": "send",
                },
            ]
        }


class PickEnterprise(Page):
    """JSON of the picker: enterprises in the user's scope that fit what is typed."""

    roles = BUSINESS

    def get(self, request):
        """At most twelve; one more tells that there are more."""
        q = request.GET.get("q", "")[:100].replace("\0", "")
        rows = (
            Enterprise.objects.visible_to(request.user)
            .exclude(status__in=Enterprise.Status.GONE)
            .search(q)
            .only("name", "uscc", "uscc_missing_reason", "industry_id", "size_class")
            .order_by("sort_key", "id")[: PICKED + 1]
        )
        found = [{"id": row.pk, "name": row.name, "line2": str(short_facts(row))} for row in rows]
        return JsonResponse({"results": found[:PICKED], "more": len(found) > PICKED})


class PickIndustry(Page):
    """JSON of the industry picker: classes of GB/T 4754 by code or any part of their name."""

    roles = STATION

    def get(self, request):
        """Codes first, then names."""
        rows = list(industries_like(request.GET.get("q", "")[:50])[: PICKED + 1])
        found = [industry_option(row) for row in rows]
        return JsonResponse({"results": found[:PICKED], "more": len(rows) > PICKED})
