"""Which visits a user sees, and named sets of them."""

from django.db.models import Q

from accounts.roles import READERS, Role
from core.scope import ParkQuerySet


class VisitQuerySet(ParkQuerySet):
    """Querysets of visits."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department member: joint visits he logged or came along on.
        Enterprises never see findings, hence no visits."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.DEPARTMENT:
            return (
                self.in_parks_of(user)
                .filter(Q(author=user) | Q(companions=user))
                .distinct()
            )
        return self.none()

    def done(self):
        """Visits that took place."""
        return self.filter(status=self.model.Status.DONE)

    def planned(self):
        """Visits to come."""
        return self.filter(status=self.model.Status.PLANNED)
