"""Screenshots of the main pages, desktop and phone, of a running demo station, into docs/screenshots/.

make screenshots                       # the station of `make run` on PORT (default 8000)
python docs/screenshots.py http://127.0.0.1:8000 PASSWORD [name …]
"""

import os
import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).resolve().parent / "screenshots"
SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
# name: (account or None, address); "first:<list address>" opens the first row of a list and a tab of it,
# "invitation:" invites somebody of the enterprise, "leave:<account>" opens the hand-over of a leaver,
# "import:" sends a small table and waits for its preview, "tick:<list>" ticks rows, "asked:" opens what the station asks for
PAGES = {
    "login": (None, "/login/"),
    "status": (None, "/status/"),
    "my-work": ("chen", "/"),
    "enterprises": ("chen", "/enterprises/"),
    "enterprise": ("chen", "first:/enterprises/?q=ylsp"),
    "archive": ("chen", "first:/enterprises/?q=ylsp|archive/"),
    "several": ("chen", "tick:/enterprises/?tab=all"),
    "missing": ("chen", "first:/enterprises/?q=ylsp|archive/METROLOGY/missing/"),
    "registers": ("chen", "/registers/"),
    "register": ("chen", "/registers/instruments/"),
    "register-row": ("chen", "first:/registers/instruments/"),
    "import": ("chen", "/registers/instruments/import/"),
    "import-preview": ("chen", "import:"),
    "merge": ("chen", "first:/enterprises/?q=ylsp|merge/?other="),
    "standards": ("chen", "/standards/"),
    "changes": ("chen", "/changes/"),
    "licensing": ("chen", "/licensing/"),
    "licence-case": ("chen", "first:/licensing/"),
    "diagnosis": ("chen", "/licensing/diagnosis/?product=广式月饼"),
    "testing-board": ("chen", "/licensing/bodies/"),
    "licence-statistics": ("manager", "/licensing/statistics/"),
    "requests": ("chen", "/requests/"),
    "request": ("chen", "first:/requests/"),
    "consultations": ("chen", "/consultations/"),
    "visits": ("chen", "/visits/"),
    "visit": ("chen", "first:/visits/"),
    "visit-form": ("chen", "/visits/new/?enterprise="),
    "visits-missed": ("chen", "/visits/missed/"),
    "people": ("lead", "/people/"),
    "dashboard": ("manager", "/dashboard/"),
    "economy": ("manager", "/economy/"),
    "portal": ("yunlu", "/"),
    "portal-requests": ("yunlu", "/requests/"),
    "asked": ("yunlu", "asked:"),
    "request-new": ("yunlu", "/requests/new/"),
    "quick-log": ("chen", "/requests/log/"),
    "invitation": ("chen", "invitation:"),
    "slip": ("chen", "invitation:slip/"),
    "leave": ("lead", "leave:zhou"),
    "inbox": ("yunlu", "/reminders/inbox/"),
    "coming": ("chen", "/reminders/coming/"),
    "ledger": ("lead", "/reminders/"),
    "health": ("lead", "/health/"),
}


def sign_in(page, base, account, password):
    """Through the sign-in page, as a person does."""
    page.goto(f"{base}/login/")
    page.fill("input[name=username]", account)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit], main .btn-primary")
    page.wait_for_load_state()
    if "/login/" in page.url:
        sys.exit(f"{account} could not sign in")


def open_page(page, base, address):
    """Open an address, the first row of a list (and a tab of it), or what one of the words at `PAGES` stands for."""
    if address == "import:":
        page.goto(f"{base}/enterprises/import/")
        page.set_input_files("input[type=file]", small_table())
        page.click("[data-main]")
        page.wait_for_selector(".sum-s", timeout=60_000)
        return
    if address == "asked:":
        link = page.goto(base) and page.locator("main a[href*='/asked/']").first
        if link.count():
            page.goto(base + link.get_attribute("href"))
        return
    if address.startswith("tick:"):
        page.goto(base + address.removeprefix("tick:"))
        for box in page.locator("input[name=pk]").all()[:3]:
            box.check()
        return
    if address.startswith("invitation:"):
        page.goto(f"{base}/enterprises/{first_enterprise(page, base, 'dhwj')}/invite/")
        page.fill("input[name=name]", "程芳")
        page.click("[data-main]")
        page.wait_for_load_state()
        page.goto(page.url + address.removeprefix("invitation:"))
        return
    if address.startswith("leave:"):
        page.goto(f"{base}/people/?q={address.removeprefix('leave:')}")
        page.goto(base + page.locator("table a.t1").first.get_attribute("href") + "leave/")
        return
    if not address.startswith("first:"):
        page.goto(base + address)
        return
    listing, _sep, tail = address.removeprefix("first:").partition("|")
    page.goto(base + listing)
    href = page.locator("table a.t1").first.get_attribute("href")
    if tail.endswith("other="):
        tail += first_enterprise(page, base, "dhwj")
    page.goto(base + href.partition("?")[0] + tail if tail else base + href)


def small_table():
    """A table as somebody keeps it: a new enterprise, one that is there, and one with a mistake; nothing of it is entered."""
    rows = [
        ["企业名称", "入园日期", "主要产品", "没有代码的原因"],
        ["九江青禾农产品加工有限公司", "2026年3月2日", "大米、面条", "正在办理"],
        ["九江云麓食品有限公司", "", "云雾茶饼、桂花酥", ""],
        ["九江远山包装有限公司", "去年", "纸箱", "正在办理"],
    ]
    text = "\n".join(",".join(row) for row in rows)
    return {"name": "企业台账.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}


def first_enterprise(page, base, initials="ylsp"):
    """The id of the enterprise the pictures show; invitations go to another one, whose timeline is in no picture."""
    page.goto(f"{base}/enterprises/?q={initials}")
    return re.search(r"/enterprises/(\d+)/", page.locator("table a.t1").first.get_attribute("href"))[1]


def main(base, password, only):
    """Take them all, or those named."""
    OUT.mkdir(exist_ok=True)
    wanted = {name: page for name, page in PAGES.items() if not only or name in only}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for size, (width, height) in SIZES.items():
            for account in dict.fromkeys(who for who, _address in wanted.values()):
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    device_scale_factor=1,
                    is_mobile=size == "phone",
                    locale="zh-CN",
                    timezone_id="Asia/Shanghai",
                )
                page = context.new_page()
                if account:
                    sign_in(page, base, account, password)
                for name, (who, address) in wanted.items():
                    if who != account:
                        continue
                    if address.endswith("enterprise="):
                        address += first_enterprise(page, base)
                    open_page(page, base, address)
                    page.wait_for_load_state("networkidle")
                    tall = page.evaluate("document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": width, "height": max(height, tall)})  # bars at the end
                    page.screenshot(path=OUT / f"{name}-{size}.png")
                    page.set_viewport_size({"width": width, "height": height})
                    print(f"{name}-{size}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1].rstrip("/"), sys.argv[2], sys.argv[3:])
