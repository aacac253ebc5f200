"""The lists of testing: samples, and the board of the bodies. Tables, and what may be asked."""

from urllib.parse import urlencode

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.columns import Cell, DayColumn, DueColumn, TickColumn, TitleColumn, two_lines
from core.filtersets import FilterSet, fixed
from core.ids import row_id
from core.models import Park
from core.templatetags import station
from core.together import read_together
from enterprises.models import BodyAbility, InspectionBody
from licensing.models import Sample, SampleVerdict
from licensing.queue import LAST, counted
from licensing.relay import RULE

OFFERED = 100  # bodies of the select
HIDDEN = {"widget": forms.HiddenInput, "max_value": 2**62}


class SampleTable(tables.Table):
    """Samples: what, of whom, where, and how it stands."""

    name = TitleColumn(verbose_name=_("Sample"), line2=lambda row: f"{row.number} · {row.ability}")
    enterprise = Cell(verbose_name=_("Enterprise"), accessor="case__enterprise", place="wide")
    body = Cell(verbose_name=_("Testing body"), place="wide")
    quantity = Cell(verbose_name=_("Quantity"), place="hide")
    taken_on = DayColumn(verbose_name=_("Taken on"), place="hide nb")
    status = Cell(verbose_name=_("Status"), empty_values=(), place="wide")
    due_on = DueColumn(verbose_name=_("Report"), due=lambda row: row.due)

    caption = _("Samples")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_status(self, record):
        """Late before anything else; a report by its verdict."""
        return station.status(record.badge)


class WaitingTable(SampleTable):
    """Samples that may be ticked for a delivery."""

    tick = TickColumn(label=lambda row: row.number)

    class Meta:
        attrs = {"class": "tbl stack"}
        sequence = ("tick", "...")


class SampleFilter(FilterSet):
    """What is asked of the samples."""

    folded = ()
    q = filters.CharFilter(
        label=_("Search"), method="by_text", help_text=_("Number, enterprise or pinyin"), max_length=100
    )
    body = filters.ChoiceFilter(label=_("Testing body"), field_name="body_id")
    verdict = filters.ChoiceFilter(label=_("Verdict"), choices=fixed(lambda: SampleVerdict.choices))
    ability = filters.NumberFilter(label=_("What is tested"), field_name="ability_id", **HIDDEN)
    delivery = filters.NumberFilter(label=_("Delivery"), field_name="delivery_id", **HIDDEN)
    last = filters.NumberFilter(label=_("The last reports"), method="by_last", **HIDDEN)

    class Meta:
        model = Sample
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["body"].extra["choices"] = self.bodies()

    def bodies(self):
        """Those in use of one's park, as far as a list can be looked through; the one that is asked for in any case."""
        user, asked = self.request.user, row_id(self.data.get("body"))
        rows = InspectionBody.objects.visible_to(user).order_by("name", "id")
        offered = rows.none() if user.sees_all_parks else rows.in_use()[:OFFERED]
        known, named = read_together(offered, rows.filter(pk=asked) if asked else rows.none())
        return list(dict.fromkeys((row.pk, str(row)) for row in [*known, *named]))

    def by_text(self, rows, name, value):
        """Number, or the enterprise."""
        return rows.search(value, self.request.user)

    def by_last(self, rows, name, value):
        """The last reports of an ability: those its usual days are made of."""
        latest = Sample.objects.filter(ability_id=value).reported().order_by("-report_on", "-pk")
        return rows.filter(pk__in=latest.values("pk")[:LAST])


