"""Which cases a user sees, and named sets of them."""

from django.db import models
from django.db.models import F, Func, IntegerField, Q

from accounts.roles import READERS, Role
from core.bigrams import text_matches
from core.clock import today as today_
from core.numbering import numbers_like
from core.scope import ParkQuerySet
from enterprises.querysets import of_enterprises_named

KIND, SAMPLE, DELIVERY = "BB", "YP", "SJ"
SHOWN = (
    "park__live_from", "enterprise__name", "procedure__label", "owner__name", "owner__username",
    "number", "product", "kind", "status", "stage", "holder", "holder_since", "stage_due_on", "stage_provisional",
    "opened_on", "target_on", "hold_since", "hold_reason", "issued_on", "closed_on",
)  # fmt: skip


class CaseQuerySet(ParkQuerySet):
    """Querysets of licence cases."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Enterprise: its own. Others: none."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            return self.filter(enterprise__memberships__user=user, enterprise__memberships__is_active=True)
        return self.none()

    def for_page(self):
        """With everything a page shows about people, park and procedure."""
        return self.select_related("park", "enterprise", "procedure", "owner")

    def for_table(self):
        """With what a row of a list shows, and nothing else."""
        return self.for_page().only(*SHOWN)

    def open(self):
        """Neither issued nor ended otherwise."""
        return self.filter(closed_on=None)

    def over(self):
        """Issued, refused, withdrawn, terminated."""
        return self.filter(closed_on__isnull=False)

    def running(self):
        """Open and not on hold."""
        return self.filter(closed_on=None, status=self.model.Status.RUNNING)

    def with_baton(self, holder):
        """Running, with the baton in these hands."""
        return self.running().filter(holder=holder)

    def over_target(self, today=None):
        """Open, and past their target."""
        return self.open().filter(target_on__lt=today or today_())

    def in_charge(self, user):
        """Open ones this person is in charge of."""
        return self.open().filter(owner=user)

    def opened(self, first, last):
        """Opened on one of the days, both included; an open end is None."""
        rows = self.filter(opened_on__gte=first) if first else self
        return rows.filter(opened_on__lte=last) if last else rows

    def issued(self, first, last):
        """Whose licence was issued on one of the days, both included."""
        return self.filter(status=self.model.Status.ISSUED, issued_on__gte=first, issued_on__lte=last)

    def refused(self, first, last):
        """Refused by the authority on one of the days, both included."""
        return self.filter(status=self.model.Status.REFUSED, decided_on__gte=first, decided_on__lte=last)

    def closed(self, first, last):
        """Written down as over on one of the days, both included."""
        return self.filter(closed_on__gte=first, closed_on__lte=last)

    def in_target(self):
        """Issued by their target day."""
        return self.filter(status=self.model.Status.ISSUED, issued_on__lte=F("target_on"))

    def past_target(self, today=None):
        """Issued after their target day, or open past it."""
        late = Q(closed_on=None, target_on__lt=today or today_())
        return self.filter(late | Q(issued_on__gt=F("target_on")))

    def limited(self):
        """Decided, where the law gives the authority a limit."""
        return self.filter(authority_days__isnull=False, authority_limit__isnull=False)

    def with_days(self):
        """With `days`, what the service clock said at the issue."""
        days = Func(
            F("issued_on"),
            F("opened_on"),
            template="(%(expressions)s)",
            arg_joiner=" - ",
            output_field=IntegerField(),
        )
        return self.annotate(days=days)

    def search(self, q, user, named=of_enterprises_named):
        """Found by number, by words of the product, or by any form of the enterprise's name."""
        found = named(q, user) | Q(text_matches(q, "product"))
        if numbers := numbers_like(KIND, q):
            found |= Q(number__in=numbers)
        return self.filter(found)


class OfCaseQuerySet(models.QuerySet):
    """Base of what belongs to a case."""

    def visible_to(self, user):
        """With the case."""
        cases = self.model._meta.get_field("case").related_model.objects.visible_to(user)
        if getattr(cases, "whole_park_id", None) is not None:
            return self.filter(park_id=cases.whole_park_id)
        if user.role in READERS:
            return self if user.sees_all_parks else self.none()
        return self.filter(case__in=cases.values("pk"))


class DocumentQuerySet(OfCaseQuerySet):
    """Querysets of documents."""

    def missing(self):
        """Nobody has brought them yet."""
        return self.filter(status=self.model.Status.MISSING)


class ContactQuerySet(OfCaseQuerySet):
    """Querysets of contacts; they are internal."""

    def visible_to(self, user):
        """Station, manager and city."""
        return super().visible_to(user) if user.role in READERS else self.none()

    def owed(self):
        """What was promised for a day, and nobody has said what came of it."""
        return self.filter(settled_on=None, promised_on__isnull=False)


class BottleneckQuerySet(OfCaseQuerySet):
    """Querysets of bottlenecks."""

    def open(self):
        """Those still in the way."""
        return self.filter(closed_on=None)


class SampleQuerySet(OfCaseQuerySet):
    """Querysets of samples."""

    def for_page(self):
        """With what a row or a page shows."""
        return self.select_related("body", "ability", "case__enterprise", "case__owner", "delivery")

    def open(self):
        """To be delivered, or in test."""
        return self.filter(status__in=self.model.Status.OPEN)

    def waiting(self):
        """To be delivered."""
        return self.filter(status=self.model.Status.WAITING)

    def in_test(self):
        """Delivered, not reported."""
        return self.filter(status=self.model.Status.DELIVERED)

    def late(self, today=None):
        """In test, and the report should be there."""
        return self.in_test().filter(due_on__lt=today or today_())

    def reported(self):
        """With a report that counts."""
        return self.filter(status=self.model.Status.REPORTED)

    def search(self, q, user, named=of_enterprises_named):
        """Found by number, or by any form of the enterprise's name."""
        if numbers := numbers_like(SAMPLE, q):
            return self.filter(number__in=numbers)
        return self.filter(
            case__in=self.model._meta.get_field("case").related_model.objects.filter(named(q, user))
        )


class DeliveryQuerySet(ParkQuerySet):
    """Querysets of deliveries; they name samples of several enterprises, so none of these sees them."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Others: none."""
        return self.in_parks_of(user) if user.role in READERS else self.none()
