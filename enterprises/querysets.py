"""Which enterprises a user sees, and named sets of them."""

from django.db.models import Q

from accounts.roles import READERS, STATION, Role
from core.scope import ParkQuerySet


class EnterpriseQuerySet(ParkQuerySet):
    """Querysets of enterprises."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department: its park. Enterprise: its own. Others: none."""
        if user.role in READERS or user.role == Role.DEPARTMENT:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            return self.filter(memberships__user=user, memberships__is_active=True)
        return self.none()

    def editable_by(self, user):
        """Master data is kept by the station's staff and lead."""
        return self.in_parks_of(user) if user.role in STATION else self.none()

    def in_park(self, on=None):
        """Enterprises that are in the park (on a day)."""
        rows = self.filter(status__in=self.model.Status.IN_PARK)
        if on is not None:
            rows = rows.filter(
                Q(admitted_on__isnull=True) | Q(admitted_on__lte=on)
            ).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))
        return rows
