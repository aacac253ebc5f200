"""Who may do what to a case, and in which states: one table for the acts, the pages and the tests."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.roles import Role
from core.transitions import TransitionError, require
from licensing.models import Stage, Status

# where the authority may say no
AT_AUTHORITY = (Stage.SUBMITTED, Stage.CORRECTING, Stage.ACCEPTED, Stage.ONSITE, Stage.ONSITE_FIX, Stage.TESTING,
                Stage.DECIDED)  # fmt: skip


def is_station(user, case):
    """Staff or lead of the station; that it is their park, the scope has seen to."""
    return user.is_station


def is_enterprise(user, case):
    """A person of the enterprise; that it is his own, the scope has seen to."""
    return user.role == Role.ENTERPRISE


def is_either(user, case):
    """The station, or the enterprise."""
    return is_station(user, case) or is_enterprise(user, case)


@dataclass(frozen=True)
class Right:
    """An act: the states it is possible in, and who may do it there."""

    states: tuple
    who: Callable
    when: Callable = lambda case: True  # further facts of the state


def before_or_in_test(case):
    """Whether its test is still to come, or runs: the time for samples."""
    if Stage.TESTING not in case.route or case.stage not in case.route:
        return False
    return case.route.index(case.stage) <= case.route.index(Stage.TESTING)


RIGHTS = {
    "move": Right(("RUNNING",), is_station, lambda case: bool(nexts(case))),
    "hold": Right(("RUNNING",), is_station),
    "resume": Right(("ON_HOLD",), is_station),
    "withdraw": Right(Status.OPEN, is_either),
    "terminate": Right(Status.OPEN, is_station),
    "give": Right(Status.OPEN, is_station),
    "diagnose": Right(Status.OPEN, is_station, lambda case: case.submitted_on is None),
    "not_needed": Right(("RUNNING",), is_station, lambda case: case.stage == Stage.DIAGNOSED),
    "contact": Right(tuple(Status), is_station),
    "bottleneck": Right(Status.OPEN, is_station),
    "letter": Right(tuple(Status), is_station),
    "sample": Right(("RUNNING",), is_station, before_or_in_test),
    "deliver": Right(("RUNNING",), is_station),
    "report": Right(Status.OPEN, is_station),
    "paper": Right(Status.OPEN, is_station),
    "upload": Right(Status.OPEN, is_either),
    "issue": Right(
        ("RUNNING",), is_station, lambda case: case.stage == Stage.ISSUED or Stage.ISSUED in nexts(case)
    ),
    "dispute": Right(("REFUSED",), is_station),
    "again": Right(("REFUSED",), is_station),
    "refuse": Right(
        ("RUNNING",),
        is_station,
        lambda case: case.stage in AT_AUTHORITY and case.submitted_on is not None,
    ),
}


def nexts(case):
    """The stages that may follow: the next ones of the route, up to the first that may not be left out."""
    found = []
    place = case.route.index(case.stage) + 1 if case.stage in case.route else len(case.route)
    for stage in case.route[place:]:
        found.append(stage)
        if stage not in case.optional:
            break
    return found


def possible(act, case):
    """Whether the act fits the state of the case."""
    right = RIGHTS[act]
    return case.status in right.states and right.when(case)


def may(act, user, case):
    """Whether this user may do this now: what a page offers."""
    return possible(act, case) and RIGHTS[act].who(user, case)


def check(act, user, case):
    """Before an act: NotAllowed for the wrong person; TransitionError in a wrong state, with what happened."""
    require(RIGHTS[act].who(user, case), _("Cases are kept by the station's staff."))
    if not possible(act, case):
        raise TransitionError(what_happened(case))


def what_happened(case):
    """One sentence: where the case stands."""
    words = {
        "number": case.number,
        "stage": case.get_stage_display(),
        "day": case.hold_since or case.ends_on,
        "reason": case.hold_reason or case.end_reason,
    }
    match case.status:
        case Status.ON_HOLD:
            return _("%(number)s is on hold since %(day)s: %(reason)s") % words
        case Status.ISSUED:
            return _("The licence of %(number)s was issued on %(day)s; the case is closed.") % words
        case Status.REFUSED:
            return _("%(number)s was refused on %(day)s: %(reason)s") % words
        case Status.WITHDRAWN:
            return _("%(number)s was withdrawn on %(day)s: %(reason)s") % words
        case Status.TERMINATED:
            return _("%(number)s was terminated on %(day)s: %(reason)s") % words
        case Status.NOT_NEEDED:
            return _("%(number)s needs no licence (%(day)s): %(reason)s") % words
    return _("%(number)s is at “%(stage)s” now; that does not fit. Reload the page.") % words
