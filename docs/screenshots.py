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
# "invitation:" invites somebody of the enterprise, "leave:<account>" opens the hand-over of a leaver
PAGES = {
    "login": (None, "/login/"),
    "status": (None, "/status/"),
    "my-work": ("chen", "/"),
    "enterprises": ("chen", "/enterprises/"),
    "enterprise": ("chen", "first:/enterprises/?q=ylsp"),
    "archive": ("chen", "first:/enterprises/?q=ylsp|archive/"),
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
    """Open an address, the first row of a list (and a tab of it), an invitation, or the page of a leaver."""
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
    page.goto(base + href.partition("?")[0] + tail if tail else base + href)


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
