"""The permission matrix: every address × every person × both methods (DESIGN §7)."""

from urllib.parse import urlsplit

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.nets.matrix import BESIDES, ROWS, addresses
from tests.nets.visitor import Visitor
from tests.nets.who import ANONYMOUS, CITY, EVERYBODY, SECADMIN, SYSADMIN

SEE_EVERY_PARK = CITY | SYSADMIN | SECADMIN
REFUSED = (401, 403, 404, 405)


@pytest.fixture(scope="module")
def visitor(world):
    """Goes from page to page as everybody in turn."""
    return Visitor(world)


def verdict(response):
    """Short word of an answer: its status, or "sign in" when it leads to the door and back."""
    if response.status_code == 302:
        target = urlsplit(response["Location"])
        if target.path == reverse("accounts:login") and "next=" in target.query:
            return "sign in"
    return response.status_code


def is_let_in(answer):
    """Whether somebody who may was let in (perhaps to hear what is wrong with the form, or with the state)."""
    return answer != "sign in" and answer not in REFUSED and answer < 500


def is_turned_away(who, answer, allowed):
    """Whether somebody who may not was refused; `allowed` None: there is no such method, or it only leads back."""
    refusals = (403, 404) if allowed is not None else (302, 403, 404, 405)
    if who == ANONYMOUS:
        refusals = (*refusals, "sign in", 401)
    return answer in refusals


def wrong_cells(visitor, row, url, people):
    """Cells of a row that are not as it says."""
    for method in ("get", "post"):
        allowed = getattr(row, method)
        for who in sorted(people):
            more = {"data": row.posted(visitor.world)} if method == "post" else {}
            answer = verdict(getattr(visitor, method)(who, url, **more))
            let_in = allowed is not None and who in allowed
            if let_in and not is_let_in(answer):
                yield f"{who} may {method} {url} but got {answer}"
            if not let_in and not is_turned_away(who, answer, allowed):
                yield f"{who} may not {method} {url} but got {answer}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_address_opens_to_those_who_may_and_to_nobody_else(row, visitor):
    assert list(wrong_cells(visitor, row, row.url(visitor.world), EVERYBODY)) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.has_twin], ids=str)
def test_what_belongs_to_another_park_is_not_there(row, visitor):
    """404 for those who may with their own; those who see every park, and a link for whoever holds it, aside."""
    url, wrong = row.url(visitor.world, elsewhere=True), []
    for method in ("get", "post"):
        allowed = getattr(row, method) or frozenset()
        for who in sorted(allowed - SEE_EVERY_PARK) if ANONYMOUS not in allowed else ():
            more = {"data": row.posted(visitor.world)} if method == "post" else {}
            answer = verdict(getattr(visitor, method)(who, url, **more))
            if answer != 404:
                wrong.append(f"{who} {method} {url}: {answer}")
    assert wrong == []


def test_every_address_has_a_row_and_every_row_an_address():
    rows = {row.name for row in ROWS} | BESIDES
    assert sorted(set(addresses()) - rows) == [], "without a row"
    assert sorted(rows - set(addresses())) == [], "rows of addresses that are gone"


def test_every_address_has_a_name():
    assert [str(pattern.pattern) for name, pattern in addresses().items() if name.endswith("None")] == []


def test_only_the_system_administrator_gets_into_the_administration(visitor):
    pages = [reverse("admin:index")]
    for model in admin.site._registry:
        names = (model._meta.app_label, model._meta.model_name)
        pages.append(reverse("admin:{}_{}_changelist".format(*names)))
    wrong = []
    for page in pages:
        for who in sorted(EVERYBODY):
            answer = visitor.get(who, page)
            inside = answer.status_code == 200
            if inside != (who in SYSADMIN):
                wrong.append(f"{who} {page}: {answer.status_code}")
    assert wrong == []


def test_business_rows_are_not_kept_in_the_administration():
    here = {"core", "accounts"}
    dictionaries = {
        "servicedesk.category",
        "servicedesk.promiserule",
        "visits.visitrule",
        "reminders.leadtime",
        "enterprises.duerule",
        "enterprises.requireditem",
        "enterprises.thingtype",
        "licensing.procedure",
        "licensing.catalogue",
        "licensing.licencerule",
    }
    foreign = {"axes", "auth"}
    registered = {model._meta.label_lower for model in admin.site._registry}
    strange = {
        label
        for label in registered
        if label.partition(".")[0] not in here | foreign and label not in dictionaries
    }
    assert strange == set()
