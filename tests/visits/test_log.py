"""Recording a visit: what one transaction makes, what forbids it, what it costs."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Enterprise
from reminders.models import Message
from servicedesk.models import ServiceRequest
from tests.factories import make_enterprise, moment
from tests.visits.making import NOW, TODAY, YESTERDAY, line, make_plan, make_visit, need, posted
from visits.actions import log_visit
from visits.models import Visit

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_visit_keeps_people_findings_companions_and_the_next_day(cast):
    visit = make_visit(
        cast.chen,
        cast.yunlu_co,
        visited_at=time(9, 30),
        met="卢汪洋 总经理、余某 质量负责人",
        companions=[cast.liu, cast.chen],
        findings={"METROLOGY": ("IMPROVE", "压力表 2 块快到期"), "QUALITY": ("NOT_SEEN", "")},
        summary="新生产线试运行",
        risk="LOW",
        next_on=date(2027, 5, 24),
    )
    visit = Visit.objects.get(pk=visit.pk)
    assert [str(person) for person in visit.people.order_by("pk")] == ["卢汪洋 总经理", "余某 质量负责人"]
    assert list(visit.companions.all()) == [cast.liu]
    assert [(row.subject, row.level, row.text) for row in visit.findings.all()] == [
        ("METROLOGY", "IMPROVE", "压力表 2 块快到期")
    ]
    enterprise = Enterprise.objects.get(pk=cast.yunlu_co.pk)
    assert (enterprise.last_visited_on, enterprise.next_visit_on) == (TODAY, date(2027, 5, 24))


def test_each_need_becomes_a_numbered_request_with_holder_and_date(cast):
    visit = make_visit(
        cast.chen,
        cast.yunlu_co,
        needs=[
            need(
                "出口订单要产品标准的英文文本",
                category="STANDARD",
                holder=cast.chen,
                promised_on=date(2026, 11, 26),
            ),
            need(holder=cast.liu),
        ],
    )
    rows = list(ServiceRequest.objects.order_by("number"))
    assert [row.number for row in rows] == ["SQ-2026-0001", "SQ-2026-0002"]
    assert [row.holder for row in rows] == [cast.chen, cast.liu]
    assert [row.status for row in rows] == ["IN_PROGRESS", "ASSIGNED"]
    assert [row.promised_on for row in rows] == [date(2026, 11, 26), date(2026, 11, 30)]
    assert {row.origin for row in rows} == {visit}
    assert visit.need_count == 2


def test_the_enterprise_gets_one_message_that_lists_numbers_holders_and_dates(cast):
    make_visit(
        cast.chen, cast.yunlu_co, needs=[need("诉求甲", holder=cast.chen), need("诉求乙", holder=cast.liu)]
    )
    (message,) = Message.objects.filter(recipient=cast.yunlu)
    for part in ("SQ-2026-0001", "诉求甲", "陈晓", "SQ-2026-0002", "诉求乙", "刘洋", "11-30"):
        assert part in message.body
    assert Message.objects.filter(recipient=cast.liu).count() == 1
    assert not Message.objects.filter(recipient=cast.chen).exists()


def test_a_visit_without_needs_tells_nobody(cast):
    make_visit(cast.chen, cast.yunlu_co)
    assert not Message.objects.exists()


def test_the_timeline_says_the_visit_to_all_and_what_was_seen_to_the_station_only(cast):
    make_visit(cast.chen, cast.yunlu_co, summary="仓库堆放过高", needs=[need()])
    lines = {entry.sentence: entry.internal for entry in TimelineEntry.objects.filter(kind="visit")}
    assert lines == {"visit_done_with_needs": False, "visit_found": True}


@pytest.mark.parametrize("n", [1, 5, 10])
def test_the_number_of_queries_is_the_same_whatever_the_number_of_needs(cast, sign_in, n):
    client = sign_in("chen")
    data = posted(cast.yunlu_co, [line(f"诉求 {i}：压力表检定", cast.liu) for i in range(n)])
    client.post("/visits/new/", posted(cast.dinghe_co))  # fills the caches of a process
    with CaptureQueriesContext(connection) as queries:
        response = client.post("/visits/new/", data)
    assert response.status_code == 302
    assert ServiceRequest.objects.count() == n
    assert len(queries) == QUERIES, "\n".join(
        query["sql"].rpartition("true); ")[2][:150] for query in queries
    )


QUERIES = 10  # with the two of the transaction


def test_a_visit_in_the_future_is_refused(cast):
    with pytest.raises(TransitionError, match="2026-11-23"):
        make_visit(cast.chen, cast.yunlu_co, TODAY + timedelta(days=1))
    make_visit(cast.chen, cast.yunlu_co, TODAY)
    assert Visit.objects.count() == 1


def test_a_visit_before_the_enterprise_was_admitted_is_refused(cast):
    with pytest.raises(TransitionError, match="2009-05-01"):
        make_visit(cast.chen, cast.yunlu_co, date(2009, 4, 30))
    make_visit(cast.chen, cast.yunlu_co, date(2009, 5, 1))


def test_an_enterprise_that_left_the_park_is_not_visited_after_that_day(cast):
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(status="RELOCATED", left_on=YESTERDAY)
    with pytest.raises(TransitionError, match="2026-11-22"):
        make_visit(cast.chen, cast.dinghe_co, TODAY)
    make_visit(cast.chen, cast.dinghe_co, YESTERDAY)


def test_an_applicant_is_not_visited(cast):
    applicant = make_enterprise(cast.park, "九江拟入园新材料有限公司", status="APPLICANT", admitted_on=None)
    with pytest.raises(TransitionError):
        make_visit(cast.chen, applicant)


def test_the_next_visit_is_not_in_the_past(cast):
    with pytest.raises(TransitionError):
        make_visit(cast.chen, cast.yunlu_co, YESTERDAY, next_on=YESTERDAY)
    make_visit(cast.chen, cast.yunlu_co, YESTERDAY, next_on=TODAY)


def test_a_department_member_records_joint_visits_with_the_station_only(cast):
    with pytest.raises(NotAllowed):
        make_visit(cast.liu, cast.yunlu_co, purpose="ROUTINE", companions=[cast.chen])
    with pytest.raises(TransitionError):
        make_visit(cast.liu, cast.yunlu_co, purpose="JOINT", companions=[cast.wu])
    make_visit(cast.liu, cast.yunlu_co, purpose="JOINT", companions=[cast.chen])


@pytest.mark.parametrize("name", ["manager", "city", "yunlu", "sysadmin", "auditor"])
def test_others_do_not_record_visits(cast, name):
    with pytest.raises(NotAllowed):
        make_visit(cast[name], cast.yunlu_co)


def test_an_enterprise_of_another_park_is_not_there(cast):
    with pytest.raises(Enterprise.DoesNotExist):
        make_visit(cast.chen, cast.stranger_co)


def test_an_earlier_visit_recorded_later_does_not_move_the_last_one(cast):
    make_visit(cast.chen, cast.yunlu_co, TODAY, next_on=date(2027, 5, 24))
    make_visit(cast.zhou, cast.yunlu_co, YESTERDAY, next_on=date(2026, 12, 24))
    enterprise = Enterprise.objects.get(pk=cast.yunlu_co.pk)
    assert (enterprise.last_visited_on, enterprise.next_visit_on) == (TODAY, date(2027, 5, 24))


def test_recording_completes_the_plan(cast):
    plan = make_plan(cast.chen, cast.yunlu_co, companions=[cast.zhou, cast.liu])
    visit = log_visit(
        cast.chen, cast.yunlu_co.pk, visited_on=TODAY, plan_id=plan.pk, companions=[cast.liu, cast.wu]
    )
    assert visit.pk == plan.pk
    visit = Visit.objects.get()
    assert (visit.status, visit.planned_on, visit.visited_on) == ("DONE", TODAY, TODAY)
    assert set(visit.companions.all()) == {cast.liu, cast.wu}


def test_the_plan_of_another_enterprise_stays_open(cast):
    plan = make_plan(cast.chen, cast.yunlu_co)
    visit = log_visit(cast.chen, cast.dinghe_co.pk, visited_on=TODAY, plan_id=plan.pk)
    plan.refresh_from_db()
    assert (plan.status, visit.pk != plan.pk) == ("PLANNED", True)


def test_the_second_to_complete_a_plan_is_told_who_was_first(cast):
    plan = make_plan(cast.chen, cast.yunlu_co)
    log_visit(cast.zhou, cast.yunlu_co.pk, visited_on=TODAY, plan_id=plan.pk)
    with pytest.raises(TransitionError, match="周敏"):
        log_visit(cast.chen, cast.yunlu_co.pk, visited_on=TODAY, plan_id=plan.pk)
    assert Visit.objects.done().count() == 1


def test_imported_history_tells_nobody_and_keeps_its_days(cast):
    visit = make_visit(
        cast.chen,
        cast.yunlu_co,
        date(2010, 4, 12),
        next_on=date(2010, 10, 12),
        needs=[need(holder=cast.liu)],
        at=moment(date(2010, 4, 12)),
        imported=True,
    )
    assert not Message.objects.exists()
    assert visit.requests[0].number == "SQ-2010-0001"
    assert TimelineEntry.objects.filter(kind="visit").get().happened_at.year == 2010
