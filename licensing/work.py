"""Open cases as work: whose turn it is, and the next act."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.roles import Role
from core.clock import today
from core.contributions import WorkItem, WorkSource, work
from core.due import paused_due
from licensing import kept_usual
from licensing.actions import hand_over_cases
from licensing.models import Holder, LicenceCase, Sample, SampleStatus, Status
from licensing.words import pace_words

DONE_FOR = timedelta(days=30)


class Cases(WorkSource):
    """Cases: with the station (mine), with others (waiting), finished."""

    code = "licence-cases"
    label = gettext_lazy("licence cases")
    order = 20

    def _open(self, user):
        rows = LicenceCase.objects.visible_to(user).open().for_page()
        return kept_usual.with_usual(rows).order_by("stage_due_on", "pk")

    def mine(self, user):
        """The station has the baton in a case of mine; for the enterprise what has come to it."""
        if user.role == Role.ENTERPRISE:
            return self._open(user).filter(status=Status.RUNNING, holder=Holder.ENTERPRISE)
        if not user.is_station:
            return LicenceCase.objects.none()
        return self._open(user).filter(owner=user, status=Status.RUNNING, holder=Holder.STATION)

    def others(self, user):
        """Somebody else has the baton, or it is on hold."""
        if user.role == Role.ENTERPRISE:
            return self._open(user).exclude(status=Status.RUNNING, holder=Holder.ENTERPRISE)
        if not user.is_station:
            return LicenceCase.objects.none()
        return self._open(user).filter(owner=user).exclude(status=Status.RUNNING, holder=Holder.STATION)

    def done(self, user):
        """Closed in the last 30 days: by him; of the enterprise."""
        since = today() - DONE_FOR
        rows = LicenceCase.objects.visible_to(user).for_page().filter(closed_on__gte=since)
        if user.role != Role.ENTERPRISE:
            rows = rows.filter(closed_by=user)
        return rows.order_by("-closed_on", "-pk")

    def open_of(self, user, subject):
        """Open cases of an enterprise."""
        return self._open(user).filter(enterprise_id=subject.pk)

    def held(self, user):
        """What a leaver hands over: every open case he is in charge of."""
        return LicenceCase.objects.in_charge(user)

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        own = user.role == Role.ENTERPRISE
        why = [row.number, str(row.get_stage_display())]
        if not own and mode != "open":
            why.insert(0, str(row.enterprise))
        if mode != "done":
            why.append(pace_words(row))
        title = f"{row.procedure} · {row.product}"
        act, url = "", ""
        if mode == "mine":
            act = pgettext("licence case", "Open") if own else _("Pass the baton on")
            url = row.get_absolute_url() if own else reverse("licensing:move", args=[row.pk])
        due = row.stage_due
        if row.status == Status.ON_HOLD:
            due = paused_due(row.hold_since, row.hold_reason)
        return WorkItem(
            icon="certificate",
            title=title,
            why=" · ".join(why),
            url=row.get_absolute_url(),
            due=due if mode != "done" else None,
            act=act,
            act_url=url,
            badge=row.badge,
            due_on=row.stage_due_on if row.status == Status.RUNNING else None,
            subject_id=row.enterprise_id,
        )

    def hand_over(self, leaver, successor, by):
        """Every open case of the leaver."""
        return hand_over_cases(leaver, successor, by)


work.add(Cases())


class Samples(WorkSource):
    """Samples of my cases: to be delivered, and those whose report should be there (mine); in test (waiting)."""

    code = "samples"
    label = gettext_lazy("samples")
    order = 21

    def _open(self, user):
        if not user.is_station:
            return Sample.objects.none()
        return Sample.objects.visible_to(user).for_page().filter(case__owner=user, case__closed_on=None)

    def mine(self, user):
        """To be delivered; in test, and due by today."""
        due = Q(status=SampleStatus.WAITING) | Q(status=SampleStatus.DELIVERED, due_on__lte=today())
        return self._open(user).filter(due, status__in=SampleStatus.OPEN).order_by("due_on", "pk")

    def others(self, user):
        """In test, not due yet."""
        return self._open(user).in_test().filter(due_on__gt=today()).order_by("due_on", "pk")

    def done(self, user):
        """Reported in the last 30 days, as far as he recorded them."""
        rows = Sample.objects.visible_to(user).for_page().reported()
        since = today() - DONE_FOR
        return rows.filter(closed_by=user, report_on__gte=since).order_by("-report_on", "-pk")

    def open_of(self, user, subject):
        """Samples of an enterprise under way."""
        rows = Sample.objects.visible_to(user).for_page().open()
        return rows.filter(case__enterprise_id=subject.pk).order_by("due_on", "pk")

    def held(self, user):
        """They go with their case."""
        return Sample.objects.none()

    def hand_over(self, leaver, successor, by):
        """They go with their case."""
        return 0

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        waits = row.status == SampleStatus.WAITING
        why = [row.number, str(row.body)]
        if mode != "open":
            why.insert(0, str(row.case.enterprise))
        act, url = "", ""
        if mode == "mine" and waits:
            act, url = _("Deliver"), f"{reverse('licensing:samples')}?body={row.body_id}"
        elif mode == "mine":
            act, url = _("Record the report"), reverse("licensing:report", args=[row.pk])
        return WorkItem(
            icon="microscope",
            title=_("Sample: %(name)s") % {"name": row.name},
            why=" · ".join(why),
            url=row.get_absolute_url(),
            due=row.due if mode != "done" and not waits else None,
            act=act,
            act_url=url,
            badge=row.badge,
            due_on=row.due_on if row.status == SampleStatus.DELIVERED else None,
            subject_id=row.case.enterprise_id,
        )


work.add(Samples())
