"""The ledger, what is coming, and the inbox, each with rows."""

from datetime import date, timedelta

import pytest
import time_machine

from core.clock import today
from enterprises.models import Enterprise
from reminders.models import Message
from reminders.sending import send_owed
from reminders.sweep import sweep
from servicedesk.actions import assign_request, log_request
from visits.actions import plan_visit

DUE = date(2026, 11, 30)


@pytest.fixture
def told(cast, source):
    """A reminder was sent to chen and to yunlu; another is owed from tomorrow on."""
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(next_visit_on=DUE)
    with time_machine.travel(DUE - timedelta(days=1)):
        sweep()
        send_owed()
        sweep(today=DUE)
    return cast


@pytest.mark.parametrize(
    "query", ["", "?state=SENT", "?state=OWED", "?source=test-next-visit", "?due_after=2026-11-30"]
)
def test_the_ledger_shows_each_reminder_with_its_state_and_step(sign_in, told, query):
    page = sign_in("chen").get(f"/reminders/{query}")
    assert page.status_code == 200
    assert page.context["page_rows"]
    assert "九江云麓食品有限公司" in page.content.decode()


def test_the_ledger_says_state_and_step_in_words(sign_in, told):
    page = sign_in("lead").get("/reminders/").content.decode()
    for words in ("已发", "待发", "提前 1 天", "已被后一次代替"):
        assert words in page


def test_an_enterprise_sees_only_what_was_sent_to_itself(sign_in, told):
    assert {row.recipient for row in sign_in("yunlu").get("/reminders/").context["page_rows"]} == {told.yunlu}
    assert not sign_in("dinghe").get("/reminders/").context["page_rows"]
    assert not sign_in("stranger").get("/reminders/").context["page_rows"]


def test_opening_a_message_marks_it_read_and_leads_to_the_record(sign_in, told):
    message = Message.objects.get(recipient=told.chen)
    assert sign_in("zhou").get(f"/reminders/inbox/{message.pk}/").status_code == 404
    answer = sign_in("chen").get(f"/reminders/inbox/{message.pk}/")
    assert answer["Location"] == told.yunlu_co.get_absolute_url()
    message.refresh_from_db()
    assert message.read_at


def test_all_can_be_marked_as_read(sign_in, told):
    sign_in("chen").post("/reminders/inbox/read/")
    assert not Message.objects.filter(recipient=told.chen, read_at=None).exists()
    assert Message.objects.filter(recipient=told.yunlu, read_at=None).exists()


def test_coming_shows_the_dated_things_of_ones_scope(sign_in, told):
    with time_machine.travel(DUE - timedelta(days=20)):
        assert "九江云麓食品有限公司" in sign_in("chen").get("/reminders/coming/").content.decode()
        assert "九江云麓食品有限公司" not in sign_in("dinghe").get("/reminders/coming/").content.decode()
        assert sign_in("chen").get("/reminders/coming/?days=nonsense").status_code == 200
        assert sign_in("chen").get("/reminders/coming/?days=²").status_code == 200


@pytest.mark.parametrize("name", ["chen", "lead", "liu", "manager", "yunlu"])
def test_what_to_do_leads_to_where_it_is_begun(cast, sign_in, name):
    holder = cast.liu if name == "liu" else cast.chen
    request = log_request(cast.chen, cast.yunlu_co, title="检定", channel="PHONE", holder=cast.chen)
    if holder != cast.chen:
        assign_request(request.pk, cast.lead, holder, reason="归你们管")
    plan_visit(cast.chen, cast.dinghe_co, planned_on=today() + timedelta(days=3), companions=[cast.liu])
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(last_visited_on=None)
    client = sign_in(name)
    rows = client.get("/reminders/coming/?days=90").context["rows"]
    assert rows
    for row in rows:
        assert bool(row["act_url"]) == bool(row["act"]) == (name not in ("manager", "yunlu"))
        if row["act_url"]:
            assert client.get(row["act_url"]).status_code == 200, row
