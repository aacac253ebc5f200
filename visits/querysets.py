"""Which visits a user sees, named sets of them, and which enterprises were visited or missed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Greatest

from accounts.roles import READERS, STATION, Role
from core.bigrams import text_matches
from core.clock import today as today_
from core.conditions import since_live
from core.scope import ParkQuerySet
from enterprises.querysets import LAST_VISIT, EnterpriseQuerySet, of_enterprises_named

UNGRADED = "B"  # before grades exist an enterprise is visited like B (DOMAIN §14)


class VisitQuerySet(ParkQuerySet):
    """Querysets of visits."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Department member: visits he logged or came along on.
        Enterprises never see findings, hence no visits."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.DEPARTMENT:
            joined = self.model.companions.through.objects.filter(user_id=user.pk).values("visit_id")
            return self.in_parks_of(user).filter(Q(author_id=user.pk) | Q(pk__in=joined))
        return self.none()

    def editable_by(self, user):
        """Plans are kept by the station; a record belongs to its author."""
        rows = self.visible_to(user)
        return rows if user.role in STATION else rows.filter(author_id=user.pk)

    def done(self):
        """Visits that took place."""
        return self.filter(status=self.model.Status.DONE)

    def planned(self):
        """Visits to come."""
        return self.filter(status=self.model.Status.PLANNED)

    def over(self):
        """Plans that were called off and records that are void."""
        return self.filter(status__in=(self.model.Status.CANCELLED, self.model.Status.VOID))

    def live_plans(self):
        """Plans that count: nothing planned before the station became answerable is owed (DESIGN §1)."""
        return self.planned().filter(since_live("planned_on"))

    def between(self, first, last):
        """Visited in a span of days, both ends included."""
        rows = self if first is None else self.filter(visited_on__gte=first)
        return rows if last is None else rows.filter(visited_on__lte=last)

    def text(self, q, user, named=of_enterprises_named):
        """Those whose enterprise or summary has what was typed."""
        return self.filter(named(q, user) | Q(text_matches(q, "summary")))

    def for_list(self):
        """With what a row of a list shows: enterprise, author, levels found, names of those who came along."""
        findings = self.model.findings.rel.related_model.objects.filter(visit_id=OuterRef("pk")).order_by()
        joined = self.model.companions.through.objects.filter(visit_id=OuterRef("pk")).order_by("user__name")
        return self.select_related("enterprise", "author").annotate(
            levels=ArraySubquery(findings.values("level")),
            came_along=ArraySubquery(joined.values("user__name")),
        )

    def latest_of_their_enterprise(self):
        """Of each enterprise the last visit that took place."""
        later = self.model.objects.filter(
            enterprise_id=OuterRef("enterprise_id"), status=self.model.Status.DONE, pk__gt=OuterRef("pk")
        ).filter(visited_on=OuterRef("visited_on"))
        return self.done().filter(visited_on=F("enterprise__last_visited_on")).filter(~Exists(later))


class CoverageQuerySet(EnterpriseQuerySet):
    """Enterprises as something that is visited, or missed."""

    def visible_to(self, user):
        """Those who read visits; never an enterprise user, whatever it is a member of."""
        return self.in_parks_of(user) if user.role in READERS else self.none()

    def visited(self, user, first=None, last=None):
        """Those visited in a span of days by visits the user sees, with the day of the first one.

        The kept day of the last visit decides: it lies in the span, or after it, and only then visits are looked at.
        """
        from visits.models import Visit

        visits = Visit.objects.visible_to(user).done().between(first, last)
        inner = visits.filter(enterprise_id=OuterRef("pk")).order_by()
        rows = self.filter(last_visited_on__isnull=False)
        if first is not None:
            rows = rows.filter(last_visited_on__gte=first)
        if last is not None:
            rows = rows.filter(Q(last_visited_on__lte=last) | Exists(inner))
        return rows.annotate(
            first_visit_on=Subquery(
                inner.values("enterprise_id").annotate(day=Min("visited_on")).values("day")
            )
        )

    def with_missed_on(self):
        """With `counted_from` (last visit, admission, or the day the station became answerable) and `missed_on`."""
        return self.annotate(
            counted_from=Greatest(
                "last_visited_on", "admitted_on", "park__live_from", output_field=DateField()
            )
        ).annotate(missed_on=ExpressionWrapper(F("counted_from") + rule_days(), output_field=DateField()))

    def missed(self, today=None):
        """In the park and not visited for as many days as the rule allows.

        That the last visit lies so far back follows from the rest; said apart, an index finds the few of them.
        """
        today = today or today_()
        return self.in_park().with_missed_on().filter(missed_on__lte=today).not_visited_since(today)

    def not_visited_since(self, day):
        """Whose last visit lies as many days before a day as the rule allows; an index finds them."""
        since = ExpressionWrapper(Value(day) - rule_days(), output_field=DateField())
        return self.alias(last_visit=LAST_VISIT).filter(last_visit__lte=since)

    def without_plan(self):
        """Those nobody has planned to visit."""
        from visits.models import Visit

        return self.filter(~Exists(Visit.objects.live_plans().filter(enterprise_id=OuterRef("pk"))))


def rule_days():
    """The days without a visit that an enterprise without a grade may have."""
    from visits.models import VisitRule

    return Subquery(VisitRule.objects.filter(level=UNGRADED).values("days")[:1])


def missed(user, today=None):
    """The enterprises of the 漏访 list of a user."""
    from visits.models import VisitedEnterprise

    return VisitedEnterprise.objects.visible_to(user).missed(today)
