"""The last and the next visit stand on the enterprise, whoever wrote the visits; who was visited follows from them."""

import random
from datetime import date, timedelta

import pytest
import time_machine

from enterprises.models import Enterprise
from tests.factories import make_enterprise
from tests.visits.making import NOW, make_visit
from visits.models import Visit, VisitedEnterprise

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(NOW, tick=False):
        yield


def some_day(dice):
    return FIRST + timedelta(days=dice.randrange(320))


def change(dice, cast, companies):
    """Add several visits in one statement, or move, void, hand over or delete some."""
    rows = Visit.objects.filter(
        pk__in=dice.sample(list(Visit.objects.values_list("pk", flat=True)) or [0], 1)
    )
    kind = dice.randrange(6)
    if kind < 2 or not rows:
        Visit.objects.bulk_create(
            Visit(
                park=company.park, enterprise=company, author=cast.chen, imported=True, visited_on=some_day(dice),
                planned_on=some_day(dice), next_on=dice.choice([None, some_day(dice)]),
                status=dice.choice(["DONE", "DONE", "PLANNED"]),
            )
            for company in dice.choices(companies, k=3)
        )  # fmt: skip
    elif kind == 2:
        rows.update(visited_on=some_day(dice), next_on=some_day(dice))
    elif kind == 3:
        rows.filter(status="DONE").update(status="VOID", void_reason="记错了")
    elif kind == 4:
        rows.update(next_on=None)
    else:
        rows.delete()


def latest(company):
    """(last visit, next visit) counted from the visits."""
    done = [visit for visit in Visit.objects.filter(enterprise=company) if visit.status == "DONE"]
    if not done:
        return (None, None)
    last = max(done, key=lambda visit: (visit.visited_on, visit.pk))
    return (last.visited_on, last.next_on)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_statement_the_kept_days_and_who_was_visited_equal_a_recount(cast, seed):
    dice = random.Random(seed)
    companies = [make_enterprise(cast.park, f"九江甲{n}有限公司") for n in range(3)]
    companies += [make_enterprise(cast.other_park, f"九江乙{n}有限公司") for n in range(2)]
    for _step in range(25):
        change(dice, cast, companies)
        kept = {row.pk: (row.last_visited_on, row.next_visit_on) for row in Enterprise.objects.all()}
        assert kept == {company.pk: latest(company) for company in Enterprise.objects.all()}
        first, last = sorted([some_day(dice), some_day(dice)])
        first, last = dice.choice([(first, last), (None, last), (first, None), (None, None)])
        for user in (cast.manager, cast.city):
            rows = VisitedEnterprise.objects.visible_to(user).visited(user, first, last)
            counted = {}
            for visit in Visit.objects.visible_to(user).done().between(first, last):
                day = counted.get(visit.enterprise_id, visit.visited_on)
                counted[visit.enterprise_id] = min(day, visit.visited_on)
            assert dict(rows.values_list("pk", "first_visit_on")) == counted


def test_the_kept_days_stand_in_the_history_with_who_recorded_the_visit(cast):
    make_visit(cast.chen, cast.yunlu_co, date(2026, 11, 20), next_on=date(2027, 2, 1))
    event = cast.yunlu_co.events.order_by("-pgh_id").first()
    assert (event.last_visited_on, event.next_visit_on) == (date(2026, 11, 20), date(2027, 2, 1))
