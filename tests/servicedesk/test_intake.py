"""Requests come in: online, by phone, at a visit; each gets a number, a promise and a message."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.drafts import new_key
from core.models import Submission, TimelineEntry
from core.transitions import NotAllowed, TransitionError
from reminders.models import Message
from servicedesk import actions, telling
from servicedesk.actions import Need
from servicedesk.desk import Desk
from servicedesk.models import ServiceRequest
from tests.factories import moment
from tests.servicedesk.making import make_request
from visits.models import Visit

pytestmark = [pytest.mark.django_db]

SUBMITTED = {
    "title": "新包装标签请审一遍",
    "category": "OTHER",
    "detail": "新增两个口味",
    "contact_name": "程芳",
    "contact_mobile": "138 0000 0011",
}


def posted(cast, **fields):
    """What the enterprise's form posts."""
    return {"enterprise": cast.yunlu_co.pk, **SUBMITTED, **fields}


def test_an_enterprise_submits_and_sees_number_promise_and_what_comes_next(cast, sign_in):
    answer = sign_in("yunlu").post(reverse("servicedesk:new_request"), posted(cast), follow=True)
    request = ServiceRequest.objects.get()
    assert (request.number, request.status, request.channel) == ("SQ-2026-0001", "REGISTERED", "WEB")
    assert (request.promised_on, request.contact_mobile) == (date(2026, 11, 30), "13800000011")
    assert (request.enterprise, request.submitted_by, request.park) == (cast.yunlu_co, cast.yunlu, cast.park)
    assert answer.redirect_chain[-1][0] == request.get_absolute_url()
    page = answer.content.decode()
    assert "SQ-2026-0001" in page
    assert "2026-11-30" in page


def test_the_enterprise_and_the_lead_are_told_when_it_comes_in_online(cast):
    request = actions.submit_request(
        cast.yunlu, cast.yunlu_co, title="标签请审一遍", category="OTHER", contact_mobile="13800000011"
    )
    told = {row.recipient.username: row for row in Message.objects.select_related("recipient")}
    assert set(told) == {"yunlu", "lead"}
    for row in told.values():
        assert request.number in row.title + row.body
        assert "标签请审一遍" in row.title + row.body
        assert "11-30" in row.body
        assert row.url == request.get_absolute_url()


def test_an_enterprise_submits_for_itself_only(cast, sign_in):
    page = sign_in("yunlu").post(
        reverse("servicedesk:new_request"), posted(cast, enterprise=cast.dinghe_co.pk)
    )
    assert page.status_code == 422
    with pytest.raises(NotAllowed):
        actions.submit_request(cast.yunlu, cast.dinghe_co, title="别家的事", category="OTHER")
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("username", ["chen", "lead", "liu", "manager", "investor", "sysadmin"])
def test_only_enterprise_users_submit_online(cast, username):
    with pytest.raises(NotAllowed):
        actions.submit_request(cast[username], cast.yunlu_co, title="代提", category="OTHER")


@pytest.mark.parametrize("username", ["liu", "manager", "city", "yunlu", "stranger", "auditor"])
def test_only_the_station_notes_calls(cast, username):
    with pytest.raises(NotAllowed):
        actions.log_request(cast[username], cast.yunlu_co, title="来电", channel="PHONE")


def test_the_same_key_twice_gives_one_request(cast, sign_in):
    client, data = sign_in("yunlu"), posted(cast, one_time_key="0b0e7a2e-5a0c-4b3e-9f39-1f5f0f1c9a11")
    first = client.post(reverse("servicedesk:new_request"), data)
    second = client.post(reverse("servicedesk:new_request"), data)
    assert ServiceRequest.objects.count() == Submission.objects.count() == 1
    assert first.url == second.url


def test_what_was_typed_stays_when_something_is_wrong(cast, sign_in):
    page = sign_in("yunlu").post(
        reverse("servicedesk:new_request"), posted(cast, title="", detail="等着用 <b>急</b>")
    )
    assert page.status_code == 422
    assert "等着用 &lt;b&gt;急&lt;/b&gt;" in page.content.decode()
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize(
    "title",
    [
        '=HYPERLINK("http://x")',
        "<script>alert(1)</script>",
        "'; DROP TABLE servicedesk_servicerequest; --",
        "🏭 新车间 👍🏽",
        "诉" * 200,
    ],
)
def test_strange_text_is_kept_and_shown_harmlessly(cast, sign_in, title):
    sign_in("yunlu").post(reverse("servicedesk:new_request"), posted(cast, title=title))
    request = ServiceRequest.objects.get()
    assert request.title == title
    for username, url in (
        ("yunlu", reverse("servicedesk:requests")),
        ("lead", reverse("servicedesk:requests")),
        ("lead", request.get_absolute_url()),
    ):
        page = sign_in(username).get(url)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_a_title_of_201_characters_is_refused_with_a_sentence(cast, sign_in):
    page = sign_in("yunlu").post(reverse("servicedesk:new_request"), posted(cast, title="诉" * 201))
    assert page.status_code == 422
    assert "诉" * 201 in page.content.decode()


