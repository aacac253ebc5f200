"""Idle time-out: 15 minutes at a desk, 8 hours on a phone marked as one's own; typing counts as activity."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse

SEEN = "seen_at"
OWN_PHONE = "own_phone"
STEP = 60  # seconds between two writes of the session


def idle_timeout(get_response):
    """Sign out who was idle too long; note activity at most once a minute (the pages ping while somebody types)."""

    def middleware(request):
        request.idle_seconds = 0
        if request.user.is_authenticated:
            own = request.session.get(OWN_PHONE, False)
            request.idle_seconds = (
                settings.IDLE_SECONDS_OWN_PHONE if own else settings.IDLE_SECONDS
            )
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > request.idle_seconds:
                logout(request)
            else:
                if now - seen >= STEP or SEEN not in request.session:
                    request.session[SEEN] = now
                if request.user.must_change_password and not request.user.is_demo:
                    allowed = (
                        reverse("accounts:change_password"),
                        reverse("accounts:logout"),
                    )
                    if request.path not in allowed and not request.path.startswith(
                        "/static/"
                    ):
                        return redirect("accounts:change_password")
        return get_response(request)

    return middleware
