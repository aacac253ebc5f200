"""In a real browser: accessible to everybody, whole on a phone, quiet console, and all of it works without scripts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.browser import open_browser
from tests.factories import PASSWORD
from tests.nets.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP, PHONE, NARROW = (
    {"width": 1366, "height": 768},
    {"width": 390, "height": 844},
    {"width": 320, "height": 640},
)
PAGES = {
    "chen": [
        ("home",),
        ("enterprises:list",),
        ("enterprises:new",),
        ("enterprises:detail", "yunlu_co"),
        ("enterprises:tab", "yunlu_co", "archive"),
        ("enterprises:remove_contact", "yunlu_co", "contact"),
        ("enterprises:registers",),
        ("enterprises:register", "instruments"),
        ("enterprises:register_of", "yunlu_co", "licences"),
        ("enterprises:register_row", "licences", "licence"),
        ("enterprises:edit_row", "instruments", "instrument"),
        ("enterprises:add_row", "yunlu_co", "product-standards"),
        ("enterprises:changes",),
        ("servicedesk:requests",),
        ("servicedesk:new_request",),
        ("servicedesk:request", "request"),
        ("servicedesk:answer", "request"),
        ("servicedesk:consultations",),
        ("visits:list",),
        ("visits:new",),
        ("visits:plan",),
        ("visits:missed",),
        ("visits:detail", "visit"),
        ("reminders:inbox",),
        ("reminders:coming",),
        ("core:search",),
        ("core:filters",),
        ("core:filter", "saved_filter"),
        ("core:transfers",),
        ("core:transfer", "transfer"),
        ("core:transfer", "transfer_import"),
        ("enterprises:import",),
        ("enterprises:import_register", "instruments"),
        ("enterprises:import_register_of", "yunlu_co", "licences"),
        ("enterprises:merge", "yunlu_co"),
        ("enterprises:merge", "yunlu_co", "?other={dinghe_co}"),
        ("enterprises:undo_merge", "yunlu_co", "merge"),
        ("enterprises:print", "yunlu_co"),
        ("enterprises:missing", "yunlu_co", "METROLOGY"),
        ("enterprises:ask", "yunlu_co"),
        ("enterprises:asked", "asked"),
        ("enterprises:call_off_asked", "asked"),
        ("enterprises:change", "change"),
        ("enterprises:return_change", "change"),
        ("enterprises:still_true", "yunlu_co", "METROLOGY"),
        ("enterprises:remove_row", "instruments", "instrument"),
        ("enterprises:row_files", "licences", "licence"),
        ("enterprises:standards",),
        ("enterprises:standard", "standard"),
        ("enterprises:new_standard",),
        ("enterprises:edit_standard", "standard"),
        ("enterprises:supersede_standard", "standard"),
        ("enterprises:withdraw_standard", "standard"),
        ("enterprises:standard_files", "standard"),
        ("licensing:list",),
        ("licensing:list", "?status=all"),
        ("licensing:new",),
        ("licensing:new", "?enterprise={yunlu_co}"),
        ("licensing:case", "case"),
        ("licensing:case", "case_held"),
        ("licensing:move", "case"),
        ("licensing:hold", "case"),
        ("licensing:give", "case"),
        ("licensing:contact", "case"),
        ("licensing:issue", "case_ready"),
        ("licensing:refuse", "case_ready"),
        ("licensing:terminate", "case"),
        ("licensing:document", "document"),
        ("licensing:upload", "document"),
        ("licensing:promise", "promise"),
        ("licensing:statistics",),
        ("licensing:statistics", "?kind=FPL_NEW&from=2026-01-01&to=2026-12-31"),
        ("licensing:new_letter", "case", "MISSING"),
        ("licensing:letter", "letter"),
        ("enterprises:tab", "yunlu_co", "licensing"),
        ("core:export", "?list=/enterprises/"),
        ("accounts:me",),
        ("accounts:invitation", "invitation"),
    ],
    "yunlu": [
        ("home",),
        ("enterprises:detail", "yunlu_co"),
        ("enterprises:tab", "yunlu_co", "archive"),
        ("enterprises:register_row", "instruments", "instrument"),
        ("enterprises:register_of", "yunlu_co", "licences"),
        ("enterprises:edit_row", "instruments", "instrument"),
        ("enterprises:add_row", "yunlu_co", "instruments"),
        ("enterprises:confirm_row", "licences", "licence"),
        ("enterprises:asked", "asked"),
        ("enterprises:finish_asked", "asked"),
        ("enterprises:change", "change"),
        ("enterprises:correct_change", "change_back"),
        ("enterprises:withdraw_change", "change"),
        ("enterprises:print", "yunlu_co"),
        ("enterprises:standards",),
        ("enterprises:changes",),
        ("servicedesk:requests",),
        ("servicedesk:new_request",),
        ("servicedesk:request", "request_answered"),
        ("servicedesk:rate", "request_answered"),
        ("licensing:list",),
        ("licensing:case", "case"),
        ("licensing:upload", "document"),
        ("licensing:withdraw", "case"),
    ],
    "manager": [
        ("dashboards:dashboard",),
        ("dashboards:economy",),
        ("dashboards:statement", "statement"),
        ("enterprises:list",),
        ("enterprises:registers",),
        ("enterprises:register", "products"),
        ("enterprises:standard", "standard"),
        ("enterprises:print", "yunlu_co"),
        ("enterprises:change", "change"),
        ("licensing:list",),
        ("licensing:case", "case"),
    ],
    "lead": [("licensing:letter_templates",)],
    "": [("accounts:login",), ("accounts:sign_in_help",), ("servicedesk:status",), ("accounts:privacy",)],
}


@pytest.fixture
def db(_django_db_helper):
    """The usual database of one test: the browser sees only what is committed."""


@pytest.fixture
def station(live_server, settings, tmp_path):
    """One of everything, served."""
    settings.MEDIA_ROOT = str(tmp_path)
    world = make_world()
    world.address = live_server.url
    return world


@pytest.fixture
def browser():
    """Chromium."""
    with open_browser() as browser:
        yield browser


@pytest.fixture
def visit(browser, station):
    """`visit("chen")` gives a page of a fresh browser signed in as that person, with `said` what its console said."""
    contexts = []

    def opened(who="", **options):
        context = browser.new_context(locale="zh-CN", viewport=DESKTOP, **options)
        contexts.append(context)
        if who:
            client = Client()
            client.force_login(station[who], backend="accounts.backends.NameOrMobileBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": station.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.said = []
        page.on(
            "console", lambda message: page.said.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


def address(station, name, *arguments):
    """A whole address; arguments name rows of the world, or are words; the last may be a query in which {a row} stands."""
    query = arguments[-1] if arguments and arguments[-1].startswith("?") else ""
    rows = {part: str(row.pk) for part, row in vars(station).items() if hasattr(row, "pk")}
    found = [rows.get(part, part) for part in arguments if part != query]
    return station.address + reverse(name, args=found) + query.format(**rows)


def violations(page):
    """Serious and critical findings of axe, each with the places."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{rule['id']}: {node['target']} {node['html'][:120]}"
        for rule in found["violations"]
        if rule["impact"] in ("serious", "critical")
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("who", list(PAGES), ids=lambda who: who or "public")
def test_pages_are_accessible_whole_on_a_phone_and_quiet(who, visit, station):
    page, wrong = visit(who), {}
    for name, *arguments in PAGES[who]:
        response = page.goto(address(station, name, *arguments))
        found = [] if response.status == 200 else [f"status {response.status}"]
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            found += [f"{size['width']}: {line}" for line in violations(page)]
        page.set_viewport_size(NARROW)
        width = page.evaluate("() => document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            found.append(f"{width} px wide on a screen of {NARROW['width']}")
        page.set_viewport_size(DESKTOP)
        found += page.said
        page.said.clear()
        if found:
            wrong[" ".join((name, *arguments))] = found
    assert wrong == {}


def test_staff_work_without_scripts(visit, station):
    from servicedesk.models import Consultation, ServiceRequest
    from visits.models import Visit

    page = visit(java_script_enabled=False)
    page.goto(station.address + "/login/")
    page.fill("[name=username]", "chen")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit], form[method=post] .btn-primary")
    assert page.url == station.address + "/"

    page.goto(address(station, "servicedesk:new_consultation"))
    page.fill("[name=sentence]", "问计量器具检定周期，已说明")
    choose(page, "channel", "PHONE")
    choose(page, "category", "METROLOGY")
    save(page)
    assert Consultation.objects.filter(sentence__contains="检定周期").exists(), page.inner_text("main")

    page.goto(address(station, "visits:new") + f"?enterprise={station.dinghe_co.pk}")
    page.fill("[name=summary]", "无脚本走访")
    page.fill("[name=need-0-text]", "想要新版国家标准文本")
    save(page)
    made = Visit.objects.filter(summary="无脚本走访").first()
    assert made, page.inner_text("main")
    assert ServiceRequest.objects.filter(origin_id=made.pk, title="想要新版国家标准文本").exists()

    page.goto(address(station, "enterprises:list"))
    page.fill("main [name=q]", "鼎禾")
    page.press("main [name=q]", "Enter")
    assert "鼎禾" in page.inner_text("main table") and "云麓" not in page.inner_text("main table")


