"""Which enterprises a user sees, and named sets of them."""

from datetime import date

from django.db.models import BooleanField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.roles import READERS, STATION, Role
from core.conditions import IsOneOf
from core.scope import ParkQuerySet
from enterprises.search import found_by

# The day of the last visit; who was never visited comes first.
LAST_VISIT = Coalesce("last_visited_on", Value(date(1900, 1, 1)))


FEW = 400  # so many enterprises are looked up by their ids; of more, every row asks its own
FEW_OF_PARK = 80  # rows of one park stand close together
SOME = 20  # for a glance


def of_enterprises_named(q, user, also=None):
    """The condition on rows with an `enterprise` that it is found by what was typed, or that what `also` finds.

    How many the user sees of that name is asked first: the rows of a few are found in an index, of a common name (有限公司)
    the rows are looked at in the order of the list until the page is full. `also(indexed)` gives the other condition; it
    is told whether an index can help.
    """
    from enterprises.models import Enterprise

    rows = Enterprise.objects.visible_to(user).search(q).order_by()
    most = FEW if user.sees_all_parks else FEW_OF_PARK
    few = list(rows.values_list("pk", flat=True)[: most + 1])
    if len(few) <= most:
        named = Q(enterprise_id__in=few)
    else:
        own = Enterprise.objects.filter(found_by(q, indexed=False), pk=OuterRef("enterprise_id")).order_by()
        named = Q(Subquery(own.values(yes=Value(True)), output_field=BooleanField()))
    return named | also(len(few) <= most) if also else named


def of_some_enterprises_named(q, user):
    """The same for a glance (the one search box): of a common name the rows of some."""
    from enterprises.models import Enterprise

    rows = Enterprise.objects.visible_to(user).search(q)
    return Q(IsOneOf("enterprise_id", rows.values("pk"), most=SOME))


class EnterpriseQuerySet(ParkQuerySet):
    """Querysets of enterprises."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department: its park. Enterprise: its own. Others: none.

        A record that was merged into another one is seen by nobody.
        """
        if user.role in READERS or user.role == Role.DEPARTMENT:
            return self.in_parks_of(user)._that_stand()
        if user.role == Role.ENTERPRISE:
            return self.filter(memberships__user=user, memberships__is_active=True)
        return self.none()

    def editable_by(self, user):
        """Master data is kept by the station's staff and lead."""
        return self.in_parks_of(user)._that_stand() if user.role in STATION else self.none()

    def _that_stand(self):
        """Without merged records. What is left is all of the park that anybody sees."""
        rows = self.exclude(status=self.model.Status.MERGED)
        rows.whole_park_id = self.whole_park_id
        return rows

    def search(self, q):
        """Those found by any part of a name, its pinyin, or a code."""
        return self.filter(found_by(q))

    def in_park(self, on=None):
        """Enterprises that are in the park now, or were on a day.

        On a day counts who was admitted by then (or nobody knows when) and had not left, whatever became of it later.
        """
        status = self.model.Status
        if on is None:
            return self.filter(status__in=status.IN_PARK)
        return self.filter(
            Q(status__in=status.IN_PARK) | Q(status__in=status.GONE, left_on__isnull=False),
            Q(admitted_on__isnull=True) | Q(admitted_on__lte=on),
            Q(left_on__isnull=True) | Q(left_on__gt=on),
        )

    def built(self, on=None):
        """Those whose archive is built (on a day)."""
        rows = self.filter(archive_built_on__isnull=False)
        return rows if on is None else rows.filter(archive_built_on__lte=on)

    def not_built(self, on=None):
        """Those whose archive is not built (on a day)."""
        if on is None:
            return self.filter(archive_built_on__isnull=True)
        return self.filter(Q(archive_built_on__isnull=True) | Q(archive_built_on__gt=on))
