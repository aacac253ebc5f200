"""Plans: one, several, moved, called off, handed over."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.handover import kinds
from core.contributions import work
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Enterprise
from reminders.models import Message
from tests.factories import make_enterprise
from tests.visits.making import NOW, TODAY, YESTERDAY, make_plan, make_visit
from visits.actions import PlanLine, cancel_visit, hand_over_plans, plan_visits, replan
from visits.models import Visit
from visits.today import plans_of_today, stops_of

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def posted(*stops, **fields):
    """What a browser posts for plans; stops are (enterprise, day, time)."""
    data = {
        "author": "",
        "purpose": "ROUTINE",
        "stop-TOTAL_FORMS": str(len(stops)),
        "stop-INITIAL_FORMS": "0",
    }
    for number, (enterprise, day, clock) in enumerate(stops):
        data |= {
            f"stop-{number}-enterprise": str(enterprise.pk),
            f"stop-{number}-enterprise_text": enterprise.name,
            f"stop-{number}-enterprise_was": enterprise.name,
            f"stop-{number}-planned_on": day,
            f"stop-{number}-planned_at": clock,
        }
    return {**data, **fields}


def test_who_goes_and_who_comes_along_get_one_message_each(cast):
    lines = [PlanLine(cast.yunlu_co, TODAY, time(9, 30)), PlanLine(cast.dinghe_co, TOMORROW)]
    visits = plan_visits(cast.chen, lines, author=cast.zhou, companions=[cast.liu, cast.zhou], note="看计量")
    assert [(row.author, row.status, row.plan_note) for row in visits] == [
        (cast.zhou, "PLANNED", "看计量")
    ] * 2
    assert [set(row.companions.all()) for row in visits] == [{cast.liu}] * 2
    (message,) = Message.objects.filter(recipient=cast.zhou)
    assert cast.yunlu_co.name in message.body
    assert cast.dinghe_co.name in message.body
    assert Message.objects.filter(recipient=cast.liu).count() == 1
    assert not Message.objects.filter(recipient=cast.chen).exists()


def test_planning_costs_the_same_for_two_and_for_ten(cast):
    rows = [make_enterprise(cast.park, f"九江试验{i}有限公司") for i in range(10)]
    cost = []
    for n in (2, 10):
        with CaptureQueriesContext(connection) as queries:
            plan_visits(cast.chen, [PlanLine(row, TODAY) for row in rows[:n]], companions=[cast.zhou])
        cost.append(len(queries))
    assert cost[0] == cost[1]


@pytest.mark.parametrize("name", ["liu", "manager", "city", "yunlu", "stranger"])
def test_only_the_station_plans_its_visits(cast, name):
    with pytest.raises(NotAllowed):
        make_plan(cast[name], cast.yunlu_co)
    make_plan(cast.lead, cast.yunlu_co)


def test_a_plan_is_not_in_the_past_and_not_for_one_who_left(cast):
    with pytest.raises(TransitionError):
        make_plan(cast.chen, cast.yunlu_co, YESTERDAY)
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    with pytest.raises(TransitionError):
        make_plan(cast.chen, cast.yunlu_co, TOMORROW)
    make_plan(cast.chen, cast.yunlu_co, TODAY)


def test_a_moved_plan_tells_who_had_it_and_who_has_it_now(cast):
    plan = make_plan(cast.chen, cast.yunlu_co)
    replan(plan.pk, cast.lead, planned_on=TOMORROW, planned_at=time(14), author=cast.zhou)
    plan.refresh_from_db()
    assert (plan.planned_on, plan.planned_at, plan.author) == (TOMORROW, time(14), cast.zhou)
    assert {message.recipient for message in Message.objects.all()} == {cast.chen, cast.zhou}


def test_a_plan_is_called_off_once_with_a_reason(cast):
    plan = make_plan(cast.chen, cast.yunlu_co, companions=[cast.liu])
    Message.objects.all().delete()
    cancel_visit(plan.pk, cast.lead, reason="企业检修停产")
    plan.refresh_from_db()
    assert (plan.status, plan.cancelled_reason) == ("CANCELLED", "企业检修停产")
    assert {message.recipient for message in Message.objects.all()} == {cast.chen, cast.liu}
    for act in (
        lambda: cancel_visit(plan.pk, cast.lead, reason="再一次"),
        lambda: replan(plan.pk, cast.lead, planned_on=TOMORROW),
    ):
        with pytest.raises(TransitionError):
            act()


def test_a_leavers_plans_go_to_his_successor(cast):
    far = make_plan(cast.chen, cast.yunlu_co, TODAY + timedelta(days=90), companions=[cast.zhou])
    make_visit(cast.chen, cast.dinghe_co)
    assert work["visits"].held(cast.chen).count() == 1
    assert hand_over_plans(cast.chen, cast.zhou, cast.lead) == 1
    far.refresh_from_db()
    assert (far.author, list(far.companions.all())) == (cast.zhou, [])
    assert Visit.objects.done().get().author == cast.chen
    assert "visits" in [kind.code for kind in kinds()]
    with pytest.raises(NotAllowed):
        hand_over_plans(cast.zhou, cast.liu, cast.lead)


def test_todays_stops_stand_in_the_order_of_the_day(cast):
    make_plan(cast.chen, cast.dinghe_co, planned_at=time(14, 30))
    make_plan(cast.chen, cast.yunlu_co, planned_at=time(9, 30))
    make_plan(cast.zhou, cast.yunlu_co, TODAY, companions=[cast.chen])
    make_plan(cast.chen, cast.yunlu_co, TOMORROW)
    stops = stops_of(plans_of_today(cast.chen), cast.chen)
    assert [stop["time"] for stop in stops][:2] == ["09:30", "14:30"]
    assert [len(stop["acts"]) for stop in stops] == [1, 1, 0]


def test_the_page_plans_several_enterprises_at_once(cast, sign_in):
    data = posted(
        (cast.yunlu_co, "2026-11-24", "09:30"), (cast.dinghe_co, "2026-11-25", ""), author=str(cast.zhou.pk)
    )
    response = sign_in("chen").post("/visits/plan/", data)
    assert response.headers["Location"] == "/visits/?tab=planned"
    rows = list(
        Visit.objects.order_by("planned_on").values_list("enterprise__name", "planned_on", "author__name")
    )
    assert rows == [
        (cast.yunlu_co.name, date(2026, 11, 24), "周敏"),
        (cast.dinghe_co.name, date(2026, 11, 25), "周敏"),
    ]


def test_errors_keep_every_line_of_a_plan(cast, sign_in):
    data = posted(
        (cast.yunlu_co, "2026-11-20", ""),
        (cast.dinghe_co, "2026-11-25", ""),
        author=str(cast.chen.pk),
        note="看新线",
    )
    response = sign_in("chen").post("/visits/plan/", data)
    page = response.content.decode()
    assert response.status_code == 422
    for words in (cast.yunlu_co.name, cast.dinghe_co.name, "看新线", 'href="#id_stop-0-planned_on"'):
        assert words in page
    assert not Visit.objects.exists()


def test_a_plan_without_an_enterprise_is_said(cast, sign_in):
    response = sign_in("chen").post("/visits/plan/", posted(author=str(cast.chen.pk)))
    assert response.status_code == 422
    assert not Visit.objects.exists()


def test_without_a_script_another_stop_is_added(cast, sign_in):
    data = posted((cast.yunlu_co, "2026-11-24", ""), author=str(cast.zhou.pk), add_line="1")
    response = sign_in("chen").post("/visits/plan/", data)
    stops = response.context["formset"]
    assert len(stops) == 2
    assert stops[0]["enterprise"].value() == str(cast.yunlu_co.pk)
    assert response.context["form"]["author"].value() == str(cast.zhou.pk)


def test_another_stop_keeps_what_stands_in_lines_without_an_enterprise(cast, sign_in):
    data = posted((cast.yunlu_co, "2026-11-24", ""), author="", add_line="1")
    data |= {"stop-TOTAL_FORMS": "3", "stop-1-planned_on": "下周三", "stop-2-planned_at": "9点半"}
    page = sign_in("chen").post("/visits/plan/", data).content.decode()
    assert 'value="下周三"' in page
    assert 'value="9点半"' in page


@pytest.mark.parametrize("count", ["²", "-1", "9" * 5000, "x", ""])
def test_a_forged_count_of_lines_is_no_error(cast, sign_in, count):
    data = posted((cast.yunlu_co, "2026-11-24", ""), author="", add_line="1")
    assert sign_in("chen").post("/visits/plan/", data | {"stop-TOTAL_FORMS": count}).status_code == 200


def test_a_forged_stop_says_nothing_about_the_plans_of_another_park(cast, sign_in):
    make_plan(cast.stranger, cast.stranger_co, TOMORROW)
    data = posted((cast.stranger_co, "2026-11-24", ""), author="", add_line="1")
    response = sign_in("chen").post("/visits/plan/", data)
    assert response.context["unusual"] == []
    assert sign_in("stranger").post("/visits/plan/", data).context["unusual"] != []


def test_the_same_plan_sent_twice_is_saved_once(cast, sign_in):
    client = sign_in("chen")
    key = client.get("/visits/plan/").context["one_time_key"]
    data = posted((cast.yunlu_co, "2026-11-24", ""), author=str(cast.chen.pk), one_time_key=key)
    assert [client.post("/visits/plan/", data).status_code for _time in range(2)] == [302, 302]
    assert Visit.objects.count() == 1


def test_an_enterprise_that_is_planned_already_is_pointed_out(cast, sign_in):
    make_plan(cast.zhou, cast.yunlu_co, TOMORROW)
    response = sign_in("chen").get("/visits/plan/", {"enterprise": cast.yunlu_co.pk})
    assert "周敏" in response.context["unusual"][0]


def test_the_pages_of_one_plan(cast, sign_in):
    plan = make_plan(cast.chen, cast.yunlu_co, note="看新线压力表")
    client = sign_in("zhou")
    assert "看新线压力表" in client.get(f"/visits/{plan.pk}/").content.decode()
    data = {
        "planned_on": "2026-11-26",
        "planned_at": "",
        "author": cast.zhou.pk,
        "purpose": "ROUTINE",
        "note": "",
    }
    assert client.post(f"/visits/{plan.pk}/replan/", {**data, "planned_on": "2026-11-01"}).status_code == 422
    assert client.post(f"/visits/{plan.pk}/replan/", data).status_code == 302
    assert client.get(f"/visits/{plan.pk}/cancel/").status_code == 200
    assert client.post(f"/visits/{plan.pk}/cancel/", {"reason": "停产"}).status_code == 302
    assert client.post(f"/visits/{plan.pk}/cancel/", {"reason": "停产"}).status_code == 409
    assert client.get(f"/visits/{plan.pk}/replan/").status_code == 409
    assert "停产" in client.get(f"/visits/{plan.pk}/").content.decode()
    assert "停产" in client.get("/visits/?tab=over").content.decode()


def test_a_plan_saves_itself_and_comes_back(cast, sign_in):
    client = sign_in("chen")
    stops = [(row, "2026-11-25", "09:30") for row in (cast.yunlu_co, cast.dinghe_co)]
    client.post("/visits/plan/", posted(*stops, author=str(cast.zhou.pk), note="写到一半", save_draft="1"))
    again = client.get("/visits/plan/")
    form = again.context["form"]
    assert (form["note"].value(), form["author"].value()) == ("写到一半", str(cast.zhou.pk))
    lines = [line["enterprise"].value() for line in again.context["formset"]][:2]
    assert lines == [str(cast.yunlu_co.pk), str(cast.dinghe_co.pk)]
    assert not client.get(f"/visits/plan/?enterprise={cast.yunlu_co.pk}").context["restored"]
    client.post("/visits/plan/", posted(*stops, author=str(cast.zhou.pk)))
    assert not client.get("/visits/plan/").context["restored"]
