"""Two people at one case, over two connections, one of which finds the other at work."""

from datetime import date

import pytest

from core.transitions import StaleForm, TransitionError
from enterprises.models import Licence
from licensing import actions
from licensing.models import CaseDocument, CaseLeg, Paper
from tests.licensing.making import SC, TODAY, fresh, make_at, make_case
from tests.races import meanwhile

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_of_two_who_pass_the_baton_on_one_does_and_the_other_hears_where_it_is(cast):
    case = make_case(cast)

    def move(who):
        return actions.move_case(case.pk, who, seen="OPENED", to="DIAGNOSED")

    won, lost = meanwhile(lambda: move(cast.chen), lambda: move(cast.zhou))

    assert won.stage == "DIAGNOSED"
    assert isinstance(lost, StaleForm)
    assert "资格诊断" in str(lost)
    assert list(CaseLeg.objects.filter(case=case).values_list("stage", flat=True)) == ["OPENED", "DIAGNOSED"]


def test_a_case_that_is_withdrawn_while_its_licence_is_entered_is_withdrawn_only(cast):
    case = make_at(cast, "ISSUED")

    _won, lost = meanwhile(
        lambda: actions.withdraw_case(case.pk, cast.yunlu, reason="不办了"),
        lambda: actions.issue_licence(
            case.pk, cast.chen, number=SC, issued_on=TODAY, valid_to=date(2031, 11, 22)
        ),
    )

    assert isinstance(lost, TransitionError)
    assert "不办了" in str(lost)
    assert fresh(case).status == "WITHDRAWN"
    assert not Licence.objects.filter(number=SC).exists()


def test_a_case_put_on_hold_is_not_moved_by_who_saw_it_running(cast):
    case = make_case(cast)

    _won, lost = meanwhile(
        lambda: actions.hold_case(case.pk, cast.chen, reason="等新设备到货"),
        lambda: actions.move_case(case.pk, cast.zhou, seen="OPENED", to="DIAGNOSED"),
    )

    assert isinstance(lost, TransitionError)
    assert "等新设备到货" in str(lost)
    assert fresh(case).stage == "OPENED"


def test_what_the_enterprise_brings_while_the_station_leaves_it_out_is_not_needed(cast):
    document = CaseDocument.objects.filter(case=make_case(cast)).first()

    _won, lost = meanwhile(
        lambda: actions.settle_document(document.pk, cast.chen, status=Paper.WAIVED, note="用档案里的"),
        lambda: actions.upload_document(document.pk, cast.yunlu),
    )

    assert isinstance(lost, TransitionError)
    document.refresh_from_db()
    assert document.status == Paper.WAIVED


def test_of_two_licences_with_one_number_for_two_enterprises_one_stands_in_the_archive(cast):
    ours, theirs = make_at(cast, "ISSUED"), make_at(cast, "ISSUED", company=cast.dinghe_co)

    def issue(case, who):
        return actions.issue_licence(case.pk, who, number=SC, issued_on=TODAY, valid_to=date(2031, 11, 22))

    _won, lost = meanwhile(lambda: issue(ours, cast.chen), lambda: issue(theirs, cast.zhou))

    assert isinstance(lost, TransitionError), lost
    assert SC in str(lost)
    assert Licence.objects.filter(number=SC).count() == 1
    assert fresh(theirs).status == "RUNNING"
