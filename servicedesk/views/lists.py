"""The lists of requests and of consultations."""

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.roles import BUSINESS, READERS, STATION, Role
from core.clock import today
from core.counting import counts_for
from core.exchange.outgoing import Out
from core.lists import ListPage
from enterprises.models import Enterprise
from servicedesk.filters import ConsultationFilter, RequestFilter, usual_status
from servicedesk.models import Consultation, ServiceRequest
from servicedesk.tables import AllTable, ConsultationTable, OpenTable
from servicedesk.words import card_of

OWN_TEMPLATES = {
    "generic/list.html": "servicedesk/own_list.html",
    "generic/list_section.html": "servicedesk/own_section.html",
}


def enterprise_chip(chips, user):
    """The chip of the condition `enterprise` names it instead of its id."""
    for chip in chips:
        if chip["name"] == "enterprise":
            value = chip["label"].rpartition("：")[2]
            found = Enterprise.objects.visible_to(user).filter(pk=int(float(value))).first()
            chip["label"] = _("Enterprise: %(name)s") % {"name": found or "—"}
    return chips


def of_tab(rows, tab, user):
    """Rows of a tab of the list; unknown tabs are the first."""
    match tab:
        case "mine" if user.is_officer:
            return rows.filter(holder=user)
        case "today":
            return rows.due_on(today())
        case "late":
            return rows.overdue()
        case "waiting":
            return rows.waiting()
        case "todo" if user.role == Role.ENTERPRISE:
            return rows.their_turn()
    return rows


