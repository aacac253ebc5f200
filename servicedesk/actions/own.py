"""What the enterprise does with its own request."""

from accounts.standing import still_there
from core.acts import act
from servicedesk import clock, telling
from servicedesk.actions.steps import Kind, line, moment_of, save, say, take_up
from servicedesk.models import FLOW, Status


def reply_request(request_id, user, *, text, files=(), at=None):
    """The enterprise brings what was asked for (or the holder writes down what it said): the clock runs again."""
    with act():
        request = take_up("reply", request_id, user)
        moment = moment_of(at)
        changes = clock.resume(request, clock.day_of(moment))
        FLOW.move(request, Status.IN_PROGRESS, **changes, updated_at=moment)
        say(request, user, Kind.REPLY, text, moment, files=files)
        line("request_replied", request, user, moment)
        if at is None:
            telling.replied(request, user)
    return request


def withdraw_request(request_id, user, *, reason, at=None):
    """The enterprise no longer needs it; before the answer."""
    with act():
        request = take_up("withdraw", request_id, user)
        moment = moment_of(at)
        changes = {}
        if request.status == Status.WAITING_ENTERPRISE:
            changes = clock.resume(request, clock.day_of(moment))
        FLOW.move(
            request,
            Status.WITHDRAWN,
            withdrawn_reason=reason,
            closed_at=moment,
            **changes,
            updated_at=moment,
        )
        say(request, user, Kind.EVENT, reason, moment)
        line("request_withdrawn", request, user, moment, reason=reason)
        if at is None and request.holder_id:
            telling.withdrawn(request)
    return request


def rate_request(request_id, user, *, rating, rating_text="", at=None):
    """The enterprise says how it was served; that closes what was answered."""
    with act():
        request = take_up("rate", request_id, user)
        moment = moment_of(at)
        rated = {"rating": rating, "rating_text": rating_text, "rated_at": moment}
        if request.status == Status.ANSWERED:
            FLOW.move(request, Status.CLOSED, closed_at=moment, **rated, updated_at=moment)
        else:
            save(request, **rated)
        say(request, user, Kind.EVENT, f"{'★' * rating}{'☆' * (5 - rating)} {rating_text}".strip(), moment)
        line("request_rated", request, user, moment, stars=rating)
    return request


def reopen_request(request_id, user, *, reason, at=None):
    """The enterprise is not served yet: back to the holder with a new promise, or to the lead when he is gone.

    The answer and the rating stay among the messages; their columns are for the next ones.
    """
    with act(), still_there():
        request = take_up("reopen", request_id, user)
        moment = moment_of(at)
        holder = request.holder
        if holder is not None and not (
            holder.is_active and holder.is_officer and holder.park_id == request.park_id
        ):
            holder = None
        FLOW.move(
            request,
            Status.REOPENED,
            holder=holder,
            held_since=moment if holder else None,
            reopened_count=request.reopened_count + 1,
            answer="",
            answered_at=None,
            answered_by=None,
            answered_late=False,
            closed_at=None,
            rating=None,
            rating_text="",
            rated_at=None,
            **clock.promise(moment, request.urgency).columns,
            updated_at=moment,
        )
        say(request, user, Kind.EVENT, reason, moment)
        line("request_reopened", request, user, moment, reason=reason)
        if at is None:
            telling.reopened(request, reason)
    return request
