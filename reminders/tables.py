"""Tables of the inbox and the ledger."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.columns import Cell, DayColumn, MomentColumn, StatusColumn, TitleColumn
from core.due import due_of
from reminders.sources import sources


class InboxTable(tables.Table):
    """Messages, newest first; unread ones say so in a word."""

    title = TitleColumn(
        verbose_name=_("Message"),
        url=lambda row: reverse("reminders:open", args=[row.pk]),
        line2=lambda row: row.body,
    )
    read_at = Cell(verbose_name=_("Read"), empty_values=(), place="hide")
    created_at = MomentColumn(verbose_name=_("When"), place="at-2")
    default_sort = "-created_at"
    caption = _("Messages, newest first")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_read_at(self, record):
        """Read or unread, in words."""
        return _("read") if record.read_at else _("unread")


def step_words(step):
    """`提前 7 天`, `当天`, `超期 1 天`."""
    if step == 0:
        return _("on the day")
    words = (
        ngettext("%(n)s day before", "%(n)s days before", step)
        if step > 0
        else ngettext("%(n)s day after", "%(n)s days after", -step)
    )
    return words % {"n": abs(step)}


class LedgerTable(tables.Table):
    """The ledger."""

    title = TitleColumn(
        verbose_name=_("What is due"),
        url=lambda row: row.url,
        line2=lambda row: "" if row.title == sources[row.source].label else sources[row.source].label,
    )
    subject_label = Cell(verbose_name=_("About"), place="wide")
    due_on = DayColumn(verbose_name=_("Due"), place="at-2", orderable=True)
    step = Cell(verbose_name=_("Step"))
    recipient = Cell(verbose_name=_("To"))
    state = StatusColumn(verbose_name=_("State"))
    settled_at = MomentColumn(verbose_name=_("Settled"), place="hide")
    default_sort = "-due_on"
    caption = _("Reminders by due date")

    class Meta:
        attrs = {"class": "tbl stack"}

    def value_step(self, record):
        """In words, not as a number."""
        return step_words(record.step)

    def render_step(self, value):
        """The step in words."""
        return step_words(value)


def coming_row(deadline, user):
    """One row of "coming" for templates; the act is there for those who do it."""
    act_url = deadline.act_url(user)
    return {
        "title": deadline.title,
        "url": deadline.url,
        "kind": deadline.source.label if deadline.title != deadline.source.label else "",
        "subject": deadline.subject_label,
        "act": deadline.source.act if act_url else "",
        "act_url": act_url,
        "due": due_of(deadline.due_on),
    }
