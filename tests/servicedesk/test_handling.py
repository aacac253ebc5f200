"""What acts leave behind: messages to those concerned, lines on the timeline, columns, history."""

import pytest
from django.utils import translation

from core import timeline
from core.models import TimelineEntry
from core.transitions import NotAllowed
from reminders.models import Message
from servicedesk import actions
from servicedesk.models import ServiceRequest
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db]


def told():
    """{(who, kind)} of all messages so far; then forgets them."""
    found = set(Message.objects.values_list("recipient__username", "kind"))
    Message.objects.all().delete()
    return found


def test_everybody_concerned_is_told_and_nobody_else(cast):
    request = make_request(cast, holder=None)
    assert told() == {("yunlu", "request:registered"), ("lead", "request:unassigned")}
    actions.assign_request(request.pk, cast.lead, cast.liu)
    assert told() == {("liu", "request:assigned")}
    actions.start_request(request.pk, cast.liu)
    assert told() == set()
    actions.ask_back(request.pk, cast.liu, reason="许可证副本")
    assert told() == {("yunlu", "request:question")}
    actions.reply_request(request.pk, cast.yunlu, text="见附件")
    assert told() == {("liu", "request:reply")}
    actions.assign_request(request.pk, cast.lead, cast.chen, reason="站内能办")
    assert told() == {("chen", "request:assigned"), ("liu", "request:transferred")}
    actions.answer_request(request.pk, cast.chen, text="办好了")
    assert told() == {("yunlu", "request:answer")}
    actions.reopen_request(request.pk, cast.yunlu, reason="打不开")
    assert told() == {("chen", "request:reopened")}
    actions.withdraw_request(request.pk, cast.yunlu, reason="不用了")
    assert told() == {("chen", "request:withdrawn")}


def test_who_takes_it_himself_is_not_told_so(cast):
    request = make_request(cast, holder=None)
    told()
    actions.assign_request(request.pk, cast.zhou, cast.zhou)
    assert told() == set()


def test_every_message_says_number_what_who_and_until_when(cast):
    request = make_request(cast, holder=None, title="面料送检")
    actions.assign_request(request.pk, cast.lead, cast.liu)
    actions.ask_back(request.pk, cast.liu, reason="样品照片")
    actions.reply_request(request.pk, cast.yunlu, text="已传")
    for message in Message.objects.all():
        said = f"{message.title} {message.body}"
        assert request.number in said
        assert "面料送检" in said
        assert "11-30" in said or "5 个工作日" in said or "working day" in said
    question = Message.objects.get(kind="request:question")
    assert "样品照片" in question.title
    assert "刘洋" in question.body


def test_messages_are_written_in_the_language_of_the_station(cast):
    with translation.override("en"):
        make_request(cast)
    assert not Message.objects.filter(title__icontains="request").exists()


def test_a_reopened_request_of_a_leaver_goes_to_the_leads(cast):
    request = make_in(cast, "ANSWERED")
    cast.chen.is_active = False
    cast.chen.save(update_fields=["is_active"])
    told()
    request = actions.reopen_request(request.pk, cast.yunlu, reason="没解决")
    assert (request.status, request.holder) == ("REOPENED", None)
    assert told() == {("lead", "request:reopened")}
    assert actions.assign_request(request.pk, cast.lead, cast.liu).status == "REOPENED"


def test_a_note_reaches_the_holder_and_one_of_a_department_the_lead(cast):
    request = make_request(cast, holder="liu")
    told()
    actions.add_note(request.pk, cast.zhou, text="企业催过")
    assert told() == {("liu", "request:note")}
    actions.add_note(request.pk, cast.liu, text="不归我局管")
    assert told() == {("lead", "request:note")}


def test_the_course_of_a_request_stands_on_the_timeline_of_the_enterprise(cast):
    request = make_request(cast, holder=None)
    actions.assign_request(request.pk, cast.lead, cast.chen)
    actions.start_request(request.pk, cast.chen)
    actions.ask_back(request.pk, cast.chen, reason="平面图")
    actions.reply_request(request.pk, cast.yunlu, text="已传")
    actions.answer_request(request.pk, cast.chen, text="可以")
    actions.rate_request(request.pk, cast.yunlu, rating=4, rating_text="很快")
    actions.reopen_request(request.pk, cast.yunlu, reason="还有一处")
    entries = list(timeline.of_object(request))
    assert [entry.sentence for entry in entries] == [
        "request_by_phone",
        "request_assigned",
        "request_started",
        "request_asked",
        "request_replied",
        "request_answered",
        "request_rated",
        "request_reopened",
    ]
    assert {entry.subject_id for entry in entries} == {cast.yunlu_co.pk}
    for line in timeline.lines(entries):
        assert request.number in line["text"]


def test_a_rating_closes_and_can_still_be_given_after_the_closing(cast):
    request = actions.rate_request(make_in(cast, "ANSWERED").pk, cast.yunlu, rating=3, rating_text="一般")
    assert (request.status, request.rating, request.rating_text) == ("CLOSED", 3, "一般")
    closed = make_in(cast, "CLOSED")
    before = closed.closed_at
    closed = actions.rate_request(closed.pk, cast.yunlu, rating=5)
    assert (closed.rating, closed.closed_at) == (5, before)


def test_an_enterprise_may_withdraw_before_the_answer_and_the_clock_is_settled(cast):
    request = actions.withdraw_request(make_in(cast, "WAITING_ENTERPRISE").pk, cast.yunlu, reason="不做了")
    assert (request.status, request.withdrawn_reason, request.waiting_since) == ("WITHDRAWN", "不做了", None)
    assert not request.pauses.filter(resumed_on=None).exists()
    assert request.closed_at is not None


def test_amending_keeps_promise_and_state(cast):
    request = make_request(cast)
    before = (request.promised_on, request.status, request.holder)
    actions.amend_request(request.pk, cast.zhou, title="出口标准英文文本", detail="三个型号")
    request = ServiceRequest.objects.get(pk=request.pk)
    assert (request.title, request.detail) == ("出口标准英文文本", "三个型号")
    assert (request.promised_on, request.status, request.holder) == before


def test_a_leavers_open_requests_go_to_the_successor_in_their_states(cast):
    states = ("ASSIGNED", "IN_PROGRESS", "WAITING_ENTERPRISE", "ANSWERED", "REOPENED")
    rows = [make_in(cast, status) for status in states]
    closed = make_in(cast, "CLOSED")
    assert actions.hand_over_requests(cast.chen, cast.zhou, cast.lead) == len(rows)
    for status, row in zip(states, rows, strict=True):
        row.refresh_from_db()
        assert (row.status, row.holder) == (status, cast.zhou)
        assert row.messages.filter(kind="EVENT", internal=True, author=cast.lead).exists()
    closed.refresh_from_db()
    assert closed.holder == cast.chen
    assert TimelineEntry.objects.filter(sentence="request_transferred").count() == len(rows)
    for username in ("manager", "stranger", "yunlu"):
        with pytest.raises(NotAllowed):
            actions.hand_over_requests(cast.zhou, cast[username], cast.lead)


def test_history_keeps_who_changed_what(cast):
    request = make_in(cast, "ANSWERED")
    states = list(request.events.order_by("pgh_id").values_list("pgh_label", "status"))
    assert states == [
        ("insert", "ASSIGNED"),
        ("update", "IN_PROGRESS"),
        ("update", "ANSWERED"),
    ]
