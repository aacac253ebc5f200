"""Which messages and reminders a user sees."""

from django.db import models

from accounts.roles import READERS, Role
from core.scope import ParkQuerySet


class MessageQuerySet(models.QuerySet):
    """Messages belong to their recipient."""

    def visible_to(self, user):
        """One's own messages."""
        return self.filter(recipient=user)

    def unread(self):
        """Not opened yet."""
        return self.filter(read_at=None)


class ReminderQuerySet(ParkQuerySet):
    """The ledger."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department and enterprise: what was sent to themselves."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role in (Role.DEPARTMENT, Role.ENTERPRISE):
            return self.filter(recipient=user)
        return self.none()
