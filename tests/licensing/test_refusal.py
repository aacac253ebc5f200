"""After a refusal: reconsideration with its dates, and a new case that carries everything over."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from core.attachments import attach, attachments_of, check_upload
from core.transitions import NotAllowed, TransitionError
from enterprises.models import Enterprise
from licensing import actions
from licensing.diagnosis import Asked
from licensing.models import CaseLeg, CaseRemedy, LicenceCase
from reminders.models import Message
from reminders.sources import sources
from tests.licensing.making import SC, TODAY, fresh, go, make_at, make_case
from tests.nets.world import PDF
from tests.races import meanwhile

pytestmark = pytest.mark.django_db


def refused(cast, stage="DECIDED", **more):
    """A case the authority has said no to."""
    case = make_at(cast, stage, **more)
    return actions.refuse_licence(case.pk, cast.chen, reason="布局不合理，生熟不分")


def test_a_refusal_may_be_disputed_for_60_days_and_sued_for_six_months(cast):
    remedy = refused(cast).remedy
    assert (remedy.status, remedy.known_on) == ("OPEN", TODAY)
    assert remedy.reconsider_by == date(2027, 1, 22)
    assert remedy.sue_by == date(2027, 5, 24), "the 23rd is a Sunday"
    assert remedy.provisional


def test_the_time_runs_from_the_delivery(cast):
    case = make_at(cast, "DECIDED", on=TODAY - timedelta(days=20))
    actions.refuse_licence(
        case.pk,
        cast.chen,
        reason="不合格",
        decided_on=TODAY - timedelta(days=12),
        known_on=TODAY - timedelta(days=5),
    )
    assert CaseRemedy.objects.get(case=case).known_on == TODAY - timedelta(days=5)
    other = make_at(cast, "DECIDED", product="月饼")
    for known in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(TransitionError):
            actions.refuse_licence(other.pk, cast.chen, reason="不合格", known_on=known)


def test_the_deadline_is_there_while_it_is_open_and_gone_when_it_is_let_be(cast):
    case = refused(cast)
    rows = sources["case-remedy"].due(CaseRemedy.objects.visible_to(cast.chen))
    assert [row.due_day for row in rows] == [case.remedy.reconsider_by]
    actions.waive_remedy(case.pk, cast.chen, reason="企业决定整改后重新申请")
    assert not sources["case-remedy"].due(CaseRemedy.objects.visible_to(cast.chen)).exists()


def test_upheld_the_case_stays_refused_and_may_go_to_court(cast):
    case = refused(cast)
    actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER", body="区人民政府")
    with pytest.raises(TransitionError):
        actions.ask_remedy(case.pk, cast.zhou, way="RECONSIDER")
    case = actions.decide_remedy(case.pk, cast.chen, outcome="UPHELD", reason="事实清楚")
    assert (fresh(case).status, fresh(case).end_reason) == ("REFUSED", "布局不合理，生熟不分")
    assert Message.objects.filter(recipient=cast.yunlu, kind="case:disputed").count() == 1
    actions.ask_remedy(case.pk, cast.chen, way="LAWSUIT", body="区人民法院")
    assert CaseRemedy.objects.get().status == "ASKED"


def test_overturned_it_goes_on_to_the_issue_and_the_dispute_is_nobodys_time(cast, monday):
    case = refused(cast)
    monday.shift(timedelta(days=10))
    actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER")
    monday.shift(timedelta(days=20))
    case = actions.decide_remedy(
        case.pk, cast.chen, outcome="OVERTURNED", reason="程序违法，责令重新作出决定"
    )
    assert (case.status, case.stage, case.closed_on, case.end_reason) == ("RUNNING", "DECIDED", None, "")
    assert CaseRemedy.objects.get().refusal == "布局不合理，生熟不分"
    case = actions.issue_licence(case.pk, cast.chen, number=SC, valid_to=date(2031, 11, 22))
    assert (case.status, case.days) == ("ISSUED", 30)
    assert sum(CaseLeg.objects.filter(case=case).values_list("days", flat=True)) == 0


def test_refused_once_more_the_time_begins_anew(cast):
    case = refused(cast)
    actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER")
    actions.decide_remedy(case.pk, cast.chen, outcome="OVERTURNED", reason="责令重新作出决定")
    actions.refuse_licence(case.pk, cast.chen, reason="重新核查仍不合格")
    remedy = CaseRemedy.objects.get()
    assert (remedy.status, remedy.refusal, remedy.asked_on) == ("OPEN", "重新核查仍不合格", None)


def test_plain_sql_cannot_take_a_refusal_back_nor_give_one_a_remedy(cast):
    case = refused(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceCase.objects.filter(pk=case.pk).update(status="RUNNING", closed_on=None)
    running = make_case(cast, product="月饼")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseRemedy.objects.create(
            park=cast.park, case=running, known_on=TODAY, reconsider_by=TODAY, sue_by=TODAY
        )


@pytest.mark.parametrize(
    "said",
    [
        {"asked_on": TODAY + timedelta(days=1)},
        {"asked_on": TODAY - timedelta(days=1)},
    ],
)
def test_a_dispute_has_a_day_that_can_be(cast, said):
    case = refused(cast)
    with pytest.raises(TransitionError):
        actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER", **said)
    assert CaseRemedy.objects.get().status == "OPEN"


def test_after_its_time_reconsideration_is_not_asked_for_but_a_lawsuit_is(cast, monday):
    case = refused(cast)
    monday.shift(timedelta(days=70))
    with pytest.raises(TransitionError, match="2027-01-22"):
        actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER")
    actions.ask_remedy(case.pk, cast.chen, way="LAWSUIT")


def test_forged_posts_are_refused(cast, sign_in):
    case = refused(cast)
    client = sign_in("chen")
    assert client.post(f"/licensing/{case.pk}/dispute/outcome/", {"outcome": "NONSENSE"}).status_code == 422
    with pytest.raises(TransitionError):
        actions.decide_remedy(case.pk, cast.chen, outcome="OPEN", reason="x")
    with pytest.raises(TransitionError):
        actions.decide_remedy(case.pk, cast.chen, outcome="OVERTURNED", reason="没有申请过")
    assert sign_in("stranger").post(f"/licensing/{case.pk}/again/").status_code == 404
    assert sign_in("yunlu").post(f"/licensing/{case.pk}/again/").status_code == 403
    with pytest.raises(NotAllowed):
        actions.try_again(case.pk, cast.yunlu)
    running = make_case(cast, product="月饼")
    with pytest.raises(TransitionError):
        actions.try_again(running.pk, cast.chen)
    assert fresh(case).status == "REFUSED"


# ---- a new case --------------------------------------------------------------------------------------------------------


def test_a_new_case_carries_everything_over_and_both_lead_to_each_other(cast, sign_in):
    case = make_at(cast, "DECIDED", product="桂花酥饼")
    paper = case.documents.get(label="食品安全管理制度")
    attach(paper, check_upload(SimpleUploadedFile("制度.pdf", PDF)), cast.chen)
    actions.record_contact(case.pk, cast.chen, party="AUTHORITY", way="PHONE", text="核查组要求分隔生熟区")
    case = actions.refuse_licence(case.pk, cast.chen, reason="生熟不分")
    made = actions.try_again(case.pk, cast.chen)
    assert (made.product, made.procedure, made.follows, made.origin) == (
        case.product,
        case.procedure,
        case,
        "AGAIN",
    )
    document = made.documents.get(label="食品安全管理制度")
    assert (document.status, document.taken_from) == ("RECEIVED", paper)
    assert attachments_of(document).get().file.name == attachments_of(paper).get().file.name
    assert not made.documents.exclude(status="RECEIVED").exists()
    client = sign_in("chen")
    page = client.get(made.get_absolute_url()).content.decode()
    assert case.number in page
    assert "核查组要求分隔生熟区" in page
    assert made.number in client.get(case.get_absolute_url()).content.decode()
    assert "核查组要求分隔生熟区" not in sign_in("yunlu").get(made.get_absolute_url()).content.decode()


def test_the_diagnosis_comes_along_as_it_stood(cast):
    case = make_case(cast)
    actions.record_diagnosis(case.pk, cast.chen, Asked(product="桂花酥饼", on=TODAY))
    go(cast, case, "DIAGNOSED", "COACHING", "TESTING", "DOSSIER", "SUBMITTED")
    actions.refuse_licence(case.pk, cast.chen, reason="不予受理")
    made = actions.try_again(case.pk, cast.zhou)
    assert made.diagnosis.said == fresh(case).diagnosis.said
    assert made.diagnosis.rule.code == "FOOD-24"


def test_two_clicks_give_one_new_case(cast, sign_in):
    case = refused(cast)
    first = sign_in("chen").post(f"/licensing/{case.pk}/again/")
    second = sign_in("zhou").post(f"/licensing/{case.pk}/again/")
    assert first["Location"] == second["Location"]
    assert LicenceCase.objects.filter(follows=case).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_begins_anew_and_the_other_finds_it(cast):
    case = refused(cast)
    first, second = meanwhile(
        lambda: actions.try_again(case.pk, cast.chen), lambda: actions.try_again(case.pk, cast.zhou)
    )
    assert (first.pk, second.was_there) == (second.pk, True)


def test_who_has_left_begins_nothing_anew_and_nothing_goes_on(cast):
    case = refused(cast)
    actions.ask_remedy(case.pk, cast.chen, way="RECONSIDER")
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    with pytest.raises(TransitionError):
        actions.try_again(case.pk, cast.chen)
    with pytest.raises(TransitionError):
        actions.decide_remedy(case.pk, cast.chen, outcome="OVERTURNED", reason="违法")
    assert fresh(case).status == "REFUSED"
