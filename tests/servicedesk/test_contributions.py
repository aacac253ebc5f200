"""What the service desk contributes: work, deadlines, search, offers, the tab and the menu."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.urls import reverse

from core import finding
from core.contributions import menu, offers_for, panels, searches, work
from reminders.coming import coming
from reminders.models import DueReminder
from reminders.sweep import sweep
from tests.factories import moment
from tests.servicedesk.making import make_consultation, make_in, make_request

pytestmark = [pytest.mark.django_db]
source = work["requests"]


def titles(rows):
    """Titles in order."""
    return [row.title for row in rows]


def test_my_work_is_what_waits_for_me_by_promised_date(cast):
    make_request(cast, title="后到期")
    make_request(cast, title="先到期", at=moment(date(2026, 11, 18)))
    make_in(cast, "WAITING_ENTERPRISE", title="等企业")
    make_in(cast, "ANSWERED", title="已答复")
    make_request(cast, title="没人接", holder=None)
    make_request(cast, title="刘洋的", holder="liu")
    assert titles(source.mine(cast.chen)) == ["先到期", "后到期"]
    assert titles(source.mine(cast.lead)) == ["没人接"]
    assert titles(source.mine(cast.liu)) == ["刘洋的"]
    assert set(titles(source.others(cast.chen))) == {"等企业", "已答复"}
    assert "刘洋的" in titles(source.others(cast.lead))
    assert titles(source.done(cast.chen)) == ["已答复"]
    assert not source.mine(cast.manager).exists()
    assert not source.others(cast.manager).exists()


def test_the_enterprise_is_asked_to_add_and_to_rate(cast):
    asked = make_in(cast, "WAITING_ENTERPRISE", title="等企业")
    answered = make_in(cast, "ANSWERED", title="已答复")
    make_in(cast, "IN_PROGRESS", title="在办")
    make_in(cast, "CLOSED", title="办结")
    items = source.items(list(source.mine(cast.yunlu)), cast.yunlu, "mine")
    assert {item.act_url for item in items} == {
        reverse("servicedesk:reply", args=[asked.pk]),
        reverse("servicedesk:rate", args=[answered.pk]),
    }
    assert any("车间平面图" in item.title for item in items)
    assert titles(source.others(cast.yunlu)) == ["在办"]
    assert titles(source.done(cast.yunlu)) == ["办结"]
    assert not source.mine(cast.dinghe).exists()


def test_a_work_row_leads_to_its_next_act(cast, sign_in):
    mine, loose = make_request(cast), make_request(cast, holder=None)
    (item,) = source.items(list(source.mine(cast.chen)), cast.chen, "mine")
    assert item.act_url == reverse("servicedesk:answer", args=[mine.pk])
    assert mine.number in item.why
    (item,) = source.items(list(source.mine(cast.lead)), cast.lead, "mine")
    assert item.act_url == reverse("servicedesk:assign", args=[loose.pk])
    assert sign_in("lead").get(item.act_url).status_code == 200


def test_what_is_open_about_an_enterprise_follows_the_scope(cast):
    make_request(cast, title="云麓的")
    make_request(cast, title="鼎禾的", company=cast.dinghe_co)
    assert titles(source.open_of(cast.chen, cast.yunlu_co)) == ["云麓的"]
    assert titles(source.open_of(cast.dinghe, cast.yunlu_co)) == []


def test_a_leaver_hands_over_everything_open_the_clock_running_or_not(cast):
    for status in ("ASSIGNED", "WAITING_ENTERPRISE", "ANSWERED"):
        make_in(cast, status)
    assert source.held(cast.chen).count() == 3
    assert source.hand_over(cast.chen, cast.zhou, cast.lead) == 3
    assert not source.held(cast.chen).exists()


def test_a_running_promise_is_a_deadline_of_its_holder_or_of_the_lead(cast):
    make_request(cast, title="陈晓的", at=moment(date(2026, 11, 17)))  # promised for tomorrow
    make_request(cast, title="没人接", holder=None, at=moment(date(2026, 11, 17)))
    make_in(cast, "WAITING_ENTERPRISE", title="钟停着", at=moment(date(2026, 11, 17)))
    make_in(cast, "ANSWERED", title="已答复", at=moment(date(2026, 11, 17)))
    assert {deadline.title for deadline in coming(cast.chen)} >= {"陈晓的", "没人接"}
    sweep()
    owed = set(
        DueReminder.objects.filter(source="request-promise").values_list("title", "recipient__username")
    )
    assert owed == {("陈晓的", "chen"), ("没人接", "lead")}
    sweep()
    assert DueReminder.objects.filter(source="request-promise").count() == 2


def hits(sources, user, q):
    """What some of the sources found."""
    return [hit for group in finding.groups(user, q, 8, sources) for hit in group["hits"]]


def test_a_number_jumps_to_its_request_and_words_find_it(cast):
    request = make_request(cast, title="叉车司机换证")
    requests, address = [searches["requests"]], request.get_absolute_url()
    for typed in (request.number, "sq-2026-0001", "ＳＱ－２０２６－０００１", "SQ20260001"):
        assert finding.numbered(cast.chen, typed, requests) == address
    assert finding.numbered(cast.dinghe, request.number, requests) is None
    assert finding.numbered(cast.chen, "SQ-2026-0002", requests) is None
    for typed in ("叉车", "云麓", "yunlu", "jjyl"):
        assert [hit.title for hit in hits(requests, cast.chen, typed)] == ["叉车司机换证"]
    assert hits(requests, cast.dinghe, "叉车") == []


def test_a_consultation_is_found_by_readers_only(cast):
    make_consultation(cast, sentence="问标签执行标准怎么写")
    consultations = [searches["consultations"]]
    assert [hit.title for hit in hits(consultations, cast.lead, "标签")] == ["问标签执行标准怎么写"]
    assert hits(consultations, cast.yunlu, "标签") == []


def test_a_request_may_be_started_from_an_enterprise_by_its_station(cast, sign_in):
    (offer,) = [
        each for each in offers_for(cast.chen, cast.yunlu_co) if each["code"] == "request-of-enterprise"
    ]
    shown = sign_in("chen").get(offer["url"]).content.decode()
    assert cast.yunlu_co.name in shown
    for username in ("stranger", "manager", "yunlu"):
        codes = {each["code"] for each in offers_for(cast[username], cast.yunlu_co)}
        assert "request-of-enterprise" not in codes


def test_a_consultation_that_needs_more_becomes_a_request_with_its_origin(cast, sign_in):
    consultation = make_consultation(cast, enterprise=cast.yunlu_co)
    (offer,) = offers_for(cast.chen, consultation)
    page = sign_in("chen").get(offer["url"])
    assert page.context["form"]["origin"].value() == f"servicedesk.consultation-{consultation.pk}"


@pytest.mark.parametrize(("username", "consultations"), [("chen", 1), ("yunlu", 0), ("manager", 1)])
def test_the_tab_of_an_enterprise_shows_its_requests(cast, username, consultations):
    make_request(cast, title="在办")
    make_in(cast, "CLOSED", title="办结")
    make_request(cast, title="鼎禾的", company=cast.dinghe_co)
    make_consultation(cast, enterprise=cast.yunlu_co)
    panel = panels["requests"]
    request = RequestFactory().get("/")
    request.user = cast[username]
    template, context = panel.show(request, cast.yunlu_co)
    assert template == "servicedesk/panel.html"
    assert [item["title"] for item in context["open_items"]] == ["在办"]
    assert [item["title"] for item in context["over_items"]] == ["办结"]
    assert len(context["consultations"]) == consultations
    assert panel.count(cast[username], cast.yunlu_co).count() == 1


def test_the_menu_counts_what_is_open_in_scope(cast):
    make_request(cast)
    make_request(cast, company=cast.dinghe_co)
    make_in(cast, "CLOSED")
    assert menu["requests"].count(cast.chen).count() == 2
    assert menu["own-requests"].count(cast.yunlu).count() == 1
    assert "LEAD" in menu["consultations"].roles
    assert "ENTERPRISE" not in menu["consultations"].roles
