"""The park economy as figures: values published once a year, each with its statement as the door (DOMAIN §8)."""

from functools import partial

from django.db.models import Subquery
from django.urls import reverse

from core.figures import STATEMENT, Figure, figures
from dashboards.models import Statement, StatementValue
from dashboards.reference import INDICATORS

PREFIX = "ECONOMY_"


def stated(code, user, period):
    """The value in the newest statement of a year the period touches: one row, or none."""
    newest = Statement.objects.visible_to(user).of_years(period.first.year, period.last.year).newest_first()
    return StatementValue.objects.filter(indicator_id=code, statement_id=Subquery(newest.values("pk")[:1]))


def door(period):
    """The statements of the years of the period, the newest first."""
    return f"{reverse('dashboards:economy')}?{period.query}"


for place, (code, name, unit, _in_yi, _covers, _definition) in enumerate(INDICATORS):
    figures.add(
        Figure(
            code=PREFIX + code,
            label=name,
            unit=unit,
            kind=STATEMENT,
            rows=partial(stated, code),
            field="value",
            url=door,
            order=200 + place,
            decimals=2,
        )
    )
