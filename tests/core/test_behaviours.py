"""The scripts in a real browser, under the product's policy: keys, pickers, files, lists."""

import io

import pytest
from PIL import Image

from tests.core.stand import until

pytestmark = pytest.mark.browser


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
