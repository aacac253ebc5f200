"""Reading figures: from the kept summaries where there are any, from the rows otherwise; at most two SQL statements.

Both ways give the same number: a test compares them after random acts, `core.summaries.differences` over a database.
"""

from dataclasses import replace
from decimal import Decimal

from django.db.models import Count, DateField, Sum
from django.db.models.functions import TruncMonth

from core.counting import MIDDLE, MONTHS, NUMBER, STATED, TOTAL, many
from core.figures import COUNT, MEDIAN, SHARE, STATEMENT, SUM, figures, middle, share
from core.kept import month_end, months_of, read_tallies
from core.summaries import ALL_PARKS


def scope_of(user):
    """The scope of kept numbers a user may be told: his park, all parks, or None: nobody's but what he sees himself."""
    if not user.reads_whole_park:
        return None
    return ALL_PARKS if user.sees_all_parks else user.park_id


class Reading:
    """The values of some figures in a period, with their trends and parts."""

    def __init__(self, user, period):
        self.user, self.period = user, period
        self.values, self.trends = {}, {}
        self.details = {}  # {figure code: {detail: number}} of kept figures that are split

    def trend(self, code):
        """[(first day of the month, value)] over all months of the period."""
        return self.trends[code]

    def trend_values(self, code):
        """The values alone, for a spark line."""
        return [value for _month, value in self.trends[code]]


def needed(codes):
    """The figures behind the codes; a share needs its part and its whole."""
    found, pending = {}, list(codes)
    while pending:
        figure = figures[pending.pop()]
        if figure.code not in found:
            found[figure.code] = figure
            if figure.kind == SHARE:
                pending += [figure.part, figure.whole]
    return found


def read(codes, user, period, trends=(), from_rows=False):
    """A Reading of the figures `codes`, with the monthly trend of those in `trends`.

    `from_rows` counts the rows even where a number is kept: the recount that the kept one must equal.
    """
    reading, wanted = Reading(user, period), needed([*codes, *trends])
    scope = None if from_rows else scope_of(user)
    kept = {
        code: figure.kept
        for code, figure in wanted.items()
        if scope is not None and figure.kept is not None and figure.kept.fits(period)
    }
    lines = [figure.line for code, figure in wanted.items() if code in kept and figure.line]
    tallies = read_tallies(scope, [*kept.values(), *lines], period)
    counted = many(_live_parts(wanted.values(), kept, user, period, trends))
    months = months_of(period)
    for figure in wanted.values():
        if figure.code in kept:
            _from_tallies(reading, figure, tallies, counted, months)
        elif figure.kind != SHARE:
            _from_rows(reading, figure, counted, months, figure.code in trends)
    for figure in wanted.values():
        if figure.kind == SHARE:
            reading.values[figure.code] = share(reading.values[figure.part], reading.values[figure.whole])
    return reading


def compute(codes, user, period):
    """{code: value} of the figures. A share without a base is None."""
    return read(codes, user, period).values


def _live_parts(wanted, kept, user, period, trends):
    """{(code, what): (queryset, how)} of everything that is counted over rows, for `core.counting.many`."""
    parts = {}
    for figure in wanted:
        if figure.code in kept:
            if figure.kept.beside:
                beside = figure.kept.beside
                parts[figure.code, "beside"] = (
                    _grouped(beside.rows(user, period), beside.month_of, Count("pk"))
                    if beside.month_of
                    else _plain(COUNT, None, beside.rows(user, period))
                )
            continue
        if figure.kind == SHARE:
            continue
        rows = figure.rows(user, period)
        parts[figure.code, "value"] = _plain(figure.kind, figure.field, rows)
        if figure.code in trends and figure.level:
            for month in months_of(period):
                until = replace(period, last=min(month_end(month), period.last))
                parts[figure.code, month] = _plain(figure.kind, figure.field, figure.rows(user, until))
        elif figure.code in trends:
            aggregate = Sum(figure.field) if figure.kind == SUM else Count("pk")
            parts[figure.code, "trend"] = _grouped(rows, figure.month_of, aggregate)
    return parts


def _plain(kind, field, rows):
    """The rows, to be counted, added up, or told."""
    how = {SUM: TOTAL, STATEMENT: STATED, MEDIAN: MIDDLE}.get(kind, NUMBER)
    return rows.order_by().values_list(field or "pk"), how


def _grouped(rows, by, aggregate):
    """The rows by month."""
    months = rows.order_by().annotate(month_=TruncMonth(by, output_field=DateField())).values_list("month_")
    return months.annotate(value_=aggregate), MONTHS


def _number(value):
    """An integer where it is one."""
    return int(value) if value == value.to_integral_value() else value


def _or_none(value):
    """The same; of nothing there is no median."""
    return None if value is None else _number(value)


def _from_tallies(reading, figure, tallies, counted, months):
    """Put a kept figure together."""
    kept, period = figure.kept, reading.period
    if figure.kind == MEDIAN:
        reading.values[figure.code] = _or_none(middle(kept.counts(tallies, period)))
        return
    found = kept.by_month(tallies, period)
    if kept.beside:
        for month, n in counted.get((figure.code, "beside"), {}).items():
            place = max(month, months[0]) if month else months[-1]
            found[place] = found.get(place, 0) + kept.beside.sign * int(n)
    base = kept.base(tallies, period)
    reading.values[figure.code] = base + sum(found.values())
    reading.details[figure.code] = kept.by_detail(tallies, period)
    if figure.line:
        found, base = figure.line.by_month(tallies, period), figure.line.base(tallies, period)
    adds_up = bool(figure.cumulative or figure.level or figure.line)
    _trend(reading, figure, found, base, months, adds_up=adds_up)


def _from_rows(reading, figure, counted, months, with_trend):
    """A figure counted over its rows."""
    value = counted.get((figure.code, "value"), {}).get(None)
    if figure.kind == STATEMENT:
        reading.values[figure.code] = value
        return
    if figure.kind == MEDIAN:
        reading.values[figure.code] = _or_none(value)
        return
    reading.values[figure.code] = _number(value or Decimal(0))
    if not with_trend:
        return
    if figure.level:
        reading.trends[figure.code] = [
            (month, int(counted.get((figure.code, month), {}).get(None, 0))) for month in months
        ]
    else:
        found = counted.get((figure.code, "trend"), {})
        _trend(reading, figure, found, 0, months, adds_up=figure.cumulative)


def _trend(reading, figure, found, base, months, adds_up):
    """The value of each month, added up when the figure says so."""
    total, line = base, []
    for month in months:
        value = _number(Decimal(found.get(month) or 0))
        total += value
        line.append((month, total if adds_up else value))
    reading.trends[figure.code] = line