def test_an_enterprise_submits_a_request_without_scripts(visit, station):
    from servicedesk.models import ServiceRequest

    page = visit("yunlu", java_script_enabled=False)
    page.goto(address(station, "servicedesk:new_request"))
    page.fill("[name=title]", "包装标识要怎么写")
    choose(page, "category", "STANDARD")
    save(page)
    made = ServiceRequest.objects.filter(title="包装标识要怎么写").first()
    assert made, page.inner_text("main")
    assert made.number in page.inner_text("body")


def choose(page, name, value):
    """Choose one of a select or of radios that look like chips."""
    if page.locator(f"select[name={name}]").count():
        page.select_option(f"select[name={name}]", value)
    else:
        page.check(f"input[name={name}][value={value}]", force=True)


def save(page):
    """The one filled button of a form."""
    page.click(
        "main form[method=post] button.btn-primary[type=submit], main form[method=post] button.btn-primary"
    )


def test_enter_while_choosing_characters_sends_nothing(visit, station):
    """C1: Enter takes a word from the input method's list; the form is sent only by an Enter after that."""
    page = visit("chen")
    page.goto(address(station, "servicedesk:new_consultation"))
    box = "[name=person]"
    page.focus(box)
    sent = page.evaluate(
        """selector => {
          const box = document.querySelector(selector); let sent = 0;
          box.form.addEventListener('submit', event => { sent += 1; event.preventDefault(); });
          box.dispatchEvent(new CompositionEvent('compositionstart', {bubbles: true}));
          const free = box.dispatchEvent(new KeyboardEvent('keydown',
            {key: 'Enter', code: 'Enter', keyCode: 229, isComposing: true, bubbles: true, cancelable: true}));
          return {sent, free};
        }""",
        box,
    )
    assert sent["sent"] == 0
    assert page.url == address(station, "servicedesk:new_consultation")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_staff_act_on_several_with_and_without_scripts(scripts, visit, station):
    from enterprises.models import DataRequest

    page, wrong = visit("chen", java_script_enabled=scripts), []

    def choose(listing, act):
        page.goto(station.address + listing)
        for box in page.locator("input[name=pk]").all():
            box.check()
        page.click(f"button[formaction='{act}']")
        if scripts:
            wrong.extend(violations(page))
            page.set_viewport_size(NARROW)
            wrong.append(page.evaluate("() => Math.max(document.documentElement.scrollWidth - 320, 0)"))
            page.set_viewport_size(DESKTOP)

    choose("/enterprises/", "/enterprises/print/")
    assert page.locator("table.dossier").count() == 2
    choose("/registers/products/", "/registers/products/ask/")
    assert page.locator("h1").count() == 1
    asked = DataRequest.objects.count()
    choose("/enterprises/", "/enterprises/ask/")
    page.click("main [data-main]")
    page.wait_for_load_state()
    assert DataRequest.objects.count() == asked + 1, page.inner_text("main")  # the other one has an open list
    assert set(wrong) <= {0}
    assert page.said == []
