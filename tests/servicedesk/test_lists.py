"""The list of requests: tabs, filters, order, scope, cost; and each figure against the list it opens."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.figures import SHARE, SUM, Period, figures
from core.reading import compute
from servicedesk import actions
from servicedesk.models import ServiceRequest
from tests.factories import make_enterprise, moment
from tests.servicedesk.making import TODAY, make_consultation, make_in, make_request

pytestmark = [pytest.mark.django_db]
URL = "/requests/"


def rows_of(page):
    """Numbers on a list page, in order."""
    return (
        re.findall(r"SQ-\d{4}-\d{4}", page.content.decode().split("<tbody>")[-1].split("</tbody>")[0])[::2]
        or []
    )


def titles(page):
    """Titles of the rows."""
    return re.findall(r'class="t1" href="[^"]*">([^<]*)<', page.content.decode())


def tabs(page):
    """{code: count} of the tabs."""
    return {tab["code"]: tab["count"] for tab in page.context["tabs"]}


def test_tabs_count_and_open_the_same_rows(cast, sign_in):
    make_request(cast, title="超期", at=moment(date(2026, 11, 9)))
    make_request(cast, title="今天到期", at=moment(date(2026, 11, 16)))
    make_request(cast, title="周敏的", holder="zhou")
    make_request(cast, title="没人接", holder=None)
    make_in(cast, "WAITING_ENTERPRISE", title="等补充")
    make_in(cast, "CLOSED", title="办结的")
    client = sign_in("chen")
    page = client.get(URL)
    assert tabs(page) == {"": 5, "mine": 3, "today": 1, "late": 1, "waiting": 1}
    for code, count in tabs(page).items():
        assert len(titles(client.get(f"{URL}?tab={code}"))) == count, code
    assert titles(page)[:2] == ["超期", "今天到期"]
    assert titles(client.get(f"{URL}?tab=late")) == ["超期"]
    assert titles(client.get(f"{URL}?tab=today")) == ["今天到期"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=英文文本", {"标准"}),
        ("q=SQ-2026-0002", {"秤"}),
        ("q=ｓｑ２０２６０００２", {"秤"}),
        ("q=0002", {"秤"}),
        ("q=dinghe", {"秤"}),
        ("q=jjdh", {"秤"}),
        ("q=鼎禾", {"秤"}),
        ("q=检定", {"秤"}),
        ("q=没有这样的词", set()),
        ("category=METROLOGY", {"秤"}),
        ("channel=WALK_IN", {"秤"}),
        ("holder=none", {"未接"}),
        ("status=REGISTERED", {"未接"}),
        ("status=over", {"办结"}),
        ("status=CLOSED", {"办结"}),
        ("status=all", {"标准", "秤", "未接", "办结"}),
        ("status=open", {"标准", "秤", "未接"}),
        ("due=past", {"标准"}),
        ("due=later", set()),
        ("due=next", {"秤", "未接"}),
        ("late=yes", {"标准"}),
        ("status=all&from=2026-11-23&to=2026-11-23", {"秤", "未接", "办结"}),
        ("status=all&to=2026-11-22", {"标准"}),
        ("promised_after=2026-11-13&promised_before=2026-11-13", {"标准"}),
        ("status=all&rated=yes", {"办结"}),
        ("status=all&outcome=late", {"标准"}),
        ("status=all&outcome=on_time", {"办结"}),
        ("status=nonsense", set()),
        ("from=2026-99-99", set()),
        ("from=2026-11-13&to=9999-12-31", {"秤", "未接"}),
        ("from=0001-01-01&to=2026-11-12", {"标准"}),
        ("enterprise=x", set()),
    ],
)
def test_filters_find_what_they_say(cast, sign_in, query, found):
    make_request(cast, title="标准", detail="要英文文本", at=moment(date(2026, 11, 6)))
    make_request(
        cast,
        title="秤",
        detail="检定",
        company=cast.dinghe_co,
        category="METROLOGY",
        channel="WALK_IN",
        holder="zhou",
    )
    make_request(cast, title="未接", holder=None, category="OTHER")
    closed = make_in(cast, "ANSWERED", title="办结", category="OTHER")
    actions.rate_request(closed.pk, cast.yunlu, rating=5)
    assert set(titles(sign_in("lead").get(f"{URL}?{query}"))) == found


def test_a_holder_is_found_by_the_filter(cast, sign_in):
    make_request(cast, title="刘洋的", holder="liu")
    make_request(cast, title="陈晓的")
    assert titles(sign_in("lead").get(f"{URL}?holder={cast.liu.pk}")) == ["刘洋的"]


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("chen", {"云麓的", "刘洋的"}),
        ("manager", {"云麓的", "刘洋的"}),
        ("city", {"云麓的", "刘洋的", "外园的"}),
        ("liu", {"刘洋的"}),
        ("wu", set()),
        ("stranger", {"外园的"}),
    ],
)
def test_each_sees_his_own_scope(cast, sign_in, username, seen):
    make_request(cast, title="云麓的")
    make_request(cast, title="刘洋的", holder="liu", company=cast.dinghe_co)
    actions.log_request(cast.stranger, cast.stranger_co, title="外园的", channel="PHONE")
    assert set(titles(sign_in(username).get(URL))) == seen


def test_a_department_member_without_a_department_sees_nothing_of_others(cast, sign_in):
    make_request(cast, title="陈晓的")
    cast.liu.department = None
    cast.liu.save(update_fields=["department"])
    assert titles(sign_in("liu").get(URL)) == []


def test_a_colleague_of_the_same_department_reads_but_only_the_holder_acts(cast, sign_in):
    row = make_request(cast, title="刘洋的", holder="liu")
    cast.wu.department = cast.liu.department
    cast.wu.save(update_fields=["department"])
    client = sign_in("wu")
    assert client.get(row.get_absolute_url()).status_code == 200
    assert client.post(reverse("servicedesk:answer", args=[row.pk]), {"text": "代答"}).status_code == 403


@pytest.mark.parametrize("username", ["investor", "sysadmin", "secadmin", "auditor"])
def test_administrators_and_applicants_have_no_list(cast, sign_in, username):
    assert sign_in(username).get(URL).status_code == 403


def test_an_enterprise_sees_its_own_as_cards_with_sentence_and_trail(cast, sign_in):
    make_request(cast, title="云麓在办")
    make_in(cast, "WAITING_ENTERPRISE", title="云麓等补充")
    make_request(cast, title="鼎禾的", company=cast.dinghe_co)
    client = sign_in("yunlu")
    page = client.get(URL)
    shown = page.content.decode()
    assert tabs(page) == {"": 2, "todo": 1, "all": 2}
    assert shown.count('class="trail"') == 2
    assert "车间平面图" in shown
    assert "鼎禾的" not in shown
    assert "云麓在办" not in client.get(f"{URL}?tab=todo").content.decode()


def test_closed_rows_come_newest_first_and_open_ones_by_promise(cast, sign_in):
    for day in (16, 18, 17):
        make_request(cast, title=f"11-{day}", at=moment(date(2026, 11, day)))
    client = sign_in("lead")
    assert titles(client.get(URL)) == ["11-16", "11-17", "11-18"]
    assert titles(client.get(f"{URL}?sort=-promised_on")) == ["11-18", "11-17", "11-16"]
    assert titles(client.get(f"{URL}?tab=all")) == ["11-18", "11-17", "11-16"]
    assert titles(client.get(f"{URL}?tab=all&sort=submitted_at")) == ["11-16", "11-17", "11-18"]


def test_the_three_empty_states_differ(cast, sign_in):
    client = sign_in("lead")
    never = client.get(URL).content.decode()
    make_request(cast)
    assert reverse("servicedesk:new_request") in never.split('id="list"')[1]
    nothing_late = client.get(f"{URL}?tab=late").content.decode()
    no_result = client.get(f"{URL}?q=没有这样的词").content.decode()
    assert "circle-check" in nothing_late.split('class="empty-s"')[1]
    assert "filter-off" in no_result.split('class="empty-s"')[1]


def test_a_swap_gets_the_section_alone(cast, sign_in):
    make_request(cast)
    for username in ("lead", "yunlu"):
        part = sign_in(username).get(URL, headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        assert 'id="list"' in part


@pytest.mark.parametrize("username", ["lead", "liu", "manager", "city", "yunlu"])
def test_the_list_costs_at_most_eight_queries_whatever_the_rows(cast, sign_in, username):
    client = sign_in(username)

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(URL).status_code == 200
        return len(found)

    make_in(cast, "WAITING_ENTERPRISE")
    make_request(cast, holder="liu")
    cost()
    few = cost()
    for n in range(12):
        make_request(cast, title=f"第 {n} 件", holder=["liu", "chen", None][n % 3])
        make_in(cast, ["WAITING_ENTERPRISE", "ANSWERED"][n % 2])
    assert cost() == few <= 8


# ---- figures ---------------------------------------------------------------------------------------------------------


def world_of_figures(cast):
    """Requests and consultations in and around the period, in all states."""
    company = make_enterprise(cast.park, "九江市远山茶业有限公司")
    for n, day in enumerate((1, 2, 5, 9, 12, 16, 20)):
        make_request(
            cast,
            title=f"第 {n} 件",
            company=[cast.yunlu_co, cast.dinghe_co, company][n % 3],
            category=["LICENCE", "TESTING", "OTHER"][n % 3],
            at=moment(date(2026, 11, day)),
        )
    for row in list(ServiceRequest.objects.order_by("pk"))[:4]:
        actions.answer_request(
            row.pk, cast.chen, text="已办", at=moment(row.promised_on + timedelta(days=row.pk % 2))
        )
    first, second = ServiceRequest.objects.filter(status="ANSWERED", enterprise=cast.yunlu_co)[:2]
    actions.rate_request(first.pk, cast.yunlu, rating=5)
    actions.rate_request(second.pk, cast.yunlu, rating=2)
    make_in(cast, "WITHDRAWN")
    make_in(cast, "WAITING_ENTERPRISE")
    make_request(cast, at=moment(date(2026, 10, 31), 23, 59), title="前一天")
    actions.log_request(cast.stranger, cast.stranger_co, title="外园", channel="PHONE")
    for day, persons in ((date(2026, 10, 31), 50), (date(2026, 11, 1), 3), (date(2026, 11, 30), 4)):
        make_consultation(cast, persons=persons, at=moment(day, 23, 30))


OURS = [
    code
    for code in figures
    if code.startswith(("REQUESTS_", "CONSULT", "RATED", "SATIS")) and figures[code].url is not None
]


@pytest.mark.parametrize("username", ["manager", "city", "chen"])
def test_each_figure_equals_the_rows_of_the_list_it_opens(cast, sign_in, username):
    world_of_figures(cast)
    client, period = sign_in(username), Period(date(2026, 11, 1), date(2026, 11, 30))
    values = compute(OURS, cast[username], period)
    assert values["CONSULTED_PERSONS"] == 7
    assert values["REQUESTS_DUE"] > values["REQUESTS_KEPT"] > 0
    for code in OURS:
        figure = figures[code]
        page = client.get(figure.url(period))
        assert page.status_code == 200
        if figure.kind == SUM:
            assert page.context["persons"] == values[code], code
        elif figure.kind == SHARE:
            assert page.context["paginator"].count == values[figure.whole], code
        else:
            assert page.context["paginator"].count == values[code], (code, figure.url(period))


def test_a_figure_opens_its_rows_also_with_another_condition_added(cast, sign_in):
    world_of_figures(cast)
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    url = figures["REQUESTS_SUBMITTED"].url(period)
    assert ("tab", "all") in parse_qsl(urlsplit(url).query)
    rows = figures["REQUESTS_SUBMITTED"].rows(cast.manager, period)
    for status in ("ANSWERED", "WITHDRAWN"):
        page = sign_in("manager").get(f"{url}&status={status}")
        assert page.context["paginator"].count == rows.filter(status=status).count() > 0


def test_the_share_on_time_leaves_out_what_is_not_due_yet(cast):
    world_of_figures(cast)
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    due = figures["REQUESTS_DUE"].rows(cast.manager, period)
    running = due.filter(answered_at=None)
    assert all(row.promised_on < TODAY for row in running)
    assert not due.filter(status__in=("WITHDRAWN", "WAITING_ENTERPRISE")).exists()
    assert ServiceRequest.objects.aggregate(n=Sum("reopened_count"))["n"] == 0
