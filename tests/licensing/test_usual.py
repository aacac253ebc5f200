"""What is usual is read from finished cases, and moves as soon as one is closed."""

from datetime import timedelta

import pytest

from core.workdays import CALENDAR_DAYS
from licensing import actions
from licensing.board import Board
from licensing.models import CaseLeg, CasePause, LicenceCase, ProcedureStage
from licensing.relay import EVERYWHERE, HERE, RULE
from licensing.usual import experience
from tests.licensing.making import TODAY, go, make_case

pytestmark = pytest.mark.django_db
MUSTS = ["OPENED", "DOSSIER"]


def finish(cast, took, by="chen", company=None):
    """A declaration of a standard that took so many days in its dossier, and none elsewhere."""
    on = TODAY - timedelta(days=took)
    case = make_case(cast, by=by, company=company, code="STANDARD_DECLARATION", on=on)
    case = go(cast, case, "DIAGNOSED", "DOSSIER", on=on, by=by)
    case = go(cast, case, "SUBMITTED", by=by)
    return actions.issue_licence(case.pk, cast[by], issued_on=TODAY)


def usual(cast, park=None):
    """The usual days of the dossier."""
    read = experience("STANDARD_DECLARATION", "DOSSIER", (park or cast.park).pk, MUSTS)
    return read.of_stage("DOSSIER", 5, CALENDAR_DAYS)


def test_closing_a_case_moves_the_usual_days_at_once(cast):
    for took in (2, 4, 6, 8):
        finish(cast, took)
    assert (usual(cast).median, usual(cast).source) == (5, RULE)
    finish(cast, 20)
    found = usual(cast)
    assert (found.median, found.slow, found.cases, found.source) == (6, 20, 5, HERE)


def test_a_park_without_experience_takes_that_of_all_parks(cast):
    for took in (2, 4, 6, 8, 10):
        finish(cast, took)
    found = usual(cast, cast.other_park)
    assert (found.median, found.cases, found.source) == (6, 5, EVERYWHERE)


def test_what_did_not_end_with_a_licence_is_no_experience(cast):
    for took in (2, 4, 6, 8):
        finish(cast, took)
    case = make_case(cast, code="STANDARD_DECLARATION")
    actions.withdraw_case(case.pk, cast.chen, reason="不办了")
    assert usual(cast).source == RULE


def test_the_forecast_of_a_case_comes_from_the_finished_ones(cast):
    for took in (2, 4, 6, 8, 10, 12):
        finish(cast, took)
    case = make_case(cast, code="STANDARD_DECLARATION")
    board = Board(
        LicenceCase.objects.for_page().get(pk=case.pk),
        CaseLeg.objects.filter(case=case),
        CasePause.objects.filter(case=case),
        ProcedureStage.objects.filter(procedure=case.procedure_id),
    )
    assert board.forecast.on == TODAY + timedelta(days=7)
    assert (board.forecast.first, board.forecast.last) == (
        TODAY + timedelta(days=2),
        TODAY + timedelta(days=12),
    )
    assert board.forecast.source == HERE
