"""What of visits is dated: a planned visit, the next visit agreed at the last one, an enterprise not visited for long."""

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import OFFICERS, READERS, STATION, Role
from core.scope import live_from
from reminders.sources import DeadlineSource, register
from visits.models import Visit, VisitedEnterprise
from visits.rules import REMINDED_BEFORE


@register
class PlannedVisits(DeadlineSource):
    """Who goes and who comes along are reminded of a planned visit."""

    code = "visit-planned"
    label = _("planned visit")
    icon = "walk"
    act = _("Record visit")
    act_address = "/visits/new/?plan={}"
    act_roles = OFFICERS
    model = Visit
    lead_days = (1, 0)
    address = "/visits/{}/"
    order = 30

    def due(self, rows):
        """Plans that are open."""
        return rows.planned().annotate(
            **self.columns(
                due_on="planned_on",
                subject_id="enterprise_id",
                subject_label="enterprise__name",
                title=Case(When(plan_note="", then=Value(str(self.label))), default=F("plan_note")),
            )
        )

    def recipients(self, rows):
        """The one who goes, and those who come along."""
        return [
            rows.values_list("pk", "author_id"),
            rows.filter(companions__isnull=False).values_list("pk", "companions__id"),
        ]


@register
class NextVisits(DeadlineSource):
    """The next visit written down at the last one; once a visit is planned, the plan reminds instead."""

    code = "visit-next"
    label = _("next visit")
    icon = "calendar-event"
    act = pgettext_lazy("visit", "Plan")
    act_address = "/visits/plan/?enterprise={subject}"
    act_roles = STATION
    model = Visit
    lead_days = (REMINDED_BEFORE, 1)
    address = "/visits/{}/"
    order = 31

    def due(self, rows):
        """Of each enterprise the last visit, while nobody has planned the next."""
        planned = Visit.objects.planned().filter(enterprise_id=OuterRef("enterprise_id"))
        status = VisitedEnterprise.Status
        return (
            rows.latest_of_their_enterprise()
            .filter(
                ~Exists(planned),
                enterprise__park_id=F(
                    "park_id"
                ),  # lets the enterprises of the park be found by their next visit
                enterprise__next_visit_on__isnull=False,
                enterprise__status__in=status.IN_PARK,
            )
            .annotate(
                **self.columns(
                    due_on="enterprise__next_visit_on",
                    subject_id="enterprise_id",
                    subject_label="enterprise__name",
                    title=None,
                )
            )
        )

    def counted(self, user, first, last):
        """Enterprises: the day is kept with them, so that the visit behind it need not be found."""
        if user.role not in READERS:
            return None
        planned = Visit.objects.planned().filter(enterprise_id=OuterRef("pk"))
        here = VisitedEnterprise.objects.visible_to(user).in_park().filter(~Exists(planned))
        return here.filter(next_visit_on__range=(first, last), next_visit_on__gte=live_from(user))

    def recipients(self, rows):
        """The liaison; the author where there is none."""
        return [
            rows.filter(enterprise__liaison__isnull=False).values_list("pk", "enterprise__liaison_id"),
            rows.filter(enterprise__liaison__isnull=True).values_list("pk", "author_id"),
        ]


@register
class NotVisited(DeadlineSource):
    """An enterprise that was not visited for as long as its rule allows (漏访), while nobody has planned a visit."""

    code = "visit-missed"
    label = _("not visited for too long")
    icon = "walk"
    act = pgettext_lazy("visit", "Plan")
    act_address = "/visits/plan/?enterprise={subject}"
    act_roles = STATION
    model = VisitedEnterprise
    lead_days = (0, -30)
    address = "/enterprises/{}/"
    order = 32

    def due(self, rows):
        """Enterprises in the park with the day on which they count as missed."""
        return (
            rows.in_park()
            .with_missed_on()
            .without_plan()
            .filter(missed_on__isnull=False)
            .annotate(
                **self.columns(due_on=F("missed_on"), subject_id="pk", subject_label="name", title=None)
            )
        )

    def until(self, rows, last):
        """That the last visit lies as far back follows; said apart, an index finds the few."""
        return super().until(rows, last).not_visited_since(last)

    def recipients(self, rows):
        """The liaison and the leads."""
        return [
            rows.filter(liaison__isnull=False).values_list("pk", "liaison_id"),
            rows.filter(park__user__role=Role.LEAD, park__user__is_active=True).values_list(
                "pk", "park__user__id"
            ),
        ]
