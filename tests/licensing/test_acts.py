"""The acts on a case: along its stages, and what they refuse."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate

from core.models import TimelineEntry
from core.transitions import NotAllowed, StaleForm, TransitionError
from enterprises.models import Enterprise, Licence
from enterprises.registers import acts as registers
from licensing import actions
from licensing.models import CaseContact, CaseDocument, CaseLeg, LicenceCase, Paper
from reminders.models import Message
from tests.licensing.making import SC, TODAY, complete, finish, fresh, go, make_at, make_case

pytestmark = pytest.mark.django_db


def test_a_case_opens_with_a_number_its_first_leg_a_checklist_and_a_target(cast):
    case = make_case(cast)
    assert case.number == "BB-2026-0001"
    assert (case.stage, case.holder, case.status) == ("OPENED", "STATION", "RUNNING")
    assert case.target_on == TODAY + timedelta(days=30)
    assert case.stage_due_on == TODAY + timedelta(days=1)
    assert CaseLeg.objects.get(case=case).began_on == TODAY
    assert CaseDocument.objects.filter(case=case, status=Paper.MISSING).count() == 7
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:opened").count() == 1
    assert TimelineEntry.objects.filter(sentence="case_opened", internal=False).count() == 1


def test_what_the_archive_has_is_there_from_the_beginning(cast):
    registers.add_row(
        "licences", cast.yunlu_co.pk, cast.chen, kind="BIZ", number="91360402DEM0000735", long_term=True
    )
    document = CaseDocument.objects.get(case=make_case(cast), label="营业执照")
    assert (document.status, document.is_there) == (Paper.RECEIVED, True)
    assert "91360402DEM0000735" in document.source


def test_a_case_is_not_opened_by_a_procedure_of_another_time_nor_for_who_has_left(cast):
    with pytest.raises(TransitionError, match="2026-11-23"):
        make_case(cast, code="IPL_NEW_2005")
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    with pytest.raises(TransitionError):
        make_case(cast)


def test_nobody_of_another_park_opens_or_moves_a_case(cast):
    with pytest.raises(NotAllowed):
        make_case(cast, by="stranger", company=cast.yunlu_co)
    case = make_case(cast)
    with pytest.raises(LicenceCase.DoesNotExist):
        actions.move_case(case.pk, cast.stranger, seen="OPENED", to="DIAGNOSED")
    with pytest.raises(NotAllowed):
        actions.move_case(case.pk, cast.yunlu, seen="OPENED", to="DIAGNOSED")


def test_the_baton_goes_from_holder_to_holder_and_each_leg_keeps_its_days(cast):
    case = make_case(cast, on=TODAY - timedelta(days=10))
    case = go(cast, case, "DIAGNOSED", on=TODAY - timedelta(days=9))
    case = go(cast, case, "COACHING", on=TODAY - timedelta(days=7))
    assert (case.holder, case.holder_since) == ("ENTERPRISE", TODAY - timedelta(days=7))
    case = go(cast, case, "TESTING", on=TODAY - timedelta(days=2))
    assert case.holder == "BODY"
    assert list(CaseLeg.objects.filter(case=case).values_list("stage", "days")) == [
        ("OPENED", 1),
        ("DIAGNOSED", 2),
        ("COACHING", 5),
        ("TESTING", None),
    ]
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:turn").count() == 1


def test_what_is_written_down_later_stands_in_the_course_at_its_day(cast):
    case = make_case(cast, on=TODAY - timedelta(days=10))
    go(cast, case, "DIAGNOSED", on=TODAY - timedelta(days=9))
    said = datetime(2026, 11, 15, 9, tzinfo=UTC)
    actions.record_contact(
        case.pk, cast.chen, party="AUTHORITY", way="PHONE", text="问受理要几天", happened_at=said
    )
    go(cast, case, "COACHING")
    days = [
        localdate(line.happened_at)
        for line in TimelineEntry.objects.filter(kind="case").order_by("happened_at")
    ]
    assert days == [TODAY - timedelta(days=n) for n in (10, 9, 8, 0)]


def test_the_holder_has_it_since_it_came_to_him_not_since_the_stage(cast):
    case = make_case(cast, on=TODAY - timedelta(days=3))
    case = go(cast, case, "DIAGNOSED")
    assert case.holder_since == TODAY - timedelta(days=3)


@pytest.mark.parametrize("to", ["TESTING", "DOSSIER", "ISSUED", "OPENED", "CORRECTING", "nonsense"])
def test_a_stage_is_not_skipped_by_a_forged_post(cast, to):
    case = make_at(cast, "DIAGNOSED")
    with pytest.raises(TransitionError):
        actions.move_case(case.pk, cast.chen, seen="DIAGNOSED", to=to)
    assert fresh(case).stage == "DIAGNOSED"


@pytest.mark.parametrize(("stage", "then"), [("SUBMITTED", "CORRECTING"), ("ONSITE", "ONSITE_FIX")])
def test_what_may_be_left_out_may_also_be_run(cast, stage, then):
    case = go(cast, make_at(cast, stage), then)
    assert (case.stage, case.holder) == (then, "ENTERPRISE")
    assert go(cast, case, {"CORRECTING": "ACCEPTED", "ONSITE_FIX": "DECIDED"}[then]).holder == "AUTHORITY"


def test_plain_sql_cannot_skip_a_stage_go_back_or_begin_in_the_middle(cast):
    case = make_at(cast, "DIAGNOSED")
    for stage in ("TESTING", "OPENED", "nonsense"):
        with pytest.raises(DatabaseError), transaction.atomic():
            LicenceCase.objects.filter(pk=case.pk).update(stage=stage)
    row = fresh(case)
    row.pk, row.number = None, "BB-2026-0099"
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_plain_sql_cannot_close_a_case_that_is_on_hold_nor_move_its_stage(cast):
    case = actions.hold_case(make_at(cast, "DECIDED").pk, cast.chen, reason="企业搬迁车间")
    for changes in (
        {"status": "ISSUED", "hold_since": None, "issued_on": TODAY, "closed_on": TODAY},
        {"stage": "ISSUED"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            LicenceCase.objects.filter(pk=case.pk).update(**changes)


def test_of_two_who_move_a_stage_the_second_hears_where_it_is(cast):
    case = make_at(cast, "DIAGNOSED")
    with pytest.raises(StaleForm, match="BB-2026-0001"):
        actions.move_case(case.pk, cast.zhou, seen="OPENED", to="DIAGNOSED")


def test_the_dossier_is_left_only_when_nothing_is_missing(cast):
    case = make_at(cast, "DOSSIER")
    move = {"seen": "DOSSIER", "to": "SUBMITTED", "number": "赣食许申 1"}
    with pytest.raises(TransitionError, match="营业执照"):
        actions.move_case(case.pk, cast.chen, **move)
    complete(case, cast.chen)
    assert actions.move_case(case.pk, cast.chen, **move).submitted_on == TODAY


@pytest.mark.parametrize(("stage", "to"), [("DOSSIER", "SUBMITTED"), ("SUBMITTED", "ACCEPTED")])
def test_submission_and_acceptance_have_a_number(cast, stage, to):
    case = make_at(cast, stage)
    complete(case, cast.chen)
    with pytest.raises(TransitionError):
        actions.move_case(case.pk, cast.chen, seen=stage, to=to, number=" ")


def test_a_stage_ends_neither_before_it_began_nor_tomorrow(cast):
    case = make_case(cast, on=TODAY - timedelta(days=3))
    for on in (TODAY - timedelta(days=4), TODAY + timedelta(days=1)):
        with pytest.raises(TransitionError):
            actions.move_case(case.pk, cast.chen, seen="OPENED", to="DIAGNOSED", on=on)


def test_on_hold_nothing_moves_until_it_is_taken_up_again_and_the_stage_is_due_later(cast, monday):
    case = make_at(cast, "COACHING")
    due = case.stage_due_on
    case = actions.hold_case(case.pk, cast.chen, reason="等新设备到货")
    with pytest.raises(TransitionError, match="等新设备到货"):
        actions.move_case(case.pk, cast.chen, seen="COACHING", to="TESTING")
    monday.shift(timedelta(days=7))
    case = actions.resume_case(case.pk, cast.chen)
    assert (case.status, case.hold_since, case.stage_due_on) == ("RUNNING", None, due + timedelta(days=7))
    case = go(cast, case, "TESTING")
    assert CaseLeg.objects.get(case=case, stage="COACHING").days == 0


@pytest.mark.parametrize(("act", "status"), [("withdraw", "WITHDRAWN"), ("terminate", "TERMINATED")])
def test_a_case_is_given_up_with_its_reason_also_from_hold(cast, act, status):
    case = actions.hold_case(make_at(cast, "COACHING").pk, cast.chen, reason="等资金")
    case = getattr(actions, f"{act}_case")(case.pk, cast.chen, reason="企业改做别的产品")
    assert (case.status, case.end_reason, case.closed_on) == (status, "企业改做别的产品", TODAY)
    assert not case.pauses.filter(resumed_on=None).exists()
    assert not CaseLeg.objects.filter(case=case, ended_on=None).exists()
    with pytest.raises(TransitionError, match="企业改做别的产品"):
        actions.hold_case(case.pk, cast.chen, reason="再等等")


def test_the_enterprise_may_withdraw_its_own_case_but_not_end_it_otherwise(cast):
    case = make_case(cast)
    with pytest.raises(NotAllowed):
        actions.terminate_case(case.pk, cast.yunlu, reason="不办了")
    with pytest.raises(LicenceCase.DoesNotExist):
        actions.withdraw_case(case.pk, cast.dinghe, reason="不办了")
    assert actions.withdraw_case(case.pk, cast.yunlu, reason="不办了").status == "WITHDRAWN"
    assert Message.objects.filter(recipient=cast.chen, kind="case:ended").count() == 1


def test_the_licence_enters_the_archive_the_case_closes_and_the_enterprise_is_told(cast):
    case = finish(cast, [1, 2, 4, 7, 2, 0, 1, 6, 4, 1], number="ＳＣ1 2436 0402 00016")
    assert (case.status, case.result_number, case.days) == ("ISSUED", SC, 28)
    licence = Licence.objects.get(enterprise=cast.yunlu_co, kind="FPL")
    assert case.licence == licence
    assert (licence.number, licence.source, licence.valid_to) == (SC, "CASE", date(2031, 11, 22))
    assert licence.due_on == date(2031, 11, 22)
    assert licence.act_by is not None, "the renewal deadline"
    assert sum(CaseLeg.objects.filter(case=case).values_list("days", flat=True)) == case.days
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:issued").count() == 1


@pytest.mark.parametrize("number", ["SC12436040200017", "XK13-001-00001", "SC123", "QS360424010001"])
def test_a_number_of_another_kind_or_with_a_wrong_digit_is_refused(cast, number):
    case = make_at(cast, "DECIDED")
    with pytest.raises(TransitionError):
        actions.issue_licence(case.pk, cast.chen, number=number, issued_on=TODAY, valid_to=date(2031, 11, 22))
    assert fresh(case).status == "RUNNING"
    assert not Licence.objects.filter(enterprise=cast.yunlu_co).exists()


def test_a_number_that_another_enterprise_has_is_refused_and_ones_own_is_brought_up_to_date(cast):
    registers.add_row("licences", cast.dinghe_co.pk, cast.zhou, kind="FPL", number=SC, valid_to=TODAY)
    case = make_at(cast, "DECIDED")
    said = {"number": SC, "issued_on": TODAY, "valid_to": date(2031, 11, 22)}
    with pytest.raises(TransitionError, match="九江鼎禾五金有限公司"):
        actions.issue_licence(case.pk, cast.chen, **said)
    Licence.objects.update(enterprise=cast.yunlu_co)
    case = actions.issue_licence(case.pk, cast.chen, **said)
    assert Licence.objects.get().valid_to == date(2031, 11, 22)
    assert case.licence == Licence.objects.get()


def test_a_licence_is_not_issued_before_the_application_was_accepted(cast):
    case = make_case(cast, on=TODAY - timedelta(days=20))
    case = go(cast, case, *("DIAGNOSED", "COACHING", "TESTING", "DOSSIER", "SUBMITTED"))
    case = go(cast, case, "ACCEPTED", "ONSITE", "DECIDED")
    with pytest.raises(TransitionError):
        actions.issue_licence(
            case.pk, cast.chen, number=SC, issued_on=TODAY - timedelta(days=1), valid_to=date(2031, 1, 1)
        )


def test_a_licence_is_not_issued_in_the_middle_of_the_way_nor_of_who_has_left(cast):
    early = make_at(cast, "ONSITE")
    with pytest.raises(TransitionError):
        actions.issue_licence(early.pk, cast.chen, number=SC, issued_on=TODAY, valid_to=date(2031, 1, 1))
    ready = go(cast, early, "DECIDED")
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    for act in (
        lambda: actions.issue_licence(
            ready.pk, cast.chen, number=SC, issued_on=TODAY, valid_to=date(2031, 1, 1)
        ),
        lambda: actions.move_case(ready.pk, cast.chen, seen="DECIDED", to="ISSUED"),
    ):
        with pytest.raises(TransitionError, match="九江云麓食品有限公司"):
            act()
    assert actions.terminate_case(ready.pk, cast.chen, reason="企业已迁出").status == "TERMINATED"


def test_a_refusal_keeps_the_reasons_and_needs_an_application(cast):
    case = make_at(cast, "DOSSIER")
    with pytest.raises(TransitionError):
        actions.refuse_licence(case.pk, cast.chen, reason="核查不通过")
    case = actions.refuse_licence(go(cast, case, "SUBMITTED", "ACCEPTED").pk, cast.chen, reason="核查不通过")
    assert (case.status, case.end_reason, case.decided_on) == ("REFUSED", "核查不通过", TODAY)


def test_what_the_enterprise_uploads_waits_for_the_station(cast):
    case = make_case(cast)
    document = case.documents.first()
    actions.upload_document(document.pk, cast.yunlu, note="盖章版")
    document.refresh_from_db()
    assert (document.status, document.is_there) == (Paper.PROVIDED, False)
    assert Message.objects.filter(recipient=cast.chen, kind="case:provided").count() == 1
    actions.return_document(document.pk, cast.chen, note="缺页", due_on=TODAY + timedelta(days=3))
    document.refresh_from_db()
    assert (document.status, document.due_on) == (Paper.MISSING, TODAY + timedelta(days=3))
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:document").count() == 1
    actions.settle_document(document.pk, cast.chen, status=Paper.RECEIVED)
    with pytest.raises(TransitionError):
        actions.upload_document(document.pk, cast.yunlu)


def test_a_document_is_left_out_with_a_reason_only(cast):
    document = make_case(cast).documents.first()
    with pytest.raises(TransitionError):
        actions.settle_document(document.pk, cast.chen, status=Paper.WAIVED)
    actions.settle_document(document.pk, cast.chen, status=Paper.WAIVED, note="本类产品不要求")
    with pytest.raises(NotAllowed):
        actions.settle_document(document.pk, cast.yunlu, status=Paper.RECEIVED)


def test_a_promise_for_a_day_has_words_and_is_settled_once(cast):
    case = make_case(cast)
    call = {"party": "AUTHORITY", "way": "PHONE", "text": "催受理"}
    with pytest.raises(TransitionError):
        actions.record_contact(case.pk, cast.chen, **call, promised_on=TODAY + timedelta(days=2))
    contact = actions.record_contact(
        case.pk, cast.chen, **call, promise="周三上午到厂", promised_on=TODAY + timedelta(days=2)
    )
    assert contact.is_owed
    assert actions.settle_promise(contact.pk, cast.zhou, kept=True).kept is True
    with pytest.raises(TransitionError):
        actions.settle_promise(contact.pk, cast.chen, kept=False)
    assert TimelineEntry.objects.filter(kind="case", internal=True).count() == 2
    assert not CaseContact.objects.visible_to(cast.yunlu).exists()


def test_staff_take_a_case_themselves_and_the_lead_gives_it(cast):
    case = make_case(cast)
    with pytest.raises(NotAllowed):
        actions.give_case(case.pk, cast.chen, cast.zhou)
    assert actions.give_case(case.pk, cast.lead, cast.zhou).owner == cast.zhou
    assert actions.give_case(case.pk, cast.chen, cast.chen).owner == cast.chen
    with pytest.raises(TransitionError):
        actions.give_case(case.pk, cast.lead, cast.liu)


def test_a_leaver_hands_over_his_open_cases_and_only_these(cast):
    mine, over = make_case(cast), make_case(cast, product="月饼")
    actions.withdraw_case(over.pk, cast.chen, reason="不办了")
    assert actions.hand_over_cases(cast.chen, cast.zhou, cast.lead) == 1
    assert (fresh(mine).owner, fresh(over).owner) == (cast.zhou, cast.chen)
