"""The list of licence cases."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.roles import READERS, STATION, Role
from core.clock import today
from core.counting import counts_for
from core.exchange.outgoing import Out
from core.lists import ListPage
from licensing import kept_usual
from licensing.filters import CaseFilter, usual_status
from licensing.models import Holder, LicenceCase
from licensing.tables import AllTable, OpenTable
from servicedesk.views.lists import enterprise_chip

WAITING = {"enterprise": Holder.ENTERPRISE, "body": Holder.BODY, "authority": Holder.AUTHORITY}


def of_tab(rows, tab, user):
    """Rows of a tab of the list; unknown tabs are the first."""
    if tab == "mine" and user.is_station:
        return rows.in_charge(user)
    if tab in WAITING:
        return rows.with_baton(WAITING[tab])
    if tab == "closed":
        return rows.closed(today().replace(day=1), today())
    if tab == "slow":
        return kept_usual.slower(rows)
    return rows.over_target() if tab == "late" else rows


class CaseList(ListPage):
    """`/licensing/`: open cases by target day; enterprises see their own."""

    walks = True
    roles = READERS | {Role.ENTERPRISE}
    unit = pgettext_lazy("unit", "cases")
    filterset_class = CaseFilter

    @property
    def own(self):
        """Whether this is an enterprise looking at its own cases."""
        return self.request.user.role == Role.ENTERPRISE

    @property
    def title(self):
        """What the menu calls it."""
        return _("My licences") if self.own else _("Licence assistance")

    @property
    def status(self):
        """The state that is asked for."""
        return self.request.GET.get("status") or usual_status(self.request.GET)

    @property
    def table_class(self):
        """Open rows stand by target day; with closed ones among them the newest come first."""
        return OpenTable if self.status == "open" else AllTable

    def views(self):
        """[(tab, label, function that gives the rows, whether a number there is bad)]."""
        user = self.request.user

        def rows():
            return LicenceCase.objects.visible_to(user)

        if self.own:
            return [
                ("", _("In hand"), lambda: rows().open(), False),
                ("enterprise", _("Waiting for me"), lambda: rows().with_baton(Holder.ENTERPRISE), False),
                ("all", _("All cases"), rows, False),
            ]
        views = [
            ("", _("All open"), lambda: rows().open(), False),
            ("mine", _("My cases"), lambda: rows().in_charge(user), False),
            ("enterprise", _("With the enterprise"), lambda: rows().with_baton(Holder.ENTERPRISE), False),
            ("body", _("With the testing body"), lambda: rows().with_baton(Holder.BODY), False),
            ("authority", _("With the authority"), lambda: rows().with_baton(Holder.AUTHORITY), False),
            ("late", _("Over target"), lambda: rows().over_target(), True),
            ("slow", _("Slower than usual"), lambda: of_tab(rows(), "slow", user), True),
            ("closed", _("Closed this month"), lambda: of_tab(rows(), "closed", user), False),
        ]
        left = {*(() if user.is_station else ("mine",)), *(("slow",) if user.sees_all_parks else ())}
        return [view for view in views if view[0] not in left]

    def get_queryset(self):
        """Rows of the tab; the filter adds the state."""
        rows = LicenceCase.objects.visible_to(self.request.user).for_table()
        rows = of_tab(rows, self.request.GET.get(self.tab_param), self.request.user)
        return rows.order_by(*(("target_on", "pk") if self.status == "open" else ("-opened_on", "-pk")))

    def tabs(self):
        """Saved views with their counts, in one statement."""
        views, chosen = self.views(), self.request.GET.get(self.tab_param, "")
        counts = counts_for(
            self.request.user,
            "licence-cases",
            lambda: {code: rows() for code, _label, rows, _bad in views},
        )
        return [
            {
                "code": code,
                "label": label,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "bad": bad and counts[code] > 0,
                "current": code == chosen,
            }
            for code, label, _rows, bad in views
        ]

    def chips(self, filterset):
        """Without the state a tab shows anyway."""
        chips = enterprise_chip(super().chips(filterset), self.request.user)
        usual = usual_status(self.request.GET)
        return [chip for chip in chips if chip["name"] != "status" or self.status != usual]

    def acts(self):
        """Everybody may look up what a product needs, readers the statistics; the station opens a case."""
        role, url = self.request.user.role, reverse("licensing:diagnosis")
        found = [{"label": _("Which licence is needed?"), "url": url, "icon": "help-circle"}]
        if role in READERS:
            url = reverse("licensing:statistics")
            found.append({"label": _("Statistics"), "url": url, "icon": "chart-bar"})
        if role in STATION:
            url = reverse("licensing:new")
            found.append({"label": _("Open a case"), "url": url, "icon": "plus", "primary": True})
        return found

    def empty(self):
        """Nothing was ever opened; or nothing is left of what a tab shows."""
        if self.request.GET.get(self.tab_param):
            url = reverse("licensing:list")
            return {
                "icon": "circle-check",
                "title": _("No case here"),
                "text": "",
                "acts": [{"label": _("All open"), "url": url, "icon": "certificate"}],
            }
        text = (
            _("When the station helps you to a licence, you see here who has the baton and what you owe.")
            if self.own
            else _(
                "A case follows a licence from the need to the issue: who has the baton, how long, what is missing, "
                "and when it will come."
            )
        )
        return {"icon": "certificate", "title": _("No case yet"), "text": text, "acts": self.acts()}

    def exports(self):
        """Number, kind and days of a case."""
        return [
            Out("number", _("Number")),
            Out("procedure", _("Procedure")),
            Out("stage", _("Stage"), "get_stage_display"),
            Out("state", _("State"), "get_status_display"),
            Out("opened_on", _("Opened")),
            Out("target_on", _("Target")),
            Out("issued_on", _("Issued on")),
            Out("closed_on", _("Closed")),
        ]

    def extra_context(self, rows):
        """How it is sorted."""
        return {"sorted_by": _("By target day") if self.status == "open" else _("Newest first")}
