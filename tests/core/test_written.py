"""Statements that are written once a day for each person."""

from datetime import timedelta

import pytest
import time_machine

from core.clock import now, today
from core.counting import depends_on_the_hour
from core.together import read_together
from core.written import written_for
from enterprises.models import Enterprise
from reminders.coming import of_subject
from visits.models import Visit

pytestmark = pytest.mark.django_db


def names(user, written, **values):
    """What the enterprises of a kept statement are called; `written` notes each time one is made."""

    def make(slot):
        written.append(user)
        return [
            Enterprise.objects.visible_to(user).filter(pk=slot("pk")),
            Enterprise.objects.visible_to(user).none(),
        ]

    found, nothing = read_together(*written_for(user, "test-names", make, **values))
    assert list(nothing) == []
    return [row.name for row in found]


def test_a_statement_is_written_once_for_each_person_and_day_and_takes_its_values_each_time(cast):
    written = []
    for company in (cast.yunlu_co, cast.dinghe_co, cast.yunlu_co):
        assert names(cast.chen, written, pk=company.pk) == [company.name]
    assert names(cast.stranger, written, pk=cast.yunlu_co.pk) == []
    assert written == [cast.chen, cast.stranger]
    with time_machine.travel(now() + timedelta(days=1)):
        assert names(cast.chen, written, pk=cast.yunlu_co.pk) == [cast.yunlu_co.name]
    assert written == [cast.chen, cast.stranger, cast.chen]


def test_the_text_of_a_statement_is_kept_once_and_its_values_for_each(cast):
    def make(_slot):
        return [Enterprise.objects.visible_to(cast.chen if who == "chen" else cast.stranger)]

    found = {}
    for who in ("chen", "stranger", "chen"):
        ((rows, _compiler, sql, params),) = written_for(getattr(cast, who), "test-texts", make)
        (read,) = read_together((rows, _compiler, sql, params))
        found[who] = (sql, {row.park_id for row in read})
    assert found["chen"][0] is found["stranger"][0]
    assert (found["chen"][1], found["stranger"][1]) == ({cast.park.pk}, {cast.other_park.pk})


def test_objects_and_values_of_one_text_are_not_taken_for_each_other(cast):
    def make(_slot):
        rows = Enterprise.objects.filter(park=cast.park).order_by("pk").only("pk")
        return [rows, rows.values_list("pk"), rows.values("pk")]

    objects, tuples, dicts = read_together(*written_for(cast.chen, "test-kinds", make))
    assert [row.pk for row in objects] == [row[0] for row in tuples] == [row["pk"] for row in dicts]


def test_what_depends_on_the_hour_is_written_each_time(cast):
    written = []

    def make(_slot):
        written.append(1)
        return [Enterprise.objects.filter(updated_at__lte=now())]

    for _n in range(2):
        (rows,) = read_together(*written_for(cast.chen, "test-hour", make))
        assert len(rows) == Enterprise.objects.count()
    assert len(written) == 2
    assert depends_on_the_hour([now().replace(microsecond=7)])
    assert not depends_on_the_hour([today(), "text", 3])


def test_what_is_coming_for_one_enterprise_is_not_shown_for_the_next(cast):
    for company, days in ((cast.yunlu_co, 3), (cast.dinghe_co, 5)):
        Visit.objects.create(
            park=cast.park,
            enterprise=company,
            author=cast.chen,
            status="PLANNED",
            planned_on=today() + timedelta(days=days),
        )
    for company in (cast.yunlu_co, cast.dinghe_co, cast.yunlu_co):
        found = of_subject(cast.chen, company)
        assert [(each.subject_id, each.subject_label) for each in found] == [(company.pk, company.name)]
