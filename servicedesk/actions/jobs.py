"""Acts on many requests at once: closing what was answered, handing over a leaver's requests."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core import timeline
from core.acts import act
from core.clock import moments, now
from core.clock import today as today_
from core.transitions import require
from servicedesk.clock import closed_if_answered_by
from servicedesk.models import RequestMessage, ServiceRequest, Status, StatusAttempt

BATCH = 500
KEEP_ATTEMPTS = timedelta(days=1)


def close_answered(today=None):
    """Close what was answered five working days ago and nobody has objected to; returns how many.

    Set-based and repeatable: a second run finds nothing, two at once take different rows.
    """
    _start, end = moments(None, closed_if_answered_by(today or today_()))
    closed = 0
    while batch := _close_batch(end):
        closed += batch
    return closed


def _close_batch(end):
    """Close up to BATCH requests answered before a moment, in one transaction."""
    with act():
        rows = list(
            ServiceRequest.objects.filter(status=Status.ANSWERED, answered_at__lt=end)
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .select_related("enterprise")
            .order_by("answered_at", "pk")[:BATCH]
        )
        moment = now()
        ServiceRequest.objects.filter(pk__in=[row.pk for row in rows]).update(
            status=Status.CLOSED, closed_at=moment, updated_at=moment
        )
        timeline.record_all(
            [
                timeline.line(
                    "request_closed_by_itself",
                    subject=row.enterprise,
                    about=row,
                    at=moment,
                    number=row.number,
                    title=row.title,
                )
                for row in rows
            ]
        )
    return len(rows)


def hand_over_requests(leaver, successor, by):
    """Give a leaver's open requests to a successor, in the caller's transaction; returns how many. States stay."""
    require(
        successor.is_active and successor.is_officer and successor.park_id == leaver.park_id,
        _("%(name)s cannot hold requests of this park.") % {"name": successor},
    )
    rows = list(
        ServiceRequest.objects.held_by(leaver)
        .select_for_update(of=("self",), no_key=True)
        .select_related("enterprise")
        .order_by("pk")
    )
    moment = now()
    ServiceRequest.objects.filter(pk__in=[row.pk for row in rows]).update(
        holder=successor, held_since=moment, updated_at=moment
    )
    RequestMessage.objects.bulk_create(
        RequestMessage(
            request=row,
            kind=RequestMessage.Kind.EVENT,
            text=f"{leaver} → {successor}",
            author=by,
            author_name=str(by)[:60],
            at=moment,
            internal=True,
        )
        for row in rows
    )
    timeline.record_all(
        [
            timeline.line(
                "request_transferred",
                subject=row.enterprise,
                actor=by,
                about=row,
                at=moment,
                number=row.number,
                title=row.title,
                before=str(leaver),
                who=str(successor),
            )
            for row in rows
        ]
    )
    return len(rows)


def forget_attempts():
    """Forget the tries at the public look-up that are a day old; returns how many."""
    return StatusAttempt.objects.filter(at__lt=now() - KEEP_ATTEMPTS).delete()[0]
