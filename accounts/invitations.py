"""Invitations around the act: hooks of upper floors, the address of the link, and the optional e-mail.

`enterprises` makes the membership when a person accepts::

    @when_accepted(Role.ENTERPRISE)
    def join(invitation, user): …
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import now

DAYS = 14  # an invitation
RESET_DAYS = 3  # a link that sets a password

logger = logging.getLogger("station.accounts")
_hooks = {}


def when_accepted(role):
    """Register `hook(invitation, user)` for invitations of a role; it runs in the transaction of the acceptance."""

    def register(hook):
        _hooks.setdefault(str(role), []).append(hook)
        return hook

    return register


def accepted(invitation, user):
    """Run the hooks of the invitation's role."""
    for hook in _hooks.get(str(invitation.role), ()):
        hook(invitation, user)


def link(invitation, request):
    """The whole address a person opens; `SITE_URL` when the station knows its public name."""
    path = reverse("accounts:accept", args=[invitation.token])
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


def why_unusable(invitation):
    """The sentence for somebody who opens a link that is over; empty while it can be used."""
    if invitation is None:
        return _("This link is not complete. Ask for it again, or scan the code on the slip once more.")
    if invitation.revoked_at:
        return _("This link was withdrawn. Please ask the station for a new one.")
    if invitation.used_at:
        return _("This link was used already. If it was you, sign in; if not, tell the station.")
    if invitation.expires_at <= now():
        return _("This link is too old. Please ask the station for a new one.")
    return ""


def mail(invitation, address):
    """Send the link to the invitation's e-mail address. Returns whether the mail server took it."""
    if not invitation.email:
        return False
    station = invitation.park.name if invitation.park else _("Park Quality Workstation")
    if invitation.is_reset:
        subject = _("Your password for %(station)s") % {"station": station}
        text = _(
            "Dear %(name)s,\n\nopen this address to choose a password for your account “%(username)s”:\n%(link)s\n\n"
            "It can be used once, until %(until)s."
        )
    else:
        subject = _("Invitation to %(station)s") % {"station": station}
        text = _(
            "Dear %(name)s,\n\n%(station)s invites you to open an account for %(subject)s:\n%(link)s\n\n"
            "It can be used once, until %(until)s."
        )
    words = {
        "name": invitation.name,
        "station": station,
        "subject": invitation.subject_name,
        "username": invitation.user.username if invitation.user else "",
        "link": address,
        "until": f"{invitation.expires_at.astimezone():%Y-%m-%d %H:%M}",
    }
    try:
        return bool(send_mail(subject, text % words, None, [invitation.email]))
    except (SMTPException, OSError) as error:
        logger.warning("invitation %s could not be mailed: %s", invitation.pk, error)
        return False
