"""Exact numbers of SQL queries for every page, the same with 30 rows and with 3,000 (YARDSTICKS 1, 2, 7, 8).

`UPDATE_QUERY_COUNTS=1 pytest tests/nets/test_query_counts.py` writes what it finds to query_counts.json; look at the
difference before keeping it.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from core.lists import ListPage
from core.views import FormPage
from tests.nets.matrix import ANONYMOUS, ROWS
from tests.nets.visitor import Visitor
from tests.nets.world import grow

KEPT = Path(__file__).with_name("query_counts.json")
SMALL, LARGE = 30, 3000
READ_AS = ("chen", "manager", "city", "yunlu", "liu", "sysadmin", "auditor", "secadmin", ANONYMOUS)
AT_MOST_AS = 3  # people per page: the first of READ_AS who may
LIST, OTHER = 8, 12
CEILINGS = {
    "home": 16,
    "enterprises:detail": 13,
}  # made of many figures and panels
# savepoints stand for the transaction of the tests; the idle clock is written at most once a minute
NOT_COUNTED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO", 'UPDATE "django_session"')


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
    return [q["sql"] for q in queries if not q["sql"].startswith(NOT_COUNTED)], response


def measure(world):
    """{key: (queries, bytes, url)}; each page is opened twice, the first time warms what a process keeps."""
    visitor, found = Visitor(world), {}
    for key, row, who in pages():
        url = row.url(world)
        visitor.get(who, url)
        queries, response = asked(visitor, "get", who, url)
        size = 0 if response.streaming else len(response.content)
        found[key] = (queries, size, url)
    return found


@pytest.fixture(scope="module")
def both(world):
    """What every page costs with 30 rows and with 3,000."""
    grow(world, SMALL)
    small = measure(world)
    grow(world, LARGE)
    return small, measure(world)


def test_every_page_asks_as_many_queries_as_is_written_down(both):
    small, _large = both
    found = {key: len(queries) for key, (queries, _size, _url) in sorted(small.items())}
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
