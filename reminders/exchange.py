"""Tells who began an export or import, and has left its page, that the worker is through with it."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.exchange import jobs
from core.models import Transfer
from reminders.messages import notify


def tell(transfer):
    """One message with the way to the file, the preview, or what went wrong."""
    words = {"title": transfer.title, "file": transfer.source_name}
    entered = transfer.result.get("entered") or {}
    words |= {"new": entered.get("NEW", 0), "changed": entered.get("CHANGED", 0)}
    icon, body = "circle-check", ""
    if transfer.state == Transfer.State.FAILED:
        title, icon, body = _("“%(title)s” came to nothing") % words, "alert-circle", transfer.error
    elif transfer.state == Transfer.State.PREVIEW:
        title, icon = _("“%(file)s” has been checked: look at the preview") % words, "eye"
    elif transfer.kind == Transfer.Kind.IMPORT:
        title = _("“%(title)s”: %(new)s new, %(changed)s changed") % words
    else:
        title = _("The file “%(title)s” is ready") % words
    notify(
        User.objects.filter(pk=transfer.user_id),
        kind="transfer:ended",
        icon=icon,
        title=title,
        body=body,
        url=transfer.get_absolute_url(),
        about=transfer,
    )


jobs.tell.append(tell)