def test_staff_note_a_call_for_an_enterprise_found_by_its_name(cast, sign_in):
    data = {
        "enterprise_text": "云麓食品",
        "channel": "PHONE",
        "title": "叉车司机换证哪里报名",
        "category": "EQUIPMENT",
        "urgency": "URGENT",
        "holder": cast.chen.pk,
    }
    answer = sign_in("chen").post(reverse("servicedesk:new_request"), data)
    assert answer.status_code == 302, answer.content.decode()
    request = ServiceRequest.objects.get()
    assert (request.enterprise, request.holder, request.status) == (cast.yunlu_co, cast.chen, "IN_PROGRESS")
    assert (request.urgency, request.promised_on) == ("URGENT", date(2026, 11, 25))


def test_staff_cannot_note_for_an_enterprise_of_another_park(cast, sign_in):
    data = {"enterprise": cast.stranger_co.pk, "channel": "PHONE", "title": "越界", "category": "OTHER"}
    page = sign_in("chen").post(reverse("servicedesk:new_request"), {**data, "urgency": "NORMAL"})
    assert page.status_code == 422
    with pytest.raises(NotAllowed):
        actions.log_request(cast.chen, cast.stranger_co, title="越界", channel="PHONE")


def test_staff_cannot_log_into_the_hands_of_others_but_the_lead_can(cast):
    with pytest.raises(NotAllowed):
        actions.log_request(cast.chen, cast.yunlu_co, title="请刘洋办", channel="PHONE", holder=cast.liu)
    request = actions.log_request(
        cast.lead, cast.yunlu_co, title="请刘洋办", channel="PHONE", holder=cast.liu
    )
    assert (request.status, request.holder) == ("ASSIGNED", cast.liu)
    assert Message.objects.filter(recipient=cast.liu, kind="request:assigned").count() == 1


def test_a_request_keeps_where_it_started_when_the_user_may_see_it(cast, sign_in):
    visit = make_visit(cast)
    url = reverse("servicedesk:new_request")
    page = sign_in("chen").get(f"{url}?enterprise={cast.yunlu_co.pk}&origin=visits.visit-{visit.pk}")
    assert f"visits.visit-{visit.pk}" in page.content.decode()
    data = {
        "enterprise": cast.yunlu_co.pk,
        "channel": "PHONE",
        "title": "走访后又来电",
        "category": "OTHER",
        "urgency": "NORMAL",
    }
    sign_in("chen").post(url, {**data, "origin": f"visits.visit-{visit.pk}"})
    assert ServiceRequest.objects.get().origin == visit
    for forged in ("visits.visit-999999", "auth.group-1", "accounts.user-1x", "nonsense"):
        sign_in("chen").post(url, {**data, "origin": forged})
    assert ServiceRequest.objects.filter(origin_id=None).count() == 4


# ---- at a visit ------------------------------------------------------------------------------------------------------


def make_visit(cast, **fields):
    """A visit, past the acts of its own app."""
    return Visit.objects.create(
        park=cast.park,
        enterprise=cast.yunlu_co,
        author=cast.chen,
        visited_on=fields.pop("visited_on", date(2026, 11, 23)),
        **fields,
    )


def needs_of(cast, count):
    """Lines under 诉求."""
    holders = [cast.chen, cast.liu, None]
    return [
        Need(f"第 {n} 件", "STANDARD", holder=holders[n % 3], promised_on=date(2026, 11, 26 + n % 3 * 2))
        for n in range(count)
    ]


