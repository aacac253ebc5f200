"""What of visits is work, and what is reminded of."""

from datetime import date, timedelta

import pytest
import time_machine

from core.contributions import work
from enterprises.models import Enterprise
from reminders.coming import coming, countable
from reminders.models import DueReminder
from reminders.sources import sources
from reminders.sweep import sweep
from tests.factories import make_enterprises
from tests.visits.making import NOW, TODAY, make_plan, make_visit
from visits.actions import cancel_visit

pytestmark = pytest.mark.django_db
PLANS, NEXT = work["visits"], work["next-visits"]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def due(code):
    """{object id: day} of an open source."""
    source = sources[code]
    return dict(source.due(source.model.objects.all()).values_list("pk", "due_day"))


def owed(code):
    """{(person, step)} owed by a sweep of today."""
    sweep()
    return {
        (row.recipient.username, row.step) for row in DueReminder.objects.filter(source=code, state="OWED")
    }


def test_a_plan_waits_for_who_goes_and_is_seen_by_who_comes_along(cast):
    plan = make_plan(cast.chen, cast.yunlu_co, companions=[cast.zhou, cast.liu])
    make_plan(cast.chen, cast.dinghe_co, TODAY + timedelta(days=31))
    assert list(PLANS.mine(cast.chen)) == [plan]
    assert list(PLANS.others(cast.zhou)) == [plan]
    assert list(PLANS.others(cast.liu)) == [plan]
    assert not PLANS.mine(cast.yunlu).exists()
    (item,) = PLANS.items(PLANS.mine(cast.chen), cast.chen, "mine")
    assert (item.act_url, item.due_on) == (f"/visits/new/?plan={plan.pk}", TODAY)
    make_visit(cast.chen, cast.yunlu_co, plan_id=plan.pk)
    assert not PLANS.mine(cast.chen).exists()
    assert PLANS.done(cast.chen).count() == 1
    assert PLANS.open_of(cast.chen, cast.dinghe_co).count() == 1


def test_nothing_planned_before_the_station_went_live_is_owed(cast):
    make_plan(cast.chen, cast.yunlu_co)
    cast.park.live_from = TODAY + timedelta(days=1)
    cast.park.save(update_fields=["live_from"])
    assert not PLANS.mine(cast.chen).exists()


def test_the_next_visit_becomes_work_of_the_liaison_until_it_is_planned(cast):
    make_visit(cast.zhou, cast.yunlu_co, TODAY - timedelta(days=9), next_on=TODAY + timedelta(days=15))
    make_visit(cast.zhou, cast.dinghe_co, TODAY - timedelta(days=9), next_on=TODAY + timedelta(days=16))
    rows = NEXT.mine(cast.chen)
    assert [row.enterprise for row in rows] == [cast.yunlu_co]
    (item,) = NEXT.items(rows, cast.chen, "mine")
    assert item.due_on == TODAY + timedelta(days=15)
    assert not NEXT.mine(cast.zhou).exists()
    plan = make_plan(cast.zhou, cast.yunlu_co)
    assert not NEXT.mine(cast.chen).exists()
    cancel_visit(plan.pk, cast.chen, reason="停产")
    assert NEXT.mine(cast.chen).count() == 1


def test_only_the_last_visit_says_when_the_next_one_is(cast):
    make_visit(cast.chen, cast.yunlu_co, date(2026, 5, 4), next_on=TODAY)
    assert set(due("visit-next").values()) == {TODAY}
    make_visit(cast.chen, cast.yunlu_co, TODAY)
    assert due("visit-next") == {}
    make_visit(cast.zhou, cast.yunlu_co, TODAY, next_on=TODAY + timedelta(days=3))
    make_visit(cast.chen, cast.yunlu_co, TODAY, next_on=TODAY + timedelta(days=5))
    assert list(due("visit-next").values()) == [TODAY + timedelta(days=5)]


def test_a_planned_visit_reminds_who_goes_and_who_comes_along(cast):
    make_plan(cast.chen, cast.yunlu_co, TODAY + timedelta(days=1), companions=[cast.liu])
    assert owed("visit-planned") == {("chen", 1), ("liu", 1)}


def test_the_next_visit_reminds_the_liaison_fifteen_days_before(cast):
    make_visit(cast.zhou, cast.yunlu_co, TODAY - timedelta(days=9), next_on=TODAY + timedelta(days=16))
    assert owed("visit-next") == set()
    with time_machine.travel("2026-11-24 09:00:00+08:00", tick=False):
        assert owed("visit-next") == {("chen", 15)}


def test_a_missed_enterprise_reminds_its_liaison_and_the_lead_until_it_is_planned(cast):
    make_visit(cast.chen, cast.yunlu_co, TODAY - timedelta(days=182))
    make_visit(cast.chen, cast.dinghe_co, TODAY - timedelta(days=181))
    assert owed("visit-missed") == {("chen", 0), ("lead", 0)}
    make_plan(cast.chen, cast.yunlu_co)
    assert cast.yunlu_co.pk not in due("visit-missed")


def test_the_reminder_leads_to_the_form(cast):
    assert sources["visit-missed"].url(7) == "/enterprises/7/"


def test_what_is_coming_shows_visits_to_the_station_and_never_to_the_enterprise(cast):
    Enterprise.objects.exclude(pk=cast.yunlu_co.pk).update(last_visited_on=TODAY)
    make_visit(cast.chen, cast.yunlu_co, TODAY, next_on=TODAY + timedelta(days=20))
    make_plan(cast.chen, cast.dinghe_co, TODAY + timedelta(days=3))
    codes = {deadline.source.code for deadline in coming(cast.chen)}
    assert {"visit-next", "visit-planned"} <= codes
    assert not [
        deadline for deadline in coming(cast.yunlu, days=400) if deadline.source.code.startswith("visit")
    ]


@pytest.mark.parametrize("who", ["chen", "manager", "city", "liu", "stranger", "yunlu"])
def test_as_many_next_visits_are_counted_as_are_read(cast, who):
    enterprises = [cast.yunlu_co, cast.dinghe_co, *make_enterprises(cast.park, 5)]
    for number, enterprise in enumerate(enterprises):
        make_visit(
            cast.chen, enterprise, TODAY - timedelta(days=9), next_on=TODAY + timedelta(days=7 * number)
        )
    make_plan(cast.zhou, cast.dinghe_co)
    joined = make_visit(
        cast.chen, enterprises[2], TODAY, next_on=TODAY + timedelta(days=3), companions=[cast.liu]
    )
    user = cast.people[who]
    read = [each.object_id for each in coming(user) if each.source.code == "visit-next"]
    assert countable(user)["visit-next"].count() == len(read)
    assert len(read) == {"chen": 4, "manager": 4, "city": 4, "liu": 1}.get(who, 0)
    assert (joined.pk in read) == (who not in ("stranger", "yunlu"))
