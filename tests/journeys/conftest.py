"""A real Celery worker against the test database, and a browser."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tests.browser import open_browser
from tests.factories import PASSWORD

BASE = Path(__file__).resolve().parents[2]


def wait_until(condition, seconds=30, what="it"):
    """Poll until `condition()` is true; fail after `seconds` (a limit against hanging, not a speed goal)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def database_url():
    """The address of the test database, for another process."""
    db = connection.settings_dict
    host, port = db["HOST"], db["PORT"]
    user = quote(db["USER"] or "", safe="")
    password = f":{quote(db['PASSWORD'], safe='')}" if db["PASSWORD"] else ""
    if host.startswith("/"):
        return f"postgres://{user}{password}@/{host}/{db['NAME']}"  # a socket, as django-environ reads it
    return f"postgres://{user}{password}@{host}{f':{port}' if port else ''}/{db['NAME']}"


class Worker:
    """One `celery worker` process group with its own queue."""

    def __init__(self, queue, log, **environment):
        self.log = log
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "celery",
                "-A",
                "workstation",
                "worker",
                "--concurrency=1",
                "-Q",
                queue,
                "-l",
                "INFO",
                "--without-gossip",
                "--without-mingle",
                "--without-heartbeat",
                "-n",
                f"{queue}@%h",
            ],
            cwd=BASE,
            env={**os.environ, "DATABASE_URL": database_url(), "DATABASE_OWNER_URL": "", **environment},
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        wait_until(
            lambda: " ready." in log.read_text() or self.process.poll() is not None, 60, "worker start"
        )
        if self.process.poll() is not None:
            raise AssertionError(log.read_text())

    def kill(self):
        """SIGKILL to the worker and its children: no goodbye."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def stop(self):
        """Say goodbye, so that its connections are closed when the database is taken down."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()


@pytest.fixture
def queue(request):
    """A queue of this test alone, in the test broker."""
    return f"test-{os.getpid()}-{request.node.name}"[:60]


@pytest.fixture
def worker(tmp_path, queue):
    """`worker(MAIL_GATE=…)` starts a worker on this test's queue; all are stopped at the end."""
    started = []

    def start(**environment):
        environment.setdefault("SECRET_KEY", settings.SECRET_KEY)
        started.append(Worker(queue, tmp_path / f"worker-{len(started)}.log", **environment))
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.fixture
def browse(live_server):
    """`browse("chen")` gives a page signed in through the sign-in form."""
    with open_browser() as browser:
        contexts = []

        def signed_in(account, **options):
            context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
            contexts.append(context)
            page = context.new_page()
            page.goto(f"{live_server.url}/login/")
            page.fill("input[name=username]", account)
            page.fill("input[name=password]", PASSWORD)
            page.locator("main form .btn-primary").first.click()
            page.wait_for_url(lambda url: "/login/" not in url)
            return page

        yield signed_in
        for context in contexts:
            context.close()
