"""A mail is sent once: claims lapse when a worker died before sending, and an unclear break is never repeated."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.locmem import EmailBackend

from core.clock import now
from reminders import sending
from reminders.messages import notify
from reminders.models import Delivery, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def owed(cast):
    """One owed mail."""
    cast.chen.email = "chen@example.org"
    cast.chen.save(update_fields=["email"])
    notify([cast.chen], kind="test", title="有一件诉求等您办", park_id=cast.park.pk)
    return Delivery.objects.get()


def test_two_workers_do_not_claim_the_same_mail(owed):
    assert sending.claim() == [owed.pk]
    assert sending.claim() == []


def test_a_claim_of_a_dead_worker_lapses_and_the_mail_is_sent(owed, mailoutbox, settings):
    sending.claim()
    sending.send_owed()
    assert mailoutbox == []
    Delivery.objects.update(claimed_at=now() - timedelta(seconds=settings.CLAIM_LAPSES + 1))
    sending.send_owed()
    assert len(mailoutbox) == 1


def test_a_mail_broken_off_while_sending_is_failed_and_not_sent_again(owed, mailoutbox, settings):
    long_ago = now() - timedelta(seconds=settings.CLAIM_LAPSES + 1)
    Delivery.objects.update(claimed_at=long_ago, sending_at=long_ago)
    sending.send_owed()
    owed.refresh_from_db()
    assert (owed.state, mailoutbox) == (State.FAILED, [])


def test_a_refused_address_fails_with_the_reason(owed, monkeypatch):
    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"chen@example.org": (550, b"no such user")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert sending.send_owed()["failed"] == 1
    owed.refresh_from_db()
    assert owed.state == State.FAILED
    assert "no such user" in owed.error


def test_a_mail_server_that_is_down_keeps_the_mail_owed_and_gives_up_after_five_tries(owed, monkeypatch):
    def down(self):
        raise ConnectionRefusedError("connection refused")

    monkeypatch.setattr(EmailBackend, "open", down)
    for attempt in range(1, 6):
        Delivery.objects.update(claimed_at=None)
        sending.send_owed()
        owed.refresh_from_db()
        assert owed.attempts == attempt
    assert owed.state == State.FAILED


def test_somebody_who_left_gets_no_mail(owed, cast, mailoutbox):
    cast.chen.is_active = False
    cast.chen.save(update_fields=["is_active"])
    sending.send_owed()
    owed.refresh_from_db()
    assert (owed.state, mailoutbox) == (State.STOPPED, [])


def test_nobody_is_told_twice_in_one_call(cast):
    assert len(notify([cast.chen, cast.chen, None], kind="test", title="一次")) == 1


def test_the_page_is_not_kept_waiting_when_the_broker_is_down(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    from redis.exceptions import ConnectionError as BrokerDown

    from core import hints
    from reminders import tasks

    def down(*args, **kwargs):
        raise BrokerDown("no broker")

    monkeypatch.setattr(tasks.send_owed, "apply_async", down)
    monkeypatch.setitem(hints._broker, "left_alone_until", 0.0)
    cast.chen.email = "chen@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        notify([cast.chen], kind="test", title="有一件诉求等您办")
    assert Delivery.objects.get().state == State.OWED


def test_a_broker_that_does_not_answer_is_left_alone_for_a_while(
    cast, monkeypatch, django_capture_on_commit_callbacks
):
    from redis.exceptions import TimeoutError as BrokerHangs

    from core import hints
    from reminders import tasks

    tried = []

    def hangs(*args, **kwargs):
        tried.append(1)
        raise BrokerHangs("no answer")

    monkeypatch.setattr(tasks.send_owed, "apply_async", hangs)
    monkeypatch.setitem(hints._broker, "left_alone_until", 0.0)
    cast.chen.email = "chen@example.org"
    for number in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            notify([cast.chen], kind="test", title=f"第 {number} 件")
    assert len(tried) == 1
    monkeypatch.setitem(hints._broker, "left_alone_until", 0.0)  # the while is over
    with django_capture_on_commit_callbacks(execute=True):
        notify([cast.chen], kind="test", title="再试")
    assert len(tried) == 2
    assert Delivery.objects.filter(state=State.OWED).count() == 4
