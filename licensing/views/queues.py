"""The board of the testing bodies (检验机构排队板), and the list of samples behind its numbers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import READERS, STATION
from core.clock import today
from core.counting import counts_of
from core.exchange.outgoing import Out
from core.lists import ListPage
from enterprises.models import BodyAbility
from licensing.models import Sample
from licensing.queue import queues_of, suggest
from licensing.testing_lists import BoardFilter, BoardTable, SampleFilter, SampleTable, WaitingTable

COMPARED = 60  # abilities that are compared for a suggestion


class Board(ListPage):
    """`/licensing/bodies/`: body × ability × agreed days × samples waiting × past turnaround; who would report first."""

    roles = READERS
    title = gettext_lazy("Queues at the testing bodies")
    unit = pgettext_lazy("measure word", "abilities")
    filterset_class = BoardFilter
    table_class = BoardTable

    def get_queryset(self):
        """What bodies in use test today."""
        rows = BodyAbility.objects.visible_to(self.request.user).on(today()).filter(body__is_active=True)
        return rows.select_related("body", "park").order_by("subject", "standard_number", "pk")

    def prepare_table(self, table, rows):
        """The queues of the rows shown and of those compared, in one statement."""
        compared = self.compared()
        queues = queues_of({row.pk: row for row in [*compared, *rows]}.values())
        for row in rows:
            row.queue = queues[row.pk]
        self.suggestion = suggest([queues[row.pk] for row in compared]) if compared else None
        return table

    def compared(self):
        """What fits the words that were typed: only then there is something to compare."""
        if not self.request.GET.get("q", "").strip() or self.request.user.sees_all_parks:
            return []
        return list(self.sorted_rows()[1][:COMPARED])

    suggestion = None

    def extra_context(self, rows):
        """Who would report first, and why."""
        return {"said_template": "licensing/suggestion.html", "suggestion": self.suggestion}

    def acts(self):
        """To the samples and the bodies themselves."""
        return [
            {"label": _("Samples"), "url": reverse("licensing:samples"), "icon": "packages"},
            {"label": _("Testing bodies"), "url": reverse("enterprises:bodies"), "icon": "microscope"},
        ]

    def empty(self):
        """What the board is for."""
        acts = []
        if self.request.user.role in STATION:
            acts = [
                {"label": _("Testing bodies"), "url": reverse("enterprises:bodies"), "icon": "microscope"}
            ]
        return {
            "icon": "microscope",
            "title": _("Nobody tests anything yet"),
            "text": _(
                "Enter the testing bodies and what they test in how many days; the board then says who would report first."
            ),
            "acts": acts,
        }

    def exports(self):
        """Further columns."""
        return [
            Out("body_name", _("Testing body"), "body__name"),
            Out("standard_number", _("Standard")),
            Out("fee", _("Fee, yuan")),
        ]


class SampleList(ListPage):
    """`/licensing/samples/`: to be delivered, in test, late, reported."""

    roles = READERS
    title = gettext_lazy("Samples")
    unit = pgettext_lazy("measure word", "samples")
    filterset_class = SampleFilter

    @property
    def tab(self):
        """Which of them."""
        found = self.request.GET.get(self.tab_param, "")
        return found if found in self.views() else ""

    @property
    def table_class(self):
        """What waits may be ticked."""
        return WaitingTable if self.tab == "" and self.request.user.role in STATION else SampleTable

    def views(self):
        """{tab: (words, rows, order, whether a number there is bad)}. What waits has no due day: it stands as it came."""
        rows = Sample.objects.visible_to(self.request.user)
        return {
            "": (_("To be delivered"), rows.waiting(), ("due_on", "pk"), False),
            "test": (_("In test"), rows.in_test(), ("due_on", "pk"), False),
            "late": (_("Report late"), rows.late(), ("due_on", "pk"), True),
            "reported": (_("Reported"), rows.reported(), ("-report_on", "-pk"), False),
            "all": (_("All"), rows, ("-taken_on", "-pk"), False),
        }

    def get_queryset(self):
        """Rows of the tab."""
        _words, rows, order, _bad = self.views()[self.tab]
        return rows.for_page().order_by(*order)

    def tabs(self):
        """With the numbers of what is open, in one statement."""
        views, chosen = self.views(), self.tab
        counts = counts_of({code: views[code][1] for code in ("", "test", "late")})
        return [
            {
                "code": code,
                "label": words,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts.get(code),
                "bad": bad and counts[code] > 0,
                "current": code == chosen,
            }
            for code, (words, _rows, _order, bad) in views.items()
        ]

    def extra_context(self, rows):
        """What waits goes together into a delivery."""
        if self.table_class is not WaitingTable:
            return {}
        url = reverse("licensing:deliver")
        return {"bulk_acts": [{"label": _("Deliver together"), "url": url, "icon": "truck-delivery"}]}

    def acts(self):
        """To the board."""
        url = reverse("licensing:board")
        return [{"label": _("Queues at the testing bodies"), "url": url, "icon": "microscope"}]

    def empty(self):
        """Where samples come from."""
        if self.tab:
            return {"icon": "circle-check", "title": _("No sample here"), "text": "", "acts": []}
        return {
            "icon": "packages",
            "title": _("No sample waits"),
            "text": _("Samples are taken on the page of a case; here they are put together for a delivery."),
            "acts": self.acts(),
        }

    def exports(self):
        """Further columns."""
        return [
            Out("number", _("Number")),
            Out("case_number", _("Case"), "case__number"),
            Out("tested", _("What is tested"), lambda row: str(row.ability)),
            Out("batch", _("Batch")),
            Out("state", _("State"), "get_status_display"),
            Out("delivered_on", _("Delivered on")),
            Out("report_due_on", _("Report due on"), "due_on"),
            Out("report_number", _("Report number")),
            Out("report_on", _("Date of the report")),
            Out("took", _("Days it took")),
        ]
