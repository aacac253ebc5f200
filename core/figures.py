"""Figures: every number on a dashboard, with the list page that shows exactly the rows it counts (DESIGN §3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from core.contributions import Registry

COUNT, SUM, SHARE, STATEMENT, MEDIAN = "COUNT", "SUM", "SHARE", "STATEMENT", "MEDIAN"


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included, with the words that name it."""

    first: date
    last: date
    label: str = ""
    code: str = ""

    @property
    def query(self):
        """The period as it stands in an address."""
        return f"from={self.first:%Y-%m-%d}&to={self.last:%Y-%m-%d}"


@dataclass(frozen=True)
class Figure:
    """A number and the door to its rows.

    COUNT counts `rows(user, period)`; SUM adds their `field`; SHARE is the figure `part` over the figure `whole` in
    percent; MEDIAN is the middle of the column `field` of its rows; STATEMENT is the published `field` of the one row,
    shown with its source. `url(period)` is the list page with the filter that shows exactly the rows. `month_of`
    names the date column for the monthly trend (`cumulative` when the trend adds up, `level` when it is the value at the
    end of each month). `kept` says where the number is kept for those who read a whole park (core.kept), `line` the kept
    level behind the trend of a number of today. A test recomputes each figure over the rows of its list.
    """

    code: str
    label: str
    unit: str
    kind: str = COUNT
    rows: Callable[[object, Period], QuerySet] | None = None
    url: Callable[[Period], str] | None = None
    field: str | None = None
    part: str = ""
    whole: str = ""
    month_of: str = ""
    cumulative: bool = False
    level: bool = False
    order: int = 100
    decimals: int = 0
    kept: object | None = None
    line: object | None = None


figures = Registry()


def middle(counts):
    """The median of {value: how often}: the mean of the middle two of an even number; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = _at(counts, (total + 1) // 2), _at(counts, total // 2 + 1)
    return Decimal(low + high) / 2


def nearest_rank(counts, percent):
    """The smallest value of {value: how often} that at least so many percent do not exceed; None of nothing."""
    total = sum(counts.values())
    return _at(counts, max(-(-percent * total // 100), 1)) if total else None


def _at(counts, place):
    """The value at a place, counted from 1, when all stand in order."""
    for value, n in sorted(counts.items()):
        place -= n
        if place <= 0:
            return value
    raise ValueError(place)


def share(part, whole, digits=2):
    """Percentage with `digits` decimals, or None without a base."""
    if not whole:
        return None
    return round(Decimal(part) * 100 / Decimal(whole), digits)
