"""Who has the baton for longer than usual is found by the list, and named in My work and in the reminder."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards import todo
from licensing import actions
from licensing.deadlines import Stages
from licensing.kept_usual import slower
from licensing.models import LicenceCase, UsualDays
from tests.licensing.making import TODAY, go, make_case
from tests.licensing.test_usual import finish

pytestmark = pytest.mark.django_db


def declared(cast, since, by="chen"):
    """A declaration whose dossier has been with the enterprise for so many days."""
    on = TODAY - timedelta(days=since)
    return go(
        cast, make_case(cast, by=by, code="STANDARD_DECLARATION", on=on), "DIAGNOSED", "DOSSIER", on=on, by=by
    )


def slow(cast):
    return set(slower(LicenceCase.objects.visible_to(cast.chen)))


def test_a_stage_that_lasts_longer_than_the_median_is_slower_than_usual(cast):
    at_it, longer = declared(cast, 6), declared(cast, 7)
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    assert slow(cast) == {longer}
    assert at_it.stage_from == TODAY - timedelta(days=6)


def test_closing_a_case_moves_what_is_slow_at_once(cast):
    longer = declared(cast, 7)
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    assert slow(cast) == {longer}
    for _more in range(5):
        finish(cast, 12)
    assert slow(cast) == set()


def test_without_experience_the_days_of_the_procedure_count(cast):
    on_the_day, past_it = declared(cast, 5), declared(cast, 12)
    assert on_the_day.stage_due_on >= TODAY
    assert slow(cast) == {past_it}
    assert not UsualDays.objects.exists()


def test_days_on_hold_make_nobody_slow(cast, monday):
    case = declared(cast, 2)
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    actions.hold_case(case.pk, cast.chen, reason="等设备")
    monday.shift(timedelta(days=20))
    assert slow(cast) == set()
    actions.resume_case(case.pk, cast.chen)
    assert slow(cast) == set()
    monday.shift(timedelta(days=5))
    assert slow(cast) == {case}


def test_the_list_shows_them_on_a_tab_with_its_number(cast, sign_in):
    longer = declared(cast, 30)
    declared(cast, 1)
    page = sign_in("chen").get(f"{reverse('licensing:list')}?tab=slow")
    assert list(page.context["page_rows"]) == [longer]
    assert {tab["code"]: tab["count"] for tab in page.context["tabs"]}["slow"] == 1
    assert "slow" not in {
        tab["code"] for tab in sign_in("city").get(reverse("licensing:list")).context["tabs"]
    }
    found = sign_in("city").get(f"{reverse('licensing:list')}?pace=slow").context["page_rows"]
    assert list(found) == [longer]


def test_closed_this_month_is_a_tab(cast, sign_in, monday):
    case = declared(cast, 3)
    actions.withdraw_case(case.pk, cast.chen, reason="不办了")
    url = f"{reverse('licensing:list')}?tab=closed"
    assert list(sign_in("chen").get(url).context["page_rows"]) == [case]
    monday.shift(timedelta(days=10))
    assert list(sign_in("chen").get(url).context["page_rows"]) == []


def test_my_work_says_who_has_it_how_long_and_what_is_usual(cast):
    declared(cast, 9)
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    (item,) = todo.items(cast.chen, "others")
    assert "企业已用 9 天，平时 6 天" in item.why


def test_the_reminder_names_the_holder_and_his_days(cast):
    case = declared(cast, 9)
    assert Stages().said([case.pk]) == {case.pk: "企业已用 9 天"}
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    assert Stages().said([case.pk]) == {case.pk: "企业已用 9 天，平时 6 天"}
