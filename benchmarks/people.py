"""What people do at the station, by HTTP as they do it, and the ledger of what they were told was saved.

A save counts as acknowledged when the person is led to the page of what was made. Until then the same form is sent again
with the same one-time key, as a person presses the button again.
"""

import io
import random
import re
import time
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.client import Broken, Browser

MADE = re.compile(r"^/(?:visits|requests)/(\d+)/")
NEEDS = (
    "压力表到期，请协助联系检定",
    "想申请食品生产许可，不知道要准备什么",
    "出口包装标识请帮忙看一下",
    "检验室温控坏了，问哪里能修",
)


@dataclass
class Save:
    """One form that a person sent, and what became of it."""

    kind: str
    token: str
    needs: int = 0
    files: int = 0
    attempts: int = 0
    made: int = 0  # the number of the row in the address the person was led to; 0: not acknowledged
    words: list = field(
        default_factory=list
    )  # [(status or "broken", heading, seconds)] of refusals on the way
    kept: list = field(default_factory=list)  # whether a refusal page still held what was typed
    wrong: list = field(default_factory=list)  # answers that should not have come
    opening: float = 0.0  # seconds until the form was there
    seconds: float = 0.0  # seconds of the answer that acknowledged it
    enterprise: int = 0


@dataclass
class Person:
    """Somebody with a browser."""

    name: str
    pk: int
    role: str
    enterprises: list
    browser: Browser

    def choose(self):
        """One of the enterprises this person works for or on."""
        return random.choice(self.enterprises)


def people(stack, names, patience=30):
    """Persons of these accounts, not yet signed in. The process must have joined the stack."""
    from accounts.models import User
    from enterprises.models import Enterprise

    found = []
    for user in User.objects.filter(username__in=names).select_related("park"):
        rows = Enterprise.objects.visible_to(user).filter(status=Enterprise.Status.OPERATING)
        browser = Browser("127.0.0.1", stack.port, patience)
        found.append(
            Person(user.username, user.pk, user.role, list(rows.values_list("pk", flat=True)), browser)
        )
    return found


def new_token():
    """A word that stands in everything one save writes, and nowhere else."""
    return f"演练{uuid.uuid4().hex[:12]}"


def visit_form(person, save, page):
    """The fields of a visit with its needs, each due today, so that reminders are owed at once."""
    from core.clock import today

    day = today()
    fields = {
        **page.hidden(),
        "enterprise": save.enterprise,
        "visited_on": f"{day:%Y-%m-%d}",
        "purpose": "ROUTINE",
        "met": "王经理 总经理、李师傅 质检员",
        "summary": f"{save.token} 看了车间和台账",
        "risk": "LOW",
        "finding_QUALITY": "NORMAL",
        "next_on": f"{day + timedelta(days=60):%Y-%m-%d}",
        "need-TOTAL_FORMS": save.needs,
        "need-INITIAL_FORMS": 0,
        "need-MIN_NUM_FORMS": 0,
        "need-MAX_NUM_FORMS": 20,
    }
    for number in range(save.needs):
        fields |= {
            f"need-{number}-text": f"{random.choice(NEEDS)} {save.token}",
            f"need-{number}-category": "",
            f"need-{number}-owner": person.pk,
            f"need-{number}-promised_on": f"{day:%Y-%m-%d}",
        }
    return fields


def request_form(person, save, page):
    """The fields of a request of an enterprise, or of one that the station notes."""
    fields = {
        **page.hidden(),
        "enterprise": save.enterprise,
        "title": f"{random.choice(NEEDS)} {save.token}",
        "category": "OTHER",
        "detail": "上周已经问过供应商，需要在月底前解决。",
        "contact_name": "王经理",
        "contact_mobile": "13800138000",
    }
    if person.role != "ENTERPRISE":
        fields |= {"channel": "PHONE", "urgency": "NORMAL", "holder": person.pk}
    return fields


def save_visit(person, needs=2, photos=(), **how):
    """Record a visit."""
    save = Save("visit", new_token(), needs=needs, files=len(photos))
    save.enterprise = person.choose()
    attached = [("photos", name, content) for name, content in photos]
    return send(person, save, f"/visits/new/?enterprise={save.enterprise}", visit_form, attached, **how)


def save_request(person, files=(), **how):
    """Submit or note a request with files."""
    save = Save("request", new_token(), files=len(files))
    save.enterprise = person.choose()
    attached = [("files", name, content) for name, content in files]
    return send(person, save, "/requests/new/", request_form, attached, **how)


def save_answer(person, request, **how):
    """Answer a request that this person holds; `request` is the Save that made it."""
    save = Save("answer", new_token(), enterprise=request.enterprise)
    return send(person, save, f"/requests/{request.made}/answer/", answer_form, (), **how)


def answer_form(person, save, page):
    """The fields of an answer."""
    return {**page.hidden(), "text": f"已经联系好了，下周二上门，请留人配合。{save.token}"}


def send(person, save, path, make_fields, files, *, until, think=0.0, pause=0.5, twice=0.0):
    """Open the form, fill it, and send it until it is acknowledged or it is too late; returns the Save.

    `twice` is the chance that an acknowledged form is sent once more, as by a double click.
    """
    page = opened(person, save, path, until, pause)
    if page is None:
        return save
    if think:
        time.sleep(think)
    fields = make_fields(person, save, page)
    while not save.made:
        save.attempts += 1
        answer = attempt(save, lambda: person.browser.post(path, fields, files))
        if answer is not None:
            judge(save, answer, fields)
            save.seconds = answer.seconds
        if not save.made:
            if time.monotonic() > until:
                return save
            time.sleep(pause)
    if random.random() < twice:
        again = attempt(save, lambda: person.browser.post(path, fields, files))
        if again is not None and again.status == 302 and made_by(again) != save.made:
            save.wrong.append(f"sent twice, led to {again.location} instead of {save.made}")
    return save


def opened(person, save, path, until, pause):
    """The page of the form; None when it did not come in time."""
    while True:
        page = attempt(save, lambda: person.browser.get(path))
        if page is not None and page.status == 200:
            save.opening = page.seconds
            return page
        if page is not None:
            judge(save, page, None)
        if time.monotonic() > until:
            return None
        time.sleep(pause)


def attempt(save, ask):
    """The answer, or None when there was none; that is noted."""
    began = time.monotonic()
    try:
        return ask()
    except Broken as error:
        save.words.append(("broken", str(error).partition(" ")[0], time.monotonic() - began))
        return None


def judge(save, answer, fields):
    """Was it saved, was it refused with a sentence, or is something wrong?"""
    if answer.status == 302 and made_by(answer):
        save.made = made_by(answer)
        return
    if answer.status == 503 and answer.says_it_in_chinese:
        save.words.append((503, answer.heading, answer.seconds))
        if fields:
            save.kept.append(fields["one_time_key"] in answer.text and save.token in answer.text)
        return
    where = f" to {answer.location}" if answer.location else f" “{answer.heading}”"
    save.wrong.append(f"{answer.status}{where}")


def made_by(answer):
    """The number of the row in the address a save leads to, 0 when it leads elsewhere."""
    found = MADE.match(answer.location)
    return int(found.group(1)) if found else 0


def photo(side=1600):
    """A JPEG that does not compress to nothing, like one from a phone."""
    from PIL import Image

    small = Image.frombytes("RGB", (side // 8, side // 8), random.randbytes((side // 8) ** 2 * 3))
    out = io.BytesIO()
    small.resize((side, side)).save(out, "JPEG", quality=80)
    return out.getvalue()
