"""Tables of licence cases."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from core.columns import Cell, DayColumn, DueColumn, TitleColumn, two_lines
from core.templatetags import station
from licensing.words import days_words


class OpenTable(tables.Table):
    """Open cases by target day."""

    product = TitleColumn(verbose_name=_("Case"), line2=lambda row: f"{row.number} · {row.procedure}")
    enterprise = Cell(verbose_name=_("Enterprise"), place="wide")
    status = Cell(verbose_name=_("Status"), empty_values=())
    holder = Cell(verbose_name=_("Who has the baton"), empty_values=(), place="hide")
    days = Cell(verbose_name=_("Days"), empty_values=(), place="right num hide")
    owner = Cell(verbose_name=_("In charge"), place="hide")
    target_on = DueColumn(
        verbose_name=_("Target"),
        due=lambda row: row.due,
        place="",
        orderable=True,
        order_by=("target_on", "id"),
    )
    default_sort = "target_on"
    caption = _("Open cases by target day")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_status(self, record):
        """Over target before anything else."""
        return station.status(record.badge)

    def render_holder(self, record):
        """Who has it, at which stage."""
        return two_lines(record.get_holder_display(), record.get_stage_display())

    def render_days(self, record):
        """The service clock."""
        return days_words(record.days)

    def value_holder(self, record):
        """In a file: who has it."""
        return record.get_holder_display()

    def value_days(self, record):
        """In a file: a number."""
        return record.days


class AllTable(OpenTable):
    """Cases of all states, newest first."""

    target_on = DueColumn(verbose_name=_("Target"), due=lambda row: row.due, place="")
    opened_on = DayColumn(
        verbose_name=_("Opened"), place="hide", orderable=True, order_by=("opened_on", "id")
    )
    default_sort = "-opened_on"
    caption = _("Cases, newest first")
