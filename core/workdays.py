"""Arithmetic of Chinese working days; knows neither Django nor the database.

A :class:`Calendar` is built from the days announced by the State Council. Where a year is not announced yet it
falls back to weekends and the statutory festivals whose date is fixed in the solar calendar (New Year's Day,
Labour Day, National Day). Spring Festival, Qingming, Dragon Boat and Mid-Autumn of such a year are left out on
purpose: their days off are not known before the notice. Everything reckoned through such a year is provisional.
"""

from __future__ import annotations

import calendar as month_table
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

WORKING_DAYS = "WD"
CALENDAR_DAYS = "CD"
MONTHS = "MONTH"
UNITS = (WORKING_DAYS, CALENDAR_DAYS, MONTHS)

FIXED_FESTIVALS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# The notice of a year may reach back into the last days of the year before (29 December 2007, 2018).
REACHES_BACK_TO = (12, 28)
LONGEST = 10_000

ONE_DAY = timedelta(days=1)

Pause = tuple[date, date | None]


@dataclass(frozen=True)
class DueDate:
    """A due date; ``date`` is None while an open pause holds the clock."""

    date: date | None
    provisional: bool = False


def add_months(start: date, n: int) -> date:
    """Return the same day ``n`` months later (or earlier), clamped to the end of a shorter month."""
    years, month = divmod(start.month - 1 + n, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, month_table.monthrange(year, month + 1)[1]))


def paused(day: date, pauses: Iterable[Pause]) -> bool:
    """Tell whether the clock stands still on this day; both ends of a pause count, None means still open."""
    return any(begin <= day and (end is None or day <= end) for begin, end in pauses)


@dataclass(frozen=True)
class Calendar:
    """What is known of rest days and make-up working days.

    ``rest`` and ``work`` are the announced exceptions to the weekend rule, ``published`` the announced years.
    """

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()
    published: frozenset[int] = frozenset()
    _sums: dict[int, list[int]] = field(default_factory=dict, compare=False, repr=False)

    def is_workday(self, day: date) -> bool:
        """Tell whether offices work on this day."""
        if isinstance(day, datetime):
            raise TypeError("A calendar day is a date, not a moment: convert to the local date first.")
        if day in self.work:
            return True
        if day in self.rest or day.weekday() >= 5:
            return False
        return day.year in self.published or (day.month, day.day) not in FIXED_FESTIVALS

    def is_settled(self, day: date) -> bool:
        """Tell whether no notice still to come can change this day."""
        if day.year not in self.published:
            return False
        return (day.month, day.day) < REACHES_BACK_TO or day.year + 1 in self.published

    def is_provisional(self, start: date, end: date) -> bool:
        """Tell whether a day of (start, end] (either order) may still change."""
        low, high = sorted((start, end))
        if low == high:
            return False
        if not all(year in self.published for year in range((low + ONE_DAY).year, high.year + 1)):
            return True
        return not self.is_settled(high)

    def next_workday(self, day: date) -> date:
        """Return the day itself when it is a working day, otherwise the first one after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """Return the n-th working day after ``start``; the day after the start is the first to count.

        Zero gives the start itself; a negative ``n`` counts back (see :meth:`working_days_before`).
        """
        _check_length(n)
        if n < 0:
            return self.working_days_before(start, -n)
        return self._walk(start, n, ())

    def add_calendar_days(self, start: date, n: int, *, shift: bool = True) -> date:
        """Return the n-th day after ``start``; a last day that is a rest day moves to the next working day.

        Ends of validity (a licence, a certificate) are not periods and are reckoned with ``shift=False``.
        """
        _check_length(n)
        end = start + timedelta(days=n)
        return self.next_workday(end) if shift else end

    def working_days_between(self, a: date, b: date) -> int:
        """Count the working days in (a, b]; negative when ``b`` is before ``a``."""
        if b < a:
            return -self.working_days_between(b, a)
        if a.year == b.year:
            sums = self._year(a.year)
            return sums[_day_of_year(b)] - sums[_day_of_year(a)]
        first, last = self._year(a.year), self._year(b.year)
        whole = sum(self._year(year)[-1] for year in range(a.year + 1, b.year))
        return first[-1] - first[_day_of_year(a)] + whole + last[_day_of_year(b)]

    def working_days_before(self, expiry: date, n: int) -> date:
        """Return the latest day d that leaves at least ``n`` working days in (d, expiry]."""
        _check_length(n)
        if n < 0:
            return self.add_working_days(expiry, -n)
        year, missing = expiry.year, n
        position = _day_of_year(expiry)
        while True:
            sums = self._year(year)
            if sums[position] >= missing:
                break
            missing -= sums[position]
            year -= 1
            position = len(self._year(year)) - 1
        # the last day whose running total leaves what is missing to the days after it
        latest = bisect_right(sums, sums[position] - missing, 0, position + 1) - 1
        return date(year, 1, 1) + timedelta(days=latest - 1)

    def due(
        self, start: date, n: int, unit: str, pauses: Sequence[Pause] = (), *, shift: bool = True
    ) -> DueDate:
        """Return when ``n`` units after ``start`` are over, leaving out the days of the pauses.

        ``shift`` moves an end in calendar days or months that falls on a rest day to the next working day.
        While a pause without an end holds the clock before the period is over, the date is None.
        """
        if unit not in UNITS:
            raise ValueError(f"Unknown unit of time: {unit!r}")
        _check_length(n)
        if n < 0:
            raise ValueError("A period cannot be negative.")
        if unit == WORKING_DAYS:
            end = self._walk(start, n, pauses)
            return DueDate(end, end is not None and self.is_provisional(start, end))
        days = n if unit == CALENDAR_DAYS else (add_months(start, n) - start).days
        end = self._walk(start, days, pauses, working=False)
        if end is None:
            return DueDate(None)
        if not shift:
            return DueDate(end)
        moved = self.next_workday(end)
        return DueDate(moved, self.is_provisional(end - ONE_DAY, moved))

    def elapsed_working_days(self, start: date, end: date, pauses: Sequence[Pause] = ()) -> int:
        """Count the working days in (start, end] on which the clock was running; 0 when end is not after start."""
        if end <= start:
            return 0
        total = self.working_days_between(start, end)
        if not pauses:
            return total
        days = (start + timedelta(days=i) for i in range(1, (end - start).days + 1))
        return total - sum(1 for day in days if paused(day, pauses) and self.is_workday(day))

    def _walk(self, start: date, n: int, pauses: Sequence[Pause], *, working: bool = True) -> date | None:
        """Return the n-th counting day after ``start``, or None when an open pause stops the count for good."""
        day = start
        while n > 0:
            day += ONE_DAY
            if paused(day, pauses):
                if any(end is None and begin <= day for begin, end in pauses):
                    return None
                continue
            if not working or self.is_workday(day):
                n -= 1
        return day

    def _year(self, year: int) -> list[int]:
        """Return running totals of working days: entry i covers 1 January to the i-th day of the year."""
        sums = self._sums.get(year)
        if sums is None:
            sums, first = [0], date(year, 1, 1)
            for offset in range(366 if month_table.isleap(year) else 365):
                sums.append(sums[-1] + self.is_workday(first + timedelta(days=offset)))
            self._sums[year] = sums
        return sums


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday


def _check_length(n: int) -> None:
    if abs(n) > LONGEST:
        raise ValueError(f"A period of {n} days is longer than any that can be reckoned ({LONGEST}).")
