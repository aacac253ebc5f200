"""Sending: turn owed reminders into messages, and deliver owed messages, each once (DESIGN §3 "Reminders").

A reminder becomes a message under the bell in one transaction, so it is there exactly once. A delivery by e-mail takes
three steps, each committed: claimed (SKIP LOCKED), sending, settled. A worker killed after claiming leaves a row that
is claimed again; one killed while sending leaves a row of which nobody knows: it is failed and not sent twice.
"""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core.clock import now
from core.clock import today as today_
from core.models import Heartbeat
from reminders.messages import notify
from reminders.models import Delivery, DueReminder, State
from reminders.sources import sources

logger = logging.getLogger("station.reminders")

BATCH = 200
ATTEMPTS = 5
NOT_SENT = (ConnectionError, smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError)


def send_owed():
    """Send everything owed; returns {"reminders": n, "sent": n, "failed": n, "stopped": n}."""
    counts = {"reminders": 0, "sent": 0, "failed": 0, "stopped": 0}
    with override(settings.LANGUAGE_CODE):
        while batch := _remind_batch():
            counts["reminders"] += batch["sent"]
            counts["stopped"] += batch["stopped"]
        _deliver(counts)
    return counts


# ---- owed reminders become messages --------------------------------------------------------------------------------


def _remind_batch():
    """Settle up to BATCH owed reminders in one transaction; None when nothing is owed."""
    with transaction.atomic():
        owed = list(
            DueReminder.objects.filter(state=State.OWED)
            .select_for_update(skip_locked=True, of=("self",), no_key=True)
            .select_related("recipient", "park")
            .order_by("pk")[:BATCH]
        )
        if not owed:
            return None
        still_due, said = _still_due(owed), _said(owed)
        counts = {"sent": 0, "stopped": 0}
        for reminder in owed:
            key = (reminder.source, reminder.object_id, reminder.due_on, reminder.recipient_id)
            if key in still_due and reminder.recipient.is_active:
                (reminder.message,) = notify(
                    [reminder.recipient],
                    kind=f"due:{reminder.source}",
                    icon=sources[reminder.source].icon,
                    title=_title(reminder),
                    body=_body(reminder, said.get((reminder.source, reminder.object_id))),
                    url=reminder.url,
                    park_id=reminder.park_id,
                )
                reminder.state = State.SENT
            else:
                reminder.state = State.STOPPED
            reminder.settled_at = now()
            counts["sent" if reminder.state == State.SENT else "stopped"] += 1
        DueReminder.objects.bulk_update(owed, ["state", "settled_at", "message"])
        return counts


def _still_due(owed):
    """{(source, object, due date, recipient)} of those that are still open, with the same date and person."""
    found = set()
    by_source = {}
    for reminder in owed:
        by_source.setdefault(reminder.source, set()).add(reminder.object_id)
    for code, object_ids in by_source.items():
        source = sources.get(code)
        if source is None:
            continue
        rows = source.due(source.model.objects.filter(pk__in=object_ids))
        days = dict(rows.values_list("pk", "due_day"))
        for recipients in source.recipients(rows):
            found |= {(code, pk, days[pk], user_id) for pk, user_id in recipients if pk in days}
    return found


def _said(owed):
    """{(source, object): what the source says of it today}"""
    by_source = {}
    for reminder in owed:
        by_source.setdefault(reminder.source, set()).add(reminder.object_id)
    return {
        (code, object_id): words
        for code, object_ids in by_source.items()
        if code in sources
        for object_id, words in sources[code].said(object_ids).items()
    }


def _title(reminder):
    """`剩 1 天：…`, `今天到期：…`, `已超期 2 天：…`"""
    left = (reminder.due_on - today_()).days
    if left == 0:
        return _("Due today: %(title)s") % {"title": reminder.title}
    words = (
        ngettext("%(n)s day left: %(title)s", "%(n)s days left: %(title)s", left)
        if left > 0
        else ngettext("%(n)s day overdue: %(title)s", "%(n)s days overdue: %(title)s", -left)
    )
    return words % {"n": abs(left), "title": reminder.title}


def _body(reminder, said):
    """Whose it is, what kind, until when; what its source says besides."""
    words = _("%(subject)s · %(kind)s · due on %(day)s") % {
        "subject": reminder.subject_label,
        "kind": sources[reminder.source].label,
        "day": f"{reminder.due_on:%Y-%m-%d}",
    }
    return f"{words} · {said}" if said else words


# ---- owed deliveries go out ----------------------------------------------------------------------------------------

_CLAIM = """
    UPDATE reminders_delivery SET claimed_at = %s
    WHERE id IN (
        SELECT id FROM reminders_delivery
        WHERE state = 'OWED' AND sending_at IS NULL AND (claimed_at IS NULL OR claimed_at < %s)
        ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING id
"""


def _deliver(counts):
    """Claim and send in batches."""
    counts["failed"] += fail_unclear()
    while claimed := claim():
        try:
            mailer = get_connection()
            mailer.open()
        except NOT_SENT + (OSError,) as error:
            _not_sent(claimed, error)
            logger.warning("the mail server does not answer, %s messages wait: %s", len(claimed), error)
            return
        try:
            for delivery in Delivery.objects.filter(pk__in=claimed).select_related("message__recipient"):
                counts[_send(delivery, mailer)] += 1
        finally:
            mailer.close()


def claim():
    """Ids of up to BATCH deliveries that are now this worker's. A claim lapses after CLAIM_LAPSES seconds."""
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [moment, moment - timedelta(seconds=settings.CLAIM_LAPSES), BATCH])
        return [pk for (pk,) in cursor.fetchall()]


def fail_unclear():
    """Fail deliveries whose sending broke off without an answer; returns how many."""
    before = now() - timedelta(seconds=settings.CLAIM_LAPSES)
    return Delivery.objects.filter(state=State.OWED, sending_at__lt=before).update(
        state=State.FAILED, settled_at=now(), error=_("broken off while sending; not sent twice")
    )


def _send(delivery, mailer):
    """Send one claimed delivery; returns "sent", "failed" or "stopped"."""
    if not delivery.message.recipient.is_active:
        _settle(delivery, State.STOPPED)
        return "stopped"
    began = Delivery.objects.filter(pk=delivery.pk, state=State.OWED, sending_at=None).update(
        sending_at=now()
    )
    if not began:
        return "stopped"
    message = delivery.message
    link = (
        settings.SITE_URL.rstrip("/") + (message.url or reverse("reminders:inbox"))
        if settings.SITE_URL
        else ""
    )
    mail = EmailMessage(
        subject=message.title,
        body="\n\n".join(part for part in (message.body, link) if part),
        to=[delivery.address],
        connection=mailer,
    )
    try:
        mail.send()
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        ValueError,
    ) as error:
        _settle(delivery, State.FAILED, str(error))
        return "failed"
    except NOT_SENT as error:
        _not_sent([delivery.pk], error)
        return "failed"
    _settle(delivery, State.SENT)
    return "sent"


def _settle(delivery, state, error=""):
    """Record how it ended."""
    Delivery.objects.filter(pk=delivery.pk).update(state=state, settled_at=now(), error=error[:300])


def _not_sent(pks, error):
    """Certainly not sent: owed again, and failed after ATTEMPTS tries."""
    rows = Delivery.objects.filter(pk__in=pks, state=State.OWED)
    rows.update(sending_at=None, attempts=F("attempts") + 1, error=str(error)[:300])
    rows.filter(attempts__gte=ATTEMPTS).update(state=State.FAILED, settled_at=now())


def beat(name, **detail):
    """Note that a job lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now(), "detail": detail})
