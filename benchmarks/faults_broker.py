"""The broker stays away for minutes: pages and saves keep their speed, and what is owed meanwhile is sent afterwards.

Valkey is killed whenever the supervisor has brought it back. Each round opens a list (which never asks the broker) and a
form, and saves a visit (which hints to the worker). The machine swings, so the save is measured by the list opened in
the same round: the printed ratio is save/list without the broker by save/list before and after.
"""

import statistics
import threading
import time
from datetime import UTC, datetime

from benchmarks import ledger, people
from benchmarks.faults_kills import job_is_done, slay

AROUND = 12  # rounds before, and as many after
SLOWER = 1.5  # how much more a save may cost without the broker
FROZEN_FOR = 12.0
FROZEN = 8.0  # seconds the first save may take while the broker hangs without refusing
SENT_WITHIN = 180.0  # seconds after the broker is back: the pause of the supervisor and the period of beat


def run(stack, crowd, options):
    """The outage; returns the breaches."""
    minutes = options.broker_minutes
    print(f"\nThe broker away for {minutes:g} minutes", flush=True)
    person = next(each for each in crowd.people if each.name == "chen")
    person.enterprises = [
        pk for each in crowd.people if each.role == "ENTERPRISE" for pk in each.enterprises
    ]  # where each save owes somebody a mail, and so hints to the worker
    wait_until_nothing_is_owed(stack, 60)
    stack.clock.silent.set()  # from here on only the station's own beat asks
    around = [one_round(person) for _ in range(AROUND)]
    rounds, owed = [], 0
    killer = Killer(stack)
    killer.start()
    end = time.monotonic() + minutes * 60
    while time.monotonic() < end:
        rounds.append(one_round(person))
        time.sleep(min(max(0.0, end - time.monotonic()), minutes))
    owed = owed_now()
    killer.end()
    back = time.monotonic()
    sent = wait_until_nothing_is_owed(stack, SENT_WITHIN)
    took = time.monotonic() - back
    around += [one_round(person) for _ in range(AROUND)]
    breaches = report(around, rounds, owed, killer.kills, took if sent else None)
    breaches += frozen(stack, person)
    found = ledger.verdict([save for times, save in around + rounds])
    return [f"broker away: {what}" for what in [*breaches, *found.breaches]]


def one_round(person):
    """(seconds of the list, of the form, of the save), and the save."""
    listed = person.browser.get("/enterprises/")
    formed = person.browser.get("/visits/new/")
    save = people.save_visit(person, needs=2, until=time.monotonic() + 30)
    return (listed.seconds, formed.seconds, save.seconds), save


def report(around, rounds, owed, kills, took):
    """Print what it cost; returns the breaches."""
    breaches = []
    for number, name in enumerate(("list", "form", "save")):
        before, during = middle(around, number), middle(rounds, number)
        print(f"  {name}: p50 {before * 1000:.0f} ms with the broker, {during * 1000:.0f} ms without it")
    ratio = (middle(rounds, 2) / middle(rounds, 0)) / (middle(around, 2) / middle(around, 0))
    slowest = max(times[2] for times, _save in rounds)
    print(
        f"  save by list, without the broker by with it: {ratio:.2f}; slowest save {slowest:.2f} s; {len(rounds)} rounds"
    )
    wrong = [wrong for _times, save in around + rounds for wrong in save.wrong + save.words]
    breaches += [f"a save was not taken at once: {each}" for each in wrong]
    if ratio > SLOWER:
        breaches.append(f"saves are {ratio:.2f} times slower")
    back = f"all sent {took:.0f} s after it was back" if took is not None else "not sent after it was back"
    print(f"  Valkey killed {kills} times; {owed} messages owed when it came back, {back}")
    if took is None:
        breaches.append(f"what was owed is not sent {SENT_WITHIN:.0f} s later")
    if not owed:
        breaches.append("nothing was owed: the outage proves nothing")
    return breaches


def frozen(stack, person):
    """A broker that accepts and never answers, while a job is under way: one save waits for it, the next do not; then
    the worker goes on."""
    stack.clock.silent.clear()
    time.sleep(2)
    broker = stack.named("valkey")
    broker.suspend()
    until = time.monotonic() + FROZEN_FOR
    times = []
    try:
        while len(times) < 6 or time.monotonic() < until:
            times.append(one_round(person)[0][2])
    finally:
        broker.resume()
    since = datetime.now(UTC)
    end = time.monotonic() + SENT_WITHIN
    while not (goes_on := job_is_done(stack, since)) and time.monotonic() < end:
        time.sleep(0.5)
    took = (
        f"jobs go on {time.monotonic() - end + SENT_WITHIN:.0f} s later"
        if goes_on
        else "no job is done any more"
    )
    print(
        f"  frozen for {FROZEN_FOR:.0f} s instead of away: slowest of {len(times)} saves {max(times):.2f} s, {took}"
    )
    breaches = [f"a save took {max(times):.1f} s while the broker hung"] if max(times) > FROZEN else []
    return breaches + ([] if goes_on else ["the worker does nothing after the broker hung"])


def middle(rounds, number):
    """The median of one column."""
    return statistics.median(times[number] for times, _save in rounds)


def owed_now():
    """Messages that wait to be sent."""
    from django.db import close_old_connections

    from reminders.models import Delivery, State

    close_old_connections()
    return Delivery.objects.filter(state=State.OWED).count()


def wait_until_nothing_is_owed(stack, patience):
    """Whether everything was sent in time."""
    end = time.monotonic() + patience
    while owed_now():
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
    return True


class Killer(threading.Thread):
    """Kills Valkey whenever it is there."""

    def __init__(self, stack):
        super().__init__(daemon=True)
        self.stack, self.kills = stack, 0
        self.done = threading.Event()

    def run(self):
        """Until `end`."""
        while not self.done.is_set():
            if broker := self.stack.named("valkey"):
                slay(broker)
                self.kills += 1
            time.sleep(0.02)

    def end(self):
        """Let it live."""
        self.done.set()
        self.join()
