"""A visit with five needs, logged by keyboard alone: counted in steps, not in seconds (FEATURES B1)."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from core.clock import today
from core.models import Draft
from reminders.models import Message
from servicedesk.models import ServiceRequest
from tests.browser import open_browser
from visits.models import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEEDS = (
    ("想请计量所上门检定压力表和台秤", "METROLOGY"),
    ("出口订单要产品标准的英文文本", "STANDARD"),
    ("食品生产许可证快到期，怎么延续", "LICENCE"),
    ("新叉车要不要先检验再登记", "EQUIPMENT"),
    ("不知道找谁：夜班灯太暗", "OTHER"),
)
MOST_STEPS = 44  # keys and texts in all, ten of them only to show that Enter sends nothing


class Keyboard:
    """Counts what is pressed; typing a text is one step, as it is for the hands."""

    def __init__(self, page):
        self.page = page
        self.steps = 0

    def press(self, key):
        """One key."""
        self.steps += 1
        self.page.keyboard.press(key)

    def type(self, text):
        """A text, as an input method hands it over."""
        self.steps += 1
        self.page.keyboard.insert_text(text)

    def tab_to(self, name, most=40):
        """Tab until the field of this name has the focus."""
        for _press in range(most):
            if self.page.evaluate("document.activeElement.name || document.activeElement.id || ''") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached by Tab")


def until(page, condition, seconds=15):
    """Wait until a condition holds in the page."""
    for _tenth in range(seconds * 10):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


@pytest.fixture
def page(cast, live_server):
    """A page of chen, signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(cast.chen.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.NameOrMobileBackend"
    session[HASH_SESSION_KEY] = cast.chen.get_session_auth_hash()
    session.save()
    with open_browser() as browser:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": live_server.url}]
        )
        yield context.new_page()
        context.close()


def test_five_needs_are_logged_by_keyboard_in_few_steps(cast, page, live_server):
    page.goto(f"{live_server.url}/visits/new/?enterprise={cast.yunlu_co.pk}")
    keys = Keyboard(page)
    page.locator("#id_need-0-text").focus()
    for number, (text, kind) in enumerate(NEEDS):
        if number:
            keys.press("Tab")  # who takes it
            keys.press("Tab")  # the date: three parts and the calendar are one field
            keys.tab_to("add_line")
            keys.press("Enter")
        keys.type(text)
        keys.press("Enter")  # a new line in the text, nothing is sent
        keys.press("Backspace")
        shown = page.locator(f"#id_need-{number}-category").input_value()
        assert shown == ("" if kind == "OTHER" else kind)
    assert "5" in page.locator("[data-main]").inner_text()
    assert not Visit.objects.exists()
    keys.press("Control+Enter")
    page.wait_for_url(re.compile(r"/visits/\d+/$"))
    rows = list(ServiceRequest.objects.order_by("number"))
    assert [(row.title, row.category_id) for row in rows] == list(NEEDS)
    assert {row.holder for row in rows} == {cast.chen}
    assert all(row.promised_on > today() for row in rows)
    assert Message.objects.filter(recipient=cast.yunlu).count() == 1
    assert keys.steps <= MOST_STEPS


def test_enter_in_a_one_line_field_goes_on_and_sends_nothing(cast, page, live_server):
    page.goto(f"{live_server.url}/visits/new/?enterprise={cast.yunlu_co.pk}")
    page.fill("#id_met", "程芳 总经理")
    page.press("#id_met", "Enter")
    assert page.evaluate("document.activeElement.id") != "id_met"
    assert page.locator("[data-line-item]").count() == 1
    assert not Visit.objects.exists()


def test_choosing_the_enterprise_opens_the_form_with_what_is_known(cast, page, live_server):
    from tests.visits.making import make_visit

    make_visit(cast.zhou, cast.yunlu_co, today(), met="程芳 总经理")
    page.goto(f"{live_server.url}/visits/new/")
    page.locator("#id_enterprise").press_sequentially("yunlu")
    page.locator("[role=option]").first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"enterprise={cast.yunlu_co.pk}"))
    assert page.input_value("#id_met") == "程芳 总经理"


def test_what_is_typed_is_kept_on_the_server_lines_included(cast, page, live_server):
    url = f"{live_server.url}/visits/new/?enterprise={cast.yunlu_co.pk}"
    page.goto(url)
    page.fill("#id_need-0-text", "断网前写的")
    page.locator("[data-add]").click()
    page.keyboard.insert_text("第二件")
    until(page, "!localStorage.length")  # nothing local is left once the server has it
    assert Draft.objects.get().payload["need-1-text"] == ["第二件"]
    page.goto("about:blank")
    page.goto(url)
    assert [page.input_value(f"#id_need-{n}-text") for n in (0, 1)] == ["断网前写的", "第二件"]


def test_a_remark_opens_where_something_is_wrong(cast, page, live_server):
    page.goto(f"{live_server.url}/visits/new/?enterprise={cast.yunlu_co.pk}")
    remark = page.locator("#id_finding_METROLOGY_text")
    assert not remark.is_visible()
    page.locator("input[name=finding_METROLOGY][value=IMPROVE]").check(force=True)
    assert remark.is_visible()
    page.locator("[data-main]").click()
    page.locator(".err-sum").wait_for()
    page.locator(".err-sum a").click()
    assert page.evaluate("document.activeElement.id") == "id_finding_METROLOGY_text"


def test_people_who_come_along_are_added_behind_a_button(cast, page, live_server):
    page.goto(f"{live_server.url}/visits/new/?enterprise={cast.yunlu_co.pk}")
    chips = page.locator("[data-chips-more] label.chip")
    assert chips.count() == 4
    assert [chip.is_visible() for chip in chips.all()] == [False] * 4
    page.locator("[data-chips-more] button").click()
    assert all(chip.is_visible() for chip in chips.all())
