"""Tables of requests and consultations."""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.columns import Cell, DueColumn, MomentColumn, NumberColumn, TickColumn, TitleColumn
from core.templatetags import station


class OpenTable(tables.Table):
    """Open requests by promised date (look: requests)."""

    tick = TickColumn(label=lambda row: row.number)
    title = TitleColumn(verbose_name=_("Request"), line2=lambda row: f"{row.number} · {row.category}")
    enterprise = Cell(verbose_name=_("Enterprise"), place="wide")
    status = Cell(verbose_name=_("Status"), empty_values=())
    holder = Cell(verbose_name=_("In whose hands"), empty_values=(), place="hide")
    promised_on = DueColumn(
        verbose_name=_("Promised date"),
        due=lambda row: row.due,
        place="",
        orderable=True,
        order_by=("promised_on", "id"),
    )
    default_sort = "promised_on"
    caption = _("Open requests by promised date")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_status(self, record):
        """Overdue before anything else."""
        return station.status(record.badge)

    def render_holder(self, record):
        """Where it is."""
        if record.holder_id is None:
            return format_html('<span class="dim">{}</span>', record.held_by)
        return record.held_by


class AllTable(OpenTable):
    """Requests of all states, newest first."""

    promised_on = DueColumn(verbose_name=_("Promised date"), due=lambda row: row.due, place="")
    submitted_at = MomentColumn(
        verbose_name=_("Submitted"), place="hide", orderable=True, order_by=("submitted_at", "id")
    )
    default_sort = "-submitted_at"
    caption = _("Requests, newest first")


def kind_of_consultation(row):
    """`许可证照 · 来访 · 3 人次`"""
    persons = ngettext("%(n)s person", "%(n)s persons", row.persons) % {"n": row.persons}
    return f"{row.category} · {row.get_channel_display()} · {persons}"


class ConsultationTable(tables.Table):
    """Consultations, newest first."""

    sentence = TitleColumn(
        verbose_name=_("Asked and answered"),
        line2=kind_of_consultation,
    )
    enterprise = Cell(verbose_name=_("Enterprise or person"), empty_values=(), place="wide")
    persons = NumberColumn(verbose_name=_("Persons"), place="right num hide")
    taken_by = Cell(verbose_name=_("Taken by"), place="hide")
    happened_at = MomentColumn(
        verbose_name=_("When"), place="at-2", orderable=True, order_by=("happened_at", "id")
    )
    default_sort = "-happened_at"
    caption = _("Consultations, newest first")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_enterprise(self, record):
        """Whose it was."""
        return record.enterprise or record.person or format_html('<span class="dim">{}</span>', "—")
