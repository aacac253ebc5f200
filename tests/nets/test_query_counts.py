"""Exact numbers of SQL queries for every page, the same with 30 rows and with 3,000 (YARDSTICKS 1, 2, 7, 8).

`UPDATE_QUERY_COUNTS=1 pytest tests/nets/test_query_counts.py` writes what it finds to query_counts.json; look at the
difference before keeping it.
"""

import json
import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from core.lists import ListPage
from core.views import FormPage
from tests.nets.growing import grow
from tests.nets.matrix import ROWS
from tests.nets.saves import SAVES
from tests.nets.visitor import Visitor
from tests.nets.who import ANONYMOUS

KEPT = Path(__file__).with_name("query_counts.json")
SMALL, LARGE = 30, 3000
READ_AS = ("chen", "manager", "city", "yunlu", "liu", "sysadmin", "auditor", "secadmin", ANONYMOUS)
AT_MOST_AS = 3  # people per page: the first of READ_AS who may
LIST, OTHER = 8, 12
CEILINGS = {"home": 8, "enterprises:detail": 9}  # lower than others: opened most
CREATE = 10  # YARDSTICKS 5: one-time key, numbering, timeline and messages included
SAVE = 14  # an act on something that is there, a visit with its requests
IDLE_CLOCK = 'UPDATE "django_session"'  # written at most once a minute
CONTEXT = re.compile(r"SELECT set_config\('pghistory\..*?, true\); ", re.DOTALL)  # travels with the statement
OUTER = 2  # transactions of the test and of the request; a savepoint inside them is a statement of ours


def pages():
    """(key, row, who): each page that is read, for up to three of the people who may."""
    for row in ROWS:
        if row.get:
            for who in [who for who in READ_AS if who in row.get][:AT_MOST_AS]:
                yield f"{row} @{who}", row, who


def view_of(url):
    """The class behind an address."""
    return getattr(resolve(url.partition("?")[0]).func, "view_class", object)


def asked(visitor, method, who, url, **more):
    """(queries, response)."""
    with CaptureQueriesContext(connection) as queries:
        response = getattr(visitor, method)(who, url, **more)
    return list(ours([CONTEXT.sub("", q["sql"]) for q in queries])), response


def ours(statements):
    """Without the idle clock, and without the savepoints that stand for transactions."""
    depth = 0
    for sql in statements:
        if sql.startswith("SAVEPOINT"):
            depth += 1
            if depth > OUTER:
                yield sql
        elif sql.startswith("RELEASE SAVEPOINT"):
            if depth > OUTER:
                yield sql
            depth -= 1
        elif not sql.startswith(("ROLLBACK TO", IDLE_CLOCK)):
            yield sql


def measure_saves(world):
    """{key: queries} of what people save; each is posted twice and undone."""
    visitor, found = Visitor(world), {}
    for save in SAVES:
        visitor.post(save.who, save.url(world), save.fields(world))
        queries, response = asked(visitor, "post", save.who, save.url(world), data=save.fields(world))
        assert response.status_code == 302, (str(save), response.status_code)
        found[str(save)] = queries
    return found


def measure(world, warm=True):
    """{key: (queries, bytes, url)}; each page is opened twice, the first time warms what a process keeps, and once it is warm
    only the first page of each person, who signs in by it."""
    visitor, found, there = Visitor(world), {}, set()
    for key, row, who in pages():
        url = row.url(world)
        if warm or who not in there:
            visitor.get(who, url)
            there.add(who)
        queries, response = asked(visitor, "get", who, url)
        size = 0 if response.streaming else len(response.content)
        found[key] = (queries, size, url)
    return found


@pytest.fixture(scope="module")
def four(world):
    """What every page and every save costs with 30 rows and with 3,000."""
    grow(world, SMALL)
    small, small_saves = measure(world), measure_saves(world)
    grow(world, LARGE)
    return small, measure(world, warm=False), small_saves, measure_saves(world)


@pytest.fixture(scope="module")
def both(four):
    """What every page costs with 30 rows and with 3,000."""
    return four[:2]


@pytest.fixture(scope="module")
def saves(four):
    """What every save costs with 30 rows and with 3,000."""
    return four[2:]


def test_every_page_asks_as_many_queries_as_is_written_down(both, saves):
    found = {key: len(queries) for key, (queries, _size, _url) in both[0].items()}
    found |= {key: len(queries) for key, queries in saves[0].items()}
    found = dict(sorted(found.items()))
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        KEPT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    assert {
        key: (kept.get(key), found.get(key)) for key in kept | found if kept.get(key) != found.get(key)
    } == {}


def test_a_page_asks_no_more_with_a_hundred_times_the_rows(both):
    """Fewer is fine: beyond 60 enterprises the dashboard leaves its grid to the list."""
    small, large = both
    grown = {
        key: sorted(set(large[key][0]) - set(small[key][0])) or [len(small[key][0]), len(large[key][0])]
        for key in small
        if len(small[key][0]) < len(large[key][0])
    }
    assert grown == {}


def test_a_save_asks_the_same_with_a_hundred_times_the_rows(saves):
    small, large = saves
    assert {key: len(queries) for key, queries in small.items()} == {
        key: len(queries) for key, queries in large.items()
    }


def test_no_save_is_over_its_budget(saves):
    over = {}
    for save in SAVES:
        queries = saves[1][str(save)]
        if len(queries) > (CREATE if save.creates else SAVE):
            over[str(save)] = [len(queries), *(sql[:160] for sql in queries)]
    assert over == {}


def test_no_page_is_over_its_budget(both):
    over = {}
    for key, (queries, _size, url) in both[1].items():
        ceiling = LIST if issubclass(view_of(url), ListPage) else OTHER
        if len(queries) > CEILINGS.get(key.partition(" ")[0], ceiling):
            over[key] = [len(queries), *(sql[:160] for sql in queries)]
    assert over == {}


def test_forms_are_as_long_with_many_enterprises_as_with_few(both):
    small, large = both
    longer = {
        key: (small[key][1], large[key][1])
        for key in small
        if issubclass(view_of(small[key][2]), FormPage) and large[key][1] > small[key][1] * 1.1
    }
    assert longer == {}
