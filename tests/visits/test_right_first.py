"""Visits: 404 out of scope, 403 for the wrong person, 409 in the wrong state, 422 for what was typed."""

import pytest

from tests.visits.making import make_plan, make_visit
from visits.actions import cancel_visit, log_visit, void_visit
from visits.models import Visit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["amend", "void"])
def test_a_record_is_its_authors(cast, sign_in, act):
    visit = make_visit(cast.chen, cast.yunlu_co)
    url = f"/visits/{visit.pk}/{act}/"
    assert sign_in("stranger").post(url, {}).status_code == 404
    assert sign_in("zhou").post(url, {}).status_code == 403
    assert sign_in("chen").post(url, {}).status_code == 422
    void_visit(visit.pk, cast.chen, reason="重复登记")
    assert sign_in("zhou").post(url, {}).status_code == 403
    assert sign_in("chen").post(url, {}).status_code == 409


@pytest.mark.parametrize("act", ["replan", "cancel"])
def test_a_plan_is_the_stations(cast, sign_in, act):
    plan = make_plan(cast.chen, cast.yunlu_co)
    url = f"/visits/{plan.pk}/{act}/"
    assert sign_in("stranger").post(url, {}).status_code == 404
    assert sign_in("manager").post(url, {}).status_code == 403
    assert sign_in("zhou").post(url, {}).status_code == 422
    cancel_visit(plan.pk, cast.chen, reason="停产检修")
    assert sign_in("manager").post(url, {}).status_code == 403
    assert sign_in("zhou").post(url, {}).status_code == 409


def test_a_plan_that_somebody_completed_is_told_before_what_is_wrong_with_the_form(cast, sign_in):
    plan = make_plan(cast.chen, cast.yunlu_co)
    log_visit(cast.zhou, cast.yunlu_co.pk, visited_on=plan.planned_on, plan_id=plan.pk)
    page = sign_in("chen").post(f"/visits/new/?plan={plan.pk}", {"summary": "已经写好的一段"})
    assert page.status_code == 409
    assert "周敏" in page.content.decode()
    assert "已经写好的一段" in page.content.decode()
    assert Visit.objects.count() == 1