class RequestList(ListPage):
    """`/requests/`: open requests by promised date; enterprises see their own as cards."""

    walks = True
    keeps_statements = True
    roles = BUSINESS
    unit = pgettext_lazy("unit", "requests")
    filterset_class = RequestFilter

    @property
    def own(self):
        """Whether this is an enterprise looking at its own requests."""
        return self.request.user.role == Role.ENTERPRISE

    @property
    def title(self):
        """What the menu calls it."""
        return _("My requests") if self.own else _("Enterprise requests")

    @property
    def status(self):
        """The state that is asked for."""
        return self.request.GET.get("status") or usual_status(self.request.GET)

    @property
    def table_class(self):
        """Open rows stand by promised date; with closed ones among them the newest come first."""
        return OpenTable if self.status == "open" else AllTable

    def scoped(self):
        """Rows in scope, with what a row shows."""
        rows = ServiceRequest.objects.visible_to(self.request.user)
        return rows.for_page() if self.own else rows.for_table()

    def views(self):
        """[(tab, label, function that gives the rows, whether a number there is bad)]."""
        user = self.request.user

        def rows():
            return ServiceRequest.objects.visible_to(user)

        if self.own:
            return [
                ("", _("In hand"), lambda: rows().open(), False),
                ("todo", _("Waiting for me"), lambda: rows().their_turn(), False),
                ("all", _("All requests"), rows, False),
            ]
        views = [
            ("", _("All open"), lambda: rows().open(), False),
            ("mine", _("In my hands"), lambda: rows().held_by(user), False),
            ("today", _("Due today"), lambda: rows().due_on(today()), False),
            ("late", _("Overdue"), lambda: rows().overdue(), True),
            ("waiting", _("Waiting for the enterprise"), lambda: rows().waiting(), False),
        ]
        if self.request.GET.get(self.tab_param) == "all":  # where figures lead
            views.append(("all", _("All requests"), rows, False))
        return views if user.is_officer else [view for view in views if view[0] != "mine"]

    def get_queryset(self):
        """Rows of the tab; the filter adds the state."""
        rows = of_tab(self.scoped(), self.request.GET.get(self.tab_param), self.request.user)
        order = ("promised_on", "pk") if self.status == "open" else ("-submitted_at", "-pk")
        return rows.order_by(*order)

    def tabs(self):
        """Saved views with their counts, in one statement."""
        views, chosen = self.views(), self.request.GET.get(self.tab_param, "")
        counts = counts_for(
            self.request.user,
            ("requests", chosen == "all"),
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
        """The enterprise submits, the station notes."""
        role = self.request.user.role
        if role not in STATION and not self.own:
            return []
        label = _("Submit a request") if self.own else _("Note a request")
        url = reverse("servicedesk:new_request")
        return [{"label": label, "url": url, "icon": "message-plus", "primary": True}]

    def empty(self):
        """Nothing was ever entered; or nothing is left of what a tab shows."""
        tab = self.request.GET.get(self.tab_param, "")
        if tab in ("mine", "today", "late", "waiting", "todo"):
            titles = {
                "mine": _("Nothing is in your hands"),
                "today": _("Nothing is due today"),
                "late": _("Nothing is overdue"),
                "waiting": _("No clock stands still"),
                "todo": _("Nothing waits for you"),
            }
            url = reverse("servicedesk:requests")
            return {
                "icon": "circle-check",
                "title": titles[tab],
                "text": "",
                "acts": [{"label": _("All open"), "url": url, "icon": "message-2"}],
            }
        text = (
            _(
                "Ask for anything about quality here: each request gets a number, a person and a promised date."
            )
            if self.own
            else _(
                "What enterprises ask for on the phone, at the desk, online or at a visit stands here, each with a "
                "number, a holder and a promised date."
            )
        )
        return {"icon": "message-2", "title": _("No request yet"), "text": text, "acts": self.acts()}

    def exports(self):
        """Number, kind and days of a request."""
        return [
            Out("number", _("Number")),
            Out("category", _("Category")),
            Out("channel", _("Channel"), "get_channel_display"),
            Out("state", _("State"), "get_status_display"),
            Out("submitted_at", _("Submitted")),
            Out("promised_on", _("Promised date")),
            Out("closed_at", _("Closed")),
        ]

    def prepare_table(self, table, rows):
        """Ticks only for those who may do something with several."""
        if self.request.user.role not in STATION:
            table.exclude = ("tick",)
        return table

    def extra_context(self, rows):
        """Acts on several rows; the cards of an enterprise."""
        if self.own:
            return {"cards": [card_of(row, self.request.user) for row in rows]}
        if self.request.user.role not in STATION:
            return {}
        lead = self.request.user.role == Role.LEAD
        return {
            "bulk_acts": [
                {
                    "label": _("Assign or hand over") if lead else _("I take them"),
                    "url": reverse("servicedesk:assign_several"),
                    "icon": "user-share",
                }
            ],
            "sorted_by": _("By promised date") if self.status == "open" else _("Newest first"),
        }

    def render(self, template, context, status=200):
        """Enterprises see cards in place of a table."""
        return super().render(OWN_TEMPLATES[template] if self.own else template, context, status)


class ConsultationList(ListPage):
    """`/consultations/`: what was answered on the spot, with the sum of persons served."""

    roles = READERS
    title = gettext_lazy("Consultations")
    unit = pgettext_lazy("unit", "consultations")
    filterset_class = ConsultationFilter
    table_class = ConsultationTable

    def get_queryset(self):
        """All in scope, newest first."""
        rows = Consultation.objects.visible_to(self.request.user)
        return rows.select_related("category", "enterprise", "taken_by").order_by("-happened_at", "-pk")

    def exports(self):
        """Kind of question and way it came."""
        return [
            Out("category", _("Category")),
            Out("channel", _("Channel"), "get_channel_display"),
            Out("happened_at", _("When")),
        ]

    def acts(self):
        """The station notes."""
        if self.request.user.role not in STATION:
            return []
        url = reverse("servicedesk:new_consultation")
        return [{"label": _("Note a consultation"), "url": url, "icon": "phone", "primary": True}]

    def chips(self, filterset):
        """The filtered rows are kept for their sum."""
        self.filtered = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        return enterprise_chip(super().chips(filterset), self.request.user)

    def empty(self):
        """What this list is for."""
        return {
            "icon": "phone",
            "title": _("No consultation yet"),
            "text": _(
                "What the station answers on the spot stands here: who asked, about what, how many persons were served."
            ),
            "acts": self.acts(),
        }

    def extra_context(self, rows):
        """Persons served by all filtered rows, not only by this page; where counting stops, so does adding up."""
        if self.paginator.capped:
            return {}
        persons = self.filtered.order_by().aggregate(n=Sum("persons"))["n"] or 0
        return {
            "summary": ngettext("%(n)s person served", "%(n)s persons served", persons)
            % {"n": f"{persons:,}"},
            "persons": persons,
        }
