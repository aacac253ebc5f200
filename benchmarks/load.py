"""`make load`: two hundred people at once on the product's own stack, for five minutes.

60 % read, 30 % fill in forms, 10 % send photos; they think between two steps as people do (`THINK` stretches or shortens
that). Every acknowledged save is compared with the database, the memory of the whole stack is measured all the time.
Prints what was seen and exits non-zero on any error, any lost or doubled row, growing memory, or an idle stack that is
too large. PEOPLE, MINUTES and THINK choose how many, how long, how hurried.
"""

import os
import statistics
import sys
import threading
import time

from benchmarks import ledger, people
from benchmarks.faults import line, readable, started
from benchmarks.load_crowd import (
    FILLING,
    LONGEST,
    LOOKING,
    RESTING,
    Visitor,
    make_accounts,
    run_all,
    sign_in_all,
)
from benchmarks.stack import BASE, PASSWORD

VAR = BASE / "var" / "load"
IDLE_LIMIT = 800.0  # MB, PSS of the whole idle stack
GROWTH_LIMIT = 1.5  # % of the memory per minute, in the second half of the run
SAMPLE = 5.0  # seconds


def main():
    """Run, print, judge."""
    count, minutes = int(os.environ.get("PEOPLE") or 200), float(os.environ.get("MINUTES") or 5)
    think = float(os.environ.get("THINK") or 1)
    stack = started(VAR)
    try:
        idle = stack.pss()
        memory("idle after the start", stack)
        accounts = make_accounts(count, PASSWORD)
        crowd = people.people(stack, list(accounts), patience=LONGEST)
        began = time.monotonic()
        sign_in_all(crowd, PASSWORD)
        print(f"{len(crowd)} people signed in, {time.monotonic() - began:.0f} s; {minutes:g} minutes begin.")
        print(
            f"Between pages {LOOKING[0] * think:g}–{LOOKING[1] * think:g} s, over a form {FILLING[0] * think:g}–"
            f"{FILLING[1] * think:g} s, between forms {RESTING[0] * think:g}–{RESTING[1] * think:g} s.",
            flush=True,
        )
        scale = Scale(stack)
        end = time.monotonic() + minutes * 60
        photos = [people.photo(side) for side in (1200, 1600, 2400)]
        visitors = [Visitor(each, accounts[each.name], end, think, photos) for each in crowd]
        scale.start()
        began = time.monotonic()
        run_all(visitors)
        took = time.monotonic() - began
        scale.end()
        time.sleep(20)
        after = stack.pss()
        memory("idle after the load", stack)
        breaches = [*judge(visitors, took), *scale.judge(), *readable(stack)]
        breaches += [
            f"the idle stack takes {each:.0f} MB, more than {IDLE_LIMIT:.0f}"
            for each in (idle, after)
            if each > IDLE_LIMIT
        ]
    finally:
        stack.stop()
    for breach in breaches:
        print(f"✗ {breach}")
    print(
        f"\n{len(breaches)} breaches."
        if breaches
        else "\nNo error, nothing lost, nothing doubled, memory flat."
    )
    return bool(breaches)


def judge(visitors, took):
    """Print speeds and the comparison with the database; returns the breaches."""
    pages = [seconds for each in visitors for seconds in each.day.pages]
    saves = [save for each in visitors for save in each.day.saves]
    plain = [save for save in saves if not save.files]
    heavy = [save for save in saves if save.files]
    line(("what", "n", "per second", "p50 ms", "p95 ms", "max", "", "", ""))
    for name, seconds in (
        ("page read", pages),
        ("form opened", [save.opening for save in saves if save.opening]),
        ("form saved", [save.seconds for save in plain if save.made]),
        ("upload saved", [save.seconds for save in heavy if save.made]),
    ):
        speed(name, seconds, took)
    found = ledger.verdict(saves)
    print(
        f"Saves {len(saves)}, acknowledged {found.acknowledged}, found {found.found}, lost {len(found.lost)}, "
        f"doubled {len(found.doubled)}, half {len(found.half)}."
    )
    breaches = [*found.breaches, *(wrong for each in visitors for wrong in each.day.wrong)]
    for save in saves:
        breaches += [f"{save.kind} {save.token}: {wrong}" for wrong in (*save.wrong, *save.words)]
        if not save.made:
            breaches.append(f"{save.kind} {save.token}: not saved")
    return breaches


def speed(name, seconds, took):
    """One line of the table."""
    if len(seconds) < 2:
        return
    cuts = statistics.quantiles(seconds, n=20)
    cells = (name, len(seconds), f"{len(seconds) / took:.1f}", f"{statistics.median(seconds) * 1000:.0f}")
    line((*cells, f"{cuts[18] * 1000:.0f}", f"{max(seconds):.1f} s", "", "", ""))


def memory(when, stack):
    """Print the memory of each program."""
    parts = ", ".join(f"{name} {size:.0f}" for name, size in stack.pss_by_program().items())
    print(f"Memory {when}: {stack.pss():.0f} MB PSS ({parts})", flush=True)


class Scale(threading.Thread):
    """Weighs the stack every few seconds."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.stack, self.samples = stack, []
        self.done = threading.Event()

    def run(self):
        """Until `end`."""
        began = time.monotonic()
        while not self.done.wait(SAMPLE):
            at, pss = time.monotonic() - began, self.stack.pss()
            self.samples.append((at, pss, self.stack.pss_by_program(), pss - self.stack.buffers()))

    def end(self):
        """Stop."""
        self.done.set()
        self.join()

    def judge(self):
        """Print the course and the slope of the second half; returns the breaches."""
        course = self.samples[:: max(1, len(self.samples) // 10)]
        print("Memory while they work, MB: " + " ".join(f"{size:.0f}" for _at, size, _parts, _own in course))
        half = self.samples[len(self.samples) // 2 :]
        if len(half) < 4:
            return ["too short to tell whether memory grows"]
        minutes = [at / 60 for at, _size, _parts, _own in half]
        sizes = [own for _at, _size, _parts, own in half]
        slope = statistics.linear_regression(minutes, sizes).slope
        share = slope / statistics.mean(sizes) * 100
        parts = {
            name: statistics.linear_regression(
                minutes, [each.get(name, 0.0) for _at, _size, each, _own in half]
            ).slope
            for name in half[-1][2]
        }
        print(
            f"Second half, without the buffers of PostgreSQL: {slope:+.1f} MB a minute ({share:+.2f} %); "
            + ", ".join(f"{name} {each:+.1f}" for name, each in parts.items())
        )
        return [f"memory grows by {share:.2f} % a minute"] if share > GROWTH_LIMIT else []


if __name__ == "__main__":
    sys.exit(main())
