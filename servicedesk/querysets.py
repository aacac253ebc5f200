"""Which requests and consultations a user sees, and named sets of them."""

import re

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Right

from accounts.models import User
from accounts.roles import READERS, Role
from core.bigrams import text_matches
from core.clock import moments
from core.clock import today as today_
from core.conditions import IsOneOf, since_live
from core.models import Park
from core.normalise import fold
from core.scope import ParkQuerySet
from enterprises.models import Enterprise
from enterprises.querysets import of_enterprises_named

FIRST_YEAR = 2010
_number = re.compile(r"^(?:sq)?[-\s]*(?:(\d{4})[-\s]*(\d{4,6})|(\d{4})[-\s]+(\d{1,6})|(\d{1,6}))$")


def numbers_meant(q):
    """The request numbers a typed text may stand for: `SQ-2026-0042`, `sq20260042`, `2026-42`, or a bare `42`."""
    found = _number.match(fold(q).strip().replace("—", "-").replace("–", "-"))
    if not found:
        return []
    year, serial = found[1] or found[3], int(found[2] or found[4] or found[5])
    years = [int(year)] if year else range(FIRST_YEAR, today_().year + 1)
    return [f"SQ-{y}-{serial:04d}" for y in years]


def in_days(rows, field, first, last):
    """Rows whose moment lies on one of the days, both ends included; an open end is None."""
    start, end = moments(first, last)
    if start:
        rows = rows.filter(**{f"{field}__gte": start})
    if end:
        rows = rows.filter(**{f"{field}__lt": end})
    return rows


SHOWN = (
    "park__live_from",
    "enterprise__name",
    "category__name",
    "holder__name",
    "holder__username",
    "holder__role",
    "holder__department__short_name",
    "number",
    "title",
    "status",
    "urgency",
    "channel",
    "promised_on",
    "promise_provisional",
    "waiting_since",
    "waiting_reason",
    "submitted_at",
    "closed_at",
    "answered_at",
    "answered_late",
)


class RequestQuerySet(ParkQuerySet):
    """Querysets of service requests."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department member: what he or his department holds, or what he
        answered. Enterprise: its own."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.DEPARTMENT:
            mine = Q(holder=user) | Q(answered_by=user)
            if user.department_id:
                mine |= Q(holder__department_id=user.department_id)
            return self.in_parks_of(user).filter(mine)
        if user.role == Role.ENTERPRISE:
            return self.filter(enterprise__memberships__user=user, enterprise__memberships__is_active=True)
        return self.none()

    def for_page(self):
        """With everything a row or page shows about people and park."""
        return self.select_related("park", "enterprise", "category", "holder__department")

    def for_table(self):
        """With what a row of the station's list shows, and nothing else: rows are wide."""
        return self.for_page().only(*SHOWN)

    def open(self):
        """Neither closed nor withdrawn."""
        return self.filter(closed_at=None)

    def over(self):
        """Closed or withdrawn."""
        return self.filter(closed_at__isnull=False)

    def running(self):
        """Those whose clock runs."""
        return self.filter(closed_at=None, status__in=self.model.Status.RUNNING)

    def overdue(self, today=None):
        """Promised for a day that is over, and not answered; nothing from before the park went live."""
        return self.running().filter(since_live("promised_on"), promised_on__lt=today or today_())

    def due_on(self, day):
        """Promised for this day, and not answered."""
        live = Park.objects.filter(live_from__lte=day)
        return self.running().filter(IsOneOf("park_id", live.values("pk")), promised_on=day)

    def waiting(self):
        """The enterprise owes something."""
        return self.filter(closed_at=None, status=self.model.Status.WAITING_ENTERPRISE)

    def their_turn(self):
        """The enterprise owes something, or may rate."""
        status = self.model.Status
        return self.filter(closed_at=None, status__in=(status.WAITING_ENTERPRISE, status.ANSWERED))

    def unassigned(self):
        """In nobody's hands."""
        return self.running().filter(holder=None)

    def held_by(self, user):
        """Open ones in the hands of this person."""
        return self.open().filter(holder=user)

    def submitted(self, first, last):
        """Submitted on one of the days, both included."""
        return in_days(self, "submitted_at", first, last)

    def owed_in(self, first, last):
        """Promised for one of the days and answered, or overdue: what the share on time is taken of."""
        rows = self.filter(promised_on__gte=first, promised_on__lte=last)
        return rows.owed()

    def owed(self):
        """Answered, or overdue."""
        overdue = Q(
            since_live("promised_on"),
            closed_at=None,
            status__in=self.model.Status.RUNNING,
            promised_on__lt=today_(),
        )
        return self.exclude(status=self.model.Status.WITHDRAWN).filter(Q(answered_at__isnull=False) | overdue)

    def on_time(self):
        """Answered by the promised date."""
        return self.exclude(status=self.model.Status.WITHDRAWN).filter(
            answered_at__isnull=False, answered_late=False
        )

    def search(self, q, user, named=of_enterprises_named):
        """Found by number, by words of title, details or answer, or by any form of the enterprise's name."""
        found = named(q, user) | Q(text_matches(q, "title", "detail", "answer"))
        if numbers := numbers_meant(q):
            found |= Q(number__in=numbers)
        return self.filter(found)

    def looked_up(self, number, digits):
        """The public look-up: the number, and the last four digits of the phone of who asked, or of the enterprise's
        liaison. Found in the index first: many parks may have the number."""
        contacts = Enterprise.contacts.rel.related_model.objects
        asked = User.objects.alias(end=Right("mobile", 4)).filter(role=Role.ENTERPRISE, end=digits)
        liaison = contacts.filter(
            enterprise_id=OuterRef("enterprise_id"), role="LIAISON", mobile__endswith=digits
        )
        found = self.filter(number=number).filter(
            Q(contact_mobile__endswith=digits)
            | Q(IsOneOf("submitted_by_id", asked.values("pk")), channel="WEB")
            | Q(Q(contact_mobile=""), Exists(liaison))
        )
        return self.filter(pk__in=found.values("pk"))


class MessageQuerySet(models.QuerySet):
    """Querysets of what was said about requests."""

    def visible_to(self, user):
        """Who sees the request sees what was said about it; internal notes only officers and readers."""
        requests = self.model._meta.get_field("request").related_model.objects.visible_to(user)
        rows = self.filter(request__in=requests.values("pk"))
        return rows if sees_internal(user) else rows.filter(internal=False)


def sees_internal(user):
    """Whether internal notes and reasons are for this user."""
    return user.role in READERS or user.role == Role.DEPARTMENT


class ConsultationQuerySet(ParkQuerySet):
    """Querysets of consultations."""

    def visible_to(self, user):
        """The station's own log: station, manager and city."""
        return self.in_parks_of(user) if user.role in READERS else self.none()

    def happened(self, first, last):
        """Those of the days, both included."""
        return in_days(self, "happened_at", first, last)

    def search(self, q, user, named=of_enterprises_named):
        """Found by words of the sentence or who asked, or by any form of the enterprise's name."""
        return self.filter(named(q, user) | Q(text_matches(q, "sentence", "person")))
