"""What the benchmark concludes from its numbers."""

import pytest

from benchmarks.__main__ import judge
from benchmarks.goals import MISSED, MUST_ONLY, OK, UNKNOWN, Goal, goals
from benchmarks.goals import growth as judged
from benchmarks.pages import CREATE, LIST, SEARCH, Page
from benchmarks.report import GOAL_HEADS, goal_rows, table

EMPTY = {
    name: {}
    for name in ("p50", "rate", "idle", "floor-small", "floor-province", "admin-small", "admin-province")
}


def page(**changes):
    numbers = {"sql": 6, "buffers": 40, "buffers_sum": 90, "rows": 25, "bytes": 10_000, "compressed": 4_096}
    return {**numbers, **changes}


def growth(small, province):
    """Of pages that ask one question, and of a search that asks eleven."""
    declared = {"search": Page("search", SEARCH, "/search/", asks=11)}
    return judged(
        small, province, {code: declared.get(code, Page(code, LIST, "/")) for code in ("list", "a", "search")}
    )


def test_a_page_that_costs_the_same_does_not_grow():
    assert growth({"list@staff": page()}, {"list@staff": page()}) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sql": 7}, "6 → 7 SQL"),
        ({"buffers": 501}, "40 → 501 buffers"),
        ({"compressed": 5_597}, "4,096 → 5,597 bytes"),
    ],
)
def test_statements_buffers_and_bytes_may_not_grow(changes, words):
    (sentence,) = growth({"list@staff": page()}, {"list@staff": page(**changes)})
    assert words in sentence


def test_a_deeper_tree_and_a_capped_count_are_no_growth():
    assert growth({"a@staff": page(buffers=400)}, {"a@staff": page(buffers=1_200)}) == []
    assert growth({"a@staff": page(buffers=2)}, {"a@staff": page(buffers=500)}) == []


def test_a_statement_that_answers_for_eleven_sources_may_read_for_eleven():
    assert growth({"search@staff": page()}, {"search@staff": page(buffers=5_500)}) == []
    assert growth({"search@staff": page()}, {"search@staff": page(buffers=5_501)})


def test_the_bytes_of_a_list_that_the_small_park_does_not_fill_tell_nothing():
    assert growth({"a@city": page(rows=3)}, {"a@city": page(compressed=9_000)}) == []


def test_what_went_beyond_the_goal_or_deeper_than_a_tree_grows():
    assert growth({"a@staff": page(buffers=100)}, {"a@staff": page(buffers=600)})
    assert growth({"a@staff": page(buffers=400)}, {"a@staff": page(buffers=1_201)})


def test_the_run_fails_exactly_when_a_page_grows(capsys):
    class Quiet:
        detail = write = False

    same, grown = {"people@lead": page()}, {"people@lead": page(buffers=600)}
    assert judge({"small": same, "province": same}, [], {}, {}, Quiet) == 0
    assert judge({"small": same, "province": grown}, [], {}, {}, Quiet) == 1
    assert "40 → 600 buffers" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("measured", "most", "verdict"),
    [(1.1, True, OK), (1.4, True, MUST_ONLY), (1.6, True, MISSED), (None, True, UNKNOWN), (1.6, False, OK)],
)
def test_a_goal_is_reached_missed_or_unknown(measured, most, verdict):
    assert Goal("1", "words", 1.5, 1.2 if most else 1.55, measured, most).verdict == verdict


def test_the_worst_page_decides():
    probes = {
        "small": {"a@staff": page(), "b@city": page(sql=9)},
        "province": {"a@staff": page(buffers=600), "b@city": page()},
    }
    ratios = {
        **EMPTY,
        "p50": {"a@staff": 1.1, "b@city": 1.4},
        "floor-small": {"a@staff": 0.6, "b@city": 0.4, "c@staff": 0.2},
    }
    pages = {
        "a": Page("a", LIST, "/a/", million=True),
        "b": Page("b", LIST, "/b/"),
        "c": Page("c", CREATE, "/c/"),
    }
    ratios["admin-province"] = {"a@staff": 20, "b@city": 1.3}
    found = {(goal.number, goal.words): goal for goal in goals(probes, ratios, {}, pages)}
    assert found["4", "list page / Django admin at 1,000,000"].measured == 20
    assert found["1", "list page, p50 at 1,000,000 / at 330"].measured == 1.4
    assert found["2", "list page, SQL statements"].verdict == MISSED
    assert (
        found["2", "list page, buffers of a statement"].measured,
        found["2", "list page, buffers of a statement"].where,
    ) == (600, "a@staff")
    assert found["3", "list page / floor list at 330, requests per second"].measured == 0.4
    assert found["5", "create / floor create at 330"].verdict == MISSED
    assert found["10", "sweep / raw insert, first run"].verdict == UNKNOWN
    assert "worst at" in table(goal_rows(found.values()), GOAL_HEADS, markdown=True)


def test_what_a_post_creates_is_counted():
    pages = {"one": Page("one", CREATE, "/"), "three": Page("three", CREATE, "/", creates=3)}
    ratios = {**EMPTY, "floor-small": {"one@staff": 0.35, "three@staff": 0.11}}
    (found,) = [g for g in goals({}, ratios, {}, pages) if g.words == "create / floor create at 330"]
    assert (round(found.measured, 2), found.where) == (0.33, "three@staff")
