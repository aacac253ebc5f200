"""Many numbers in one statement; periods; shares without a base."""

from datetime import date

import pytest

from core import counting
from core.figures import Period, share
from enterprises.models import Enterprise


def test_many_counts_take_one_statement(cast, django_assert_num_queries):
    rows = Enterprise.objects.all()
    with django_assert_num_queries(1):
        counts = counting.counts_of({"all": rows, "food": rows.filter(is_food=True), "none": rows.none()})
    assert counts == {"all": 3, "food": 1, "none": 0}


def test_counting_stops_at_the_cap(cast, make_many_enterprises):
    make_many_enterprises(cast.park, 30)
    assert counting.counts_of({"all": Enterprise.objects.all()}, cap=10) == {"all": 11}


def test_sums_stand_beside_counts(cast, django_assert_num_queries):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(land_area_mu=12)
    rows = Enterprise.objects.values_list
    with django_assert_num_queries(1):
        found = counting.many(
            {"mu": (rows("land_area_mu"), counting.TOTAL), "n": (rows("pk"), counting.NUMBER)}
        )
    assert found == {"mu": {None: 12}, "n": {None: 3}}


@pytest.mark.parametrize(("part", "whole", "expected"), [(53, 56, "94.64"), (0, 56, "0.00"), (0, 0, "None")])
def test_a_share_has_two_decimals_and_none_without_a_base(part, whole, expected):
    assert str(share(part, whole)) == expected


def test_a_period_stands_in_the_address():
    assert Period(date(2010, 3, 1), date(2011, 2, 28)).query == "from=2010-03-01&to=2011-02-28"
