"""Which requests and consultations a user sees, and named sets of them."""

from django.db.models import Q

from accounts.roles import READERS, Role
from core.scope import ParkQuerySet


class RequestQuerySet(ParkQuerySet):
    """Querysets of service requests."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department member: what he holds or held. Enterprise: its own."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.DEPARTMENT:
            return self.in_parks_of(user).filter(
                Q(holder=user)
                | Q(holder__department_id=user.department_id)
                | Q(answered_by=user)
            )
        if user.role == Role.ENTERPRISE:
            return self.filter(
                enterprise__memberships__user=user,
                enterprise__memberships__is_active=True,
            )
        return self.none()

    def open(self):
        """Not yet closed and not withdrawn."""
        return self.filter(status__in=self.model.Status.OPEN)


class ConsultationQuerySet(ParkQuerySet):
    """Querysets of consultations."""

    def visible_to(self, user):
        """The station's own log: station, manager and city."""
        return self.in_parks_of(user) if user.role in READERS else self.none()
