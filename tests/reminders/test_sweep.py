"""The sweep owes what has passed, once, however often and however late it runs."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import User
from enterprises.models import Enterprise
from reminders.models import Delivery, DueReminder, LeadTime, Message, State
from reminders.sending import send_owed
from reminders.sources import sources
from reminders.sweep import sweep
from tests.enterprises.registers.making import make_dated
from tests.factories import make_enterprise
from tests.licensing.making import make_due
from tests.servicedesk.making import make_request
from tests.visits.making import make_plan, make_visit

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


def told_by(source, today):
    """Every (object, due date, step, person, state) that a source owes by a day, worked out row by row."""
    rows = source.due(source.model.objects.all()).select_related("park")
    days = {row.pk: row.due_day for row in rows if row.due_day and row.due_day >= row.park.live_from}
    active = set(User.objects.active().values_list("pk", flat=True))
    steps = LeadTime.objects.filter(source=source.code, is_active=True).values_list("days_before", flat=True)
    found = set()
    for people in source.recipients(source.due(source.model.objects.all())):
        for pk, person in people:
            passed = [step for step in steps if pk in days and days[pk] - timedelta(days=step) <= today]
            found |= {
                (pk, days[pk], step, person, State.OWED if step == min(passed) else State.SUPERSEDED)
                for step in passed
                if person in active
            }
    return found


def test_the_ledger_of_every_source_is_what_a_row_by_row_count_says_and_a_second_sweep_adds_nothing(cast):
    with time_machine.travel("2026-06-01 10:00:00+08:00"):
        make_visit(cast.chen, cast.yunlu_co, date(2026, 5, 20), next_on=date(2026, 11, 20))
        make_visit(cast.zhou, cast.dinghe_co, date(2026, 5, 28), next_on=date(2026, 11, 26))
        make_visit(cast.stranger, cast.stranger_co, date(2026, 3, 2))
        make_request(cast)
    with time_machine.travel("2026-11-23 10:00:00+08:00"):
        cast.park.live_from = cast.other_park.live_from = date(2026, 1, 1)
        cast.park.save(update_fields=["live_from"])
        cast.other_park.save(update_fields=["live_from"])
        Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(liaison=None)
        make_plan(cast.chen, make_enterprise(cast.park, "九江丙有限公司"), companions=[cast.liu])
        make_dated(cast)
        make_due(cast)
        first = sweep()
        second = sweep()
        today = date(2026, 11, 23)
        for source in sources.values():
            rows = DueReminder.objects.filter(source=source.code)
            kept = set(rows.values_list("object_id", "due_on", "step", "recipient_id", "state"))
            assert kept == told_by(source, today)
            assert first[source.code] == len(kept) > 0
    assert not any(second.values())
    row = DueReminder.objects.get(source="request-promise", step=-1)
    assert (row.subject_label, row.title) == ("九江云麓食品有限公司", "出口订单需要产品标准英文文本")


def test_who_is_told_twice_over_gets_one_row(visit_due, cast):
    visit_due.memberships.create(user=cast.chen)
    sweep(today=DUE)
    assert DueReminder.objects.filter(recipient=cast.chen, state=State.OWED).count() == 1
