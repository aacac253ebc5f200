"""Several reads in one statement give what each would give alone."""

from datetime import date

import pytest

from accounts.models import User
from core.models import CalendarYear, Park, TimelineEntry
from core.together import first_of, read_together
from enterprises.models import Enterprise, YearlyFigures
from tests.factories import moment

pytestmark = pytest.mark.django_db


def columns(row):
    """Every column of a row, by name."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_rows_are_the_same_as_read_alone(cast):
    from core import timeline

    YearlyFigures.objects.create(
        enterprise=cast.yunlu_co, year=2025, employees=86, revenue_10k="4200.50", above_scale=True
    )
    timeline.record(
        "enterprise_renamed",
        subject=cast.yunlu_co,
        actor=cast.chen,
        at=moment(date(2026, 3, 2), 9, 30),
        name="旧名「甲」",
    )
    querysets = (
        Enterprise.objects.order_by("pk"),
        User.objects.order_by("-pk"),
        Park.objects.order_by("pk"),
        YearlyFigures.objects.all(),
        TimelineEntry.objects.order_by("pk"),
        CalendarYear.objects.order_by("year"),
    )
    for alone, together in zip(querysets, read_together(*querysets), strict=True):
        assert [columns(row) for row in together] == [columns(row) for row in alone.all()]


def test_it_is_one_statement_and_nothing_is_asked_again(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        companies, people, none = read_together(
            Enterprise.objects.select_related("liaison__park", "industry").order_by("pk"),
            User.objects.filter(username="chen").values_list("pk", "name"),
            Enterprise.objects.none(),
        )
        assert [company.liaison and company.liaison.park.name for company in companies][0] == cast.park.name
        assert list(people) == [(cast.chen.pk, "陈晓")]
        assert (first_of(people)[1], first_of(none)) == ("陈晓", None)
        assert [row.pk for row in companies] == sorted(row.pk for row in companies)


def test_a_row_is_locked_as_in_a_statement_of_its_own(cast):
    from django.db import transaction

    with transaction.atomic():
        (rows,) = read_together(Enterprise.objects.select_for_update(no_key=True).filter(pk=cast.yunlu_co.pk))
    assert first_of(rows) == cast.yunlu_co
