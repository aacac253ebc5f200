"""What taking in requests needs to know, read with whatever else the act reads (`core.together`)."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Role
from core.calendars import CalendarAsked
from core.prepared import Prepared
from core.together import read_together
from core.workdays import Calendar
from servicedesk.models import PromiseRule


def members_of(enterprise_id):
    """People who sign in for the enterprise."""
    return User.objects.active().filter(
        memberships__enterprise_id=enterprise_id, memberships__is_active=True, role=Role.ENTERPRISE
    )


def leads_of(park_id):
    """The leads of a park."""
    return User.objects.active().filter(park_id=park_id, role=Role.LEAD)


promise_days = Prepared(lambda slot: PromiseRule.objects.values_list("urgency", "working_days"))
_members = Prepared(lambda slot: members_of(slot("enterprise")))
_leads = Prepared(lambda slot: leads_of(slot("park")))


@dataclass(frozen=True)
class Desk:
    """The promises and the calendar in force, and who is told: the enterprise's people, the leads of the park."""

    days: dict
    in_force: Calendar
    members: list
    leads: list

    @staticmethod
    def parts(enterprise_id, park_id):
        """What to read, for `of`."""
        return (
            promise_days.given(),
            CalendarAsked(),
            _members.given(enterprise=enterprise_id),
            _leads.given(park=park_id),
        )

    @classmethod
    def of(cls, days, in_force, members, leads):
        """What was read."""
        return cls(dict(days), in_force, list(members), list(leads))

    @classmethod
    def read(cls, enterprise_id, park_id):
        """Read it alone."""
        return cls.of(*read_together(*cls.parts(enterprise_id, park_id)))
