"""Telling people: `notify()` writes owed rows in the act's own transaction; sending comes after (DESIGN §3)."""

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from core.clock import now
from reminders.models import Channel, Delivery, Message

logger = logging.getLogger("station.reminders")


def notify(recipients, *, kind, title, body="", url="", about=None, park_id=None, icon="bell"):
    """Owe each active recipient one message, in the caller's transaction. Returns the messages.

    Under the bell it stands at once; e-mail is owed to those who have an address. After commit the worker gets a hint;
    when the broker is down the sweep sends.
    """
    people = list({person.pk: person for person in recipients if person and person.is_active}.values())
    if not people:
        return []
    moment = now()
    about_type = ContentType.objects.get_for_model(about) if about is not None else None
    messages = Message.objects.bulk_create(
        Message(
            recipient=person,
            park_id=park_id or getattr(about, "park_id", None),
            kind=kind,
            icon=icon,
            title=str(title)[:200],
            body=str(body),
            url=url,
            about_type=about_type,
            about_id=about.pk if about is not None else None,
            created_at=moment,
        )
        for person in people
    )
    deliveries = [
        Delivery(message=message, channel=Channel.EMAIL, address=person.email)
        for message, person in zip(messages, people, strict=True)
        if person.email
    ]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        hint_to_send()
    return messages


def hint_to_send():
    """Tell the worker, after commit, that something is owed. Losing the hint costs nothing: the sweep sends."""

    def tell():
        from kombu.exceptions import OperationalError
        from redis.exceptions import RedisError

        from reminders.tasks import send_owed

        try:
            send_owed.apply_async(expires=50, retry=False)
        except (OperationalError, RedisError, OSError) as error:
            logger.warning("no hint to the worker, the next sweep sends: %s", error)

    transaction.on_commit(tell)
