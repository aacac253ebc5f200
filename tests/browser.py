"""One Chromium for the tests that need a browser, started once and shared while it runs."""

import os
from contextlib import contextmanager

import pytest

from workstation.launch.browser import chromium

_running = []


@contextmanager
def open_browser():
    """A Chromium; whoever asks while one is open gets the same (Playwright runs one loop per thread)."""
    if _running:
        yield _running[-1]
        return
    from playwright.sync_api import sync_playwright

    path = chromium()
    if not path:
        pytest.fail("Chromium is needed for the browser tests: install it, or name it in CHROMIUM.")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread, beside the ORM
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            _running.append(browser)
            try:
                yield browser
            finally:
                _running.pop()
                browser.close()
    finally:
        if before is None:
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before
