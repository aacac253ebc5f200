"""My work: groups by date, counts, what is coming, the sentence on top; and the enterprise's home."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from core.clock import today
from dashboards.todo import grouped
from servicedesk.actions import ask_back, log_request
from servicedesk.models import ServiceRequest


@pytest.fixture
def request_of_chen(cast):
    """A request of yunlu that chen noted and holds, promised for yesterday."""
    request = log_request(
        cast.chen, cast.yunlu_co, title="压力表检定约时间", channel="PHONE", holder=cast.chen
    )
    ServiceRequest.objects.filter(pk=request.pk).update(
        clock_from=today() - timedelta(days=8), promised_on=today() - timedelta(days=1)
    )
    return request


def test_work_is_grouped_by_when_it_is_due():
    monday = today() - timedelta(days=today().weekday())
    found = [
        SimpleNamespace(due_on=day)
        for day in (
            monday - timedelta(days=1),
            monday,
            monday + timedelta(days=6),
            monday + timedelta(days=7),
            None,
        )
    ]
    sizes = [len(group["items"]) for group in grouped(found, today=monday)]
    assert sizes == [2, 1, 1, 1]


def test_what_waits_for_me_stands_on_my_page_and_on_nobody_elses(sign_in, request_of_chen):
    assert request_of_chen.title in sign_in("chen").get("/").content.decode()
    assert request_of_chen.title not in sign_in("zhou").get("/").content.decode()
    assert "超期" in sign_in("chen").get("/").content.decode()


def test_what_waits_for_the_enterprise_is_on_its_home_and_among_what_i_wait_for(
    sign_in, cast, request_of_chen
):
    ask_back(request_of_chen.pk, cast.chen, reason="请补充平面图")
    assert "请补充平面图" in sign_in("yunlu").get("/").content.decode()
    assert request_of_chen.title in sign_in("chen").get("/?tab=others").content.decode()
    assert request_of_chen.title not in sign_in("dinghe").get("/").content.decode()


@pytest.mark.parametrize("tab", ["mine", "others", "coming", "done", "nonsense"])
def test_every_tab_opens(sign_in, request_of_chen, tab):
    assert sign_in("chen").get(f"/?tab={tab}").status_code == 200


def test_the_dashboard_is_for_readers_only(sign_in):
    for username, status in (
        ("manager", 200),
        ("city", 200),
        ("chen", 200),
        ("yunlu", 403),
        ("liu", 403),
        ("sysadmin", 403),
    ):
        assert sign_in(username).get("/dashboard/").status_code == status, username
