"""Two hundred people: accounts for them, and what each does all day, with pauses as people make them."""

import random
import re
import threading
import time
from dataclasses import dataclass, field

from benchmarks import people
from benchmarks.client import Broken

READING, FORMS, UPLOADS = 0.6, 0.3, 0.1  # of the people
LOOKING = (5.0, 15.0)  # seconds on a page before the next
FILLING = (20.0, 60.0)  # seconds over a form
RESTING = (5.0, 15.0)  # seconds between two forms
PATIENCE = 120.0
LONGEST = 120.0  # seconds a browser waits for an answer
NAME = "fuzai{:03d}"
DETAIL = re.compile(r'href="(/(?:enterprises|visits|requests)/\d+/)"')
PAGES = {
    "STAFF": ("/", "/enterprises/", "/visits/", "/requests/", "/visits/missed/", "/search/?q=jj"),
    "MANAGER": ("/dashboard/", "/enterprises/", "/visits/", "/requests/", "/consultations/"),
    "CITY": ("/", "/enterprises/", "/visits/", "/requests/"),
    "ENTERPRISE": ("/", "/requests/", "/reminders/"),
}


@dataclass
class Day:
    """What one person did."""

    pages: list = field(default_factory=list)  # seconds of each page read
    saves: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


def role_of(kind, number):
    """Who reads: staff, managers, city, enterprises; who writes: staff and enterprises in turn."""
    if kind == "reading":
        return ("STAFF", "ENTERPRISE", "MANAGER", "ENTERPRISE", "STAFF", "CITY")[number % 6]
    return ("STAFF", "ENTERPRISE")[number % 2]


def kinds(count):
    """The kind of each of `count` people."""
    uploads, forms = round(count * UPLOADS), round(count * FORMS)
    return ["uploads"] * uploads + ["forms"] * forms + ["reading"] * (count - uploads - forms)


def make_accounts(count, password):
    """Accounts in the demo park, with one password; returns {name: kind}."""
    from django.contrib.auth.hashers import make_password

    from accounts.models import User
    from enterprises.models import Enterprise, Membership

    park = User.objects.get(username="chen").park
    enterprises = list(
        Enterprise.objects.filter(park=park, status=Enterprise.Status.OPERATING).order_by("pk")
    )
    hashed, found = make_password(password), {}
    for number, kind in enumerate(kinds(count)):
        role = role_of(kind, number)
        user = User(
            username=NAME.format(number),
            name=f"压测{number:03d}",
            role=role,
            park=None if role == "CITY" else park,
            sees_all_parks=role == "CITY",
            must_change_password=False,
            password=hashed,
        )
        user.save()
        if role == "ENTERPRISE":
            Membership.objects.create(enterprise=enterprises[number % len(enterprises)], user=user)
        found[user.username] = kind
    return found


def sign_in_all(crowd, password, at_once=4):
    """Everybody through the sign-in page, a few at once; the time it takes is no part of the measurement."""
    waiting = list(crowd)

    def work():
        while waiting:
            person = waiting.pop()
            person.browser.sign_in(person.name, password)

    run_all([threading.Thread(target=work, daemon=True) for _ in range(at_once)])


def run_all(threads):
    """Start and wait for all."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class Visitor(threading.Thread):
    """One person until the end of the day."""

    def __init__(self, person, kind, end, think, photos):
        super().__init__(daemon=True)
        self.person, self.kind, self.until, self.think, self.photos = person, kind, end, think, photos
        self.day = Day()

    def run(self):
        """Come some time after the others, then go on until the end."""
        self.pause((0.0, RESTING[1]))
        while time.monotonic() < self.until:
            if self.kind == "reading":
                self.read()
                self.pause(LOOKING)
            else:
                self.write(self.photos if self.kind == "uploads" else ())
                self.pause(RESTING)
        self.person.browser.close()

    def pause(self, seconds):
        """Think, but not beyond the end of the day."""
        wanted = random.uniform(*seconds) * self.think
        time.sleep(max(0.0, min(wanted, self.until - time.monotonic())))

    def read(self):
        """A page, and sometimes a record out of it."""
        page = self.open(random.choice(PAGES[self.person.role]))
        links = DETAIL.findall(page.text) if page else []
        if links and random.random() < 0.5:
            self.pause(LOOKING)
            self.open(random.choice(links))

    def open(self, path):
        """One page; None when it did not come."""
        try:
            answer = self.person.browser.get(path)
            if answer.status == 302 and answer.location.startswith("/"):
                answer = self.person.browser.get(answer.location)
        except Broken as error:
            self.day.wrong.append(f"{path}: {error}")
            return None
        self.day.pages.append(answer.seconds)
        if answer.status != 200:
            self.day.wrong.append(f"{path}: {answer.status} “{answer.heading}”")
        return answer

    def write(self, photos):
        """A visit, a request, or the answer to one's own request; an uploader adds one or two photos."""
        files = (
            [(f"现场{n}.jpg", random.choice(photos)) for n in range(random.randint(1, 2))] if photos else ()
        )
        fill = min(random.uniform(*FILLING) * self.think, max(0.5, self.until - time.monotonic()))
        how = {"until": time.monotonic() + fill + PATIENCE, "think": fill, "twice": 0.1}
        mine = [save for save in self.day.saves if save.kind == "request" and save.made]
        answered = sum(save.kind == "answer" for save in self.day.saves)
        if self.person.role == "STAFF" and not files and len(mine) > answered:
            self.day.saves.append(people.save_answer(self.person, mine[answered], **how))
        elif self.person.role == "STAFF" and random.random() < 0.6:
            self.day.saves.append(people.save_visit(self.person, random.randint(0, 3), files, **how))
        else:
            self.day.saves.append(people.save_request(self.person, files, **how))
