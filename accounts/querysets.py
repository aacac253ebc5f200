"""Which people a user may see and choose."""

from accounts.roles import ADMINISTRATORS, OFFICERS, Role
from core.scope import ParkQuerySet


class UserQuerySet(ParkQuerySet):
    """Querysets of people."""

    def active(self):
        """People who can sign in."""
        return self.filter(is_active=True)

    def visible_to(self, user):
        """People the user may see in lists: the lead his park's people, the system administrator all, else himself."""
        if user.role == Role.SYSADMIN:
            return self
        if user.role == Role.LEAD:
            return self.in_parks_of(user).exclude(role__in=ADMINISTRATORS)
        return self.filter(pk=user.pk)

    def editable_by(self, user):
        """People whose account the user may change."""
        return (
            self.visible_to(user)
            if user.role in (Role.SYSADMIN, Role.LEAD)
            else self.none()
        )

    def officers_of(self, park_id):
        """Active people who may hold a request or come along on a visit in the park."""
        return (
            self.active()
            .filter(park_id=park_id, role__in=OFFICERS)
            .order_by("role", "name", "pk")
        )
