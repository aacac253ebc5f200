"""Tables of visits, plans, enterprises visited and enterprises missed."""

from dataclasses import replace
from functools import lru_cache

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from core.badges import badge_of
from core.clock import today
from core.columns import (
    Cell,
    DayColumn,
    DueColumn,
    NumberColumn,
    StatusColumn,
    TickColumn,
    TitleColumn,
    two_lines,
)
from core.due import Due, due_of, short_day
from core.templatetags import station
from visits.models import Visit
from visits.words import findings_badge, needs_words, with_words


def purpose_and_risk(visit):
    """`例行走访 · 风险 低`."""
    return _purpose_and_risk(visit.purpose, visit.risk, get_language())


@lru_cache
def _purpose_and_risk(purpose, risk, language):
    words = Visit.Purpose(purpose).label
    if not risk:
        return str(words)
    shown = station.status(badge_of(Visit(risk=risk), "risk"), "tx")
    return format_html("{} · {} {}", words, _("risk"), shown)


class VisitTable(tables.Table):
    """Enterprise, day, who went, what was found, what was asked for."""

    enterprise = TitleColumn(verbose_name=gettext_lazy("Enterprise"), line2=purpose_and_risk)
    visited_on = DayColumn(
        verbose_name=pgettext_lazy("visit", "Day"),
        place="at-2",
        orderable=True,
        order_by=("visited_on", "id"),
    )
    author = Cell(verbose_name=gettext_lazy("Visitor"), place="wide")
    found = Cell(verbose_name=pgettext_lazy("visit", "Found"), empty_values=())
    need_count = Cell(verbose_name=gettext_lazy("Requests"), empty_values=(), place="hide")

    default_sort = "-visited_on"
    caption = gettext_lazy("Visits, newest first")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_author(self, record):
        """Who went, and who came along."""
        return two_lines(record.author, with_words(record.came_along))

    def render_found(self, record):
        """The worst of it."""
        badge = findings_badge(record.levels)
        return (
            station.status(badge) if badge else format_html('<span class="dim">{}</span>', _("nothing noted"))
        )

    def render_need_count(self, record):
        """How many, as a door."""
        if not record.need_count:
            return format_html('<span class="dim">{}</span>', "0")
        return format_html(
            '<a href="{}#needs">{}</a>', record.get_absolute_url(), needs_words(record.need_count)
        )


class PlanTable(tables.Table):
    """Enterprise, day with its distance, who goes."""

    enterprise = TitleColumn(
        verbose_name=gettext_lazy("Enterprise"),
        line2=lambda visit: " · ".join(
            str(part) for part in (visit.get_purpose_display(), visit.plan_note) if part
        ),
    )
    planned_on = DueColumn(
        verbose_name=gettext_lazy("Planned for"), orderable=True, order_by=("planned_on", "planned_at", "id")
    )
    author = Cell(verbose_name=gettext_lazy("Visitor"), place="wide")
    last = DayColumn(
        verbose_name=gettext_lazy("Last visit"),
        accessor="enterprise__last_visited_on",
        place="hide",
        default="—",
    )
    act = Cell(verbose_name="", empty_values=(), place="wide")

    default_sort = "planned_on"
    caption = gettext_lazy("Planned visits, soonest first")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_planned_on(self, record):
        """The day, the hour, and how far it is."""
        due = due_of(record.planned_on)
        if record.planned_on == today():
            due = replace(due, line2=_("today"))
        if record.planned_at:
            due = replace(due, line1=f"{due.line1} {record.planned_at:%H:%M}")
        return station.due(due)

    def render_author(self, record):
        """Who goes, and who comes along."""
        return two_lines(record.author, with_words(record.came_along))

    def render_act(self, record):
        """The form, for one who records visits."""
        if not self.request.user.is_officer:
            return ""
        return format_html(
            '<a class="btn btn-plain btn-s" href="{}?plan={}" aria-label="{} · {}">{}</a>',
            reverse("visits:new"),
            record.pk,
            pgettext("visit", "Record"),
            record.enterprise,
            pgettext("visit", "Record"),
        )


