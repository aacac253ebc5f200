"""Idle time-out: 15 minutes at a desk, 8 hours on a phone marked as one's own; typing counts as activity."""

import time
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse

from core.errors import kept_fields
from core.views import KEPT, keep_post

SEEN = "seen_at"
OWN_PHONE = "own_phone"
IDLE_OUT = "idle_out"  # minutes after which somebody was signed out; said once on the sign-in page
STEP = 60  # seconds between two notes of activity


def allowance(session):
    """Seconds without activity after which this session ends."""
    return settings.IDLE_SECONDS_OWN_PHONE if session.get(OWN_PHONE) else settings.IDLE_SECONDS


def idle_timeout(get_response):
    """Sign out who was idle too long; note activity at most once a minute (the pages ping while somebody types).

    `request.idle_seconds` is what is left of the time, for the page's own clock; `request.signed_out` who has just been
    signed out, so that files of a form that came too late can be kept for him.
    """

    def middleware(request):
        request.idle_seconds = 0
        if not request.user.is_authenticated:
            return get_response(request)
        allowed = allowance(request.session)
        now = int(time.time())
        seen = request.session.get(SEEN)
        if seen is not None and now - seen > allowed:
            request.signed_out = request.user
            logout(request)
            request.session[IDLE_OUT] = allowed // 60
            return get_response(request)
        if seen is None or now - seen >= STEP:
            request.session[SEEN] = seen = now
        request.idle_seconds = allowed - (now - seen)
        if request.method == "POST":
            forget_kept(request)
        if request.user.must_change_password and not request.user.is_demo and not free(request.path):
            return to_password_page(request)
        return get_response(request)

    return middleware


def free(path):
    """Addresses that stay open to somebody who must change his password first."""
    return path.startswith("/static/") or path in (
        reverse("accounts:change_password"),
        reverse("accounts:logout"),
        reverse("accounts:ping"),
        reverse("accounts:privacy"),
        reverse("core:preferences"),
    )


def to_password_page(request):
    """First the new password, then where he was going; a posted form is kept until then."""
    if request.method == "POST":
        keep_post(request.session, request.get_full_path(), kept_fields(request))
    if request.method not in ("GET", "HEAD", "POST") or request.path == "/":
        return redirect("accounts:change_password")
    return redirect(f"{reverse('accounts:change_password')}?{urlencode({'next': request.get_full_path()})}")


def forget_kept(request):
    """A form that was kept over a sign-in has arrived: the copy in the session is done with."""
    kept = request.session.get(KEPT)
    if kept and any(path.partition("?")[0] == request.path for path in kept):
        request.session[KEPT] = {
            path: fields for path, fields in kept.items() if path.partition("?")[0] != request.path
        }
