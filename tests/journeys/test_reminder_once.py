"""The reminder arrives once although the sweep ran three times and the worker was killed between claim and send."""

import time

import pytest

from core.clock import today
from core.models import Heartbeat
from enterprises.models import Enterprise
from reminders import tasks
from reminders.models import Delivery, DueReminder, Message, State
from servicedesk.actions import log_request
from servicedesk.models import ServiceRequest
from tests.journeys.conftest import wait_until


@pytest.mark.django_db(transaction=True)
def test_a_reminder_arrives_once_over_a_killed_worker(cast, worker, queue, tmp_path):
    cast.chen.email = "chen@example.org"
    cast.chen.save(update_fields=["email"])
    request = log_request(
        cast.chen, cast.yunlu_co, title="压力表检定约时间", channel="PHONE", holder=cast.chen
    )
    ServiceRequest.objects.filter(pk=request.pk).update(promised_on=today())
    Enterprise.objects.update(last_visited_on=today())  # nothing else is due
    Message.objects.all().delete()  # what was said when the request came in
    box, gate = tmp_path / "mail", tmp_path / "gate"
    gate.touch()
    mail = {
        "EMAIL_BACKEND": "tests.journeys.gate.GatedMailBox",
        "EMAIL_FILE_PATH": str(box),
        "CLAIM_LAPSES": "1",
    }

    first = worker(MAIL_GATE=str(gate), **mail)
    for _run in range(3):
        tasks.sweep.apply_async(queue=queue)
    wait_until(gate.with_suffix(".reached").exists, 60, "the worker at the door of the mail box")
    claimed = Delivery.objects.get()
    assert (claimed.state, claimed.claimed_at is not None, claimed.sending_at) == (State.OWED, True, None)
    first.kill()
    gate.unlink()
    assert not list(box.glob("*")) if box.exists() else True

    time.sleep(1.1)  # the dead worker's claim lapses
    worker(**mail)
    for _run in range(3):
        tasks.sweep.apply_async(queue=queue)
    wait_until(lambda: Delivery.objects.filter(state=State.SENT).exists(), 60, "the mail")
    tasks.heartbeat.apply_async(queue=queue)
    wait_until(lambda: Heartbeat.objects.filter(name="beat").exists(), 60, "the jobs behind it")

    mails = "".join(path.read_text() for path in box.glob("*"))
    assert mails.count("To: chen@example.org") == 1
    assert Message.objects.filter(recipient=cast.chen).count() == 1
    assert DueReminder.objects.filter(recipient=cast.chen, state=State.SENT).count() == 1
