"""The park economy ready to be shown: 万元 stored, 亿元 where the indicator says so, growth as published."""

from decimal import Decimal

from django.utils.translation import gettext as _

from dashboards.figures import PREFIX
from dashboards.models import Statement

YI = Decimal(10_000)


def plain(value):
    """A decimal without trailing zeros: 35, 32.2, 5330."""
    return f"{value.normalize():f}"


def shown(statement, reading=None):
    """{statement, rows} for `dashboards/economy_table.html`; the numbers are the figures of the reading, if given.

    Bars compare the values stated in 亿元.
    """
    values = list(statement.values.select_related("indicator").order_by("indicator__position"))
    said = {
        value.indicator_id: reading.values[PREFIX + value.indicator_id] if reading else value.value
        for value in values
    }
    largest = max((said[value.indicator_id] for value in values if value.indicator.in_yi), default=Decimal(0))
    rows = []
    for value in values:
        indicator, stated = value.indicator, said[value.indicator_id]
        in_yi = stated / YI
        rows.append(
            {
                "code": indicator.pk,
                "stated": stated,
                "name": indicator.name,
                "scope_note": indicator.scope_note,
                "definition": indicator.definition,
                "value": plain(in_yi if indicator.in_yi else stated),
                "unit": _("100 million yuan") if indicator.in_yi else indicator.unit,
                "bar": plain(in_yi) if indicator.in_yi else None,
                "bar_max": plain(largest / YI),
                "growth": f"{plain(value.growth)}%" if value.growth is not None else "",
                "grew": value.growth is not None and value.growth >= 0,
            }
        )
    return {"statement": statement, "rows": rows, "url": statement.get_absolute_url()}


def latest(user, reading):
    """The newest statement of a year that the period touches, or None; its values are the figures of the reading."""
    first, last = reading.period.first.year, reading.period.last.year
    statement = (
        Statement.objects.visible_to(user).of_years(first, last).newest_first().select_related("park").first()
    )
    return shown(statement, reading) if statement else None