class OverTable(tables.Table):
    """Plans called off and records that are void, with their reason."""

    enterprise = TitleColumn(
        verbose_name=gettext_lazy("Enterprise"),
        line2=lambda visit: visit.void_reason or visit.cancelled_reason,
    )
    day = Cell(verbose_name=pgettext_lazy("visit", "Day"), empty_values=(), place="at-2")
    author = Cell(verbose_name=gettext_lazy("Visitor"), place="wide")
    status = StatusColumn(verbose_name=gettext_lazy("Status"))

    default_sort = ""
    caption = gettext_lazy("Plans called off and records that are void")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_day(self, record):
        """Planned or visited."""
        return station.day(record.visited_on or record.planned_on)


class VisitedTable(tables.Table):
    """Enterprises visited in a period: how often, when last."""

    name = TitleColumn(
        verbose_name=gettext_lazy("Enterprise"),
        orderable=True,
        order_by=("sort_key", "id"),
        line2=lambda row: (
            _("liaison %(name)s") % {"name": row.liaison} if row.liaison_id else _("no liaison")
        ),
    )
    visits_made = NumberColumn(verbose_name=gettext_lazy("Visits"), empty_values=())
    last_on = DayColumn(verbose_name=gettext_lazy("Last of them"), place="at-2")

    default_sort = "name"
    caption = gettext_lazy("Enterprises visited in the period")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_visits_made(self, record):
        """The number, as the door to the visits."""
        words = ngettext("%(n)s visit", "%(n)s visits", record.visits_made) % {"n": record.visits_made}
        return format_html('<a href="{}">{}</a>', record.visits_url, words)


class MissedTable(tables.Table):
    """Enterprises not visited for too long: since when, what is open there, who sees to it."""

    tick = TickColumn(label=lambda row: row.name)
    name = TitleColumn(
        verbose_name=gettext_lazy("Enterprise"),
        line2=lambda row: (
            row.plan_words
            or (_("liaison %(name)s") % {"name": row.liaison} if row.liaison_id else _("no liaison"))
        ),
    )
    grade = Cell(verbose_name=gettext_lazy("Grade"), empty_values=(), place="hide")
    last_visited_on = Cell(
        verbose_name=gettext_lazy("Last visit"),
        empty_values=(),
        orderable=True,
        order_by=("last_visited_on", "id"),
        place="hide",
    )
    days = Cell(verbose_name=gettext_lazy("Days since"), empty_values=())
    open_count = NumberColumn(verbose_name=gettext_lazy("Open requests"), empty_values=())

    default_sort = "last_visited_on"
    caption = gettext_lazy("Enterprises not visited for too long, longest first")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_grade(self, record):
        """Grades come later; until then everybody is visited like B."""
        return two_lines(_("not graded"), _("like %(level)s") % {"level": record.rule.level})

    def render_last_visited_on(self, record):
        """The day, or never."""
        if record.last_visited_on is None:
            return format_html('<span class="dim">{}</span>', _("not visited yet"))
        return format_html('<time class="nb">{}</time>', short_day(record.last_visited_on))

    def value_days(self, record):
        """As a number."""
        return record.days_without

    def render_days(self, record):
        """How long, and by how much too long."""
        over = record.days_without - record.rule.days
        days = ngettext("%(n)s day", "%(n)s days", record.days_without) % {"n": record.days_without}
        words = (
            ngettext("%(n)s day over", "%(n)s days over", over) % {"n": over} if over else _("since today")
        )
        return station.due(Due(days, words, "late" if over else "soon", "alert-circle"))

    def render_open_count(self, record):
        """The number, as the door to the requests."""
        if not record.open_count:
            return "0"
        return format_html(
            '<a href="{}?enterprise={}">{}</a>', reverse("servicedesk:requests"), record.pk, record.open_count
        )
