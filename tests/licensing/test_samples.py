"""Samples: taken, delivered together, reported; what the report means for the case."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from core.attachments import attachments_of, check_upload
from core.transitions import NotAllowed, TransitionError
from enterprises.bodies import acts as bodies
from enterprises.models import BodyAbility, Enterprise
from licensing import actions
from licensing.actions.testing import UNUSABLE
from licensing.models import CaseBottleneck, CaseDocument, Delivery, LicenceCase, Paper, Sample
from reminders.models import DueReminder, Message
from reminders.sweep import sweep
from tests.enterprises.bodies.making import make_ability, make_body
from tests.licensing.making import TODAY, fresh, go, make_at, make_case
from tests.races import meanwhile

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


@pytest.fixture
def ability(cast):
    """Pastry at an accredited body, within seven working days."""
    return make_ability(make_body(cast.chen), cast.chen)


def upload(name="检验报告.pdf"):
    """A report as it is uploaded."""
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def sample_of(cast, case, ability, by="chen", **fields):
    """A sample of the case, taken today."""
    return actions.take_sample(
        case.pk, cast[by], ability=ability, **{"name": "桂花酥饼", "quantity": "3 × 500 g", **fields}
    )


def delivered(cast, case, ability, on=None, **fields):
    """One that was handed over on a day."""
    sample = sample_of(cast, case, ability, taken_on=on, **fields)
    actions.deliver_samples(cast.chen, [sample.pk], delivered_on=on)
    return Sample.objects.get(pk=sample.pk)


def report(cast, sample, verdict="PASSED", on=None, by="chen", **fields):
    """A report of today; a passed one comes with its file."""
    if verdict == "PASSED":
        document = CaseDocument.objects.filter(case=sample.case_id, owed_by="BODY").first()
        fields = {"files": [check_upload(upload())], "document": document, **fields}
    return actions.record_report(
        sample.pk, cast[by], verdict=verdict, number="SJ-26-0815", on=on or TODAY, **fields
    )


def test_a_sample_may_be_taken_while_the_coaching_runs_and_waits_for_its_delivery(cast, ability):
    case = make_at(cast, "COACHING")
    sample = sample_of(cast, case, ability)
    assert (sample.number, sample.status, sample.body) == ("YP-2026-0001", "WAITING", ability.body)
    assert sample.is_open and not sample.is_late


def test_samples_of_two_enterprises_go_in_one_delivery_and_are_due_by_what_was_agreed(cast, ability):
    slow = make_ability(ability.body, cast.chen, subject="型式检验", n=20, unit="CD")
    first = sample_of(cast, make_at(cast, "COACHING"), ability)
    other = make_case(cast, by="zhou", company=cast.dinghe_co, code="IPL_NEW", product="钢丝绳")
    second = sample_of(cast, other, slow, by="zhou")
    delivery = actions.deliver_samples(cast.chen, [first.pk, second.pk], handed_to="收样窗口")
    assert (delivery.number, delivery.delivered_on) == ("SJ-2026-0001", TODAY)
    due = dict(delivery.samples.values_list("pk", "due_on"))
    assert due == {first.pk: date(2026, 12, 2), second.pk: date(2026, 12, 14)}, "a Sunday moves to Monday"
    assert [row["enterprise"] for row in delivery.lines] == ["九江云麓食品有限公司", "九江鼎禾五金有限公司"]
    assert not Delivery.objects.visible_to(cast.yunlu).exists()
    assert Sample.objects.visible_to(cast.yunlu).get() == first


def test_what_is_agreed_later_does_not_move_what_was_handed_over(cast, ability):
    sample = delivered(cast, make_at(cast, "COACHING"), ability)
    bodies.change_ability(ability.pk, cast.chen, n=1)
    sample.refresh_from_db()
    assert (sample.n, sample.due_on) == (7, date(2026, 12, 2))


def test_one_delivery_goes_to_one_body(cast, ability):
    case = make_at(cast, "COACHING")
    elsewhere = make_ability(make_body(cast.chen, name="江西演示质检中心", short_name="质检中心"), cast.chen)
    pks = [sample_of(cast, case, each).pk for each in (ability, elsewhere)]
    with pytest.raises(TransitionError, match="质检中心"):
        actions.deliver_samples(cast.chen, pks)
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_deliver_the_same_sample_at_once_the_second_hears_so(cast, ability):
    sample = sample_of(cast, make_at(cast, "COACHING"), ability)
    first, second = meanwhile(
        lambda: actions.deliver_samples(cast.chen, [sample.pk]),
        lambda: actions.deliver_samples(cast.zhou, [sample.pk]),
    )
    assert isinstance(first, Delivery)
    assert isinstance(second, TransitionError) and "YP-2026-0001" in str(second)
    assert Delivery.objects.count() == 1


@pytest.mark.parametrize("days", [1, -4])
def test_a_delivery_is_neither_of_tomorrow_nor_before_the_taking(cast, ability, days):
    case = make_case(cast, on=TODAY - timedelta(days=9))
    sample = sample_of(cast, case, ability, taken_on=TODAY - timedelta(days=3))
    with pytest.raises(TransitionError):
        actions.deliver_samples(cast.chen, [sample.pk], delivered_on=TODAY + timedelta(days=days))
    for taken_on in (TODAY + timedelta(days=1), TODAY - timedelta(days=10)):
        with pytest.raises(TransitionError):
            sample_of(cast, case, ability, taken_on=taken_on)


def test_a_passed_report_settles_the_document_and_lets_the_case_go_on(cast, ability):
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, ability, on=TODAY)
    with pytest.raises(TransitionError, match="YP-2026-0001"):
        go(cast, case, "DOSSIER")
    sample = report(cast, sample)
    assert (sample.status, sample.verdict, sample.took) == ("REPORTED", "PASSED", 0)
    document = CaseDocument.objects.get(case=case, owed_by="BODY")
    assert document.status == Paper.RECEIVED and "SJ-26-0815" in document.note
    assert attachments_of(document).count() == 1
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:reported").count() == 1
    assert go(cast, case, "DOSSIER").stage == "DOSSIER"


def test_without_a_report_the_test_is_not_left(cast):
    case = make_at(cast, "TESTING")
    with pytest.raises(TransitionError, match="检验报告"):
        actions.move_case(case.pk, cast.chen, seen="TESTING", to="DOSSIER")


def test_a_failed_report_is_a_bottleneck_and_the_next_one_that_passes_ends_it(cast, ability):
    case = make_at(cast, "TESTING")
    report(cast, delivered(cast, case, ability), "FAILED", note="菌落总数超标")
    gap = CaseBottleneck.objects.get(case=case)
    assert (gap.kind, gap.is_open) == ("TEST_FAILED", True) and "菌落总数超标" in gap.note
    CaseDocument.objects.filter(case=case, owed_by="BODY").update(status=Paper.RECEIVED)
    with pytest.raises(TransitionError, match="检验不合格"):
        actions.move_case(case.pk, cast.chen, seen="TESTING", to="DOSSIER")
    assert fresh(case).stage == "TESTING"
    report(cast, delivered(cast, case, ability))
    gap.refresh_from_db()
    assert not gap.is_open
    assert go(cast, case, "DOSSIER").stage == "DOSSIER"


def test_a_report_counts_only_on_days_the_accreditation_covers(cast, monday):
    body = make_body(cast.chen, cma_issued_on=date(2020, 12, 1), cma_valid_to=date(2026, 11, 30))
    ability = make_ability(body, cast.chen)
    sample = delivered(cast, make_at(cast, "TESTING"), ability)
    monday.shift(timedelta(days=9))
    with pytest.raises(TransitionError, match="2026-11-30.*2026-12-01"):
        report(cast, sample, on=date(2026, 12, 1))
    assert Sample.objects.get().status == "DELIVERED"
    assert report(cast, sample, on=date(2026, 11, 30)).status == "REPORTED"


def test_a_report_of_an_ability_that_had_ended_does_not_count(cast, ability, monday):
    sample = delivered(cast, make_at(cast, "TESTING"), ability)
    bodies.change_ability(ability.pk, cast.chen, valid_to=date(2026, 11, 25))
    monday.shift(timedelta(days=5))
    with pytest.raises(TransitionError, match="2026-11-25"):
        report(cast, sample, on=date(2026, 11, 26))


def test_a_report_that_is_not_usable_is_kept_and_the_sample_waits_for_another_body(cast):
    plain = make_ability(make_body(cast.chen, name="无证所", short_name="无证所", cma_number=""), cast.chen)
    good = make_ability(make_body(cast.chen), cast.chen)
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, plain)
    with pytest.raises(TransitionError, match="无证所"):
        report(cast, sample)
    with pytest.raises(TransitionError):
        report(cast, sample, UNUSABLE, note="没有 CMA")
    sample = report(cast, sample, UNUSABLE, note="没有 CMA", ability=good)
    assert (sample.status, sample.body, sample.delivery) == ("WAITING", good.body, None)
    assert "SJ-26-0815" in sample.unusable and "没有 CMA" in sample.unusable
    assert not CaseBottleneck.objects.filter(case=case).exists()
    assert Delivery.objects.get().lines[0]["number"] == sample.number, "the slip stays as it was signed"
    actions.deliver_samples(cast.chen, [sample.pk])
    assert report(cast, Sample.objects.get(pk=sample.pk)).verdict == "PASSED"


def test_a_report_before_the_delivery_or_twice_is_refused(cast, ability):
    case = make_at(cast, "TESTING")
    sample = sample_of(cast, case, ability)
    with pytest.raises(TransitionError, match="YP-2026-0001"):
        report(cast, sample)
    actions.deliver_samples(cast.chen, [sample.pk])
    sample.refresh_from_db()
    for on in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(TransitionError):
            report(cast, sample, on=on)
    report(cast, sample)
    with pytest.raises(TransitionError, match="YP-2026-0001"):
        report(cast, sample)


def test_a_passed_report_comes_with_its_file(cast, ability):
    sample = delivered(cast, make_at(cast, "TESTING"), ability)
    with pytest.raises(TransitionError):
        report(cast, sample, files=[])


def test_nothing_is_sent_for_a_case_that_is_on_hold_over_or_past_its_test(cast, ability):
    held = make_at(cast, "COACHING")
    waiting = sample_of(cast, held, ability)
    actions.hold_case(held.pk, cast.chen, reason="等设备")
    for act in (
        lambda: sample_of(cast, held, ability),
        lambda: actions.deliver_samples(cast.chen, [waiting.pk]),
        lambda: sample_of(cast, make_at(cast, "DOSSIER"), ability),
        lambda: sample_of(cast, make_case(cast, code="STANDARD_DECLARATION"), ability),
    ):
        with pytest.raises(TransitionError):
            act()


def test_the_report_of_a_case_on_hold_is_still_recorded(cast, ability):
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, ability)
    actions.hold_case(case.pk, cast.chen, reason="等设备")
    assert report(cast, sample).verdict == "PASSED"


def test_of_who_has_left_nothing_is_sent(cast, ability):
    case = make_at(cast, "COACHING")
    sample = sample_of(cast, case, ability)
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    for act in (
        lambda: sample_of(cast, case, ability),
        lambda: actions.deliver_samples(cast.chen, [sample.pk]),
    ):
        with pytest.raises(TransitionError, match="九江云麓食品有限公司"):
            act()


def test_samples_under_way_end_with_their_case(cast, ability):
    case = make_at(cast, "TESTING")
    waiting, under_way = sample_of(cast, case, ability), delivered(cast, case, ability)
    actions.terminate_case(case.pk, cast.chen, reason="不办了")
    for sample in (waiting, under_way):
        sample.refresh_from_db()
        assert (sample.status, sample.closed_on) == ("CANCELLED", TODAY)
    with pytest.raises(TransitionError):
        report(cast, under_way)


def test_a_sample_of_another_park_or_by_another_hand_is_out_of_reach(cast, ability):
    case = make_at(cast, "COACHING")
    sample = sample_of(cast, case, ability)
    elsewhere = make_ability(make_body(cast.stranger), cast.stranger)
    with pytest.raises(TransitionError):
        sample_of(cast, case, elsewhere)
    with pytest.raises(Sample.DoesNotExist):
        report(cast, sample, by="stranger", document=None)
    with pytest.raises(TransitionError):
        actions.deliver_samples(cast.stranger, [sample.pk])
    with pytest.raises(NotAllowed):
        actions.deliver_samples(cast.manager, [sample.pk])
    with pytest.raises(NotAllowed):
        sample_of(cast, case, ability, by="yunlu")


def test_a_body_that_is_not_used_any_more_gets_no_new_sample_and_reports_the_old_one(cast, ability):
    case = make_at(cast, "TESTING")
    sample = delivered(cast, case, ability)
    bodies.use_body(ability.body_id, cast.chen, in_use=False)
    stale = BodyAbility.objects.select_related("body").get(pk=ability.pk)
    with pytest.raises(TransitionError, match="演示食检所"):
        sample_of(cast, case, stale)
    assert report(cast, sample).verdict == "PASSED"


def test_plain_sql_cannot_jump_a_state_or_forget_a_fact(cast, ability):
    case = make_at(cast, "TESTING")
    sample = sample_of(cast, case, ability)
    for wrong in (
        {"status": "REPORTED"},
        {"status": "DELIVERED"},
        {"delivered_on": TODAY},
        {"status": "CANCELLED"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Sample.objects.filter(pk=sample.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceCase.objects.get(pk=case.pk).samples.create(
            park=cast.park, number="YP-1", body=ability.body, ability=ability, name="x",
            taken_on=TODAY, status="DELIVERED", delivered_on=TODAY, due_on=TODAY,
        )  # fmt: skip


def test_a_late_report_reminds_who_is_in_charge_and_is_work(cast, ability, sign_in, monday):
    case = make_at(cast, "TESTING", on=TODAY - timedelta(days=20))
    sample = delivered(cast, case, ability, on=TODAY - timedelta(days=20))
    assert sample.is_late
    sweep()
    reminder = DueReminder.objects.get(source="sample-report", state="OWED")
    assert reminder.recipient == cast.chen
    client = sign_in("chen")
    page = client.get("/").content.decode()
    assert f"/licensing/samples/{sample.pk}/report/" in page
    page = client.get(case.get_absolute_url()).content.decode()
    asked = f"/licensing/{case.pk}/contact/?party=BODY"
    assert asked in page
    form = client.get(asked, {"party": "BODY", "promise": "出报告"}).context["form"]
    assert (form["party"].value(), form["promise"].value()) == ("BODY", "出报告")
