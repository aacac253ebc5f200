"""People at work while things are killed, somebody who only looks, and a clock that has sweeps and sending done."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks import people
from benchmarks.client import Broken, Browser

WATCHED = ("/enterprises/", "/visits/", "/requests/", "/login/")
LONGEST = 15.0  # seconds: a longer wait is a page that hangs
GIVE_UP = 90.0  # seconds after which a form that is refused again and again counts as not saved


@dataclass
class Round:
    """What happened while one thing was killed."""

    saves: list = field(default_factory=list)
    looks: list = field(default_factory=list)  # (status or "broken", heading, seconds, says it in Chinese)

    def sentences(self):
        """Counter of the words that were shown instead of a page."""
        words = Counter(heading for save in self.saves for status, heading, _s in save.words if status == 503)
        words.update(heading for status, heading, _seconds, _chinese in self.looks if status == 503)
        return words

    def broken(self):
        """Connections that broke off or were refused."""
        return sum(status == "broken" for save in self.saves for status, _h, _s in save.words) + sum(
            status == "broken" for status, _h, _s, _c in self.looks
        )

    def breaches(self, *, may_break):
        """Sentences about answers that should not have come."""
        found = [f"{save.kind} {save.token}: {wrong}" for save in self.saves for wrong in save.wrong]
        for status, heading, seconds, chinese in self.looks:
            if status not in (200, "broken") and not (status == 503 and chinese):
                found.append(f"a page answered {status} “{heading}”")
            if seconds > LONGEST:
                found.append(f"a page took {seconds:.0f} s")
        waits = [seconds for save in self.saves for _status, _heading, seconds in save.words]
        if waits and max(waits) > LONGEST:
            found.append(f"a form took {max(waits):.0f} s")
        kept = [each for save in self.saves for each in save.kept]
        if not all(kept):
            found.append(f"{kept.count(False)} of {len(kept)} refusals had lost what was typed")
        if self.broken() and not may_break:
            found.append(f"{self.broken()} connections broke off")
        return found


class Crowd:
    """Signed-in people who save without a pause, and a manager who looks."""

    def __init__(self, stack, savers, password, watcher="manager"):
        self.stack = stack
        self.photo = people.photo(400)
        self.people = people.people(stack, savers)
        self.watcher = Browser("127.0.0.1", stack.port, patience=30)
        for person in self.people:
            person.browser.sign_in(person.name, password)
        self.watcher.sign_in(watcher, password)
        self.busy = 0  # forms under way, so that a kill hits in the middle
        self.stop = threading.Event()

    def start(self):
        """Begin a round; `end` returns it."""
        self.stop.clear()
        self.round = Round()
        self.threads = [
            threading.Thread(target=self._save, args=(person,), daemon=True) for person in self.people
        ]
        self.threads.append(threading.Thread(target=self._look, daemon=True))
        for thread in self.threads:
            thread.start()

    def end(self):
        """Let everybody finish what they are at, and return the round."""
        self.stop.set()
        for thread in self.threads:
            thread.join(GIVE_UP + 60)
        return self.round

    def in_the_middle(self, wanted=2, patience=10):
        """Return at a moment when forms are under way."""
        end = time.monotonic() + patience
        while self.busy < wanted and time.monotonic() < end:
            time.sleep(0.001)

    def _save(self, person):
        while not self.stop.is_set():
            how = {"until": time.monotonic() + GIVE_UP, "pause": 0.4, "twice": 0.1}
            self.busy += 1
            try:
                if person.role != "ENTERPRISE" and random.random() < 0.6:
                    saves = [people.save_visit(person, needs=random.randint(1, 3), **how)]
                else:
                    files = [("现场.jpg", self.photo), ("说明.txt", b"as found on site\n" * 50)]
                    saves = [people.save_request(person, files, **how)]
                    if person.role != "ENTERPRISE" and saves[0].made:
                        saves.append(people.save_answer(person, saves[0], **how))
            finally:
                self.busy -= 1
            self.round.saves += saves
            time.sleep(random.uniform(0.05, 0.3))

    def _look(self):
        while not self.stop.is_set():
            for path in WATCHED:
                began = time.monotonic()
                browser = self.watcher if path != "/login/" else Browser("127.0.0.1", self.stack.port, 30)
                try:
                    answer = browser.get(path)
                    look = (answer.status, answer.heading, answer.seconds, answer.says_it_in_chinese)
                except Broken as error:
                    look = ("broken", str(error), time.monotonic() - began, False)
                self.round.looks.append(look)
                time.sleep(0.1)


class Clock:
    """Asks for a sweep and for sending every second, as beat does more seldom."""

    def __init__(self, period=1.0):
        from workstation.celery import app

        self.app, self.period = app, period
        self.stop = threading.Event()
        self.silent = threading.Event()  # set while only the station's own beat shall ask
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        """Begin."""
        self.thread.start()
        return self

    def end(self):
        """Stop asking."""
        self.stop.set()
        self.thread.join(20)

    def ask(self, task):
        """Ask for one job; says whether the broker took it."""
        from kombu.exceptions import OperationalError
        from redis.exceptions import RedisError

        try:
            self.app.send_task(task, expires=30, retry=False)
        except (OperationalError, RedisError, OSError):
            return False
        return True

    def _run(self):
        while not self.stop.wait(self.period):
            if self.silent.is_set():
                continue
            self.ask("reminders.tasks.sweep")
            self.ask("reminders.tasks.send_owed")
