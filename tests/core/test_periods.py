"""The period of a dashboard stands in its address."""

from datetime import date

import pytest
from django.http import QueryDict

from core.periods import choices, read

TODAY = date(2026, 11, 23)


def period(user, query):
    found, complaint = read(user, QueryDict(query), TODAY)
    return found.first, found.last, bool(complaint)


def test_the_default_is_the_parks_own_period(cast):
    assert period(cast.manager, "") == (date(2010, 3, 1), date(2011, 2, 28), False)
    assert [choice.code for choice in choices(cast.manager, TODAY)] == ["default", "this-year", "y2025"]


def test_this_year_ends_today(cast):
    assert period(cast.manager, "period=this-year") == (date(2026, 1, 1), TODAY, False)


def test_any_two_days_may_be_asked_for(cast):
    assert period(cast.manager, "from=2026-03-01&to=2026-03-31") == (
        date(2026, 3, 1),
        date(2026, 3, 31),
        False,
    )


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-13-01&to=2026-03-31",
        "from=2026-04-01&to=2026-03-31",
        "from=9999-01-01&to=9999-12-31",
        "from=0001-01-01&to=0001-12-31",
        "from=x&to=y",
        "from=0001-01-01&to=9999-12-31",
    ],
)
def test_a_period_that_makes_no_sense_is_said_and_the_default_shown(cast, query):
    assert period(cast.manager, query) == (date(2010, 3, 1), date(2011, 2, 28), True)


def test_a_city_user_without_a_park_gets_the_first_parks_period(cast):
    assert period(cast.city, "")[0] == date(2010, 3, 1)


def test_the_page_says_what_was_wrong(sign_in):
    page = sign_in("manager").get("/dashboard/?from=2026-04-01&to=2026-03-31")
    assert page.status_code == 200
    assert "结束日期早于开始日期" in page.content.decode()
