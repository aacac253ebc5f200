"""Asked once, on a phone: the enterprise answers on one page, the station accepts, the archive has moved."""

import re
from datetime import timedelta

import pytest

from core.clock import today
from enterprises.archive import asking
from enterprises.models import ArchiveSection, Instrument
from enterprises.registers.acts import add_row
from tests.browser import open_browser
from tests.factories import PASSWORD
from tests.nets.test_browser import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
GAUGE = {
    "name": "压力表",
    "measuring_range": "0-1.6 MPa",
    "accuracy": "1.6 级",
    "use_purpose": "SAFETY",
    "control": "CALIBRATION",
}


@pytest.fixture
def phone(live_server):
    """`phone("yunlu")` gives a page on a phone, signed in through the sign-in form."""
    with open_browser() as browser:
        contexts = []

        def signed_in(account):
            context = browser.new_context(
                locale="zh-CN", timezone_id="Asia/Shanghai", viewport=PHONE, has_touch=True
            )
            contexts.append(context)
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.goto(f"{live_server.url}/login/")
            page.fill("input[name=username]", account)
            page.fill("input[name=password]", PASSWORD)
            page.locator("main form .btn-primary").first.click()
            page.wait_for_url(lambda url: "/login/" not in url)
            return page

        yield signed_in
        for context in contexts:
            context.close()


def sound(page):
    """Nothing to scroll sideways, nothing that axe finds, nothing to press that is smaller than a thumb."""
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []


def lowest(locator):
    """The height of the lowest of the controls."""
    return min(one.bounding_box()["height"] for one in locator.all())


def completeness(cast):
    """What is there of what the section of measuring instruments needs."""
    return ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY").present


def test_an_enterprise_answers_on_its_phone_and_the_archive_moves(cast, phone, live_server):
    lacking, stale = (
        add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE | {"asset_no": number} | more)
        for number, more in (
            ("YLB-001", {"last_done_on": today() - timedelta(days=90)}),
            (
                "YLB-002",
                {"last_done_on": today() - timedelta(days=90), "institution": "计量所", "cert_no": "J-2"},
            ),
        )
    )
    Instrument.objects.filter(pk=stale.pk).update(confirmed_on=today() - timedelta(days=500))
    request, _n = asking.ask(cast.yunlu_co.pk, ["METROLOGY"], cast.chen)
    before = completeness(cast)

    # from the bell to the questions
    own = phone("yunlu")
    own.goto(f"{live_server.url}/reminders/inbox/")
    own.locator("table.tbl tbody tr a.t1").first.click()
    own.wait_for_url(re.compile(rf"{request.get_absolute_url()}$"))
    sound(own)
    assert lowest(own.locator(".answers .form-control, .answers .chip, .answers .btn:visible")) >= 44

    # two fields, one still true, one button
    own.fill(f"[name=instruments-{lacking.pk}-institution]", "九江市计量测试所")
    own.fill(f"[name=instruments-{lacking.pk}-cert_no]", "JL-2026-0117")
    own.locator(".chip", has=own.locator(f"[name=instruments-{stale.pk}-still_true]")).click()
    own.locator(".savebar .btn-primary").click()
    own.get_by_text("没有要答的了").wait_for()
    assert "待核对" in own.inner_text("main")
    sound(own)
    stale.refresh_from_db()
    assert stale.confirmed_on == today()
    assert completeness(cast) == before

    # the station compares and accepts
    staff = phone("chen")
    staff.goto(f"{live_server.url}/changes/")
    sound(staff)
    staff.locator("table.tbl tbody [name=pk]").first.check()
    staff.locator("#bulk .btn-plain").click()
    assert "JL-2026-0117" in staff.inner_text("main")
    sound(staff)
    staff.locator(".savebar .btn-primary").click()
    staff.get_by_text("已采纳 1 项变更").wait_for()
    sound(staff)

    # the enterprise finds it confirmed, and the archive more complete
    assert completeness(cast) == before + 2
    own.goto(f"{live_server.url}/changes/?tab=accepted")
    assert "压力表" in own.inner_text("table.tbl")
    sound(own)
    own.goto(live_server.url + request.get_absolute_url())
    own.locator(".head .btn-primary").click()
    own.wait_for_url(re.compile(rf"{request.get_absolute_url()}"))
    request.refresh_from_db()
    assert request.status == "ANSWERED"