class BoardTable(tables.Table):
    """What is tested, by whom, in how many days; every number opens its rows."""

    subject = TitleColumn(
        verbose_name=_("What is tested"),
        line2=lambda row: row.standard_number,
        url=lambda row: row.get_absolute_url(),
    )
    body = Cell(verbose_name=_("Testing body"), empty_values=(), place="wide")
    agreed = Cell(verbose_name=_("Agreed days"), empty_values=(), place="wide right num")
    waiting = Cell(verbose_name=_("To be delivered"), empty_values=(), place="hide right num")
    in_test = Cell(verbose_name=_("In test"), empty_values=(), place="hide right num")
    late = Cell(verbose_name=_("Late"), empty_values=(), place="hide right num")
    usual = Cell(verbose_name=_("Median / slowest tenth"), empty_values=(), place="hide right num")
    likely = Cell(verbose_name=_("A sample of today"), empty_values=(), place="at-2")

    caption = _("Testing bodies and their queues")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_body(self, record):
        """With the state of its accreditation."""
        return format_html(
            '<a href="{}">{}</a><span class="t2">{}</span>',
            record.body.get_absolute_url(),
            record.body,
            station.status(record.body.badge, "tx"),
        )

    def render_agreed(self, record):
        """On a phone with the numbers of the queue, each with its name."""
        queue = record.queue
        words = gettext("%(waiting)s to be delivered, %(test)s in test, %(late)s late") % {
            "waiting": counted(queue.waiting),
            "test": counted(queue.in_test),
            "late": counted(queue.late),
        }
        return format_html('{}<span class="t2 only-phone">{}</span>', record.agreed, words)

    def value_agreed(self, record):
        """In a file: the agreed days alone."""
        return record.agreed

    def render_waiting(self, record):
        """Opens those that wait."""
        return self._door(record.queue.waiting, record, "")

    def render_in_test(self, record):
        """Opens those in test."""
        return self._door(record.queue.in_test, record, "test")

    def render_late(self, record):
        """Opens the late ones."""
        return self._door(record.queue.late, record, "late", bad=True)

    def _door(self, number, record, tab, *, bad=False):
        """A number that leads to its rows."""
        if not number:
            return "0"
        url = samples_url(tab=tab, ability=record.pk)
        css = ' class="tx tx-bad"' if bad else ""
        return format_html(
            '<a{} href="{}" aria-label="{}">{}</a>',
            mark_safe(css),
            url,
            gettext("%(n)s samples of %(ability)s at %(body)s")
            % {"n": number, "ability": record, "body": record.body},
            counted(number),
        )

    def render_usual(self, record):
        """Of the last reports, which it opens."""
        usual = record.queue.usual
        if usual.source == RULE:
            reported = len(record.queue.days)
            if not reported:
                return "—"
            words = ngettext("%(n)s report", "%(n)s reports", reported) % {"n": reported}
            return format_html('<a href="{}">{}</a>', samples_url(tab="reported", last=record.pk), words)
        return format_html(
            '{} / {}<span class="t2"><a href="{}">{}</a></span>',
            f"{usual.median:g}",
            usual.slow,
            samples_url(tab="reported", last=record.pk),
            ngettext("of %(n)s report", "of %(n)s reports", usual.cases) % {"n": usual.cases},
        )

    def render_likely(self, record):
        """The day, or why it is not suggested."""
        obstacle = record.queue.obstacle
        if obstacle:
            return format_html('<span class="tx tx-warn">{}</span>', obstacle)
        return two_lines(station.day(record.queue.likely_on), "")

    def value_waiting(self, record):
        """In a file: a number."""
        return record.queue.waiting

    def value_in_test(self, record):
        """In a file: a number."""
        return record.queue.in_test

    def value_late(self, record):
        """In a file: a number."""
        return record.queue.late

    def value_likely(self, record):
        """In a file: a day, or why there is none."""
        return record.queue.obstacle or record.queue.likely_on


def samples_url(**query):
    """The list of samples, narrowed."""
    return (
        f"{reverse('licensing:samples')}?{urlencode({key: value for key, value in query.items() if value})}"
    )


class BoardFilter(FilterSet):
    """What is asked of the board."""

    folded = ()
    q = filters.CharFilter(
        label=_("What is tested"),
        method="by_text",
        help_text=_("Product group, standard, or the body"),
        max_length=100,
    )
    park = filters.ModelChoiceFilter(label=_("Park"), field_name="park", queryset=Park.objects.none())

    class Meta:
        model = BodyAbility
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
        else:
            del self.filters["park"]

    def by_text(self, rows, name, value):
        """By itself, or by the body."""
        bodies = InspectionBody.objects.filter(pk=OuterRef("body_id")).search(value)
        return rows.search(value) | rows.filter(Exists(bodies))
