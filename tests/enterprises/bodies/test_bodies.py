"""Testing bodies, what they test, and how long their accreditation runs."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.db import DatabaseError, transaction

from core.clock import today
from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.bodies import acts
from enterprises.models import BodyAbility, InspectionBody
from reminders.models import DueReminder
from reminders.sources import sources
from reminders.sweep import sweep
from tests.enterprises.bodies.making import CMA, make_ability, make_body

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday():
    """Monday, 23 November 2026."""
    with time_machine.travel("2026-11-23 10:30:00+08:00", tick=False) as traveller:
        yield traveller


def form(**fields):
    """What the form of a body posts."""
    return {"name": "九江市演示食品检验所", "short_name": "演示食检所", **fields}


def test_renewal_is_due_three_months_before_the_accreditation_ends(cast):
    body = make_body(cast.chen, cma_valid_to=date(2027, 5, 31))
    assert body.cma_apply_by == date(2027, 2, 28)
    assert body.cma_state == "VALID"
    assert make_body(cast.chen, name="别所", cma_valid_to=date(2027, 2, 23)).cma_state == "RENEW"
    assert make_body(cast.chen, name="旧所", cma_valid_to=DAY - timedelta(days=1)).cma_state == "EXPIRED"
    assert make_body(cast.chen, name="无证所", cma_number="").cma_state == "NONE"


def test_without_a_printed_end_it_runs_six_years_from_its_issue(cast):
    body = make_body(cast.chen, cma_issued_on=date(2024, 1, 10), cma_valid_to=None)
    assert body.cma_valid_to == date(2030, 1, 9)


def test_a_report_is_covered_from_the_first_day_to_the_last(cast):
    body = make_body(cast.chen, cma_issued_on=date(2024, 1, 10), cma_valid_to=date(2026, 6, 30))
    covered = {day: body.covers(day) for day in (date(2024, 1, 9), date(2024, 1, 10), date(2026, 6, 30))}
    assert list(covered.values()) == [False, True, True]
    assert not body.covers(date(2026, 7, 1))
    assert not make_body(cast.chen, name="无证所", cma_number="").covers(DAY)


@pytest.mark.parametrize(
    ("issued", "since"),
    [(date(2026, 6, 20), date(2020, 7, 1)), (date(2026, 9, 1), date(2026, 9, 1))],
)
def test_a_renewal_without_a_break_keeps_the_first_day_and_one_after_a_gap_does_not(cast, issued, since):
    body = make_body(cast.chen, cma_issued_on=date(2020, 7, 1), cma_valid_to=date(2026, 6, 30))
    body = acts.change_body(body.pk, cast.chen, cma_issued_on=issued, cma_valid_to=date(2032, 6, 30))
    assert body.cma_since == since
    assert body.covers(date(2025, 1, 1)) == (since.year == 2020)


def test_a_body_is_seen_and_kept_in_its_park_only(cast):
    body = make_body(cast.chen)
    ability = make_ability(body, cast.chen)
    for who in ("manager", "zhou", "city"):
        assert InspectionBody.objects.visible_to(cast[who]).get() == body
    for who in ("stranger", "yunlu", "liu", "investor"):
        assert not InspectionBody.objects.visible_to(cast[who]).exists()
        assert not BodyAbility.objects.visible_to(cast[who]).exists()
    with pytest.raises(NotAllowed):
        acts.change_body(body.pk, cast.manager, name="别名")
    with pytest.raises(InspectionBody.DoesNotExist):
        acts.add_ability(body.pk, cast.stranger, subject="糕点", n=5)
    with pytest.raises(BodyAbility.DoesNotExist):
        acts.change_ability(ability.pk, cast.stranger, n=5)


def test_what_is_there_already_is_refused_in_its_own_words(cast):
    body = make_body(cast.chen)
    ability = make_ability(body, cast.chen)
    with pytest.raises(TransitionError):
        make_body(cast.zhou)
    with pytest.raises(TransitionError):
        make_ability(body, cast.zhou)
    acts.change_ability(ability.pk, cast.chen, valid_to=DAY)
    assert make_ability(body, cast.zhou).pk != ability.pk


@pytest.mark.parametrize(
    "wrong", [{"n": 0}, {"n": 400}, {"fee": -1}, {"valid_from": DAY, "valid_to": date(2020, 1, 1)}]
)
def test_plain_sql_cannot_enter_an_ability_that_makes_no_sense(cast, wrong):
    ability = make_ability(make_body(cast.chen), cast.chen)
    with pytest.raises(DatabaseError), transaction.atomic():
        BodyAbility.objects.filter(pk=ability.pk).update(**wrong)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"cma_number": "24141205000"}, "cma_number"),
        ({"cma_number": "24141205000A", "cma_valid_to": "2029-12-31"}, "cma_number"),
        ({"cma_number": CMA}, "cma_valid_to"),
        ({"cma_number": CMA, "cma_issued_on": "2026-01-01", "cma_valid_to": "2025-01-01"}, "cma_valid_to"),
        ({"cma_number": CMA, "cma_valid_to": "9999-12-31"}, "cma_valid_to"),
        ({"mobile": "1380000"}, "mobile"),
        ({"region_code": "36040"}, "region_code"),
        ({"name": "长" * 101}, "name"),
        ({"name": ""}, "name"),
        ({"note": "长" * 10_000}, "note"),
    ],
)
def test_the_form_says_what_is_wrong_at_its_field(sign_in, cast, fields, field):
    answer = sign_in("chen").post("/bodies/new/", form(**fields))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not InspectionBody.objects.exists()


def test_a_number_is_understood_in_full_width_and_with_spaces(sign_in, cast):
    client = sign_in("chen")
    answer = client.post("/bodies/new/", form(cma_number="２４１４ 1205 0001", cma_issued_on="2024-01-10"))
    body = InspectionBody.objects.get()
    assert (answer.status_code, answer.url) == (302, body.get_absolute_url())
    assert (body.cma_number, body.cma_valid_to) == (CMA, date(2030, 1, 9))
    assert client.post("/bodies/new/", form()).status_code == 422


def test_two_who_edit_at_once_hear_of_each_other(sign_in, cast):
    body = make_body(cast.chen)
    version = body.updated_at.isoformat()
    client = sign_in("zhou")
    url = f"/bodies/{body.pk}/edit/"
    with time_machine.travel("2026-11-23 10:31:00+08:00", tick=False):
        acts.change_body(body.pk, cast.chen, note="搬迁中")
    assert client.post(url, form(note="别的", version=version)).status_code == 409


def test_the_number_of_a_person_is_masked_and_looking_at_it_leaves_a_trace(sign_in, cast):
    body = make_body(cast.chen, contact="高秀兰", mobile="13800001234")
    client = sign_in("chen")
    page = client.get(body.get_absolute_url()).content.decode()
    assert "138****1234" in page and "13800001234" not in page
    assert "13800001234" not in client.get("/bodies/").content.decode()
    shown = client.post(f"/bodies/{body.pk}/mobile/").content.decode()
    assert "13800001234" in shown
    assert TimelineEntry.objects.filter(sentence="body_mobile_shown", actor_id=cast.chen.pk).count() == 1


def test_the_page_tells_what_it_tests_and_what_has_changed(sign_in, cast):
    client = sign_in("chen")
    body = make_body(cast.chen)
    data = {"subject": "糕点", "standard_number": "gb/t20977-2007", "n": "7", "unit": "WD", "fee": "680"}
    url = f"/bodies/{body.pk}/abilities/new/"
    assert client.post(url, data).status_code == 302
    ability = BodyAbility.objects.get()
    assert (ability.standard_number, ability.fee) == ("GB/T 20977-2007", 680)
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"n": "0"}).status_code == 422
    assert client.post(url, data | {"subject": "饼" * 101}).status_code == 422
    client.post(f"/bodies/abilities/{ability.pk}/edit/", data | {"n": "9"})
    page = client.get(body.get_absolute_url()).content.decode()
    assert "9 个工作日" in page and "GB/T 20977-2007" in page
    assert "<del>7</del> → <ins>9</ins>" in page


def test_the_list_finds_a_body_by_what_it_tests_and_by_pinyin(sign_in, cast):
    make_ability(make_body(cast.chen), cast.chen)
    make_body(cast.chen, name="江西演示质检中心", short_name="质检中心")
    client = sign_in("manager")

    def found(query):
        return [row.short_name for row in client.get(f"/bodies/?{query}").context["page_rows"]]

    assert found("q=糕点") == ["演示食检所"]
    assert found("q=zjzx") == ["质检中心"]
    assert found("q=" + "长" * 100) == []
    assert len(found("")) == 2
    assert client.get("/bodies/?tab=nonsense&park=x&page=-3").status_code == 200


def test_a_body_that_is_not_used_any_more_leaves_the_list_and_its_deadline(sign_in, cast):
    body = make_body(cast.chen, cma_valid_to=DAY + timedelta(days=60))
    due = sources["body-cma"].due(InspectionBody.objects.all())
    assert due.get().due_day == body.cma_apply_by
    client = sign_in("chen")
    assert client.post(f"/bodies/{body.pk}/stop/").status_code == 302
    assert client.post(f"/bodies/{body.pk}/stop/").status_code == 409
    assert not due.exists()
    assert not client.get("/bodies/").context["page_rows"]
    assert len(client.get("/bodies/?tab=gone").context["page_rows"]) == 1
    client.post(f"/bodies/{body.pk}/use/")
    assert due.exists()


def test_the_lead_is_reminded_to_have_the_accreditation_renewed(cast):
    make_body(cast.chen, cma_valid_to=DAY + timedelta(days=100))
    sweep()
    reminder = DueReminder.objects.get(source="body-cma", state="OWED")
    assert (reminder.recipient, reminder.subject_id) == (cast.lead, None)
    assert reminder.subject_label == "演示食检所"


def test_the_list_goes_out_as_a_workbook_with_masked_numbers(sign_in, cast):
    make_ability(make_body(cast.chen, contact="高秀兰", mobile="13800001234"), cast.chen)
    client = sign_in("chen")
    answer = client.post("/export/", {"list": "/bodies/", "all": "1"})
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    (row,) = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert {"九江市演示食品检验所", "糕点", "高秀兰 138****1234", CMA} <= set(row)


def test_the_search_box_finds_it_and_its_number_jumps_there(sign_in, cast):
    body = make_body(cast.chen)
    client = sign_in("chen")
    assert client.get("/search/", {"q": CMA}).url.endswith(body.get_absolute_url())
    assert "演示食品检验所" in client.get("/search/", {"q": "食品检验"}).content.decode()
    assert today() == DAY
