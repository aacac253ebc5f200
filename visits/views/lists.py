"""Lists: visits, plans, what was called off; enterprises visited in a period; enterprises missed."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.roles import READERS, STATION, Role
from core.counting import counts_for
from core.due import short_day
from core.exchange.outgoing import Out
from core.lists import ListPage
from core.models import Draft
from core.prepared import Prepared
from enterprises.models import Enterprise
from enterprises.querysets import LAST_VISIT
from servicedesk.models import ServiceRequest
from visits import rules
from visits.filters import CoverageFilter, MissedFilter, PlanFilter, VisitFilter
from visits.models import Visit, VisitedEnterprise
from visits.querysets import missed
from visits.tables import MissedTable, OverTable, PlanTable, VisitedTable, VisitTable

FORM_CODE = "visit"
DRAFTS_SHOWN = 5
MINE, PLANNED, OVER = "mine", "planned", "over"


def record_act(primary=True):
    """The button that opens the form."""
    return {"label": _("Record visit"), "url": reverse("visits:new"), "icon": "walk", "primary": primary}


def visit_tabs(user, current):
    """The ways of looking at visits, with their counts in one statement."""
    counts = counts_for(user, "visits", lambda: _tabs_of(user))
    labels = {
        "": pgettext("tab of visits", "Visited"),
        MINE: pgettext("tab of visits", "Mine"),
        PLANNED: pgettext("tab of visits", "Planned"),
        "missed": _("Not visited for long"),
        OVER: _("Called off and void"),
    }
    tabs = []
    for code, label in labels.items():
        if code in counts:
            url = reverse("visits:missed") if code == "missed" else reverse("visits:list")
            query = f"?tab={code}" if code and code != "missed" else ""
            tabs.append(
                {
                    "code": code,
                    "label": label,
                    "url": url + query,
                    "count": counts[code],
                    "current": code == current,
                    "bad": code == "missed" and counts[code] > 0,
                }
            )
    return tabs


def _tabs_of(user):
    rows = Visit.objects.visible_to(user)
    wanted = {"": rows.done(), PLANNED: rows.planned(), OVER: rows.over()}
    if user.is_officer:
        wanted[MINE] = rows.done().filter(author_id=user.pk)
    if user.role in READERS:
        wanted["missed"] = missed(user)
    return wanted


class VisitList(ListPage):
    """`/visits/`"""

    walks = True
    keeps_statements = True
    roles = READERS | {Role.DEPARTMENT}
    title = gettext_lazy("Visits")
    template_name = "visits/list.html"
    unit = pgettext_lazy("unit", "visits")

    @property
    def tab(self):
        """Which way of looking; an unknown one is the first."""
        tab = self.request.GET.get("tab", "")
        return tab if tab in (MINE, PLANNED, OVER) else ""

    @property
    def filterset_class(self):
        """Plans have no findings."""
        return PlanFilter if self.tab in (PLANNED, OVER) else VisitFilter

    @property
    def table_class(self):
        """Each tab its columns."""
        return {PLANNED: PlanTable, OVER: OverTable}.get(self.tab, VisitTable)

    def get_queryset(self):
        """The rows of the tab."""
        rows = Visit.objects.visible_to(self.request.user).for_list()
        if self.tab == PLANNED:
            return rows.planned().order_by("planned_on", "planned_at", "pk")
        if self.tab == OVER:
            return rows.over().order_by("-updated_at", "-pk")
        if self.tab == MINE:
            rows = rows.filter(author_id=self.request.user.pk)
        return rows.done().order_by("-visited_on", "-pk")

    def exports(self):
        """Purpose and risk, which the table says under the name; the day of the plan."""
        return [
            Out("purpose", pgettext_lazy("visit", "Purpose"), "get_purpose_display"),
            Out("risk", _("Risk"), "get_risk_display"),
            Out("planned_on", _("Planned for")),
            Out("next_on", _("Next visit")),
            Out("summary", _("Summary")),
        ]

    def tabs(self):
        """Visited, mine, planned, missed, over."""
        return visit_tabs(self.request.user, self.tab)

    def acts(self):
        """Plan and record."""
        user, acts = self.request.user, []
        if user.role in STATION:
            acts.append({"label": _("Plan visits"), "url": reverse("visits:plan"), "icon": "calendar-plus"})
        if user.is_officer:
            acts.append(record_act())
        return acts

    def empty(self):
        """What the list is for."""
        if self.tab == PLANNED:
            return {
                "icon": "calendar",
                "title": _("No visit is planned"),
                "text": _("Planned visits stand here and on My work of those who go."),
                "acts": self.acts()[:1],
            }
        if self.tab == OVER:
            return {
                "icon": "ban",
                "title": _("Nothing was called off or declared void"),
                "text": _("Plans that were called off and wrong records stand here with their reason."),
                "acts": [],
            }
        return {
            "icon": "walk",
            "title": _("No visits yet"),
            "text": _("Each visit stands here with what was seen, and what the enterprise asked for."),
            "acts": [record_act()] if self.request.user.is_officer else [],
        }

    def chips(self, filterset):
        """An enterprise by its name, not its id."""
        chips = super().chips(filterset)
        for chip in chips:
            if chip["name"] == "enterprise":
                value = filterset.form.cleaned_data["enterprise"]
                found = Enterprise.objects.visible_to(self.request.user).filter(pk=int(value)).first()
                chip["label"] = str(found) if found else _("unknown enterprise")
        return chips

    def extra_context(self, rows):
        """What was begun and not saved."""
        words = {
            "": _("newest first"),
            MINE: _("newest first"),
            PLANNED: _("soonest first"),
            OVER: _("changed last first"),
        }
        return {
            "current_tab": self.tab,
            "drafts": drafts_of(self.request.user) if not self.tab else [],
            "sorted_by": "" if self.request.GET.get("sort") else words[self.tab],
        }


_drafts = Prepared(
    lambda slot: Draft.objects.filter(user_id=slot("user"), form=FORM_CODE).order_by("-saved_at")[
        :DRAFTS_SHOWN
    ]
)


def drafts_of(user):
    """[{title, url, saved_at, discard_url}] of records that were begun and not saved."""
    if not user.is_officer:
        return []
    found = []
    for draft in _drafts(user=user.pk):
        typed = draft.payload.get("enterprise_text") or [""]
        query = f"?enterprise={draft.key}" if draft.key.isdigit() else ""
        found.append(
            {
                "title": typed[-1] or _("enterprise not chosen yet"),
                "url": reverse("visits:new") + query,
                "saved_at": draft.saved_at,
                "discard_url": reverse("core:discard_draft", args=[FORM_CODE, draft.key]),
            }
        )
    return found


class VisitedList(ListPage):
    """`/visits/enterprises/?from=&to=`: each enterprise visited in the period, once."""

    roles = READERS
    title = gettext_lazy("Enterprises visited")
    filterset_class = CoverageFilter
    table_class = VisitedTable
    unit = pgettext_lazy("unit", "enterprises")

    def period(self):
        """The two days of the address; None where there is none that can be read."""
        return _day(self.request.GET.get("from")), _day(self.request.GET.get("to"))

    def get_queryset(self):
        """Those visited in the period."""
        user = self.request.user
        rows = VisitedEnterprise.objects.visible_to(user).visited(user, *self.period())
        return rows.select_related("liaison").order_by("sort_key", "id")

    def prepare_table(self, table, rows):
        """How often and when last, of the rows of this page in one query."""
        first, last = self.period()
        numbers = {
            row["enterprise_id"]: row
            for row in Visit.objects.visible_to(self.request.user)
            .done()
            .between(first, last)
            .filter(enterprise_id__in=[row.pk for row in rows])
            .order_by()
            .values("enterprise_id")
            .annotate(n=Count("pk"), last=Max("visited_on"))
        }
        period = {name: f"{value:%Y-%m-%d}" for name, value in (("from", first), ("to", last)) if value}
        for row in rows:
            found = numbers.get(row.pk, {"n": 0, "last": None})
            row.visits_made, row.last_on = found["n"], found["last"]
            row.visits_url = f"{reverse('visits:list')}?{urlencode({'enterprise': row.pk, **period})}"
        return table

    def empty(self):
        """Nobody was visited."""
        return {
            "icon": "walk",
            "title": _("No enterprise was visited in this period"),
            "text": _("Choose another period, or look who has not been visited for long."),
            "acts": [{"label": _("Not visited for long"), "url": reverse("visits:missed"), "icon": "walk"}],
        }

    def extra_context(self, rows):
        """Back to the visits."""
        return {"crumbs": [(_("Visits"), reverse("visits:list")), (self.title, None)]}


def _day(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


class MissedList(ListPage):
    """`/visits/missed/`: enterprises not visited for as many days as their grade allows (漏访)."""

    walks = True
    roles = READERS
    title = gettext_lazy("Visits")
    filterset_class = MissedFilter
    table_class = MissedTable
    unit = pgettext_lazy("unit", "enterprises")

    def get_queryset(self):
        """The longest first; those never visited before all."""
        plans = Visit.objects.planned().filter(enterprise_id=OuterRef("pk")).order_by("planned_on")
        requests = ServiceRequest.objects.visible_to(self.request.user).open().order_by()
        count = requests.filter(enterprise_id=OuterRef("pk")).values("enterprise_id").annotate(n=Count("pk"))
        return (
            missed(self.request.user)
            .annotate(
                planned_day=Subquery(plans.values("planned_on")[:1]), open_count=Subquery(count.values("n"))
            )
            .select_related("liaison")
            .order_by(LAST_VISIT, "id")
        )

    def prepare_table(self, table, rows):
        """Days without a visit, and the plan in words; ticks for those who plan."""
        self.rule = rules.rule()
        for row in rows:
            row.rule = self.rule
            row.days_without = rules.days_since(row)
            row.plan_words = (
                _("planned for %(day)s") % {"day": short_day(row.planned_day)} if row.planned_day else ""
            )
        if self.request.user.role not in STATION:
            table.columns.hide("tick")
        return table

    def tabs(self):
        """The same as above the list of visits."""
        return visit_tabs(self.request.user, "missed")

    def acts(self):
        """Record."""
        return [record_act()] if self.request.user.is_officer else []

    def empty(self):
        """Nobody is missed: that is good."""
        return {
            "icon": "circle-check",
            "title": _("Nobody has been missed"),
            "text": _(
                "Enterprises stand here when they were not visited for as many days as their grade allows."
            ),
            "acts": [],
        }

    def extra_context(self, rows):
        """What counts as missed, and planning for those ticked."""
        rule = self.rule
        station = self.request.user.role in STATION
        return {
            "intro": _(
                "Not visited for %(days)s days or more (not graded yet: like %(level)s), counted from the last visit, the admission, or the day the station went live."
            )
            % {"days": rule.days, "level": rule.level},
            "sorted_by": "" if self.request.GET.get("sort") else _("longest first"),
            "bulk_acts": [
                {"label": _("Plan visits"), "url": reverse("visits:plan_several"), "icon": "calendar-plus"}
            ]
            if station
            else [],
        }
