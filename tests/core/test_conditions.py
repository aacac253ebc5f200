"""Conditions that are worked out once for a statement."""

from datetime import date, timedelta

import pytest
import time_machine

from enterprises.models import Enterprise
from enterprises.querysets import of_enterprises_named
from tests.factories import make_enterprise
from visits.models import Visit

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def planned(cast):
    """A plan for the same day in each of two parks."""
    with time_machine.travel("2026-11-23 10:30:00+08:00", tick=False):
        for company, person in ((cast.yunlu_co, cast.chen), (cast.stranger_co, cast.stranger)):
            Visit.objects.create(
                park=company.park, enterprise=company, author=person, status="PLANNED", planned_on=DAY
            )
        yield Visit.objects.filter(planned_on=DAY)


@pytest.mark.parametrize("later", [-400, -1, 0, 1, 400])
def test_each_park_owes_from_its_own_first_day_on(cast, planned, later):
    cast.park.live_from, cast.other_park.live_from = DAY + timedelta(days=later), DAY
    cast.park.save(update_fields=["live_from"])
    cast.other_park.save(update_fields=["live_from"])
    owed = set(planned.live_plans().values_list("park_id", flat=True))
    assert owed == ({cast.park.pk} if later <= 0 else set()) | {cast.other_park.pk}


@pytest.mark.parametrize("few", [0, 400])
def test_rows_of_enterprises_are_found_by_a_name_that_one_many_or_none_of_them_have(
    cast, planned, monkeypatch, few
):
    monkeypatch.setattr("enterprises.querysets.FEW", few)
    monkeypatch.setattr("enterprises.querysets.FEW_OF_PARK", few)
    make_enterprise(cast.park, "九江云鹤包装有限公司")
    for q in ("云麓", "有限公司", "没有这个名字"):
        for user in (cast.city, cast.zhou):
            mine = planned.visible_to(user)
            found = set(mine.filter(of_enterprises_named(q, user)).values_list("enterprise_id", flat=True))
            named = set(Enterprise.objects.filter(name__contains=q).values_list("pk", flat=True))
            assert found == named & set(mine.values_list("enterprise_id", flat=True))
