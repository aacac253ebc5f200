"""The people of a park as the options of a filter, in one quick statement."""

from accounts.models import User
from accounts.roles import OFFICERS, STATION
from core.prepared import Prepared


def _of_park(roles, **more):
    return Prepared(
        lambda slot: (
            User.objects.filter(park_id=slot("park"), role__in=roles, **more)
            .order_by("name", "pk")
            .values_list("pk", "name")
        )
    )


officers = _of_park(OFFICERS)  # with those who have left: their visits stay
active_officers = _of_park(OFFICERS, is_active=True)
active_staff = _of_park(STATION, is_active=True)


def options(people, park_id):
    """A function that gives [(id as text, name)]: a filter that is not shown asks for nobody."""
    return lambda: [(str(pk), name) for pk, name in people(park=park_id)]
