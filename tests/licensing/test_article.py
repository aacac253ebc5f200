"""The case of the article: in April 2010 a visit finds that a licence is missing, and within a month it is there."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.calendars import calendar
from enterprises.models import Licence
from licensing import actions, relay
from licensing.clock import holds_of, legs_of
from licensing.models import LicenceCase
from tests.licensing.making import complete, make_case
from workstation.demo.source import read

pytestmark = pytest.mark.django_db

NUMBER = "XK16-204-00001"  # of this test: the article names none


def test_the_acts_bring_the_licence_of_the_article_on_its_days(cast, monday):
    told = read("cases")["history"][0]
    days = [
        (stage, date.fromisoformat(began), date.fromisoformat(ended)) for stage, began, ended in told["legs"]
    ]

    def on(day):
        monday.move_to(datetime.combine(day, time(10, 30), tzinfo=ZoneInfo("Asia/Shanghai")))

    on(days[0][1])
    case = make_case(cast, code=told["procedure"], product=told["product"])
    for stage, began, _ended in days[1:]:
        on(began)
        case = LicenceCase.objects.get(pk=case.pk)
        if case.stage == "DOSSIER":
            complete(case, cast.chen)
        case = actions.move_case(case.pk, cast.chen, seen=case.stage, to=stage, number=f"赣许 {stage}")
    on(days[-1][2])
    actions.issue_licence(case.pk, cast.chen, number=NUMBER, valid_to=days[-1][2] + timedelta(days=5 * 365))

    case = LicenceCase.objects.get(pk=case.pk)
    legs = case.legs.all()
    assert [(leg.stage, leg.began_on, leg.ended_on) for leg in legs] == days
    assert case.days == sum(leg.days for leg in legs) == 25 <= case.target_days == 30
    assert [
        f"{day}"
        for day in (case.opened_on, case.submitted_on, case.accepted_on, case.decided_on, case.issued_on)
    ] == [told[name] for name in ("opened_on", "submitted_on", "accepted_on", "decided_on", "issued_on")]
    # Labour Day 2010 was 1 to 3 May; the test of the sealed samples does not count for the authority
    ran = legs_of(legs)
    assert relay.authority_days(case.accepted_on, case.decided_on, ran, calendar()) == 4
    assert relay.days_by_holder(ran, holds_of(case.pauses.all()), case.issued_on) == {
        "STATION": 3, "ENTERPRISE": 10, "AUTHORITY": 10, "BODY": 2,
    }  # fmt: skip
    licence = Licence.objects.get(number=NUMBER)
    assert (licence.enterprise, licence.issued_on) == (cast.yunlu_co, case.issued_on)
