"""The clocks of a case: arithmetic that knows no database (DOMAIN §3, §3.4).

A leg is a stage as it was run. It lasts from its first day to the day the baton went on; a stage that began and ended on
one day took 0 days, so the legs of a case add up to its service clock. Days on hold belong to nobody.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from core.workdays import CALENDAR_DAYS, WORKING_DAYS, Calendar

ONE_DAY = timedelta(days=1)
ENOUGH = 5  # finished cases, below which others are asked
GREEN, AMBER, RED = "ok", "warn", "bad"
HERE, EVERYWHERE, RULE = "here", "everywhere", "rule"
RANGE = 80  # percent of the outcomes that the stated range holds


@dataclass(frozen=True)
class Leg:
    """A stage as it was run; `ended` None: it has the baton now. `n` and `unit` are what it is allowed."""

    stage: str
    holder: str
    began: date
    ended: date | None = None
    n: int = 0
    unit: str = CALENDAR_DAYS
    pauses_authority: bool = False

    def until(self, today: date) -> date:
        """Its end, or today."""
        return self.ended or max(today, self.began)


@dataclass(frozen=True)
class Hold:
    """A time on hold; both its first and its last day are days of change: it lasts `ended - began` days."""

    began: date
    ended: date | None = None


def service_days(opened: date, end: date) -> int:
    """The service clock: calendar days from opening to issue, or to today."""
    return (end - opened).days


def held_days(holds, begin: date, end: date) -> int:
    """Days on hold between two days."""
    total = 0
    for hold in holds:
        first, last = max(hold.began, begin), min(hold.ended or end, end)
        total += max((last - first).days, 0)
    return total


def leg_days(leg: Leg, holds, today: date) -> int:
    """Calendar days of a leg, without those on hold."""
    end = leg.until(today)
    return (end - leg.began).days - held_days(holds, leg.began, end)


def days_by_holder(legs, holds, today: date) -> dict[str, int]:
    """How many days each holder had the baton."""
    found = {}
    for leg in legs:
        found[leg.holder] = found.get(leg.holder, 0) + leg_days(leg, holds, today)
    return found


def authority_pauses(legs):
    """When the authority's clock stands still by law: while the applicant corrects, while a test runs."""
    return [
        (leg.began + ONE_DAY, leg.ended) for leg in legs if leg.pauses_authority and leg.ended != leg.began
    ]


def authority_days(accepted: date, end: date, legs, in_force: Calendar) -> int:
    """The authority's clock: working days from acceptance to the decision (or to today) without its lawful pauses."""
    return in_force.elapsed_working_days(accepted, end, authority_pauses(legs))


def authority_due(accepted: date, limit: int, legs, in_force: Calendar):
    """When the authority has to have decided, as a `DueDate`; without a date while its clock stands still."""
    return in_force.due(accepted, limit, WORKING_DAYS, authority_pauses(legs))


def used(leg: Leg, holds, today: date, in_force: Calendar) -> int:
    """Days of a leg in the unit it is allowed."""
    end = leg.until(today)
    if leg.unit == CALENDAR_DAYS:
        return leg_days(leg, holds, today)
    spans = [(hold.began + ONE_DAY, hold.ended) for hold in holds if hold.ended != hold.began]
    return in_force.elapsed_working_days(leg.began, end, spans)


def colour(days: int, allowed: int) -> str:
    """Green up to 80 percent of what is allowed, amber up to all of it, red beyond."""
    if days > allowed:
        return RED
    return GREEN if days * 100 <= allowed * 80 else AMBER


# ---- what is usual ---------------------------------------------------------------------------------------------------


def median(values) -> float:
    """The middle one; the mean of the middle two of an even number."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def percentile(values, percent: int):
    """The smallest value that at least so many percent of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(ceil(percent * len(ordered) / 100), 1) - 1]


@dataclass(frozen=True)
class Usual:
    """What a stage usually takes: the median, the slowest tenth, from how many cases, and whose (`HERE`, `EVERYWHERE`,
    or `RULE`: nothing but the durations of the procedure)."""

    median: float
    slow: float
    cases: int = 0
    source: str = RULE


def usual_days(here, everywhere, allowed: float) -> Usual:
    """Of the days that finished cases took: those of this park when there are enough, else of all parks, else the rule."""
    for values, source in ((here, HERE), (everywhere, EVERYWHERE)):
        if len(values) >= ENOUGH:
            return Usual(median(values), percentile(values, 90), len(values), source)
    return Usual(allowed, allowed)


def in_calendar_days(n: int, unit: str) -> float:
    """A duration of a procedure in calendar days; a week without holidays has five working days."""
    return n * 7 / 5 if unit == WORKING_DAYS else n


@dataclass(frozen=True)
class Forecast:
    """When the licence will come. `first` and `last` hold the outcome in `RANGE` percent of the cases; without enough
    finished cases there is no range, and `cases` is 0."""

    on: date
    first: date | None = None
    last: date | None = None
    cases: int = 0
    source: str = RULE


def forecast(began: date, elapsed: int, here, everywhere, allowed_ahead: float, today: date) -> Forecast:
    """The forecast of a case whose present stage began on a day and has lasted `elapsed` days.

    `here` and `everywhere` are, of each finished case, the days from the begin of the same stage to the issue. Those
    that were through sooner than this one has taken already tell nothing; of the others the median and the tenths at
    both ends are taken. `allowed_ahead` are the calendar days that the procedure gives from the begin of this stage on.
    """
    for values, source in ((here, HERE), (everywhere, EVERYWHERE)):
        ordered = sorted(values)
        likely = ordered[bisect_right(ordered, elapsed - 1) :]
        if len(likely) >= ENOUGH:
            held = today - timedelta(days=elapsed) - began  # days on hold do not bring the issue nearer
            return Forecast(
                began + held + timedelta(days=round(median(likely))),
                began + held + timedelta(days=percentile(likely, (100 - RANGE) // 2)),
                began + held + timedelta(days=percentile(likely, 100 - (100 - RANGE) // 2)),
                len(likely),
                source,
            )
    return Forecast(max(began + timedelta(days=ceil(allowed_ahead)), today))
