"""Who may do what to a request, and in which states: one table for the acts, the pages and the tests (DESIGN §1)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.roles import Role
from core.clock import today
from core.transitions import TransitionError, require
from servicedesk.models import Status


def is_holder(user, request):
    """The request is in this person's hands."""
    return request.holder_id == user.pk and user.is_officer


def is_enterprise(user, request):
    """A person of the enterprise; that it is his own enterprise, the scope has seen to."""
    return user.role == Role.ENTERPRISE


def is_lead(user, request):
    """The lead of the station."""
    return user.role == Role.LEAD


def _any_of(*tests):
    return lambda user, request: any(test(user, request) for test in tests)


@dataclass(frozen=True)
class Right:
    """An act: the states it is possible in, and who may do it there."""

    states: tuple
    who: Callable
    when: Callable = lambda request: True  # further facts of the state


RIGHTS = {
    # the lead gives it to anybody, staff take it themselves: `may_give_to` looks at the person
    "assign": Right(
        ("REGISTERED", "REOPENED"),
        lambda user, request: user.is_station,
        lambda request: request.holder_id is None,
    ),
    "transfer": Right(
        ("ASSIGNED", "IN_PROGRESS", "WAITING_ENTERPRISE", "REOPENED"),
        lambda user, request: user.is_station,
        lambda request: request.holder_id is not None,
    ),
    "start": Right(("ASSIGNED", "REOPENED"), is_holder),
    "ask_back": Right(("ASSIGNED", "IN_PROGRESS", "REOPENED"), is_holder),
    "answer": Right(("ASSIGNED", "IN_PROGRESS", "WAITING_ENTERPRISE", "REOPENED"), is_holder),
    # the holder writes down what the enterprise says on the phone
    "reply": Right(("WAITING_ENTERPRISE",), _any_of(is_enterprise, is_holder)),
    "close": Right(("ANSWERED",), _any_of(is_holder, is_lead)),
    "withdraw": Right(Status.UNANSWERED, is_enterprise),
    "rate": Right(("ANSWERED", "CLOSED"), is_enterprise, lambda request: request.rating is None),
    "reopen": Right(("ANSWERED", "CLOSED"), is_enterprise),
    "note": Right(tuple(Status), lambda user, request: user.is_officer),
    "amend": Right(Status.UNANSWERED, lambda user, request: user.is_station or is_holder(user, request)),
}


def possible(act, request):
    """Whether the act fits the state of the request."""
    right = RIGHTS[act]
    return request.status in right.states and right.when(request)


def may(act, user, request):
    """Whether this user may do this now: what a page offers."""
    return possible(act, request) and RIGHTS[act].who(user, request)


def check(act, user, request):
    """Before an act: NotAllowed for the wrong person; TransitionError in a wrong state, with what happened."""
    require(RIGHTS[act].who(user, request), refusal(act, user, request))
    if not possible(act, request):
        raise TransitionError(what_happened(request))


def may_give_to(user, person):
    """The lead gives a request to any officer of his park; staff to themselves."""
    return (
        person.is_active
        and person.is_officer
        and person.park_id == user.park_id
        and (user.role == Role.LEAD or person.pk == user.pk)
    )


def refusal(act, user, request):
    """Why not, with the way out."""
    if act in ("start", "ask_back", "answer", "close", "reply") and user.is_officer:
        if request.holder_id is None:
            return _("Nobody has taken %(number)s yet. Take it first, then answer.") % {
                "number": request.number
            }
        return _("%(number)s has been in the hands of %(who)s since %(time)s; only the holder does this.") % {
            "number": request.number,
            "who": request.holder,
            "time": clock_words(request.held_since or request.submitted_at),
        }
    return ""


def clock_words(moment):
    """`10:31`, on another day `11-20 10:31`."""
    local = localtime(moment)
    if local.date() == today():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today().year else f"{local:%Y-%m-%d}"


def what_happened(request):
    """One sentence: what state the request is in and who brought it there."""
    number = request.number
    match request.status:
        case Status.ANSWERED:
            return _("%(who)s answered %(number)s at %(time)s.") % {
                "who": request.answered_by or _("The station"),
                "number": number,
                "time": clock_words(request.answered_at),
            }
        case Status.CLOSED if request.rating is not None:
            return _("The enterprise rated %(number)s with %(stars)s stars; it was closed at %(time)s.") % {
                "number": number,
                "stars": request.rating,
                "time": clock_words(request.closed_at),
            }
        case Status.CLOSED:
            return _("%(number)s was closed at %(time)s.") % {
                "number": number,
                "time": clock_words(request.closed_at),
            }
        case Status.WITHDRAWN:
            return _("The enterprise withdrew %(number)s at %(time)s: %(reason)s") % {
                "number": number,
                "time": clock_words(request.closed_at),
                "reason": request.withdrawn_reason,
            }
        case Status.WAITING_ENTERPRISE:
            return _("%(number)s waits for the enterprise since %(day)s: %(reason)s") % {
                "number": number,
                "day": f"{request.waiting_since:%m-%d}",
                "reason": request.waiting_reason,
            }
        case Status.REGISTERED:
            return _("%(number)s is registered and not assigned yet.") % {"number": number}
        case Status.REOPENED if request.holder_id is None:
            return _("The enterprise reopened %(number)s; nobody holds it yet.") % {"number": number}
        case Status.REOPENED:
            return _("The enterprise reopened %(number)s; it is in the hands of %(who)s.") % {
                "number": number,
                "who": request.holder,
            }
    return _("%(number)s has been in the hands of %(who)s since %(time)s.") % {
        "number": number,
        "who": request.holder,
        "time": clock_words(request.held_since or request.submitted_at),
    }
