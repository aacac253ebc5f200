"""The main story, in a browser: staff log a visit with needs, the enterprise sees them and rates the answer, and the
manager's numbers have moved and open the right rows."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from core.clock import today
from core.figures import figures
from enterprises.models import Enterprise
from servicedesk.models import ServiceRequest, Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEEDS = ["出口订单要产品标准的英文文本", "想请计量所上门检定压力表和台秤"]


def figure(page, live_server, code):
    """The number on a tile of the dashboard, and its address."""
    with override("zh-hans"):
        label = str(figures[code].label)
    page.goto(f"{live_server.url}/dashboard/?period=this-year")
    tile = page.locator("a.fig", has=page.locator(".k", has_text=re.compile(rf"^\s*{label}\s*$")))
    return int(re.match(r"\d+", tile.locator(".v").inner_text())[0]), tile.get_attribute("href")


def rows_of_list(page, live_server, address):
    """How many rows the list behind a number has."""
    page.goto(live_server.url + address)
    return page.locator("table.tbl tbody tr").count()


def test_visit_to_rating_to_dashboard(cast, browse, live_server):
    Enterprise.objects.update(admitted_on="2009-05-01")
    manager = browse("manager")
    visits_before, _url = figure(manager, live_server, "VISITS")

    # staff, on a phone
    staff = browse("chen", viewport={"width": 390, "height": 844})
    staff.goto(f"{live_server.url}{reverse('visits:new')}?enterprise={cast.yunlu_co.pk}")
    staff.fill("textarea[name$=summary]", "新生产线试运行，企业质量负责人陪同。")
    for position, need in enumerate(NEEDS):
        lines = staff.locator("[data-line-item] [data-counts]")
        if lines.count() <= position:
            staff.locator("[data-add]").click()
        lines.nth(position).fill(need)
    staff.locator(".savebar .btn-primary").click()
    staff.wait_for_url(re.compile(r"/visits/\d+/"))
    requests = list(ServiceRequest.objects.order_by("pk"))
    assert [request.title for request in requests] == NEEDS
    assert all(request.promised_on > today() for request in requests)

    # the enterprise: one message, its requests, nothing of the findings
    enterprise = browse("yunlu")
    enterprise.goto(f"{live_server.url}/reminders/inbox/")
    assert enterprise.locator("table.tbl tbody tr").count() == 1
    enterprise.goto(live_server.url)
    for request in requests:
        assert request.number in enterprise.locator("main").inner_text()

    # staff answer the first
    first = requests[0]
    if first.holder_id != cast.chen.pk:
        pytest.fail("a need noted by chen is held by chen unless he says otherwise")
    staff.goto(f"{live_server.url}{reverse('servicedesk:answer', args=[first.pk])}")
    staff.fill("textarea[name=text]", "英文文本已联系翻译，请到工作站取。")
    staff.locator("main form .btn-primary").first.click()
    staff.wait_for_url(re.compile(rf"/requests/{first.pk}/$"))

    # the enterprise rates
    enterprise.goto(f"{live_server.url}{reverse('servicedesk:rate', args=[first.pk])}")
    enterprise.locator("input[name=rating][value='5']").check(force=True)
    enterprise.locator("main form .btn-primary").first.click()
    enterprise.wait_for_url(re.compile(rf"/requests/{first.pk}/$"))
    first.refresh_from_db()
    assert (first.status, first.rating) == (Status.CLOSED, 5)

    # the manager's numbers have moved, and open exactly their rows
    visits_after, address = figure(manager, live_server, "VISITS")
    assert visits_after == visits_before + 1
    assert rows_of_list(manager, live_server, address) == visits_after
    submitted, address = figure(manager, live_server, "REQUESTS_SUBMITTED")
    assert submitted == len(NEEDS)
    assert rows_of_list(manager, live_server, address) == submitted
