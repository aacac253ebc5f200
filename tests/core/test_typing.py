"""Typing in a real browser: nothing typed is lost, sent twice or sent too early."""

import base64
import json
import uuid

import pytest

from tests.core.stand import local_copies, saved, until

pytestmark = pytest.mark.browser
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


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


def test_a_form_changed_on_the_way_back_is_another_form(page):
    key = "7d3f6f0a-50a5-4a0f-9a55-1c1f4bb1a001"
    page.evaluate(
        """(key) => { const form = document.querySelector("form[data-guard]");
        form.append(Object.assign(document.createElement("input"), {type: "hidden", name: "one_time_key", value: key}));
        form.dataset.sent = "1";
        dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true})); }""",
        key,
    )
    value = "document.querySelector('[name=one_time_key]').value"
    assert page.evaluate(value) == key  # sent again as it stands it is the same form
    page.focus("#id_met")
    page.keyboard.type("刘洋")
    changed = page.evaluate(value)
    assert uuid.UUID(changed).version == 4
    assert changed != key
    page.keyboard.type("、吴凯")
    assert page.evaluate(value) == changed


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


def note(page):
    """Whether the page says that this device has something that never arrived."""
    return page.is_visible("[data-local]")


def test_nothing_is_said_of_what_stands_in_the_page_again(page, stand):
    stand.draft_status = 500
    page.click("[data-add]")
    page.fill("#id_met", "卢汪洋 总经理")
    saved(page, stand)
    assert local_copies(page) == 1
    stand.pages["/again/"] = stand.pages["/form/"].replace('value="卢汪洋"', 'value="卢汪洋 总经理"')
    stand.draft_status = 200
    page.goto(f"{stand.url}/again/")  # the refused form, or the one that came back after signing in
    assert page.input_value("#id_met") == "卢汪洋 总经理"
    assert not note(page)
    until(page, "Object.keys(localStorage).every((key) => !key.startsWith('qs-draft'))")


def test_the_copy_goes_when_the_server_says_that_the_draft_is_settled(page, context, stand):
    stand.draft_status = 500
    page.fill("#id_met", "没传上去的")
    saved(page, stand)
    page.goto(f"{stand.url}/form/")
    assert note(page)
    context.add_cookies([{"name": "draft_settled", "value": "/drafts/visit/new/", "url": stand.url}])
    page.goto(f"{stand.url}/form/")
    assert not note(page)
    assert local_copies(page) == 0


def test_chosen_files_stay_in_the_page_when_the_sign_in_has_ended(page, stand):
    stand.draft_status = 401
    page.set_input_files("[name=photos]", {"name": "说明.png", "mimeType": "image/png", "buffer": PIXEL})
    page.wait_for_selector("figure.photo")
    page.click("[data-main]")
    page.wait_for_selector("[data-over]:not([hidden])")
    page.wait_for_timeout(300)
    assert stand.posts("/form/") == []
    stand.draft_status = 200
    page.click("[data-main]")
    page.wait_for_selector("h1:has-text('done')")
