"""What is killed, and when it is back: each kill is a SIGKILL, each probe asks for the service itself, not for a process."""

import contextlib
import time
from dataclasses import dataclass

import psutil

from benchmarks.client import Broken, Browser

PATIENCE = 120.0


@dataclass(frozen=True)
class Kill:
    """One thing to kill. `strike(stack)` kills it; `back(stack, since)` says whether the service is there again."""

    name: str
    strike: object
    back: object
    may_break: bool = False  # the process that holds the connections dies with them


def slay(*processes):
    """SIGKILL."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    if not processes:
        raise SystemExit("There is nothing to kill: a program of the station is missing.")


def until_back(kill, stack, since):
    """Seconds until the service was back, None when it did not come back."""
    began = time.monotonic()
    while not kill.back(stack, since):
        if time.monotonic() - began > PATIENCE:
            return None
        time.sleep(0.05)
    return time.monotonic() - began


# ---- probes --------------------------------------------------------------------------------------------------------


def page_answers(stack, since=None):
    """A page that reads the database answers."""
    browser = Browser("127.0.0.1", stack.port, patience=10)
    try:
        return browser.get("/readyz").status == 200 and browser.get("/login/").status == 200
    except Broken:
        return False
    finally:
        browser.close()


def web_is_back(stack, since):
    """A web server with as many workers as before, all of them new, and a page."""
    workers = {each.pid for each in stack.children_of("web")}
    return not workers & stack.before and len(workers) >= stack.web_workers and page_answers(stack)


def job_is_done(stack, since):
    """A job that was asked for after the kill has been done."""
    from django.db import DatabaseError, close_old_connections

    from core.models import Heartbeat

    stack.clock.ask("reminders.tasks.heartbeat")
    time.sleep(0.1)
    try:
        close_old_connections()
        return Heartbeat.objects.filter(name="beat", beat_at__gt=since).exists()
    except DatabaseError:
        return False


def beat_is_there(stack, since):
    """A new beat has read its schedule."""
    process = stack.named("beat")
    log = stack.var / "log" / "beat.log"
    fresh = process is not None and process.pid not in stack.before
    return fresh and "beat: Starting" in log.read_bytes()[stack.log_size :].decode("utf-8", "replace")


def broker_answers(stack, since=None):
    """Valkey answers and a job goes through it."""
    return job_is_done(stack, since)


# ---- what is killed ------------------------------------------------------------------------------------------------


def backend_of_web(stack):
    """A process of PostgreSQL that serves a page."""
    from django.db import close_old_connections, connection

    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE usename = 'qs_app' AND backend_type = 'client backend'"
        )
        serving = {pid for (pid,) in cursor.fetchall()}
    return [each for each in stack.children_of("postgres") if each.pid in serving][:1]


def strike(kill, stack):
    """Kill, remembering who was there."""
    stack.before = {process.pid for process in stack.tree()}
    stack.log_size = (stack.var / "log" / "beat.log").stat().st_size
    kill.strike(stack)


def between_claim_and_send(stack):
    """Hold the door of the mail box shut, wait until the worker stands there with a claim, and kill all of it."""
    gate = stack.gate
    gate.touch()
    reached = gate.with_suffix(".reached")
    reached.unlink(missing_ok=True)
    end = time.monotonic() + 60
    while not reached.exists() and time.monotonic() < end:
        time.sleep(0.02)
    if not reached.exists():
        raise SystemExit("No worker came to the mail box.")
    slay(*stack.children_of("worker"), stack.named("worker"))
    gate.unlink()


KILLS = (
    Kill("gunicorn workers", lambda s: slay(*s.children_of("web")), web_is_back, may_break=True),
    Kill("celery child", lambda s: slay(*s.children_of("worker")), job_is_done),
    Kill("postgres backend", lambda s: slay(*backend_of_web(s)), page_answers),
    Kill("valkey", lambda s: slay(s.named("valkey")), broker_answers),
    Kill("gunicorn master", lambda s: slay(s.named("web")), web_is_back, may_break=True),
    Kill("celery parent", lambda s: slay(s.named("worker")), job_is_done),
    Kill("beat", lambda s: slay(s.named("beat")), beat_is_there),
    Kill("postmaster", lambda s: slay(s.named("postgres")), page_answers),
    Kill("celery, claim–send", between_claim_and_send, job_is_done),
    Kill(
        "all of postgres",
        lambda s: slay(s.named("postgres"), *s.children_of("postgres")),
        page_answers,
    ),
)
