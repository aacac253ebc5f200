"""The scripts in a real browser, under the product's policy: nothing typed is lost, sent twice or sent too early."""

import io
import json
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from PIL import Image

from core.widgets import Day, Files, Picker, Seg
from tests.browser import open_browser
from tests.core.stand import Stand

pytestmark = pytest.mark.browser

NAMES = {"5": ("九江云麓食品有限公司", "C14 食品制造业")}
NEED = """<div class="need" data-line-item><div class="need-h"><b data-line-no></b>
<button class="only-js" type="button" data-remove>删除</button></div>{{ line.DELETE }}{{ line.text }}</div>"""
PAGE = (
    """{% extends "generic/form.html" %}{% block form_attrs %} data-draft-url="/drafts/visit/new/"
data-t-saved="已自动保存 %(time)s"{% endblock %}{% block fields %}{% for bound in form %}{% field bound %}{% endfor %}
<div class="under" id="why" data-under="food:BAD"><textarea class="form-control" name="why" aria-label="说明"></textarea></div>
<div data-formset="need" data-label="诉求 %(n)s">{{ needs.management_form }}<div data-lines>{% for line in needs %}"""
    + NEED
    + """{% endfor %}</div><template data-line>{% with line=needs.empty_form %}"""
    + NEED
    + """{% endwith %}</template><button name="add_line" value="1" formnovalidate data-add>再加一件</button></div>
{% endblock %}{% block save %}{% include "components/savebar.html" with draft_url="/drafts/visit/new/" save_label="保存" """
    + """count_label="保存，生成 %(n)s 件诉求" %}{% endblock %}"""
)


class VisitForm(forms.Form):
    """A form with every behaviour."""

    enterprise = forms.CharField(label="企业", widget=Picker(resolve=lambda pk: NAMES.get(str(pk))))
    met = forms.CharField(label="见了谁")
    food = forms.ChoiceField(label="食品安全", choices=[("OK", "正常"), ("BAD", "有问题")], widget=Seg)
    photos = forms.FileField(label="照片", required=False, widget=Files(photos=True))
    next = forms.DateField(label="下次走访", widget=Day)


class NeedForm(forms.Form):
    """One line."""

    text = forms.CharField(
        widget=forms.Textarea(attrs={"data-counts": True, "aria-label": "诉求", "class": "form-control"}),
        required=False,
    )
    DELETE = forms.BooleanField(required=False, widget=forms.HiddenInput)


def frame(path="/form/", **context):
    """The context of a signed-in page without a database."""
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return request, {
        "me": SimpleNamespace(pk=1, role="STAFF"),
        "idle_seconds": 900,
        "side": [{"title": "", "items": [{"url": "/form/", "label": "走访", "icon": "walk", "count": 3}]}],
        "title": "记走访",
        **context,
    }


@pytest.fixture(scope="module")
def stand():
    needs = forms.formset_factory(NeedForm, extra=3)(prefix="need")
    initial = {"enterprise": "5", "met": "卢汪洋", "food": "OK", "next": "2027-05-20"}
    with Stand() as stand, translation.override("zh-hans"):
        request, context = frame(form=VisitForm(initial=initial), needs=needs)
        page = engines["django"].from_string(PAGE).render(context, request)
        stand.pages["/form/"] = page.replace('data-picker=""', 'data-picker="/suggest/"')
        request, context = frame("/list/", page_rows=[])
        for number in (1, 2):
            stand.pages[f"/list/{number}/"] = list_page(number)
        acts = [{"label": "转办", "url": "/transfer/", "reason": {"label": "为什么转"}}]
        request, context = frame("/record/", acts=acts)
        stand.pages["/record/"] = render_to_string("generic/record.html", context, request)
        yield stand


