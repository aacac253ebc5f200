"""The park economy ready to be shown: 万元 stored, 亿元 where the indicator says so, growth as published."""

from decimal import Decimal

from django.utils.translation import gettext as _

from dashboards.models import Statement

YI = Decimal(10_000)


def plain(value):
    """A decimal without trailing zeros: 35, 32.2, 5330."""
    return f"{value.normalize():f}"


def shown(statement):
    """{statement, rows} for `dashboards/economy_table.html`. Bars compare the values stated in 亿元."""
    values = list(statement.values.select_related("indicator").order_by("indicator__position"))
    largest = max((value.value for value in values if value.indicator.in_yi), default=Decimal(0))
    rows = []
    for value in values:
        indicator = value.indicator
        in_yi = value.value / YI
        rows.append(
            {
                "name": indicator.name,
                "scope_note": indicator.scope_note,
                "definition": indicator.definition,
                "value": plain(in_yi if indicator.in_yi else value.value),
                "unit": _("100 million yuan") if indicator.in_yi else indicator.unit,
                "bar": plain(in_yi) if indicator.in_yi else None,
                "bar_max": plain(largest / YI),
                "growth": f"{plain(value.growth)}%" if value.growth is not None else "",
                "grew": value.growth is not None and value.growth >= 0,
            }
        )
    return {"statement": statement, "rows": rows, "url": statement.get_absolute_url()}


def latest(user, period):
    """The newest statement published for a year that the period touches, or None."""
    statement = (
        Statement.objects.visible_to(user)
        .filter(year__gte=period.first.year, year__lte=period.last.year)
        .select_related("park")
        .order_by("-year", "park_id")
        .first()
    )
    return shown(statement) if statement else None
