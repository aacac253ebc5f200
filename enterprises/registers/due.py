"""Due dates by rule: arithmetic that knows no database, and the book of rules in force (DOMAIN §2.2, §2.4, §2.6, §9.4)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from core.calendars import calendar
from core.together import read_together
from core.workdays import add_months
from enterprises.models import DueRule, ThingType

Step, Unit = DueRule.Step, DueRule.Unit
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Found:
    """A date, the code of the rule it came by ("" when it was printed), and whether it may still move."""

    on: date | None
    rule: str = ""
    provisional: bool = False


NOTHING = Found(None)


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def next_after(start: date, months: int, *, to_month: bool = False, less_a_day: bool = True) -> date:
    """Return the end of a cycle: so many months on, clamped to the end of a shorter month, the day before.

    Accurate to the month, it is the last day of the month that is reached.
    """
    end = add_months(start, months)
    if to_month:
        return month_end(end)
    return end - ONE_DAY if less_a_day else end


def latest_to_apply(expiry: date, n: int, unit: str, in_force=None) -> Found:
    """Return the latest day to apply when it has to be done `n` units before the end."""
    if unit == Unit.WD:
        in_force = in_force or calendar()
        day = in_force.working_days_before(expiry, n)
        return Found(day, provisional=in_force.is_provisional(day, expiry))
    return Found(add_months(expiry, -n) if unit == Unit.MONTH else expiry - timedelta(days=n))


def keep_until(
    happened_on: date, shelf_life_end: date | None, months_after: int, months_without: int
) -> date:
    """Return until when a food record is kept: so long after the shelf life, or after the day where there is none."""
    if shelf_life_end:
        return add_months(shelf_life_end, months_after)
    return add_months(happened_on, months_without)


class RuleBook:
    """The rules and types as they stand, read once for an act or an import."""

    def __init__(self, rules=None, types=None, in_force=None):
        if rules is None or types is None:
            rules, types = read_together(DueRule.objects.all(), ThingType.objects.filter(is_active=True))
        self.rules, self.types = list(rules), list(types)
        self._calendar = in_force

    @property
    def calendar(self):
        """The calendar in force, asked for when it is needed."""
        if self._calendar is None:
            self._calendar = calendar()
        return self._calendar

    def find(self, register: str, step: str, varieties, on: date | None):
        """The rule of a step for the most particular of the varieties ("" comes last by itself), in force on a day."""
        for variety in [*varieties, ""]:
            for rule in self.rules:
                if (rule.register, rule.step, rule.variety) == (register, step, variety) and _holds(rule, on):
                    return rule
        return None

    def type_of(self, register: str, name: str) -> str:
        """The type whose words stand in a name; the longest word wins."""
        best, found = 0, ""
        for kind in self.types:
            if kind.register != register:
                continue
            for word in kind.words.split():
                if word in name and len(word) > best:
                    best, found = len(word), kind.code
        return found

    def after(self, register, step, varieties, start) -> Found:
        """The end of a cycle that began on a day; nothing without a rule."""
        if start is None:
            return NOTHING
        rule = self.find(register, step, varieties, start)
        if rule is None:
            return NOTHING
        if rule.unit == Unit.MONTH:
            end = next_after(start, rule.n, to_month=rule.to_month, less_a_day=rule.less_a_day)
            return Found(end, rule.code)
        reached = self.calendar.due(start, rule.n, rule.unit)
        return Found(reached.date, rule.code, reached.provisional)

    def apply_by(self, register, varieties, expiry) -> Found:
        """The latest day to apply before the end; nothing without a rule."""
        if expiry is None:
            return NOTHING
        rule = self.find(register, Step.APPLY, varieties, expiry)
        if rule is None:
            return NOTHING
        return latest_to_apply(expiry, rule.n, rule.unit, self.calendar if rule.unit == Unit.WD else None)

    def amount(self, register, step, varieties, on=None):
        """The number a rule says (months to keep, hours a year), or None."""
        rule = self.find(register, step, varieties, on)
        return rule.n if rule else None


def _holds(rule, on):
    if on is None:
        return rule.valid_to is None
    return (rule.valid_from is None or rule.valid_from <= on) and (
        rule.valid_to is None or on <= rule.valid_to
    )
