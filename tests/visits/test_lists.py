"""Lists, figures and their doors; who sees what."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import finding
from core.contributions import panels, searches
from core.figures import Period, figures
from core.reading import compute, read
from enterprises.models import Enterprise
from tests.factories import make_enterprise
from tests.visits.making import NOW, TODAY, YESTERDAY, make_plan, make_visit, need
from visits.actions import void_visit
from visits.models import Visit, VisitedEnterprise

pytestmark = pytest.mark.django_db
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
URL = "/visits/"


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seen(cast):
    """Four visits: two to one enterprise, one in another month, one void; one in the other park."""
    return {
        "first": make_visit(
            cast.chen, cast.yunlu_co, date(2026, 11, 2), summary="冷库温度记录缺一周", risk="HIGH",
            findings={"FOOD": ("PROBLEM", "记录不全")}, needs=[need()], companions=[cast.liu], purpose="JOINT",
        ),
        "again": make_visit(cast.zhou, cast.yunlu_co, date(2026, 11, 20), findings={"METROLOGY": ("NORMAL", "")}),
        "october": make_visit(cast.chen, cast.dinghe_co, date(2026, 10, 31)),
        "void": void_visit(make_visit(cast.chen, cast.dinghe_co, date(2026, 11, 5)).pk, cast.chen, reason="记错了"),
        "there": make_visit(cast.stranger, cast.stranger_co, date(2026, 11, 3)),
    }  # fmt: skip


def shown(response):
    """The rows of a list page."""
    assert response.status_code == 200
    return {row.pk for row in response.context["page_rows"]}


def test_the_figures_count_visits_and_enterprises_once(cast, seen):
    codes = ["VISITS", "ENTERPRISES_VISITED", "VISIT_COVERAGE"]
    values = compute(codes, cast.manager, NOVEMBER)
    assert (values["VISITS"], values["ENTERPRISES_VISITED"], values["VISIT_COVERAGE"]) == (2, 1, 50)
    assert compute(codes, cast.city, NOVEMBER)["VISITS"] == 3
    assert compute(["VISITS"], cast.yunlu, NOVEMBER)["VISITS"] == 0


@pytest.mark.parametrize("code", ["VISITS", "ENTERPRISES_VISITED", "PARK_ENTERPRISES_VISITED"])
@pytest.mark.parametrize("name", ["manager", "chen", "city"])
def test_the_door_of_a_figure_shows_exactly_its_rows(cast, sign_in, seen, code, name):
    counted = {row.pk for row in figures[code].rows(cast[name], NOVEMBER)}
    assert counted
    assert shown(sign_in(name).get(figures[code].url(NOVEMBER))) == counted


def test_the_days_at_both_ends_of_a_period_count(cast, sign_in, seen):
    client = sign_in("chen")
    assert shown(client.get(URL, {"from": "2026-11-02", "to": "2026-11-20"})) == {
        seen["first"].pk,
        seen["again"].pk,
    }
    assert shown(client.get(URL, {"from": "2026-11-03", "to": "2026-11-19"})) == set()


def test_a_share_of_the_park_leaves_out_who_has_left(cast, seen):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=date(2026, 11, 25))
    values = compute(["ENTERPRISES_VISITED", "VISIT_COVERAGE"], cast.manager, NOVEMBER)
    assert values == {
        "ENTERPRISES_VISITED": 1, "PARK_ENTERPRISES_VISITED": 0, "ENTERPRISES_IN_PARK": 1, "VISIT_COVERAGE": 0
    }  # fmt: skip


def test_the_trends_are_by_month(cast, seen):
    period = Period(date(2026, 10, 1), date(2026, 11, 30))
    trends = ("VISITS", "ENTERPRISES_VISITED")
    for from_rows in (False, True):
        reading = read((), cast.chen, period, trends, from_rows=from_rows)
        assert [reading.trend_values(code) for code in trends] == [[1, 2], [1, 2]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, {"first", "again", "october"}),
        ({"q": "云麓"}, {"first", "again"}),
        ({"q": "yunlu"}, {"first", "again"}),
        ({"q": "冷库温度"}, {"first"}),
        ({"purpose": "JOINT"}, {"first"}),
        ({"risk": "HIGH"}, {"first"}),
        ({"finding": "FOOD-PROBLEM"}, {"first"}),
        ({"finding": "METROLOGY-NORMAL"}, {"again"}),
        ({"needs": "yes"}, {"first"}),
        ({"needs": "no"}, {"again", "october"}),
        ({"tab": "mine"}, {"first", "october"}),
        ({"tab": "over"}, {"void"}),
        ({"q": "没有这家", "from": "2026-11-01"}, set()),
    ],
)
def test_the_list_is_filtered(cast, sign_in, seen, query, names):
    assert shown(sign_in("chen").get(URL, query)) == {seen[name].pk for name in names}


def test_the_list_is_filtered_by_who_went_and_by_enterprise(cast, sign_in, seen):
    client = sign_in("chen")
    assert shown(client.get(URL, {"author": cast.liu.pk})) == {seen["first"].pk}
    response = client.get(URL, {"enterprise": cast.dinghe_co.pk})
    assert shown(response) == {seen["october"].pk}
    assert response.context["chips"][0]["label"] == cast.dinghe_co.name


@pytest.mark.parametrize(
    "query", ["enterprise=abc", "from=gestern", "author=1e9", "finding=X", "page=abc", "sort=summary"]
)
def test_nonsense_in_the_address_is_no_error(sign_in, seen, query):
    assert sign_in("chen").get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("sort", "names"),
    [("visited_on", ["october", "first", "again"]), ("-visited_on", ["again", "first", "october"])],
)
def test_the_list_is_sorted_by_day_both_ways(sign_in, seen, sort, names):
    rows = sign_in("chen").get(URL, {"sort": sort}).context["page_rows"]
    assert [row.pk for row in rows] == [seen[name].pk for name in names]


@pytest.mark.parametrize(
    "url", ["/visits/", "/visits/?tab=planned", "/visits/enterprises/", "/visits/missed/"]
)
def test_a_list_costs_the_same_whatever_its_rows(cast, sign_in, url):
    client = sign_in("chen")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def fill(first, last):
        for i in range(first, last):
            row = make_enterprise(cast.park, f"九江试验{i}有限公司", liaison=cast.zhou)
            make_plan(cast.zhou, row, companions=[cast.liu])
            if i % 2:
                visit = make_visit(
                    cast.zhou, row, date(2026, 3, 2), needs=[need()], companions=[cast.liu],
                    findings={"QUALITY": ("IMPROVE", "包装")},
                )  # fmt: skip
                assert visit.pk

    fill(0, 3)
    client.get(url)
    few = cost()
    fill(3, 12)
    assert cost() == few <= 8


def test_the_list_of_enterprises_visited_says_how_often_and_when_last(cast, sign_in, seen):
    response = sign_in("manager").get("/visits/enterprises/?from=2026-11-01&to=2026-11-30")
    (row,) = response.context["page_rows"]
    assert (row.pk, row.visits_made, row.last_on) == (cast.yunlu_co.pk, 2, date(2026, 11, 20))
    assert shown(sign_in("manager").get(row.visits_url)) == {seen["first"].pk, seen["again"].pk}


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("chen", {"first", "again", "october"}),
        ("lead", {"first", "again", "october"}),
        ("manager", {"first", "again", "october"}),
        ("city", {"first", "again", "october", "there"}),
        ("liu", {"first"}),
        ("wu", set()),
        ("stranger", {"there"}),
    ],
)
def test_each_sees_the_visits_of_his_scope(sign_in, seen, name, names):
    client = sign_in(name)
    assert shown(client.get(URL)) == {seen[each].pk for each in names}
    for each, visit in seen.items():
        if each != "void":
            assert client.get(f"/visits/{visit.pk}/").status_code == (200 if each in names else 404)


@pytest.mark.parametrize("name", ["yunlu", "dinghe", "investor", "sysadmin", "auditor"])
def test_enterprises_and_administrators_see_no_visits(sign_in, seen, name):
    client = sign_in(name)
    for each in ("", "amend/", "void/"):
        assert client.get(f"/visits/{seen['first'].pk}/{each}").status_code == 404
    for url in (URL, "/visits/missed/", "/visits/enterprises/"):
        assert client.get(url).status_code == 403


def test_the_tab_of_an_enterprise_is_for_the_station_the_manager_and_the_city(cast, sign_in, seen):
    panel = panels["visits"]
    may = {name for name in cast.people if panel.may(cast[name], cast.yunlu_co)}
    assert may == {"chen", "zhou", "lead", "manager", "city", "stranger"}
    assert panel.count(cast.chen, cast.yunlu_co).count() == 2
    page = sign_in("manager").get(f"/enterprises/{cast.yunlu_co.pk}/visits/").content.decode()
    assert "冷库温度记录缺一周" in page
    assert sign_in("yunlu").get(f"/enterprises/{cast.yunlu_co.pk}/visits/").status_code == 404


def test_an_enterprise_reads_that_the_station_was_there_and_not_what_it_found(cast, sign_in, seen):
    own = sign_in("yunlu").get(f"/enterprises/{cast.yunlu_co.pk}/").content.decode()
    staff = sign_in("chen").get(f"/enterprises/{cast.yunlu_co.pk}/").content.decode()
    assert "冷库温度记录缺一周" in staff
    assert "冷库温度记录缺一周" not in own
    assert f"/visits/{seen['first'].pk}/" not in own
    assert 'href="?kind=visit"' in own


def test_the_search_box_finds_visits_in_scope(cast, seen):
    visits = [searches["visits"]]
    (group,) = finding.groups(cast.chen, "冷库温度", 5, visits)
    assert [hit.url for hit in group["hits"]] == [f"/visits/{seen['first'].pk}/"]
    assert finding.groups(cast.stranger, "冷库温度", 5, visits) == []
    assert finding.groups(cast.yunlu, "冷库温度", 5, visits) == []


def test_the_page_of_a_visit_costs_the_same_whatever_it_holds(cast, sign_in):
    few = make_visit(cast.chen, cast.yunlu_co, YESTERDAY, needs=[need()])
    many = make_visit(
        cast.chen, cast.dinghe_co, met="甲、乙、丙、丁", needs=[need(f"诉求 {i}") for i in range(8)],
        companions=[cast.zhou, cast.liu, cast.wu],
        findings=dict.fromkeys(("STANDARD", "METROLOGY", "QUALITY"), ("NORMAL", "")),
    )  # fmt: skip
    client = sign_in("chen")
    client.get(f"/visits/{few.pk}/")
    cost = []
    for visit in (few, many):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/visits/{visit.pk}/")
        cost.append(len(queries))
    assert cost[0] == cost[1] <= 12


# ---- missed ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_missed"), [(181, False), (182, True), (183, True)])
def test_an_enterprise_is_missed_from_the_day_the_rule_names(cast, days, is_missed):
    make_visit(cast.chen, cast.yunlu_co, TODAY - timedelta(days=days))
    make_visit(cast.chen, cast.dinghe_co, TODAY)
    rows = VisitedEnterprise.objects.visible_to(cast.chen).missed()
    assert [row.pk for row in rows] == ([cast.yunlu_co.pk] if is_missed else [])


@pytest.mark.parametrize("column", ["live_from", "admitted_on"])
def test_days_count_from_going_live_and_from_admission(cast, column):
    day = TODAY - timedelta(days=181)
    if column == "live_from":
        cast.park.live_from = day
        cast.park.save(update_fields=["live_from"])
    else:
        Enterprise.objects.update(admitted_on=day)
    rows = VisitedEnterprise.objects.visible_to(cast.chen)
    assert not rows.missed().exists()
    assert rows.missed(TODAY + timedelta(days=1)).count() == 2


def test_who_has_left_is_not_missed(cast):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=YESTERDAY)
    assert [row.pk for row in VisitedEnterprise.objects.visible_to(cast.chen).missed()] == [cast.dinghe_co.pk]


def test_the_missed_list_shows_days_open_requests_and_plans(cast, sign_in):
    make_visit(cast.chen, cast.yunlu_co, TODAY - timedelta(days=200), needs=[need(), need()])
    make_plan(cast.zhou, cast.yunlu_co, TODAY)
    response = sign_in("chen").get("/visits/missed/")
    rows = {row.pk: row for row in response.context["page_rows"]}
    row = rows[cast.yunlu_co.pk]
    assert (row.days_without, row.open_count, "11-23" in row.plan_words) == (200, 2, True)
    assert rows[cast.dinghe_co.pk].plan_words == ""
    assert shown(sign_in("chen").get("/visits/missed/", {"planned": "no"})) == {cast.dinghe_co.pk}
    assert shown(sign_in("chen").get("/visits/missed/", {"liaison": cast.chen.pk})) == {cast.yunlu_co.pk}


def test_ticked_enterprises_are_previewed_and_then_planned(cast, sign_in):
    client = sign_in("chen")
    assert client.post("/visits/missed/plan/", {}).headers["Location"] == "/visits/missed/"
    preview = client.post(
        "/visits/missed/plan/", {"pk": [cast.yunlu_co.pk, cast.dinghe_co.pk, cast.stranger_co.pk]}
    )
    stops = preview.context["formset"]
    assert {stop["enterprise"].value() for stop in stops} == {cast.yunlu_co.pk, cast.dinghe_co.pk}
    assert not Visit.objects.exists()
    data = {"author": cast.chen.pk, "purpose": "ROUTINE", "stop-TOTAL_FORMS": 2, "stop-INITIAL_FORMS": 0}
    for number, pk in enumerate((cast.yunlu_co.pk, cast.dinghe_co.pk)):
        data |= {f"stop-{number}-enterprise": pk, f"stop-{number}-planned_on": "2026-11-25"}
    assert client.post(preview.context["action"], data).status_code == 302
    assert Visit.objects.planned().count() == 2


def test_all_that_a_filter_shows_can_be_planned(cast, sign_in):
    preview = sign_in("chen").post("/visits/missed/plan/", {"all": "1", "query": f"liaison={cast.zhou.pk}"})
    assert [stop["enterprise"].value() for stop in preview.context["formset"]] == [cast.dinghe_co.pk]


@pytest.mark.parametrize("name", ["manager", "city", "liu"])
def test_who_does_not_plan_gets_403(sign_in, name):
    client = sign_in(name)
    assert client.post("/visits/missed/plan/", {"all": "1"}).status_code == 403
    assert client.get("/visits/plan/").status_code == 403
