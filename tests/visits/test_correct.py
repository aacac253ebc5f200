"""Correcting and voiding a record: who, until when, and what follows."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils.timezone import localtime

from core.clock import now
from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest
from tests.visits.making import NOW, TODAY, YESTERDAY, make_plan, make_visit, need
from visits.actions import amend_visit, cancel_visit, void_visit
from visits.models import Amendment, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def visit(clock, cast):
    return make_visit(
        cast.chen,
        cast.yunlu_co,
        met="程芳 总经理",
        summary="一切正常",
        risk="LOW",
        companions=[cast.liu],
        findings={"METROLOGY": ("NORMAL", ""), "FOOD": ("IMPROVE", "留样不足")},
        next_on=date(2027, 5, 24),
        needs=[need(holder=cast.chen)],
    )


def test_within_a_day_the_author_corrects_without_a_reason(visit, cast, clock):
    clock.shift(timedelta(hours=24))
    _visit, changes = amend_visit(visit.pk, cast.chen, summary="压力表 2 块快到期")
    assert changes == [["summary", "一切正常", "压力表 2 块快到期"]]
    assert not Amendment.objects.exists()


def test_after_a_day_a_reason_is_needed_and_kept_with_what_changed(visit, cast, clock):
    clock.shift(timedelta(hours=24, seconds=1))
    with pytest.raises(TransitionError):
        amend_visit(visit.pk, cast.chen, summary="改了")
    visit.refresh_from_db()
    assert visit.summary == "一切正常"
    amend_visit(
        visit.pk,
        cast.chen,
        reason="写错了",
        summary="改了",
        risk="HIGH",
        met="邓强 厂长、余某",
        companions=[cast.wu],
        findings={
            "METROLOGY": ("PROBLEM", "无检定证书"),
            "FOOD": ("NOT_SEEN", ""),
            "QUALITY": ("NORMAL", ""),
        },
    )
    amendment = Amendment.objects.get()
    assert (amendment.by, amendment.reason) == (cast.chen, "写错了")
    found = {name: (before, after) for name, before, after in amendment.changes}
    assert found["summary"] == ("一切正常", "改了")
    assert found["companions"] == ("刘洋", "吴凯")
    assert set(found) == {
        "summary", "risk", "met", "companions", "finding_METROLOGY", "finding_FOOD", "finding_QUALITY"
    }  # fmt: skip
    visit.refresh_from_db()
    assert [str(person) for person in visit.people.order_by("pk")] == ["邓强 厂长", "余某"]
    assert dict(visit.findings.values_list("subject", "level")) == {
        "METROLOGY": "PROBLEM",
        "QUALITY": "NORMAL",
    }
    assert TimelineEntry.objects.get(sentence="visit_amended").internal


@pytest.mark.parametrize("name", ["zhou", "lead", "liu", "manager"])
def test_only_the_author_corrects(visit, cast, name):
    with pytest.raises(NotAllowed):
        amend_visit(visit.pk, cast[name], reason="我来改", summary="改了")


def test_nothing_changed_leaves_no_trace(visit, cast, clock):
    clock.shift(timedelta(days=3))
    _visit, changes = amend_visit(
        visit.pk, cast.chen, reason="看看", summary="一切正常", companions=[cast.liu]
    )
    assert changes == []
    assert not Amendment.objects.exists()


def test_a_corrected_day_moves_the_last_visit_of_the_enterprise(visit, cast):
    amend_visit(visit.pk, cast.chen, visited_on=YESTERDAY)
    assert Enterprise.objects.get(pk=cast.yunlu_co.pk).last_visited_on == YESTERDAY
    with pytest.raises(TransitionError):
        amend_visit(visit.pk, cast.chen, visited_on=TODAY + timedelta(days=1))


def test_voiding_falls_back_to_the_visit_before(visit, cast):
    earlier = make_visit(cast.zhou, cast.yunlu_co, YESTERDAY, next_on=date(2026, 12, 24))
    void_visit(visit.pk, cast.chen, reason="记错了企业")
    enterprise = Enterprise.objects.get(pk=cast.yunlu_co.pk)
    assert (enterprise.last_visited_on, enterprise.next_visit_on) == (YESTERDAY, date(2026, 12, 24))
    void_visit(earlier.pk, cast.lead, reason="重复")
    enterprise.refresh_from_db()
    assert (enterprise.last_visited_on, enterprise.next_visit_on) == (None, None)


def test_the_requests_of_a_void_visit_stay(visit, cast):
    void_visit(visit.pk, cast.lead, reason="记错了企业")
    assert ServiceRequest.objects.get().status == "IN_PROGRESS"


@pytest.mark.parametrize("name", ["zhou", "liu", "manager"])
def test_only_the_author_and_the_lead_void(visit, cast, name):
    with pytest.raises(NotAllowed):
        void_visit(visit.pk, cast[name], reason="不对")


def test_a_void_visit_is_not_changed_any_more(visit, cast):
    void_visit(visit.pk, cast.chen, reason="记错了")
    with pytest.raises(TransitionError):
        void_visit(visit.pk, cast.chen, reason="再一次")
    with pytest.raises(TransitionError):
        amend_visit(visit.pk, cast.chen, summary="改了")
    assert Visit.objects.get().void_reason == "记错了"


def test_a_plan_is_neither_corrected_nor_voided(clock, cast):
    plan = make_plan(cast.chen, cast.yunlu_co)
    for act in (
        lambda: amend_visit(plan.pk, cast.chen, summary="改"),
        lambda: void_visit(plan.pk, cast.chen, reason="错"),
    ):
        with pytest.raises(TransitionError):
            act()
    cancel_visit(plan.pk, cast.chen, reason="企业停产")
    with pytest.raises(TransitionError):
        void_visit(plan.pk, cast.chen, reason="错")


def test_the_form_asks_for_a_reason_after_a_day_only(visit, sign_in, clock):
    client = sign_in("chen")
    url = f"/visits/{visit.pk}/amend/"
    assert "reason" not in client.get(url).context["form"].fields
    clock.shift(timedelta(days=2))
    client = sign_in("chen")
    assert "reason" in client.get(url).context["form"].fields


def test_the_page_shows_what_was_corrected(visit, sign_in, clock):
    clock.shift(timedelta(days=2))
    client = sign_in("chen")
    url = f"/visits/{visit.pk}/amend/"
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields if name not in ("photos", "companions")}
    data |= {"summary": "查看了灌装线", "reason": "漏写了", "companions": form["companions"].value()}
    assert client.post(url, data).status_code == 302
    page = client.get(f"/visits/{visit.pk}/").content.decode()
    for words in ("漏写了", "一切正常", "查看了灌装线"):
        assert words in page
    assert [name for name, _before, _after in Amendment.objects.get().changes] == ["summary"]


def test_somebody_elses_correction_in_between_is_not_overwritten(visit, cast, sign_in, clock):
    client = sign_in("chen")
    url = f"/visits/{visit.pk}/amend/"
    page = client.get(url)
    version = page.context["version"]
    clock.shift(timedelta(minutes=1))
    amend_visit(visit.pk, cast.chen, summary="另一个窗口写的")
    data = {"visited_on": "2026-11-23", "purpose": "ROUTINE", "summary": "我写的", "version": version}
    changed_at = localtime(now())
    clock.shift(timedelta(minutes=2))
    response = client.post(url, data)
    assert response.status_code == 409
    assert "我写的" in response.content.decode()
    assert f"您打开之后，{changed_at:%H:%M} 有人改过" in response.content.decode()
    visit.refresh_from_db()
    assert visit.summary == "另一个窗口写的"


@pytest.mark.parametrize(("act", "status"), [("amend", 409), ("void", 409)])
def test_the_wrong_state_answers_409(visit, cast, sign_in, act, status):
    void_visit(visit.pk, cast.chen, reason="记错了")
    assert sign_in("chen").get(f"/visits/{visit.pk}/{act}/").status_code == status
    assert sign_in("chen").post(f"/visits/{visit.pk}/{act}/", {"reason": "x"}).status_code == status


def test_voiding_says_what_stays_open(visit, cast, sign_in):
    client = sign_in("lead")
    assert "1" in client.get(f"/visits/{visit.pk}/void/").context["intro"]
    assert client.post(f"/visits/{visit.pk}/void/", {"reason": ""}).status_code == 422
    assert client.post(f"/visits/{visit.pk}/void/", {"reason": "重复"}).status_code == 302
    page = client.get(f"/visits/{visit.pk}/").content.decode()
    assert "重复" in page
    assert "SQ-2026-0001" in page
