"""Statements that are kept between two looks at a list: what is shown stays what is there."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import counting, kept_lists
from core.clock import now
from enterprises.models import Enterprise
from tests.factories import make_enterprise, make_enterprises
from tests.servicedesk.making import make_request
from tests.visits.making import make_plan

pytestmark = pytest.mark.django_db
URL = "/enterprises/"


@pytest.fixture
def look(cast, sign_in):
    """Open the list and say what it shows: (names, number of rows in all, number on the tab)."""
    client = sign_in("chen")

    def open_list(url=URL):
        context = client.get(url).context
        rows = [row.name for row in context["page_rows"]]
        return rows, context["paginator"].count, context["tabs"][0]["count"]

    return open_list


def test_a_list_that_was_short_shows_all_rows_that_came_since(cast, look):
    before = look()
    make_enterprises(cast.park, 30)
    rows, count, tab = look()
    assert (len(rows), count, tab) == (25, before[1] + 30, before[1] + 30)


def test_an_empty_list_shows_what_comes(cast, sign_in):
    client = sign_in("chen")
    url = "/visits/?tab=planned"
    assert client.get(url).context["paginator"].count == 0
    assert client.get(url).context["paginator"].count == 0
    plan = make_plan(cast.zhou, cast.yunlu_co)
    assert [row.pk for row in client.get(url).context["page_rows"]] == [plan.pk]


def test_a_page_beyond_the_end_follows_the_end(cast, look):
    make_enterprises(cast.park, 30)
    beyond = f"{URL}?page=9"
    assert len(look(beyond)[0]) == len(look(beyond)[0]) < 25
    Enterprise.objects.filter(park=cast.park).exclude(pk__in=[cast.yunlu_co.pk, cast.dinghe_co.pk]).delete()
    assert look(beyond)[1] == len(look(beyond)[0]) == 2


def test_each_sees_his_own_rows(cast, other_park, sign_in):
    make_enterprise(other_park, "外园有限公司")
    names = {}
    for who in ("chen", "stranger", "city", "chen", "stranger"):
        page = sign_in(who).get(URL)
        names.setdefault(who, []).append([row.name for row in page.context["page_rows"]])
    assert names["chen"][0] == names["chen"][1] != names["stranger"][0] == names["stranger"][1]
    assert set(names["city"][0]) >= {*names["chen"][0], *names["stranger"][0]}


def test_a_person_who_changes_park_sees_the_other_park(cast, other_park, look):
    look()
    cast.chen.park = other_park
    cast.chen.save(update_fields=["park"])
    assert look()[0] == list(
        Enterprise.objects.filter(park=other_park).order_by("sort_key").values_list("name", flat=True)
    )


def test_a_new_day_counts_anew(cast, sign_in):
    client = sign_in("chen")

    def overdue():
        return {tab["code"]: tab["count"] for tab in client.get("/requests/").context["tabs"]}["late"]

    make_request(cast)
    assert overdue() == overdue() == 0
    with time_machine.travel(now() + timedelta(days=60)):
        client = sign_in("chen")
        assert overdue() == overdue() == 1


def test_the_second_look_asks_one_statement_for_all_its_numbers(cast, sign_in):
    client = sign_in("chen")
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(URL)
    assert sum("COUNT(*)" in query["sql"] for query in queries) == 1


def test_a_statement_that_names_a_moment_is_written_anew(cast):
    rows = Enterprise.objects.filter(created_at__lte=now())
    counting.counts_for(cast.chen, "of this hour", lambda: {"n": rows})
    assert not any(key[0] == "of this hour" for key in counting._kept)


def test_no_more_pages_are_kept_than_fit(cast, look, monkeypatch):
    monkeypatch.setattr(kept_lists, "MOST_KEPT", 2)
    kept_lists._kept.clear()
    for sort in ("name", "-name", "last_visited_on", "-last_visited_on"):
        look(f"{URL}?sort={sort}")
    assert len(kept_lists._kept) == 2
