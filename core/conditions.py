"""Conditions whose other side is worked out once for a statement, not once for each row."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, DateField, F, Func, IntegerField, Q

from core.models import Park


class IsOneOf(Func):
    """Equal to one of the values of a queryset of one column.

    The values are worked out first: unlike IN it is no join, and can share a row's way with another index.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, field, values, **extra):
        super().__init__(F(field), ArraySubquery(values.order_by()), **extra)


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