def list_page(number):
    """A list whose pager leads to /list/2/."""
    source = """{% extends "generic/list.html" %}{% block content %}<section id="list" hx-target:inherited="#list"
hx-select:inherited="#list" hx-swap:inherited="outerHTML" hx-push-url:inherited="true" hx-history-elt>
<span data-count-say>第 {{ number }} 页</span>{% include "components/bulk.html" with bulk_acts=bulk total=38 unit="件" %}
<table><tr><th><input type="checkbox" data-tick-all aria-label="本页"></th></tr>{% for pk in pks %}<tr><td>
<input type="checkbox" name="pk" value="{{ pk }}" form="bulk" aria-label="{{ pk }}"></td></tr>{% endfor %}</table>
<a id="next" href="/list/2/" hx-get="/list/2/">下一页</a></section>{% endblock %}"""
    request, context = frame(
        "/list/1/", number=number, pks=[1, 2, 3], bulk=[{"label": "转办", "url": "/bulk/"}]
    )
    return engines["django"].from_string(source).render(context, request)


@pytest.fixture(scope="module")
def browser():
    with open_browser() as browser:
        yield browser


@pytest.fixture
def context(browser):
    context = browser.new_context(locale="zh-CN")
    yield context
    context.close()


@pytest.fixture
def page(context, stand):
    stand.posted.clear()
    stand.asked.clear()
    stand.draft_status, stand.slow = 200, 0
    page = context.new_page()
    mistakes = []
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.on(
        "console", lambda line: mistakes.append(line.text) if "Content Security Policy" in line.text else None
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{stand.url}/form/")
    yield page
    assert mistakes == []


def saved(page, stand):
    """Wait for the next draft and give its payload."""
    before = len(stand.posts("/drafts/visit/new/"))
    for _wait in range(60):
        page.wait_for_timeout(100)
        posts = stand.posts("/drafts/visit/new/")
        if len(posts) > before:
            return json.loads(posts[-1])["payload"]
    raise AssertionError("no draft arrived")


def until(page, condition):
    """Wait for a condition in the page (the policy forbids Playwright's own way of asking)."""
    for _wait in range(60):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def local_copies(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('qs-draft')).length")


# ---- typing ----


def test_enter_while_choosing_pinyin_never_sends(page, context, stand):
    page.focus("#id_met")
    context.new_cdp_session(page).send(
        "Input.imeSetComposition", {"text": "zhong", "selectionStart": 5, "selectionEnd": 5}
    )
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert stand.posts("/form/") == []
    page.evaluate(
        """() => { const field = document.querySelector("#id_met");
        field.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true})); }"""
    )
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert stand.posts("/form/") == []


def test_enter_after_choosing_sends(page, stand):
    page.fill("#id_met", "陈晓")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('done')")
    assert len(stand.posts("/form/")) == 1


def test_what_is_typed_is_saved_by_itself(page, stand):
    page.fill("#id_met", "卢汪洋 总经理")
    payload = saved(page, stand)
    assert payload["met"] == ["卢汪洋 总经理"]
    assert "csrfmiddlewaretoken" not in payload
    until(page, "document.querySelector('[data-autosave-say]').textContent === '已自动保存 10:32'")
    assert local_copies(page) == 0


def test_without_a_network_the_text_stays_on_the_device_until_it_has_arrived(page, context, stand):
    context.set_offline(True)
    page.fill("#id_met", "断网时写的")
    page.wait_for_selector("[data-offline]:not([hidden])")
    assert local_copies(page) == 1
    page.click("[data-main]")
    page.wait_for_timeout(400)
    assert page.url.endswith("/form/")
    context.set_offline(False)
    until(page, "Object.keys(localStorage).every((key) => !key.startsWith('qs-draft'))")
    assert json.loads(stand.posts("/drafts/visit/new/")[-1])["payload"]["met"] == ["断网时写的"]
    assert page.is_hidden("[data-offline]")


def test_a_text_that_never_arrived_is_offered_again(page, stand):
    stand.draft_status = 500
    page.click("[data-add]")
    page.keyboard.type("请上门检定")
    page.fill("#id_met", "没传上去的")
    saved(page, stand)
    page.goto(f"{stand.url}/form/")
    assert page.input_value("#id_met") == "卢汪洋"
    stand.draft_status = 200
    page.click("[data-local-take]")
    assert page.input_value("#id_met") == "没传上去的"
    assert page.input_value("[name=need-1-text]") == "请上门检定"
    until(page, "Object.keys(localStorage).every((key) => !key.startsWith('qs-draft'))")


def test_an_ended_session_is_said_and_keeps_the_text(page, stand):
    stand.draft_status = 401
    page.fill("#id_met", "还在")
    page.wait_for_selector("[data-over]:not([hidden])")
    assert page.input_value("#id_met") == "还在"
    assert local_copies(page) == 1


def test_a_form_is_sent_once_however_often_it_is_clicked(page, stand):
    stand.slow = 0.8
    page.evaluate(
        "() => { const button = document.querySelector('[data-main]'); button.click(); button.click(); }"
    )
    page.wait_for_selector("h1:has-text('done')")
    assert len(stand.posts("/form/")) == 1


def test_the_token_of_a_new_sign_in_is_used(page, context, stand):
    context.add_cookies([{"name": "csrftoken", "value": "n" * 32, "url": stand.url}])
    page.click("[data-main]")
    page.wait_for_selector("h1:has-text('done')")
    assert b"n" * 32 in stand.posts("/form/")[0]


# ---- parts of a form ----


def test_the_button_says_how_many_requests_it_makes(page):
    assert page.inner_text("[data-main]") == "保存"
    assert page.locator("[data-line-item]:visible").count() == 1
    page.fill("[name=need-0-text]", "请上门检定")
    assert page.inner_text("[data-main]") == "保存，生成 1 件诉求"
    page.click("[data-add]")
    page.keyboard.type("出口标准")
    assert page.inner_text("[data-main]") == "保存，生成 2 件诉求"
    page.locator("[data-remove]").first.click()
    assert page.inner_text("[data-main]") == "保存，生成 1 件诉求"
    assert page.locator("[data-line-no]:visible").all_inner_texts() == ["诉求 1"]
    assert page.input_value("[name=need-0-DELETE]") == "on"


def test_a_remark_appears_where_it_is_needed(page):
    assert page.is_hidden("#why")
    page.check("[name=food][value=BAD]", force=True)
    assert page.is_visible("#why")


def test_a_record_is_picked_by_the_keyboard(page, stand):
    page.click("[data-change]")
    page.keyboard.type("yl")
    page.wait_for_selector("[role=option]")
    assert stand.asked[-1] == "q=yl"
    assert page.get_attribute("#id_enterprise", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=option][aria-selected=true]").inner_text().startswith("云麓茶业")
    page.keyboard.press("Enter")
    assert page.input_value("[data-id]") == "6"
    assert page.is_visible(".picked")
    assert stand.posts("/form/") == []


def test_escape_closes_the_suggestions_and_keeps_the_text(page):
    page.click("[data-change]")
    page.keyboard.type("yl")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("Escape")
    assert page.is_hidden("[role=listbox]")
    assert page.input_value("#id_enterprise") == "yl"
    assert page.input_value("[data-id]") == ""


def photo(width=3000, height=1500):
    """A JPEG that says where it was taken."""
    image = Image.new("RGB", (width, height), "white")
    exif = image.getexif()
    exif[0x010F] = "camera"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_photos_are_shrunk_and_lose_where_they_were_taken(page):
    assert b"Exif" in photo()
    page.set_input_files("[name=photos]", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    page.wait_for_selector("figure.photo img")
    width, height, exif = page.evaluate(
        """async () => { const file = document.querySelector("[name=photos]").files[0];
        const picture = await createImageBitmap(file);
        const text = String.fromCharCode(...new Uint8Array(await file.arrayBuffer()).slice(0, 400));
        return [picture.width, picture.height, text.includes("Exif")]; }"""
    )
    assert (width, height, exif) == (2000, 1000, False)
    page.fill("[name=photos_caption]", "灌装线")
    page.click("figure.photo .x")
    assert page.evaluate("document.querySelector('[name=photos]').files.length") == 0


def test_files_that_cannot_be_kept_are_refused_before_they_are_sent(page, stand):
    page.set_input_files(
        "[name=photos]",
        [
            {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
            {"name": "empty.pdf", "mimeType": "application/pdf", "buffer": b""},
        ],
    )
    page.wait_for_selector("[data-upload-say]:not([hidden])")
    said = page.inner_text("[data-upload-say]")
    assert "「setup.exe」" in said
    assert "「empty.pdf」是空文件" in said
    page.evaluate(
        """() => { const input = document.querySelector("[name=photos]"); const file = new File(["x"], "big.jpg");
        Object.defineProperty(file, "size", {value: 3 * 1024 ** 3});
        Object.defineProperty(input, "files", {configurable: true, get: () => [file], set() {}});
        input.dispatchEvent(new Event("change", {bubbles: true})); delete input.files; }"""
    )
    until(page, "document.querySelector('[data-upload-say]').textContent.includes('3 GB')")
    assert page.locator("figure.photo").count() == 0


def test_a_date_shows_its_weekday(page):
    assert "周四" in page.inner_text("label[for=id_next]")


# ---- frame and lists ----


def test_keys_find_help_and_save(page, stand):
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys")
    page.keyboard.press("Escape")
    page.focus("#id_met")
    page.keyboard.type("/?")
    assert "/?" in page.input_value("#id_met")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("h1:has-text('done')")
    assert len(stand.posts("/form/")) == 1


def test_single_keys_can_be_switched_off(page):
    page.keyboard.press("?")
    page.check("[data-keys-off]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") != "q"


def test_a_reason_opens_beside_its_button_and_closes_by_escape(page, stand):
    page.goto(f"{stand.url}/record/")
    page.click("summary.btn")
    until(page, "document.activeElement.name === 'reason'")
    page.keyboard.press("Escape")
    assert page.is_hidden("[name=reason]")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_ticked_rows_bring_the_bar(page, stand):
    page.goto(f"{stand.url}/list/1/")
    assert page.is_hidden("#bulk")
    page.check("[name=pk][value='2']")
    assert "已选 1" in page.inner_text("#bulk")
    page.check("[data-tick-all]")
    assert "已选 3" in page.inner_text("#bulk")
    page.click("[data-bulk-all]")
    assert "已选全部 38" in page.inner_text("#bulk")
    page.click("#bulk button[formaction='/bulk/']")
    page.wait_for_selector("h1:has-text('done')")
    assert b"all=1" in stand.posts("/bulk/")[0]


def test_a_swapped_page_has_its_address_and_the_way_back(page, stand):
    page.goto(f"{stand.url}/list/1/")
    page.evaluate("window.same = true")
    page.click("#next")
    page.wait_for_selector("text=第 2 页")
    assert page.url.endswith("/list/2/")
    assert page.evaluate("window.same") is True
    assert page.locator("header.mast").count() == 1
    page.go_back()
    page.wait_for_selector("text=第 1 页")
    assert page.locator("header.mast").count() == 1


def test_without_a_script_the_form_is_whole(browser, stand):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stand.url}/form/")
    assert page.is_visible("#id_enterprise")
    assert page.input_value("#id_enterprise") == "九江云麓食品有限公司"
    assert page.is_visible("[name=photos]")
    assert page.is_visible("#why")
    assert page.locator("[data-line-item]:visible").count() == 3
    assert page.is_hidden("[data-remove]")
    page.goto(f"{stand.url}/list/1/")
    assert page.is_visible("#bulk")
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1366])
def test_pages_fit_their_width(browser, stand, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("/form/", "/record/", "/list/1/"):
        page.goto(f"{stand.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_everything_is_reached_on_a_phone_without_a_script(browser, stand):
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stand.url}/record/")
    assert page.is_hidden("#menu")
    page.goto(f"{stand.url}/record/#menu")
    assert page.is_visible("#menu nav a")
    context.close()
