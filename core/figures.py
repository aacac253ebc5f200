"""Figures: every number on a dashboard, with the list page that shows exactly the rows it counts (DESIGN §3)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth

from core.contributions import Registry
from core.counting import values_of

COUNT, SUM, SHARE, STATEMENT = "COUNT", "SUM", "SHARE", "STATEMENT"


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
    percent; STATEMENT is the published `field` of the one row, shown with its source. `url(period)` is the list page
    with the filter that shows exactly the rows. `month_of` names the date column for the monthly trend (`cumulative`
    when the trend grows). A test recomputes each figure over the rows of its list.
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
    order: int = 100
    decimals: int = 0
    roles: frozenset = frozenset()


figures = Registry()


def share(part, whole, digits=2):
    """Percentage with `digits` decimals, or None without a base."""
    if not whole:
        return None
    return round(Decimal(part) * 100 / Decimal(whole), digits)


def compute(codes, user, period):
    """{code: value} of the figures, all of them in one SQL statement. A share without a base is None."""
    wanted, shares = {}, []
    pending = list(codes)
    while pending:
        figure = figures[pending.pop()]
        if figure.kind == SHARE:
            shares.append(figure)
            pending += [code for code in (figure.part, figure.whole) if code not in wanted]
        elif figure.code not in wanted:
            wanted[figure.code] = (
                figure.rows(user, period),
                figure.field if figure.kind in (SUM, STATEMENT) else None,
                None,
            )
    values = values_of(wanted)
    for figure in shares:
        values[figure.code] = share(values[figure.part], values[figure.whole])
    return values


def by_month(figure, user, period):
    """[(first day of the month, value)] over all months of the period; added up when the figure is cumulative."""
    aggregate = Sum(figure.field) if figure.kind == SUM else Count("pk")
    found = dict(
        figure.rows(user, period)
        .order_by()
        .annotate(month_=TruncMonth(figure.month_of))
        .values_list("month_")
        .annotate(value_=aggregate)
    )
    found = {(key.date() if hasattr(key, "date") else key): value for key, value in found.items()}
    months, total = [], 0
    year, month = period.first.year, period.first.month
    while (year, month) <= (period.last.year, period.last.month):
        value = found.get(date(year, month, 1), 0) or 0
        total = total + value if figure.cumulative else value
        months.append((date(year, month, 1), total))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return months
