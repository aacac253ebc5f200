"""Numbers of finished licence cases in a period: how many, how long, where the days went (DOMAIN §3.4, §8).

How many and how long come from the kept numbers and cost the same whatever there is; stages and holders are looked at in
the newest `MOST` cases of the period, which the page says.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from django.db import connection

from core.figures import Period, middle, nearest_rank, share
from core.kept import Sums, month_end, read_sums, value_of
from core.reading import scope_of
from licensing.models import Holder, Stage

CODES = (
    "CASES_OPENED", "CASES_DAYS", "CASES_IN_TARGET", "CASES_REFUSED",
    "CASES_LIMITED", "CASES_AUTHORITY_DAYS", "CASES_LIMIT_DAYS",
)  # fmt: skip
MOST = 400  # cases whose stages are looked at
BY_YEAR_FROM = 36  # months, from which on the chart goes by year

_LEGS = """
    WITH past AS (
        SELECT id FROM licensing_licencecase
        WHERE status = 'ISSUED' AND issued_on BETWEEN %(first)s AND %(last)s {where}
        ORDER BY issued_on DESC, id DESC LIMIT %(most)s
    ), legs AS (
        SELECT leg.case_id, leg.stage, leg.holder, leg.days, leg.is_late
        FROM past JOIN licensing_caseleg AS leg ON leg.case_id = past.id WHERE leg.days IS NOT NULL
    ), held AS (
        SELECT case_id, holder, sum(days) AS days, bool_or(is_late) AS is_late FROM legs GROUP BY case_id, holder
    ), gaps AS (
        SELECT gap.case_id, gap.kind, sum(gap.closed_on - gap.opened_on) AS days, FALSE AS is_late
        FROM past JOIN licensing_casebottleneck AS gap ON gap.case_id = past.id
        WHERE gap.closed_on IS NOT NULL GROUP BY gap.case_id, gap.kind
    )
    SELECT 'stage', stage, string_agg(DISTINCT holder, ','), count(*), {numbers} FROM legs GROUP BY stage
    UNION ALL SELECT 'holder', holder, holder, count(*), {numbers} FROM held GROUP BY holder
    UNION ALL SELECT 'gap', kind, '', count(*), {numbers} FROM gaps GROUP BY kind
"""
_NUMBERS = """percentile_cont(0.5) WITHIN GROUP (ORDER BY days)::numeric,
        percentile_disc(0.9) WITHIN GROUP (ORDER BY days), count(*) FILTER (WHERE is_late), sum(days)"""


@dataclass(frozen=True)
class Numbers:
    """Kept numbers of one period, one kind (or all), one park (or all)."""

    opened: int
    counts: dict  # {days to the licence: how often}
    in_target: int
    refused: int
    limited: int
    authority_days: int
    limit_days: int

    @classmethod
    def of(cls, found, scope, kind, start=None):
        """Put together from what `read_sums` gave."""

        def parts(code):
            return {
                detail: n
                for detail, n in found.get((scope, code, start), {}).items()
                if n and (not kind or detail.partition("|")[0] == kind)
            }

        counts = {}
        for detail, n in parts("CASES_DAYS").items():
            counts[value_of(detail)] = counts.get(value_of(detail), 0) + n
        opened, in_target, refused, *limits = (
            sum(parts(code).values()) for code in CODES if code != "CASES_DAYS"
        )
        return cls(opened, counts, in_target, refused, *limits)

    @cached_property
    def issued(self):
        """How many licences."""
        return sum(self.counts.values())

    @property
    def median(self):
        """Half of them took no longer."""
        return middle(self.counts)

    @property
    def slow(self):
        """Nine in ten took no longer."""
        return nearest_rank(self.counts, 90)

    @property
    def on_target(self):
        """Percent issued by the target day of the case."""
        return share(self.in_target, self.issued, 1)

    @property
    def saved(self):
        """Working days the authority did not need of what the law gives it."""
        return self.limit_days - self.authority_days


@dataclass(frozen=True)
class Took:
    """Days over some finished cases: of a stage (with whoever had it), of a holder, or lost to a bottleneck; `part` says
    which, `code` of which one."""

    part: str
    code: str
    holder: str
    cases: int
    median: object
    slow: int
    late: int
    days: int

    @property
    def red(self):
        """Percent that took longer than allowed."""
        return share(self.late, self.cases, 1)


def before(period):
    """As many days directly before."""
    length = (period.last - period.first).days + 1
    return Period(period.first - timedelta(days=length), period.first - timedelta(days=1))


class Statistics:
    """What the page shows, for a user who reads whole parks; `parks` are compared, where he sees several."""

    def __init__(self, user, period, kind="", parks=()):
        self.user, self.period, self.kind, self.parks = user, period, kind, parks
        self.before, self.scope = before(period), scope_of(user)
        months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
        self.by = "year" if months > BY_YEAR_FROM else "month"
        asked = [
            Sums((self.scope,), CODES, period),
            Sums((self.scope,), CODES, self.before),
            Sums((self.scope,), ("CASES_DAYS",), period, self.by),
        ]
        if parks:
            asked.append(Sums(tuple(park.pk for park in parks), CODES, period))
        self.found = read_sums(*asked)
        self.now = Numbers.of(self.found[0], self.scope, kind)
        self.then = Numbers.of(self.found[1], self.scope, kind)

    def line(self):
        """[(first day of the month or year, Numbers)] of those in which a licence was issued."""
        starts = sorted({start for _scope, _code, start in self.found[2]})
        found = [(start, Numbers.of(self.found[2], self.scope, self.kind, start)) for start in starts]
        return [(start, numbers) for start, numbers in found if numbers.issued]

    def by_park(self):
        """[(park, Numbers)] of the parks that opened, finished or lost a case in the period."""
        if not self.parks:
            return []
        found = [(park, Numbers.of(self.found[3], park.pk, self.kind)) for park in self.parks]
        return [(park, n) for park, n in found if n.issued or n.opened or n.refused]

    @cached_property
    def took(self):
        """Took of every stage, holder and bottleneck of the newest cases, in one statement."""
        where, params = "", {"first": self.period.first, "last": self.period.last, "most": MOST}
        if not self.user.sees_all_parks:
            where, params["park"] = "AND park_id = %(park)s", self.user.park_id
        if self.kind:
            where, params["kind"] = f"{where} AND kind = %(kind)s", self.kind
        with connection.cursor() as cursor:
            cursor.execute(_LEGS.format(where=where, numbers=_NUMBERS), params)
            return [Took(*row, int(days)) for *row, days in cursor.fetchall()]

    def stages(self):
        """In the order of the stages."""
        order = {stage: place for place, stage in enumerate(Stage.values)}
        return sorted((row for row in self.took if row.part == "stage"), key=lambda row: order[row.code])

    def holders(self):
        """Of each holder, over all his stages of a case."""
        order = {holder: place for place, holder in enumerate(Holder.values)}
        return sorted((row for row in self.took if row.part == "holder"), key=lambda row: order[row.code])

    def gaps(self):
        """Of each bottleneck, the one that cost most days first."""
        return sorted((row for row in self.took if row.part == "gap"), key=lambda row: (-row.days, row.code))


def part_of(period, start, by):
    """The part of the period that a column of the chart stands for."""
    last = start.replace(month=12, day=31) if by == "year" else month_end(start)
    return replace(period, first=max(start, period.first), last=min(last, period.last))
