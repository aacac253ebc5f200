"""The board of the testing bodies: what waits, what is usual, and who would report first."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import BodyAbility
from licensing.models import Sample
from licensing.queue import LAST, queues_of, suggest
from tests.enterprises.bodies.making import make_ability, make_body
from tests.licensing.making import TODAY, make_at
from tests.licensing.test_samples import delivered, sample_of

pytestmark = pytest.mark.django_db


def past(case, ability, *took, since=0):
    """Reports of earlier samples, which took so many days; the first one came `since` days ago."""
    Sample.objects.bulk_create(
        Sample(
            park=case.park, number=f"YP-2025-{ability.pk:05d}{place:05d}", case=case, body=ability.body, ability=ability,
            name="旧样", taken_on=TODAY - timedelta(days=days + since + place),
            delivered_on=TODAY - timedelta(days=days + since + place), due_on=TODAY, status="REPORTED",
            verdict="PASSED", report_on=TODAY - timedelta(days=since + place), took=days, closed_on=TODAY, imported=True,
        )
        for place, days in enumerate(took)
    )  # fmt: skip


def queue_of(ability):
    """How it stands now."""
    row = BodyAbility.objects.select_related("body").get(pk=ability.pk)
    return queues_of([row])[ability.pk]


@pytest.fixture
def case(cast):
    """A case whose test runs."""
    return make_at(cast, "TESTING")


def test_what_is_usual_comes_from_the_last_reports_and_else_from_what_was_agreed(cast, case):
    ability = make_ability(make_body(cast.chen), cast.chen)
    past(case, ability, 10, 11, 12, 30)
    assert (queue_of(ability).usual.median, queue_of(ability).likely_on) == (9.8, date(2026, 12, 2))
    past_more = make_ability(ability.body, cast.chen, subject="饼干")
    past(case, past_more, 10, 11, 12, 13, 30)
    usual = queue_of(past_more).usual
    assert (usual.median, usual.slow, usual.cases) == (12, 30, 5)
    assert queue_of(past_more).likely_on == TODAY + timedelta(days=12)


def test_only_the_latest_reports_are_looked_at(cast, case):
    ability = make_ability(make_body(cast.chen), cast.chen)
    past(case, ability, *([4] * LAST + [90] * 60))
    assert queue_of(ability).usual.median == 4
    assert len(queue_of(ability).days) == LAST


def test_samples_before_yours_move_the_day_at_the_rate_of_the_last_weeks(cast, case):
    ability = make_ability(make_body(cast.chen), cast.chen)
    past(case, ability, *[3] * 6)
    for _number in range(3):
        sample_of(cast, case, ability)
    queue = queue_of(ability)
    assert (queue.before, queue.likely_on) == (3, TODAY + timedelta(days=30)), (
        "6 reports in 60 days: one in ten"
    )


def test_what_waits_is_in_test_and_is_late_are_counted_apart(cast, case):
    ability = make_ability(make_body(cast.chen), cast.chen, n=1)
    old = make_at(cast, "TESTING", on=TODAY - timedelta(days=9))
    sample_of(cast, case, ability)
    delivered(cast, case, ability)
    delivered(cast, old, ability, on=TODAY - timedelta(days=9))
    queue = queue_of(ability)
    assert (queue.waiting, queue.in_test, queue.late, queue.before) == (1, 2, 1, 3)


def test_the_earliest_is_suggested_and_the_sentence_says_why(cast, case):
    quick = make_ability(make_body(cast.chen, short_name="甲所"), cast.chen, n=7)
    slow = make_ability(make_body(cast.chen, name="乙检验所", short_name="乙所"), cast.chen, n=5)
    past(case, slow, *[16] * 5)
    sample_of(cast, case, slow)
    found = suggest([queue_of(quick), queue_of(slow)])
    assert found.best.ability == quick
    assert found.sentence == (
        "甲所：约定 7 个工作日，约 12-02 周三出报告；乙所：约定 5 个工作日，但通常要 16 天，前面有 1 个样品，约 12-09 周三出报告"
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"cma_valid_to": date(2026, 11, 22), "cma_issued_on": date(2020, 11, 23)}, "2026-11-22"),
        ({"cma_valid_to": date(2026, 11, 26), "cma_issued_on": date(2020, 11, 27)}, "2026-11-26"),
        ({"cma_number": ""}, "CMA"),
    ],
)
def test_a_body_whose_report_would_not_count_is_never_suggested_and_says_so(cast, facts, words):
    out = make_ability(make_body(cast.chen, name="快检所", short_name="快检所", **facts), cast.chen, n=5)
    slow = make_ability(make_body(cast.chen), cast.chen, n=30)
    found = suggest([queue_of(out), queue_of(slow)])
    assert found.best.ability == slow
    assert words in found.sentence
    assert suggest([queue_of(out)]).best is None


def test_the_board_suggests_for_what_is_asked_and_every_number_opens_its_rows(sign_in, cast, case):
    ability = make_ability(make_body(cast.chen), cast.chen)
    make_ability(
        make_body(cast.chen, name="江西演示质检中心", short_name="质检中心"), cast.chen, subject="纸箱"
    )
    past(case, ability, 10, 11, 12, 13, 30)
    sample_of(cast, case, ability)
    client = sign_in("manager")
    answer = client.get("/licensing/bodies/?q=糕点")
    assert answer.context["suggestion"].best.ability == ability
    assert [row.pk for row in answer.context["page_rows"]] == [ability.pk]
    assert client.get("/licensing/bodies/").context["suggestion"] is None

    def rows(query):
        return len(client.get(f"/licensing/samples/?{query}").context["page_rows"])

    assert f"/licensing/samples/?ability={ability.pk}" in answer.content.decode()
    assert rows(f"ability={ability.pk}") == 1
    assert f"tab=reported&amp;last={ability.pk}" in answer.content.decode()
    assert rows(f"tab=reported&last={ability.pk}") == 5
    assert client.get("/licensing/bodies/?q=" + "%00" + "长" * 500).status_code == 200


def test_the_board_costs_the_same_with_many_samples(sign_in, cast, case):
    """Statements and buffers; the net looks at the other pages, this one has its own tables."""
    abilities = [
        make_ability(make_body(cast.chen, name=f"第 {n} 检验所", short_name=f"{n} 所"), cast.chen)
        for n in range(3)
    ]
    client = sign_in("manager")
    for ability in abilities:
        past(case, ability, *[10] * 50)

    def asked():
        client.get("/licensing/bodies/?q=糕点")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE licensing_sample")
        with CaptureQueriesContext(connection) as queries:
            client.get("/licensing/bodies/?q=糕点")
        (heavy,) = [query["sql"] for query in queries if "asked(id)" in query["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {heavy}")
            plan = cursor.fetchone()[0][0]["Plan"]
        return len(queries), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]

    small = asked()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM licensing_sample")
        (last,) = cursor.fetchone()
        names = [
            field.column
            for field in Sample._meta.concrete_fields
            if field.column not in ("id", "number", "report_on")
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f"INSERT INTO licensing_sample (number, report_on, {columns}) "
            f"SELECT 'YP-2020-' || i, report_on - 0, {columns} FROM licensing_sample, generate_series(1, 20000) AS i "
            "WHERE id = %s",
            [last],
        )
    large = asked()
    assert large[0] == small[0]
    assert large[1] <= small[1] * 1.5 + 60, (small, large)
