"""Telling people: `notify()` writes owed rows in the act's own transaction; sending comes after (DESIGN §3)."""

from django.contrib.contenttypes.models import ContentType

from core.acts import is_open, write_last
from core.clock import now
from core.hints import hint
from reminders.models import Channel, Delivery, Message, State

_OWE_MAIL = f"""
    INSERT INTO reminders_delivery (message_id, channel, address, state, attempts, error)
    SELECT made.id, '{Channel.EMAIL}', person.email, '{State.OWED}', 0, ''
    FROM {{made}} AS made JOIN accounts_user AS person ON person.id = made.recipient_id WHERE person.email <> ''
"""


def message(person, *, kind, title, body="", url="", about=None, park_id=None, icon="bell"):
    """A message to one person, not yet owed: see `owe`."""
    return Message(
        recipient=person,
        park_id=park_id or getattr(about, "park_id", None),
        kind=kind,
        icon=icon,
        title=str(title)[:200],
        body=str(body),
        url=url,
        about_type=ContentType.objects.get_for_model(about) if about is not None else None,
        about_id=about.pk if about is not None else None,
        created_at=now(),
    )


def owe(messages):
    """Owe messages of different words to different people, with the act that is under way; returns those that are owed.

    Under the bell they stand at once; e-mail is owed to those who have an address. After commit the worker gets a hint;
    when the broker is down the sweep sends. People who left get nothing.
    """
    messages = [each for each in messages if each.recipient.is_active]
    mailed = [each for each in messages if each.recipient.email]
    if is_open():
        write_last(messages, follow=_OWE_MAIL if mailed else "")
    else:
        Message.objects.bulk_create(messages)
        Delivery.objects.bulk_create(
            Delivery(message=each, channel=Channel.EMAIL, address=each.recipient.email) for each in mailed
        )
    if mailed:
        hint_to_send()
    return messages


def notify(recipients, **said):
    """Owe each of the recipients the same message once; `said` are the arguments of `message`."""
    people = {person.pk: person for person in recipients if person}
    return owe([message(person, **said) for person in people.values()])


def hint_to_send():
    """Tell the worker, after commit, that something is owed; without it the sweep sends."""
    hint("reminders.tasks.send_owed")
