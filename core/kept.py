"""Figures from the kept summaries: how a number is put together from tallies (DESIGN §6; core.summaries).

Kept numbers are of whole parks, so they serve users who read every row of theirs. `core.reading` counts the rows instead
for everybody else, and where a period does not fit.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import QuerySet

from core.summaries import DAY, MONTH, YEAR

ONE_DAY = timedelta(days=1)
INSIDE, BEFORE, EVER = "INSIDE", "BEFORE", "EVER"  # in the period, before it began, over all time


def month_of(day):
    """The first day of its month."""
    return day.replace(day=1)


def month_end(day):
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_of(period):
    """The first days of all months the period touches."""
    found, day = [], month_of(period.first)
    while day <= period.last:
        found.append(day)
        day = month_end(day) + ONE_DAY
    return found


@dataclass(frozen=True)
class Beside:
    """Rows that are counted as they stand beside a kept number, because they depend on today. They count in the month of
    `month_of`, or, without one, in the last month of the period."""

    rows: Callable[[object, object], QuerySet]
    month_of: str = ""
    sign: int = 1


@dataclass(frozen=True)
class Kept:
    """The sum of a tally over the period; of some details only, if named."""

    code: str
    details: frozenset | None = None
    beside: Beside | None = None

    wants = (INSIDE,)

    def fits(self, period):
        """Whether the kept number can answer for this period."""
        return True

    def takes(self, detail, period):
        """Whether a part of the tally belongs to the number."""
        return self.details is None or detail in self.details

    def by_month(self, tallies, period):
        """{month: value of the month}."""
        return self._added(tallies[INSIDE, self.code], period, lambda detail, month: month)

    def base(self, tallies, period):
        """What is added to the months to give the number."""
        return 0

    def by_detail(self, tallies, period):
        """{detail: value} of the period."""
        return self._added(tallies[INSIDE, self.code], period, lambda detail, month: detail)

    def _added(self, parts, period, key):
        found = defaultdict(int)
        for (detail, month), n in parts.items():
            if self.takes(detail, period):
                found[key(detail, month)] += n
        return found


class Level(Kept):
    """The balance of a tally at the end of the period: what came less what went, since ever."""

    wants = (INSIDE, BEFORE)

    def base(self, tallies, period):
        """The balance when the period began."""
        return sum(self._added(tallies[BEFORE, self.code], period, lambda detail, month: None).values())


class Standing(Kept):
    """The sum of a tally over all time: what stands so today, whatever the period."""

    wants = (EVER,)

    def by_month(self, tallies, period):
        """It does not belong to months."""
        return {}

    def base(self, tallies, period):
        """All there is."""
        return sum(self._added(tallies[EVER, self.code], period, lambda detail, month: None).values())


class Spread(Kept):
    """How often each value came in the period: a part of the tally ends with `|value`."""

    def counts(self, tallies, period):
        """{value: how often}."""
        found = defaultdict(int)
        for detail, n in self.by_detail(tallies, period).items():
            found[value_of(detail)] += n
        return {value: n for value, n in found.items() if n}


def value_of(detail):
    """The value a part of a spread counts."""
    return int(detail.rpartition("|")[2])


class Firsts(Kept):
    """How many different things a tally saw in the period.

    Its details are the month in which the same thing was seen before; it counts in the period when that month lies
    before it. Kept by whole months, hence for periods that begin with one; what came after the end of the period, in its
    last month, is taken off by `beside`.
    """

    def fits(self, period):
        """Only from the first day of a month."""
        return period.first.day == 1

    def takes(self, detail, period):
        """Not seen since the period began."""
        return not detail or detail < period.first.isoformat()


def spans(first, last):
    """[(grain, first, last)] that together cover the days: whole months as months, the ends by day."""
    head, tail = [], []
    if first.day != 1:
        end = min(last, month_end(first))
        head, first = [(DAY, first, end)], end + ONE_DAY
    if first <= last and last != month_end(last):
        start = max(first, month_of(last))
        tail, last = [(DAY, start, last)], start - ONE_DAY
    return [*head, *([(MONTH, first, last)] if first <= last else []), *tail]


def spans_before(day):
    """[(grain, first, last)] that cover all days before one: whole years, then months, then days."""
    year, month = date(day.year, 1, 1), month_of(day)
    wanted = [(YEAR, date.min, year), (MONTH, year, month), (DAY, month, day)]
    return [(grain, first, until - ONE_DAY) for grain, first, until in wanted if first < until]


def read_tallies(scope, wanted, period):
    """{(INSIDE | BEFORE | EVER, code): {(detail, month): n}} of the Kept in `wanted`, in one statement."""
    found = defaultdict(lambda: defaultdict(int))
    parts, params = [], []

    def part(kind, codes, month, grain, first, last):
        if codes:
            parts.append(
                f"SELECT %s, code, detail, {month}, SUM(n) FROM core_tally "
                "WHERE scope = %s AND code = ANY(%s) AND grain = %s AND first BETWEEN %s AND %s GROUP BY 2, 3, 4"
            )
            params.extend([kind, scope, sorted(codes), grain, first, last])

    months_only = {one.code for one in wanted if isinstance(one, Firsts)}
    inside = {one.code for one in wanted if INSIDE in one.wants} - months_only
    before = {one.code for one in wanted if BEFORE in one.wants}
    ever = {one.code for one in wanted if EVER in one.wants}
    for span in spans(period.first, period.last):
        part(INSIDE, inside, "date_trunc('month', first)::date", *span)
    part(INSIDE, months_only, "first", MONTH, period.first, period.last)
    for span in spans_before(period.first):
        part(BEFORE, before, "NULL::date", *span)
    part(EVER, ever, "NULL::date", YEAR, date.min, date.max)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for kind, code, detail, month, n in cursor.fetchall():
                found[kind, code][detail, month] += int(n)
    return found


@dataclass(frozen=True)
class Sums:
    """Asked of `read_sums`: tallies of some scopes in a period, all in one or by the "month" or "year" they belong to."""

    scopes: tuple
    codes: tuple
    period: object
    by: str = ""


def read_sums(*asked):
    """For each of the `Sums`: {(scope, code, first day of its month or year, or None): {detail: n}}; one statement."""
    found, parts, params = [defaultdict(dict) for _each in asked], [], []
    for place, each in enumerate(asked):
        by = {
            "": "NULL::date",
            "month": "date_trunc('month', first)::date",
            "year": "date_trunc('year', first)::date",
        }
        wide = each.by != "month"
        for grain, first, last in (
            _spans_by_year(each.period) if wide else spans(each.period.first, each.period.last)
        ):
            parts.append(
                f"SELECT %s, scope, code, {by[each.by]} AS start, detail, SUM(n) FROM core_tally "
                "WHERE scope = ANY(%s::bigint[]) AND code = ANY(%s) AND grain = %s AND first BETWEEN %s AND %s "
                "GROUP BY scope, code, start, detail"
            )
            params.extend([place, list(each.scopes), list(each.codes), grain, first, last])
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        for place, scope, code, start, detail, n in cursor.fetchall():
            numbers = found[place][scope, code, start]
            numbers[detail] = numbers.get(detail, 0) + int(n)
    return found


def _spans_by_year(period):
    """The spans of a period, with whole years as years."""
    found = []
    for grain, first, last in spans(period.first, period.last):
        begin = date(first.year + (first != date(first.year, 1, 1)), 1, 1)
        end = date(last.year - (last != date(last.year, 12, 31)), 12, 31)
        if grain != MONTH or begin > end:
            found.append((grain, first, last))
            continue
        pieces = [(MONTH, first, begin - ONE_DAY), (YEAR, begin, end), (MONTH, end + ONE_DAY, last)]
        found += [piece for piece in pieces if piece[1] <= piece[2]]
    return found
