"""Every form that a page offers, filled with valid and hostile values mixed, as everybody who may open it."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import reverse
from hypothesis import strategies as st

from tests.fuzz.asker import Ask, multipart, urlencoded
from tests.fuzz.files import files
from tests.fuzz.filling import fill, fillings
from tests.fuzz.invariants import amounts, mixed_parks, rows_of_company, rows_of_park
from tests.fuzz.marked import ADMINISTRATORS
from tests.fuzz.oracles import judge
from tests.fuzz.runner import RUN, explore
from tests.fuzz.typed import lost
from tests.nets.matrix import ROWS

SHARE, EXAMPLES = 2, 2
FRAME = ("accounts:logout", "core:preferences", "reminders:read_all")  # forms of every page, looked at on one
SENTENCES = (b'role="alert"', b'class="err"')
GIVES_MORE = ("accounts:accept",)  # who accepts belongs to that enterprise from then on
NEW_KEY = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"
GOES_ON = (301, 302, 303)
UNDERSTOOD = (200, 302, 403, 409, 413, 422, 429)


@pytest.fixture(scope="module")
def before(world):
    """What the parks and the enterprises look like before anything is posted."""
    return {
        "mixed": mixed_parks(),
        **{park.pk: rows_of_park(park) for park in (world.park, world.other_park)},
        **{who: rows_of_company(company) for who, company in world.company_of.items()},
    }


def others_unchanged(world, who, before):
    """Tables in which something changed that is none of this person's business."""
    parks = [world.other_park] if who != "stranger" else [world.park]
    parks += [world.park] if who in ADMINISTRATORS | {"city"} else []
    found = []
    for park in parks:
        now = rows_of_park(park)
        found += [f"{park}: {name}" for name in now if now[name] != before[park.pk][name]]
    if who in ADMINISTRATORS:
        found = [name for name in found if "accounts." not in name]
    for name, company in world.company_of.items():
        if who in world.company_of and who != name and rows_of_company(company) != before[name]:
            found.append(f"rows of {company}")
    return found


def known_to(world, who, row):
    """What this person means when a form asks for an enterprise, and what the row says is right to post."""
    company = world.stranger_co if who == "stranger" else world.company_of.get(who, world.yunlu_co)
    company.refresh_from_db(fields=["name"])
    return {
        **{name: str(value) for name, value in row.posted(world).items()},
        "enterprise": str(company.pk),
        "enterprise_text": company.name,
        "enterprise_was": company.name,
        "industry": "C1411",
    }


def offered(page, row):
    """The forms of a page that change something."""
    frame = [reverse(name) for name in FRAME] if row.name != "home" else []
    return [form for form in page.forms if form.method == "post" and urlsplit(form.action).path not in frame]


def post_of(who, url, form, filling, known):
    """The request a browser would send, and what was typed."""
    filled = fill(form, filling, known)
    slots = [one.name for one in form.fields if one.kind == "file"]
    sent = [(slots[n % len(slots)], *file) for n, file in enumerate(filling.files)] if slots else []
    if "multipart" in form.enctype:
        body, content_type = multipart(filled.pairs, sent)
    else:
        body, content_type = urlencoded(filled.pairs), "application/x-www-form-urlencoded"
    return Ask.to(who, urljoin(url, filled.action), "POST", body, content_type), filled


def shows_no_way_on(answer):
    """A refusal without a sentence."""
    return (
        answer.status in (409, 422) and answer.is_html and not any(word in answer.body for word in SENTENCES)
    )


@pytest.mark.parametrize("row", [row for row in ROWS if row.get], ids=str)
def test_a_form_takes_whatever_is_typed(row, asker, world, before):
    def check(case):
        who, filling = case
        url = row.url(world)
        with asker.trial():
            page = judge(asker.send(Ask.to(who, url)))
            forms = offered(page.page, row) if page.status == 200 and page.is_html else []
            if not forms:
                return
            RUN.parts["posted"] += 1
            ask, filled = post_of(
                who, url, forms[filling.form % len(forms)], filling, known_to(world, who, row)
            )
            answer = judge(asker.send(ask))
            if answer.status in UNDERSTOOD or not filled.forged:
                assert answer.status in UNDERSTOOD, f"{ask}\nanswers {answer.status} to a form it offered"
                missing = lost(answer, filled)
                assert not missing, f"{ask}\nanswers {answer.status}, lost: {missing}"
            assert not shows_no_way_on(answer), f"{ask}\nanswers {answer.status} without a sentence"
            if row.name in GIVES_MORE:
                return
            if answer.status in GOES_ON and answer.location:
                RUN.parts["saved"] += 1
                judge(asker.send(Ask.to(who, urljoin(ask.path, answer.location))))
                if filling.twice and len(dict(filled.pairs).get("one_time_key", "")) == len(NEW_KEY):
                    rows = amounts()
                    judge(asker.send(ask))
                    assert amounts() == rows, f"{ask}\nthe same one-time key made rows twice"
            strange = others_unchanged(world, who, before)
            assert not strange, f"{ask}\nchanged what belongs to others: {strange}"
            mixed = mixed_parks()
            assert mixed == before["mixed"], f"{ask}\nlinked rows of two parks: {mixed}"

    explore(
        "form pages opened",
        check,
        st.tuples(st.sampled_from(sorted(row.get)), fillings(files())),
        EXAMPLES,
        SHARE,
    )
