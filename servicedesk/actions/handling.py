"""What the station and the departments do with a request."""

from django.utils.translation import gettext as _

from accounts.standing import hold, still_there
from core.acts import act
from core.transitions import TransitionError, require
from servicedesk import clock, telling
from servicedesk.actions.steps import Kind, line, moment_of, save, say, take_up
from servicedesk.models import FLOW, Status
from servicedesk.rights import check, may_give_to

AMENDABLE = ("title", "detail", "category", "contact_name", "contact_mobile")
TAKEN_AND_STARTED = (Status.REGISTERED, Status.ASSIGNED, Status.REOPENED)


def assign_request(request_id, user, holder, *, reason="", at=None, tell=True):
    """Put a request into somebody's hands: the lead gives it to any officer of the park, staff take it themselves.

    One that somebody holds already is transferred, with a reason; its state stays. Who takes it himself has started.
    `tell=False` leaves the message to the caller (several at once).
    """
    with act(), still_there():
        hold(holder)
        request = take_up_for_assignment(request_id, user)
        before = request.holder
        require(
            may_give_to(user, holder), _("The lead gives requests to others; you can take this one yourself.")
        )
        if before is not None and before.pk == holder.pk:
            raise TransitionError(
                _("%(number)s is in the hands of %(who)s already.")
                % {"number": request.number, "who": holder}
            )
        if before is not None and not reason.strip():
            raise TransitionError(_("Say why it is handed over; the next one needs to know."))
        moment = moment_of(at)
        changes = {"holder": holder, "held_since": moment}
        if holder.pk == user.pk and request.status in TAKEN_AND_STARTED:
            FLOW.move(request, Status.IN_PROGRESS, **changes, updated_at=moment)
        elif request.status == Status.REGISTERED:
            FLOW.move(request, Status.ASSIGNED, **changes, updated_at=moment)
        else:
            save(request, **changes)
        if before is not None:
            say(request, user, Kind.EVENT, f"{before} → {holder}：{reason}", moment, internal=True)
            line("request_transferred", request, user, moment, before=str(before), who=str(holder))
        else:
            line("request_assigned", request, user, moment, who=str(holder))
        if at is None and tell:
            telling.handed(request, user, before=before, reason=reason)
    return request


def take_up_for_assignment(request_id, user):
    """The request, locked, for one who may assign or transfer it."""
    request = take_up_any(request_id, user)
    check("assign" if request.holder_id is None else "transfer", user, request)
    return request


def take_up_any(request_id, user):
    """The request, locked, when the user may add to it at all."""
    return take_up("note", request_id, user)


def start_request(request_id, user, *, at=None):
    """The holder says that he is at it."""
    with act():
        request = take_up("start", request_id, user)
        moment = moment_of(at)
        FLOW.move(request, Status.IN_PROGRESS, updated_at=moment)
        line("request_started", request, user, moment)
    return request


def ask_back(request_id, user, *, reason, at=None):
    """The holder needs something from the enterprise: the clock stands still, and everybody sees why."""
    with act():
        request = take_up("ask_back", request_id, user)
        moment = moment_of(at)
        changes = clock.stop(request, clock.day_of(moment), reason, user)
        FLOW.move(request, Status.WAITING_ENTERPRISE, **changes, updated_at=moment)
        say(request, user, Kind.QUESTION, reason, moment)
        line("request_asked", request, user, moment, reason=reason)
        if at is None:
            telling.asked_back(request)
    return request


def answer_request(request_id, user, *, text, files=(), at=None):
    """The holder answers. Late is an answer after the promised date, which the pauses have moved."""
    with act():
        request = take_up("answer", request_id, user)
        moment = moment_of(at)
        changes = {}
        if request.status == Status.WAITING_ENTERPRISE:
            changes = clock.resume(request, clock.day_of(moment))
        promised_on = changes.get("promised_on", request.promised_on)
        FLOW.move(
            request,
            Status.ANSWERED,
            answer=text,
            answered_at=moment,
            answered_by=user,
            answered_late=clock.day_of(moment) > promised_on,
            **changes,
            updated_at=moment,
        )
        say(request, user, Kind.ANSWER, text, moment, files=files)
        line("request_answered", request, user, moment)
        if at is None:
            telling.answered(request)
    return request


def close_request(request_id, user, *, at=None):
    """The holder or the lead closes what was answered, e.g. when the enterprise said on the phone that it is fine."""
    with act():
        request = take_up("close", request_id, user)
        moment = moment_of(at)
        FLOW.move(request, Status.CLOSED, closed_at=moment, updated_at=moment)
        line("request_closed", request, user, moment)
    return request


def add_note(request_id, user, *, text, at=None):
    """An internal note, for officers only."""
    with act():
        request = take_up("note", request_id, user)
        moment = moment_of(at)
        say(request, user, Kind.NOTE, text, moment, internal=True)
        if at is None:
            telling.noted(request, user, text)
    return request


def amend_request(request_id, user, **changes):
    """Details of what was noted in a hurry: what, category, contact. Promise, state and holder have their own acts."""
    unknown = set(changes) - set(AMENDABLE)
    if unknown:
        raise TypeError(f"not amendable: {', '.join(sorted(unknown))}")
    with act():
        request = take_up("amend", request_id, user)
        changed = {name: value for name, value in changes.items() if getattr(request, name) != value}
        if changed:
            save(request, **changed)
    return request
