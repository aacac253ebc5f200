"""Conditions whose other side is worked out once for a statement, not once for each row."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, DateField, F, Func, IntegerField, Q

from core.models import Park

LOOKED_AT = 250


class IsOneOf(Func):
    """Equal to one of the values of a queryset of one column.

    The values are worked out first: unlike IN it is no join, and can share a row's way with another index. Each row is
    compared with one after the other, so there should be hundreds at most (`most` takes any so many of them).
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field, values, most=None, **extra):
        super().__init__(F(field), ArraySubquery(values.order_by()[:most]), **extra)


def newest(found, day, limit, user):
    """The `limit` newest rows among those found by words, for a glance: `newest(rows.text(q), "visited_on", 8, user)`.

    Put in order before anything is joined to them. Of a word that fits thousands of rows of all parks, some are looked at.
    """
    rows, order = found.model.objects, (f"-{day}", "-pk")
    if user.sees_all_parks:
        found = rows.filter(pk__in=found.order_by().values("pk")[:LOOKED_AT])
    return rows.filter(pk__in=found.order_by(*order).values("pk")[:limit]).order_by(*order)


class _Item(Func):
    """An item of an array by its place."""

    template = "((%(expressions)s])"
    arg_joiner = ")["


def since_live(field):
    """The condition that the date of a row is not before the day its park went live.

    The days of all parks are listed once: a join would ask the park of each row again, and would let no index count.
    """
    parks = Park.objects.order_by("pk")
    place = Func(
        ArraySubquery(parks.values("pk")),
        F("park_id"),
        function="array_position",
        output_field=IntegerField(),
    )
    day = _Item(ArraySubquery(parks.values("live_from")), place, output_field=DateField())
    return Q(**{f"{field}__gte": day})


class AnyOf(Func):
    """A column that equals one of the ids given in a slot (core.prepared): `AnyOf(F("enterprise_id"), slot("ids"))`."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()
