"""Visits as work: planned ones, and next visits that fall due at the enterprises one is the liaison of."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.badges import badge_of
from core.clock import today
from core.contributions import WorkItem, WorkSource, work
from core.due import due_of
from core.scope import live_from
from visits.actions import hand_over_plans
from visits.models import Visit
from visits.rules import REMINDED_BEFORE

DONE_FOR = timedelta(days=30)
MONTH = timedelta(days=30)


class PlannedVisits(WorkSource):
    """Plans, each with the button that opens the form."""

    code = "visits"
    label = gettext_lazy("planned visits")
    order = 30

    def _plans(self, user):
        return (
            Visit.objects.visible_to(user)
            .live_plans()
            .select_related("enterprise", "author")
            .order_by("planned_on", "planned_at", "pk")
        )

    def mine(self, user):
        """Where I go, within a month."""
        if not user.is_station:
            return Visit.objects.none()
        return self._plans(user).filter(author_id=user.pk, planned_on__lte=today() + MONTH)

    def others(self, user):
        """Where I come along."""
        if not user.is_officer:
            return Visit.objects.none()
        joined = Visit.companions.through.objects.filter(user_id=user.pk).values("visit_id")
        return self._plans(user).filter(pk__in=joined).exclude(author_id=user.pk)

    def done(self, user):
        """What I recorded in the last 30 days."""
        if not user.is_officer:
            return Visit.objects.none()
        return (
            Visit.objects.visible_to(user)
            .done()
            .filter(author_id=user.pk, imported=False, visited_on__gte=today() - DONE_FOR)
            .select_related("enterprise", "author")
            .order_by("-visited_on", "-pk")
        )

    def open_of(self, user, subject):
        """Plans for an enterprise."""
        return self._plans(user).filter(enterprise_id=subject.pk)

    def held(self, user):
        """All open plans, however far ahead."""
        return Visit.objects.planned().filter(author_id=user.pk)

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        done = row.status == Visit.Status.DONE
        words = [str(row.enterprise), str(row.get_purpose_display())]
        if row.plan_note and not done:
            words.append(row.plan_note)
        if mode != "mine" and not done:
            words.append(_("%(who)s goes") % {"who": row.author})
        title = (
            pgettext("work", "Visit")
            if not row.planned_at or done
            else _("Visit at %(time)s") % {"time": f"{row.planned_at:%H:%M}"}
        )
        act = mode == "mine"
        return WorkItem(
            icon="walk",
            title=f"{title}：{row.enterprise}",
            why=" · ".join(words[1:]),
            url=row.get_absolute_url(),
            due=None if done else due_of(row.planned_on),
            act=pgettext("visit", "Record") if act else "",
            act_url=f"{reverse('visits:new')}?plan={row.pk}" if act else "",
            badge=badge_of(row) if done or mode == "open" else None,
            due_on=None if done else row.planned_on,
            subject_id=row.enterprise_id,
        )

    def hand_over(self, leaver, successor, by):
        """Everything a leaver has planned."""
        return hand_over_plans(leaver, successor, by)


class NextVisits(WorkSource):
    """Next visits that fall due, for the liaison, until somebody plans them."""

    code = "next-visits"
    label = gettext_lazy("next visits")
    order = 31

    def _due(self, user):
        planned = Visit.objects.planned().filter(enterprise_id=OuterRef("enterprise_id"))
        return (
            Visit.objects.visible_to(user)
            .latest_of_their_enterprise()
            .filter(
                ~Exists(planned),
                enterprise__next_visit_on__lte=today() + timedelta(days=REMINDED_BEFORE),
                enterprise__next_visit_on__gt=live_from(user),
                enterprise__status__in=Visit.enterprise.field.related_model.Status.IN_PARK,
            )
            .select_related("enterprise")
            .order_by("enterprise__next_visit_on", "pk")
        )

    def mine(self, user):
        """At enterprises I am the liaison of; where there is none, those I visited last."""
        if not user.is_station:
            return Visit.objects.none()
        own = Q(enterprise__liaison_id=user.pk) | Q(enterprise__liaison=None, author_id=user.pk)
        return self._due(user).filter(own)

    def others(self, user):
        """Nobody waits for a next visit."""
        return Visit.objects.none()

    def done(self, user):
        """A visit that was made stands among the visits."""
        return Visit.objects.none()

    def open_of(self, user, subject):
        """The next visit of an enterprise, when it falls due."""
        return self._due(user).filter(enterprise_id=subject.pk)

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [
            WorkItem(
                icon="calendar-event",
                title=_("Next visit: %(enterprise)s") % {"enterprise": row.enterprise},
                why=_("last visit %(day)s") % {"day": row.visited_on},
                url=row.get_absolute_url(),
                due=due_of(row.next_on),
                act=pgettext("visit", "Plan") if user.is_station else "",
                act_url=f"{reverse('visits:plan')}?enterprise={row.enterprise_id}" if user.is_station else "",
                due_on=row.next_on,
                subject_id=row.enterprise_id,
            )
            for row in rows
        ]

    def held(self, user):
        """They go with the enterprise to its next liaison."""
        return Visit.objects.none()

    def hand_over(self, leaver, successor, by):
        """See `held`."""
        return 0


work.add(PlannedVisits())
work.add(NextVisits())
