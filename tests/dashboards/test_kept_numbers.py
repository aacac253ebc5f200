"""The kept numbers equal a recount of the rows: after any acts, in any period, while others write (core.summaries)."""

import random
import threading
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core import summaries
from core.figures import STATEMENT, Period, figures
from core.models import Tally
from core.reading import read
from enterprises.models import Enterprise
from licensing.models import LicenceCase
from servicedesk.models import Consultation, ServiceRequest
from tests.factories import make_enterprise, moment
from tests.licensing.making import past_case
from visits.models import Visit

FIRST, DAYS = date(2024, 11, 20), 800
KEPT = [figure.code for figure in figures.sorted() if figure.kept is not None]
TRENDS = [code for code in KEPT if figures[code].month_of or figures[code].level]


def some_day(dice):
    return FIRST + timedelta(days=dice.randrange(DAYS))


def some_period(dice):
    """Whole months, any days, one day, to the end of a month, from the first of one."""
    first, last = sorted([some_day(dice), some_day(dice)])
    kind = dice.randrange(5)
    if kind in (0, 3):
        first = first.replace(day=1)
    if kind in (0, 4):
        last = (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return Period(first, first if kind == 1 else max(first, last))


class World:
    """Rows of two parks, changed at random by the statements that acts, imports and jobs are made of."""

    def __init__(self, cast, dice):
        self.cast, self.dice, self.number = cast, dice, 0
        for park in (cast.park, cast.other_park):
            for n in range(4):
                make_enterprise(park, f"九江随机{park.pk}{n}有限公司", admitted_on=some_day(dice))
        self.enterprises = list(Enterprise.objects.all())

    def of(self, model):
        """A row of a model, or None."""
        ids = list(model.objects.values_list("pk", flat=True))
        return model.objects.filter(pk=self.dice.choice(ids)) if ids else None

    def add_visits(self):
        """One to five visits in one statement."""
        rows = []
        for _n in range(self.dice.randint(1, 5)):
            company, day = self.dice.choice(self.enterprises), some_day(self.dice)
            rows.append(
                Visit(
                    park_id=company.park_id, enterprise=company, author=self.cast.chen, visited_on=day, planned_on=day,
                    status=self.dice.choice(["DONE", "DONE", "DONE", "PLANNED"]), imported=True,
                )
            )  # fmt: skip
        Visit.objects.bulk_create(rows)

    def change_visits(self):
        """Void, carry out, move to another day or enterprise, delete."""
        row = self.of(Visit)
        if row is None:
            return
        choice, status = self.dice.randrange(4), row.get().status
        if choice == 0 and status == "DONE":
            row.update(status="VOID", void_reason="记错了")
        elif choice == 0 and status == "PLANNED":
            row.update(status="DONE")
        elif choice == 1:
            Visit.objects.filter(park_id=row.get().park_id).update(visited_on=some_day(self.dice))
        elif choice == 2:
            row.delete()
        else:
            row.update(visited_on=some_day(self.dice))

    def add_requests(self):
        """Requests in any state."""
        for _n in range(self.dice.randint(1, 4)):
            company, day = self.dice.choice(self.enterprises), some_day(self.dice)
            status = self.dice.choice(["REGISTERED", "IN_PROGRESS", "ANSWERED", "CLOSED", "WITHDRAWN"])
            self.number += 1
            over = status in ("CLOSED", "WITHDRAWN")
            answered = status in ("ANSWERED", "CLOSED")
            at = moment(day, self.dice.choice([0, 23]), 30)
            ServiceRequest.objects.create(
                park_id=company.park_id, enterprise=company, number=f"SQ-{self.number}", title="随机", imported=True,
                category_id=self.dice.choice(["STANDARD", "LICENCE", "METROLOGY"]), channel="PHONE", status=status,
                submitted_at=at, clock_from=day, promise_days=5, promised_on=day + timedelta(days=7),
                holder=self.cast.chen, closed_at=at if over else None, answered_at=at if answered else None,
                answered_late=answered and self.dice.random() < 0.3,
                rating=self.dice.choice([None, 2, 4, 5]) if status == "CLOSED" else None,
            )  # fmt: skip

    def change_requests(self):
        """Rate, answer, delete."""
        row = self.of(ServiceRequest)
        if row is None:
            return
        choice = self.dice.randrange(4)
        if choice == 0:
            row.update(rating=self.dice.choice([None, 1, 5]))
        elif choice == 1:
            row.update(answered_late=self.dice.random() < 0.5, category_id="METROLOGY")
        elif choice == 2 and row.get().status == "IN_PROGRESS":
            row.update(status="ANSWERED", answered_at=moment(some_day(self.dice)))
        elif choice == 3:
            row.delete()

    def consult(self):
        """Add consultations, change one."""
        company = self.dice.choice(self.enterprises)
        Consultation.objects.create(
            park_id=company.park_id, enterprise=company, persons=self.dice.randint(1, 9), category_id="METROLOGY",
            channel="PHONE", sentence="随机", happened_at=moment(some_day(self.dice), 23, 59), taken_by=self.cast.chen,
        )  # fmt: skip
        self.of(Consultation).update(persons=self.dice.randint(1, 9))

    def add_case(self):
        """A licence case in any state."""
        company, day = self.dice.choice(self.enterprises), some_day(self.dice)
        status = self.dice.choice(["RUNNING", "ON_HOLD", "ISSUED", "ISSUED", "REFUSED", "WITHDRAWN"])
        end, over = day + timedelta(days=self.dice.randrange(60)), status not in ("RUNNING", "ON_HOLD")
        self.number += 1
        past_case(
            company, self.cast.chen, f"BB-{self.number}", opened_on=day, status=status,
            holder=self.dice.choice(["STATION", "AUTHORITY", "BODY"]), closed_on=end if over else None,
            hold_since=day if status == "ON_HOLD" else None, issued_on=end if status == "ISSUED" else None,
            decided_on=end if status in ("ISSUED", "REFUSED") else None,
            authority_days=self.dice.choice([None, 7, 12]) if status == "ISSUED" else None, authority_limit=10,
        )  # fmt: skip

    def change_case(self):
        """Another holder, issued on another day, an earlier target, gone."""
        row = self.of(LicenceCase)
        if row is None:
            return
        choice, case = self.dice.randrange(4), row.get()
        if choice == 0:
            row.update(holder="ENTERPRISE")
        elif choice == 1 and case.status == "ISSUED":
            row.update(issued_on=case.opened_on + timedelta(days=self.dice.randrange(90)), authority_days=9)
        elif choice == 2:
            LicenceCase.objects.filter(park_id=case.park_id).update(target_on=case.target_on)
        elif choice == 3:
            row.delete()

    def change_enterprises(self):
        """Admit, leave, build the archive, come back, forget a date."""
        row = Enterprise.objects.filter(pk=self.dice.choice(self.enterprises).pk)
        choice, company, day = self.dice.randrange(4), row.get(), some_day(self.dice)
        if choice == 0:
            row.update(archive_built_on=self.dice.choice([None, some_day(self.dice), some_day(self.dice)]))
        elif choice == 1 and company.status == "OPERATING":
            row.update(status="RELOCATED", left_on=max(day, company.admitted_on or day))
        elif choice == 1 and company.status == "RELOCATED":
            row.update(status="OPERATING", left_on=self.dice.choice([None, company.left_on]))
        elif choice == 2:
            row.update(admitted_on=self.dice.choice([None, min(day, company.left_on or day)]))

    def step(self):
        """One random change."""
        self.dice.choice(
            [
                self.add_visits, self.add_visits, self.change_visits, self.change_visits, self.add_requests,
                self.change_requests, self.change_requests, self.consult, self.change_enterprises, self.change_enterprises,
                self.add_case, self.add_case, self.change_case, self.change_case,
            ]
        )()  # fmt: skip


def told(user, period, from_rows):
    """Values and trends of all kept figures."""
    reading = read(KEPT, user, period, TRENDS, from_rows=from_rows)
    return reading.values | {f"{code} by month": reading.trends[code] for code in TRENDS}


@pytest.mark.parametrize("seed", range(4))
def test_kept_numbers_equal_a_recount_after_random_acts(cast, seed):
    dice = random.Random(seed)
    world = World(cast, dice)
    for _round in range(8):
        for _n in range(dice.randint(1, 8)):
            world.step()
        if dice.random() < 0.3:
            summaries.fold()
        assert summaries.differences() == []
        for name in ("manager", "city", "stranger"):
            period = some_period(dice)
            kept, counted = told(cast[name], period, False), told(cast[name], period, True)
            wrong = {key: (kept[key], counted[key]) for key in kept if kept[key] != counted[key]}
            assert wrong == {}, (name, period)


def test_the_trend_of_open_requests_is_what_stood_open_at_the_end_of_each_month(cast):
    dice = random.Random(7)
    world = World(cast, dice)
    for _n in range(30):
        world.add_requests()
    for row in ServiceRequest.objects.filter(status__in=["CLOSED", "WITHDRAWN"]):
        closed = row.submitted_at + timedelta(days=dice.randrange(200))
        ServiceRequest.objects.filter(pk=row.pk).update(closed_at=closed)
    period = Period(FIRST + timedelta(days=100), FIRST + timedelta(days=500))
    trend = read((), cast.city, period, ("REQUESTS_OPEN",)).trend("REQUESTS_OPEN")
    assert len({n for _month, n in trend}) > 3
    for month, n in trend:
        end = min((month.replace(day=28) + timedelta(days=4)).replace(day=1), period.last + timedelta(days=1))
        submitted = ServiceRequest.objects.filter(submitted_at__lt=moment(end, 0))
        assert n == submitted.count() - submitted.filter(closed_at__lt=moment(end, 0)).count()


def test_every_number_of_the_dashboard_that_can_be_kept_is_kept():
    """The live ones depend on today, or are a published row."""
    live = {f.code for f in figures.sorted() if f.kept is None and f.kind not in ("SHARE", STATEMENT)}
    assert live == {"CASES_OVER_TARGET", "REQUESTS_OVERDUE", "PARK_ENTERPRISES_VISITED", "PRODUCTS_UNSETTLED"}


def test_what_somebody_else_sees_is_counted_over_his_rows(cast, django_assert_num_queries):
    """Kept numbers are of whole parks; a department member or an enterprise is never told them."""
    Visit.objects.create(
        park=cast.park, enterprise=cast.yunlu_co, author=cast.chen, visited_on=FIRST, imported=True
    )
    period = Period(FIRST, FIRST)
    assert read(["VISITS"], cast.chen, period).values == {"VISITS": 1}
    assert read(["VISITS"], cast.liu, period).values == {"VISITS": 0}
    assert read(["VISITS"], cast.yunlu, period).values == {"VISITS": 0}
    assert read(["ENTERPRISES_IN_PARK"], cast.yunlu, period).values == {"ENTERPRISES_IN_PARK": 1}


def test_folding_changes_no_number_and_leaves_one_row_for_each(cast):
    for _n in range(3):
        Visit.objects.create(
            park=cast.park, enterprise=cast.yunlu_co, author=cast.chen, visited_on=FIRST, imported=True
        )
    rows = Tally.objects.filter(code="VISITS", scope=cast.park.pk, grain="M")
    assert [row.n for row in rows] == [1, 1, 1]
    assert summaries.fold() > 0
    assert [(row.n, row.folded) for row in rows.all()] == [(3, True)]
    assert summaries.fold() == 0
    Visit.objects.all().delete()
    summaries.fold()
    assert not rows.all().exists()


def test_the_check_command_tells_a_wrong_number_and_a_rebuild_mends_it(cast, capsys):
    Visit.objects.create(
        park=cast.park, enterprise=cast.yunlu_co, author=cast.chen, visited_on=FIRST, imported=True
    )
    call_command("rebuild_summaries", check=True)
    Tally.objects.filter(code="VISITS", grain="M").update(n=7)
    with pytest.raises(CommandError):
        call_command("rebuild_summaries", check=True)
    assert "VISITS" in capsys.readouterr().out
    call_command("rebuild_summaries")
    assert summaries.differences() == []
    assert summaries.is_current()


@pytest.mark.django_db(transaction=True)
def test_numbers_are_right_in_every_moment_while_four_people_write(cast):
    """Each transaction sees kept numbers that equal a recount in its own snapshot; at the end nothing is lost."""
    World(cast, random.Random(1))
    stop, failures = threading.Event(), []

    def write(seed):
        world = World.__new__(World)
        world.cast, world.dice, world.number = cast, random.Random(seed), seed * 1000
        world.enterprises = list(Enterprise.objects.all())
        try:
            for _n in range(15):
                world.change_enterprises()
                with transaction.atomic():
                    world.add_visits()
                    world.add_requests()
                    if world.dice.random() < 0.2:
                        transaction.set_rollback(True)
                own = Visit.objects.filter(status="DONE", enterprise=world.dice.choice(world.enterprises))
                own.update(visited_on=some_day(world.dice))
        except Exception as error:  # handed to the test, which looks at it
            failures.append(error)
        finally:
            connection.close()

    def look():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                    assert summaries.differences() == []
                summaries.fold()
        except Exception as error:  # handed to the test, which looks at it
            failures.append(error)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    readers = [threading.Thread(target=look) for _n in range(2)]
    for thread in [*writers, *readers]:
        thread.start()
    for thread in writers:
        thread.join(timeout=600)
    stop.set()
    for thread in readers:
        thread.join(timeout=600)
    assert failures == []
    assert Visit.objects.count() > 60
    assert summaries.differences() == []
