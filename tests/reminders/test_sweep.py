"""The sweep owes what has passed, once, however often and however late it runs."""

from datetime import date, timedelta

import pytest
import time_machine

from enterprises.models import Enterprise
from reminders.models import Delivery, DueReminder, LeadTime, Message, State
from reminders.sending import send_owed
from reminders.sweep import sweep

pytestmark = pytest.mark.django_db

DUE = date(2026, 11, 30)


@pytest.fixture
def visit_due(cast, source):
    """An enterprise whose next visit is due on 30 November; liaison chen."""
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(next_visit_on=DUE)
    cast.yunlu_co.memberships.all().delete()
    return cast.yunlu_co


def steps(state):
    return sorted(DueReminder.objects.filter(state=state).values_list("step", flat=True), reverse=True)


def test_nothing_is_owed_before_the_first_step(visit_due):
    sweep(today=DUE - timedelta(days=8))
    assert not DueReminder.objects.exists()


def test_each_step_is_owed_once_however_often_the_sweep_runs(visit_due):
    for _run in range(3):
        sweep(today=DUE - timedelta(days=7))
    assert steps(State.OWED) == [7]
    with time_machine.travel(DUE - timedelta(days=7)):
        send_owed()
    for _run in range(3):
        sweep(today=DUE - timedelta(days=1))
    assert (steps(State.SENT), steps(State.OWED)) == ([7], [1])


def test_after_days_of_downtime_only_the_latest_step_is_owed_and_earlier_ones_are_recorded(visit_due):
    sweep(today=DUE)
    assert (steps(State.OWED), steps(State.SUPERSEDED)) == ([0], [7, 1])


def test_an_unsent_step_is_superseded_by_a_later_one(visit_due):
    sweep(today=DUE - timedelta(days=7))
    sweep(today=DUE - timedelta(days=1))
    assert (steps(State.OWED), steps(State.SUPERSEDED)) == ([1], [7])


def test_a_moved_date_is_owed_anew_and_the_old_reminder_is_stopped(visit_due, cast):
    sweep(today=DUE)
    Enterprise.objects.filter(pk=visit_due.pk).update(next_visit_on=DUE + timedelta(days=3))
    with time_machine.travel(DUE):
        assert send_owed()["stopped"] == 1
        sweep()
        send_owed()
    assert [row.due_on for row in DueReminder.objects.filter(state=State.SENT)] == [DUE + timedelta(days=3)]


def test_what_is_done_before_sending_is_stopped_and_nobody_is_told(visit_due):
    sweep(today=DUE)
    Enterprise.objects.update(next_visit_on=None)
    assert send_owed() == {"reminders": 0, "sent": 0, "failed": 0, "stopped": 1}
    assert not Message.objects.exists()


def test_a_person_who_left_is_not_told(visit_due, cast):
    sweep(today=DUE)
    cast.chen.is_active = False
    cast.chen.save(update_fields=["is_active"])
    send_owed()
    assert steps(State.STOPPED) == [0]
    sweep(today=DUE + timedelta(days=1))
    assert steps(State.OWED) == []


def test_every_recipient_gets_his_own_row(visit_due, cast):
    visit_due.memberships.create(user=cast.yunlu)
    sweep(today=DUE)
    assert set(
        DueReminder.objects.filter(state=State.OWED).values_list("recipient__username", flat=True)
    ) == {
        "chen",
        "yunlu",
    }


def test_nothing_due_before_the_park_went_live_is_owed(visit_due, park):
    park.live_from = DUE + timedelta(days=1)
    park.save(update_fields=["live_from"])
    sweep(today=DUE + timedelta(days=1))
    assert not DueReminder.objects.exists()


def test_a_step_switched_off_is_not_owed(visit_due):
    LeadTime.objects.filter(days_before=0).update(is_active=False)
    sweep(today=DUE)
    assert (steps(State.OWED), steps(State.SUPERSEDED)) == ([1], [7])


def test_the_message_says_how_long_and_leads_to_the_record(visit_due, cast):
    with time_machine.travel(DUE - timedelta(days=1)):
        sweep()
        send_owed()
    message = Message.objects.get()
    assert message.recipient == cast.chen
    assert message.title == "剩 1 天：九江云麓食品有限公司"
    assert message.url == visit_due.get_absolute_url()


@pytest.mark.parametrize("rows", [30, 300])
def test_the_sweep_takes_the_same_queries_whatever_the_rows(
    rows, source, cast, django_assert_num_queries, make_many_enterprises
):
    make_many_enterprises(cast.park, rows, liaison=cast.chen, next_visit_on=DUE)
    with django_assert_num_queries(5):  # savepoint, lead times, one source, superseding, release
        made = sweep(today=DUE)
    assert made["test-next-visit"] >= rows * 3


def test_mail_is_owed_only_to_those_with_an_address(visit_due, cast):
    with time_machine.travel(DUE):
        sweep()
        send_owed()
    assert not Delivery.objects.exists()


def test_mail_goes_out_once(visit_due, cast, mailoutbox):
    cast.chen.email = "chen@example.org"
    cast.chen.save(update_fields=["email"])
    with time_machine.travel(DUE):
        for _run in range(3):
            sweep()
            send_owed()
    assert [mail.to for mail in mailoutbox] == [["chen@example.org"]]
    assert Delivery.objects.get().state == State.SENT