def test_the_lines_of_a_visit_become_requests_with_owner_and_date(cast):
    visit = make_visit(cast)
    requests = actions.create_requests(visit, needs_of(cast, 3), cast.chen)
    assert [request.number for request in requests] == ["SQ-2026-0001", "SQ-2026-0002", "SQ-2026-0003"]
    assert [request.status for request in requests] == ["IN_PROGRESS", "ASSIGNED", "REGISTERED"]
    assert [request.promised_on.day for request in requests] == [26, 30, 30]  # the 28th is a Saturday
    assert {request.origin for request in ServiceRequest.objects.all()} == {visit}
    assert TimelineEntry.objects.filter(sentence="request_by_visit").count() == 3
    told = dict(Message.objects.values_list("recipient__username", "kind"))
    assert told == {"liu": "request:assigned", "lead": "request:unassigned"}


def test_a_visit_written_down_later_starts_the_clock_on_its_day(cast):
    visit = make_visit(cast, visited_on=date(2026, 11, 20))
    (request,) = actions.create_requests(visit, [Need("标准", "STANDARD")], cast.chen)
    assert (request.clock_from, request.promised_on) == (date(2026, 11, 20), date(2026, 11, 27))


def test_a_visit_written_down_weeks_later_promises_no_day_that_has_passed(cast):
    visit = make_visit(cast, visited_on=date(2026, 10, 12))
    (request,) = actions.create_requests(visit, [Need("标准", "STANDARD")], cast.chen)
    assert (request.clock_from, request.promised_on) == (date(2026, 11, 23), date(2026, 11, 30))


def test_the_enterprise_gets_one_message_that_lists_the_requests(cast):
    requests = actions.create_requests(make_visit(cast), needs_of(cast, 3), cast.chen)
    Message.objects.all().delete()
    telling.notify_enterprise_of(requests, Desk.read(cast.yunlu_co.pk, cast.park.pk))
    message = Message.objects.get()
    assert message.recipient == cast.yunlu
    for request in requests:
        assert request.number in message.body
        assert request.title in message.body
    assert "刘洋" in message.body
    assert "11-26" in message.body


def test_more_lines_cost_no_more_queries(cast):
    def cost(count):
        visit = make_visit(cast)
        with CaptureQueriesContext(connection) as found:
            requests = actions.create_requests(visit, needs_of(cast, count), cast.chen)
            telling.notify_enterprise_of(requests, Desk.read(cast.yunlu_co.pk, cast.park.pk))
        return len(found)

    cost(1)
    assert cost(3) == cost(30)


def test_a_line_for_somebody_who_cannot_hold_it_is_refused(cast):
    for username in ("manager", "stranger", "yunlu"):
        with pytest.raises(TransitionError):
            actions.create_requests(make_visit(cast), [Need("x", holder=cast[username])], cast.chen)
    with pytest.raises(NotAllowed):
        actions.create_requests(make_visit(cast), [Need("x")], cast.manager)
    assert actions.create_requests(make_visit(cast), [], cast.chen) == []


def test_history_is_imported_without_telling_anybody(cast):
    request = make_request(cast, at=moment(date(2010, 4, 6)), imported=True)
    actions.answer_request(request.pk, cast.chen, text="已陪同办理", at=moment(date(2010, 4, 12)))
    request = actions.close_request(request.pk, cast.chen, at=moment(date(2010, 4, 20)))
    assert (request.number, request.promised_on) == ("SQ-2010-0001", date(2010, 4, 13))
    assert (request.answered_late, request.imported) == (False, True)
    assert not Message.objects.exists()


def test_numbers_are_per_park_and_year(cast):
    assert make_request(cast).number == "SQ-2026-0001"
    elsewhere = actions.log_request(cast.stranger, cast.stranger_co, title="外园", channel="PHONE")
    assert elsewhere.number == "SQ-2026-0001"
    assert make_request(cast).number == "SQ-2026-0002"
    assert make_request(cast, at=moment(date(2025, 3, 3))).number == "SQ-2025-0001"


def test_the_words_of_a_quick_log_name_its_category_unless_one_is_chosen(cast, sign_in):
    client = sign_in("chen")
    posted = {"enterprise": cast.yunlu_co.pk, "sentence": "电子秤要检定", "one_time_key": new_key()}
    client.post("/requests/log/", posted)
    client.post("/requests/log/", {**posted, "category": "POLICY", "one_time_key": new_key()})
    client.post("/requests/log/", {**posted, "sentence": "想问个事", "one_time_key": new_key()})
    found = ServiceRequest.objects.order_by("pk").values_list("category_id", flat=True)
    assert list(found) == ["METROLOGY", "POLICY", "OTHER"]
