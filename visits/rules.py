"""How often an enterprise is visited, and what follows from it: the next day, and when it is missed (DOMAIN §7.4)."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.calendars import calendar
from core.clock import today as today_
from core.workdays import add_months
from visits.models import VisitRule
from visits.querysets import UNGRADED

REMINDED_BEFORE = 15  # days; the first lead time of the next visit


def rules():
    """The rule for an enterprise without a grade, to be read with other things."""
    return VisitRule.objects.filter(level=UNGRADED)


def rule():
    """The rule for an enterprise without a grade: like B."""
    return rules().get()


def next_day(visited_on, rule):
    """The day proposed for the next visit: a twelfth of the year times the months between, on a working day."""
    return calendar().next_workday(add_months(visited_on, 12 // rule.per_year))


def rule_words(rule):
    """`未定级按 B 级，每年走访 2 次。到期前 15 天提醒您。`"""
    often = ngettext("%(n)s visit a year", "%(n)s visits a year", rule.per_year) % {"n": rule.per_year}
    return _("Not graded yet, so like grade %(level)s: %(often)s. You are reminded %(days)s days before.") % {
        "level": rule.level,
        "often": often,
        "days": REMINDED_BEFORE,
    }


def days_since(enterprise, today=None):
    """Days since the last visit, counted from the day the station became answerable when that is later."""
    today = today or today_()
    return (today - enterprise.counted_from) // timedelta(days=1)
