"""Open requests as work: whose turn it is, and the next act."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.roles import Role
from core.clock import moments, today
from core.contributions import WorkItem, WorkSource, work
from servicedesk.actions import hand_over_requests
from servicedesk.models import ServiceRequest, Status

DONE_FOR = timedelta(days=30)
IN_HAND = (Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED)
THEIR_TURN = (Status.WAITING_ENTERPRISE, Status.ANSWERED)


class Requests(WorkSource):
    """Requests: in an officer's hands, waiting for the enterprise, unassigned (for the lead)."""

    code = "requests"
    label = gettext_lazy("requests")
    order = 10

    def _open(self, user):
        return ServiceRequest.objects.visible_to(user).open().for_page().order_by("promised_on", "pk")

    def mine(self, user):
        """What waits for this user: in his hands; for the lead also what nobody has; for the enterprise its turn."""
        if user.role == Role.ENTERPRISE:
            return self._open(user).filter(status__in=THEIR_TURN)
        if not user.is_officer:
            return ServiceRequest.objects.none()
        mine = Q(holder=user, status__in=IN_HAND)
        if user.role == Role.LEAD:
            mine |= Q(holder=None, status__in=Status.RUNNING)
        return self._open(user).filter(mine)

    def others(self, user):
        """What this user waits for: the enterprise's turn in his requests, and what he noted and others hold."""
        if user.role == Role.ENTERPRISE:
            return self._open(user).exclude(status__in=THEIR_TURN)
        if not user.is_officer:
            return ServiceRequest.objects.none()
        elsewhere = Q(submitted_by=user) & ~Q(holder=user) & Q(status__in=Status.UNANSWERED)
        if user.role == Role.LEAD:
            elsewhere &= Q(holder__isnull=False)
        return self._open(user).filter(Q(holder=user, status__in=THEIR_TURN) | elsewhere)

    def done(self, user):
        """Answered by him in the last 30 days; for the enterprise what was closed."""
        since = moments(today() - DONE_FOR, None)[0]
        rows = ServiceRequest.objects.visible_to(user).for_page()
        if user.role == Role.ENTERPRISE:
            return rows.filter(closed_at__gte=since).order_by("-closed_at", "-pk")
        return rows.filter(answered_by=user, answered_at__gte=since).order_by("-answered_at", "-pk")

    def open_of(self, user, subject):
        """Open requests of an enterprise."""
        return self._open(user).filter(enterprise=subject)

    def held(self, user):
        """What a leaver hands over: everything open in his hands, the clock running or not."""
        return ServiceRequest.objects.held_by(user)

    def items(self, rows, user, mode):
        """Rows of My work."""
        own = user.role == Role.ENTERPRISE
        return [self._own_item(row) if own else self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        """For officers: the act is the next thing to do."""
        why = [_("request %(number)s") % {"number": row.number}]
        if mode != "open":  # a page about the enterprise says whose it is
            why.insert(0, str(row.enterprise))
        act, url = "", ""
        if mode == "mine":
            if row.holder_id is None:
                act, url = _("Assign"), "assign"
                why.append(_("nobody has taken it yet"))
            else:
                act, url = _("Answer"), "answer"
                if row.status == Status.ASSIGNED:
                    why.append(_("given to you, not started"))
                elif row.status == Status.REOPENED:
                    why.append(_("the enterprise was not satisfied"))
        elif mode != "done":
            why.append(row.held_by)
        return WorkItem(
            icon=row.category.icon,
            title=row.title,
            why=" · ".join(why),
            url=row.get_absolute_url(),
            due=row.due if mode != "done" else None,
            act=act,
            act_url=reverse(f"servicedesk:{url}", args=[row.pk]) if url else "",
            badge=row.badge,
            due_on=row.promised_on if row.status in Status.RUNNING else None,
            subject_id=row.enterprise_id,
        )

    def _own_item(self, row):
        """For the enterprise: what is asked of it."""
        title, why, act, url, due = row.title, row.number, "", "", row.due
        if row.status == Status.WAITING_ENTERPRISE:
            title = _("Please add: %(reason)s") % {"reason": row.waiting_reason}
            why = _(
                "The clock of request %(number)s stands still here; it goes on when you have answered."
            ) % {"number": row.number}
            act, url, due = pgettext("request", "Add"), "reply", None
        elif row.status == Status.ANSWERED:
            title = _("Please rate: %(title)s") % {"title": row.title}
            why = _("Request %(number)s was answered; say whether it helped.") % {"number": row.number}
            act, url, due = _("Rate"), "rate", None
        return WorkItem(
            icon="file-upload" if url == "reply" else "star" if url == "rate" else row.category.icon,
            title=title,
            why=why,
            url=row.get_absolute_url(),
            due=due,
            act=act,
            act_url=reverse(f"servicedesk:{url}", args=[row.pk]) if url else "",
            badge=row.own_badge,
            due_on=None,
            subject_id=row.enterprise_id,
        )

    def hand_over(self, leaver, successor, by):
        """Everything open in the leaver's hands."""
        return hand_over_requests(leaver, successor, by)


work.add(Requests())
