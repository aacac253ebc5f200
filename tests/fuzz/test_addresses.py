"""Every address with hostile ids, query strings, methods, headers and bodies, as everybody."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.asker import Ask, urlencoded
from tests.fuzz.names import posted_names, query_names, usual_values
from tests.fuzz.oracles import judge
from tests.fuzz.runner import RUN, explore
from tests.nets.matrix import ROWS
from tests.nets.who import EVERYBODY

PEOPLE = sorted(EVERYBODY)
LISTS, OTHERS = 3, 2  # examples: the query string of an address without ids is worth more


@dataclass
class Case:
    """One hostile request, to be sent by several people."""

    own: bool
    segments: tuple
    method: str
    query: tuple
    headers: tuple
    cookie: str
    sent: tuple
    people: tuple


def cases(row):
    """Hostile requests to the address of a row."""
    app = row.name.partition(":")[0]
    value = st.one_of(hostile.values(), st.sampled_from(usual_values(app)), ids())
    pairs = st.lists(
        st.tuples(st.sampled_from(query_names(app)), value), max_size=5, min_size=0 if row.of else 1
    )
    may = sorted((row.get or frozenset()) | (row.post or frozenset())) or PEOPLE
    people = st.tuples(st.sampled_from(may), st.sampled_from(PEOPLE))
    if RUN.is_long:
        people = st.one_of(st.just(tuple(PEOPLE)), *[people.map(tuple) for _n in range(5)])
    return st.builds(
        Case,
        own=st.booleans() if row.of else st.just(True),
        segments=st.lists(
            st.one_of(st.none(), st.none(), st.sampled_from(hostile.SEGMENTS), ids()), min_size=1, max_size=3
        ),
        method=st.sampled_from(hostile.METHODS),
        query=pairs.map(tuple),
        headers=st.one_of(
            st.just(()),
            st.lists(st.sampled_from(hostile.HEADERS), max_size=3, unique_by=lambda h: h[0]).map(tuple),
        ),
        cookie=st.one_of(st.just(""), st.sampled_from(hostile.COOKIES)),
        sent=st.one_of(
            st.lists(st.tuples(st.sampled_from(posted_names(app) + sorted(row.data)), value), max_size=4).map(
                lambda pairs: (urlencoded(pairs), hostile.CONTENT_TYPES[0])
            ),
            st.tuples(st.sampled_from(hostile.BODIES), st.sampled_from(hostile.CONTENT_TYPES)),
            st.tuples(st.binary(max_size=60), st.sampled_from(hostile.CONTENT_TYPES)),
        ),
        people=people,
    )


def ids():
    """Numbers that are ids of something or other in the world."""
    return st.integers(1, 60).map(str)


def hostile_path(row, world, case):
    """The address of the row, or of its twin in the other park, with some of its arguments replaced."""
    elsewhere = not case.own and row.has_twin
    path = urlsplit(row.url(world, elsewhere)).path
    arguments = {str(argument) for argument in row.arguments(world, elsewhere)}
    segments, number = [], 0
    for part in path.split("/"):
        if part in arguments:
            chosen = case.segments[number % len(case.segments)]
            part, number = part if chosen is None else chosen, number + 1
        segments.append(part)
    return "/".join(segments)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_an_address_answers_whatever_it_is_asked(row, asker, world):
    def check(case):
        path = hostile_path(row, world, case)
        for who in dict.fromkeys(case.people):
            body, content_type = case.sent if case.method not in ("GET", "HEAD") else (b"", "")
            ask = Ask(who, path, case.method, case.query, body, content_type, case.headers, case.cookie)
            with asker.trial():
                judge(asker.send(ask))

    explore("addresses", check, cases(row), LISTS if not row.of else OTHERS)
