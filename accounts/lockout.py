"""The lock-out after five failures, as people see it (counted by django-axes; TRAPS 11)."""

import math

from axes.helpers import get_cool_off, get_failure_limit
from axes.models import AccessAttempt
from axes.utils import reset
from django.utils.translation import ngettext

from accounts.backends import lockout_name
from core.address import client_address
from core.clock import now


def minutes_left(request, credentials=None):
    """Minutes until this person may try again from this address; 0 when he may."""
    attempts = AccessAttempt.objects.filter(
        username=lockout_name(request, credentials), ip_address=client_address(request)
    ).order_by("-attempt_time")
    allowed, cool_off, failures = get_failure_limit(request, credentials), get_cool_off(request), 0
    for attempt in attempts:  # one row per browser; the lock ends when enough of them are forgotten
        failures += attempt.failures_since_start
        if failures >= allowed:
            seconds = (attempt.attempt_time + cool_off - now()).total_seconds()
            return max(0, math.ceil(seconds / 60))
    return 0


def sentence(minutes):
    """What a locked-out person reads."""
    minutes = max(1, minutes)
    return ngettext(
        "Too many wrong tries. This account is locked for %(n)s more minute; your password was not changed.",
        "Too many wrong tries. This account is locked for %(n)s more minutes; your password was not changed.",
        minutes,
    ) % {"n": minutes}


def unlock(user):
    """Forget the failures of a person who has just set a new password by a link."""
    reset(username=user.username)
