"""What keeps a case from going on: bottlenecks, and the days they cost."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from licensing import actions
from licensing.models import CaseBottleneck
from tests.licensing.making import SC, TODAY, fresh, go, make_at, make_case
from tests.races import meanwhile

pytestmark = pytest.mark.django_db


def gap(cast, case, kind="SITE_LAYOUT", by="chen", **more):
    """A bottleneck noted by chen."""
    return actions.open_bottleneck(case.pk, cast[by], kind=kind, **more)


def test_a_bottleneck_costs_the_days_it_stood_open(cast):
    case = make_case(cast, on=TODAY - timedelta(days=10))
    row = gap(cast, case, opened_on=TODAY - timedelta(days=8), note="原料与成品共用通道")
    assert (row.is_open, row.days) == (True, 8)
    row = actions.close_bottleneck(row.pk, cast.zhou, closed_on=TODAY - timedelta(days=3))
    assert (row.is_open, row.days, row.closed_by) == (False, 5, cast.zhou)
    lines = TimelineEntry.objects.filter(sentence__startswith="case_gap")
    assert list(lines.order_by("id").values_list("internal", flat=True)) == [False, False]


def test_the_coaching_is_left_only_with_a_closed_gap_list(cast):
    case = make_at(cast, "COACHING")
    row = gap(cast, case)
    gap(cast, case, "QUEUE")  # arises behind the coaching and does not hold it up
    with pytest.raises(TransitionError, match="布局不合理"):
        go(cast, case, "TESTING")
    assert fresh(case).stage == "COACHING"
    actions.close_bottleneck(row.pk, cast.chen)
    assert go(cast, case, "TESTING").stage == "TESTING"


def test_one_of_a_kind_is_open_at_a_time_and_it_may_come_back(cast):
    case = make_case(cast)
    row = gap(cast, case)
    with pytest.raises(TransitionError, match="布局不合理"):
        gap(cast, case)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseBottleneck.objects.create(park=cast.park, case=case, kind="SITE_LAYOUT", opened_on=TODAY)
    actions.close_bottleneck(row.pk, cast.chen)
    with pytest.raises(TransitionError, match="2026-11-23"):
        actions.close_bottleneck(row.pk, cast.chen)
    gap(cast, case)
    assert CaseBottleneck.objects.filter(case=case).count() == 2


@pytest.mark.parametrize("days", [-1, 6])
def test_a_bottleneck_is_neither_of_tomorrow_nor_older_than_its_case(cast, days):
    case = make_case(cast, on=TODAY - timedelta(days=5))
    with pytest.raises(TransitionError):
        gap(cast, case, opened_on=TODAY - timedelta(days=days))
    row = gap(cast, case, opened_on=TODAY - timedelta(days=5))
    with pytest.raises(TransitionError):
        actions.close_bottleneck(row.pk, cast.chen, closed_on=TODAY - timedelta(days=days))


@pytest.mark.parametrize("end", ["withdraw", "issue"])
def test_what_was_in_the_way_ends_with_the_case(cast, end):
    case = make_at(cast, "DECIDED")
    row = gap(cast, case, "CORRECTION")
    if end == "withdraw":
        actions.withdraw_case(case.pk, cast.chen, reason="不办了")
    else:
        actions.issue_licence(
            case.pk, cast.chen, number=SC, issued_on=TODAY, valid_to=TODAY + timedelta(days=900)
        )
    row.refresh_from_db()
    assert (row.closed_on, row.closed_by) == (TODAY, cast.chen)
    with pytest.raises(TransitionError):
        gap(cast, case)


def test_bottlenecks_are_kept_by_the_station_and_read_by_the_enterprise(cast):
    row = gap(cast, make_case(cast))
    assert CaseBottleneck.objects.visible_to(cast.yunlu).get() == row
    assert not CaseBottleneck.objects.visible_to(cast.dinghe).exists()
    assert not CaseBottleneck.objects.visible_to(cast.liu).exists()
    with pytest.raises(NotAllowed):
        actions.close_bottleneck(row.pk, cast.yunlu)
    with pytest.raises(CaseBottleneck.DoesNotExist):
        actions.close_bottleneck(row.pk, cast.stranger)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_note_the_same_bottleneck_at_once_the_second_hears_so(cast):
    case = make_case(cast)
    first, second = meanwhile(lambda: gap(cast, case), lambda: gap(cast, case, by="zhou"))
    assert isinstance(first, CaseBottleneck)
    assert isinstance(second, TransitionError)
    assert CaseBottleneck.objects.filter(case=case).count() == 1


def test_the_page_shows_what_is_in_the_way_and_a_form_notes_it(cast, client):
    case = make_at(cast, "COACHING")
    client.force_login(cast.chen)
    url = f"/licensing/{case.pk}/bottleneck/"
    answer = client.post(url, {"kind": "SITE_LAYOUT", "opened_on": f"{TODAY}", "note": "改通道"})
    assert answer.status_code == 302
    row = CaseBottleneck.objects.get()
    page = client.get(case.get_absolute_url()).content.decode()
    assert "改通道" in page and f"/licensing/bottlenecks/{row.pk}/close/" in page
    assert client.post(url, {"kind": "SITE_LAYOUT", "opened_on": f"{TODAY}"}).status_code == 409
    assert client.post(url, {"kind": "NONSENSE", "opened_on": "9999-12-31"}).status_code == 422
    assert client.post(url, {"kind": "QUEUE", "opened_on": f"{TODAY}", "note": "长" * 201}).status_code == 422
    answer = client.post(f"/licensing/bottlenecks/{row.pk}/close/", {"closed_on": f"{TODAY}"})
    assert answer.url.endswith("#gaps")
    client.force_login(cast.yunlu)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "改通道" in page and "/bottleneck/" not in page
