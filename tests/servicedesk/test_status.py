"""The public look-up: what it shows, what it hides, and how it locks."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enterprises.models import Contact
from servicedesk import actions
from servicedesk.models import ServiceRequest, StatusAttempt
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db]
URL = "/status/"


def look_up(number, digits, address="10.1.2.3"):
    """What a stranger sees."""
    return Client(REMOTE_ADDR=address).post(URL, {"number": number, "digits": digits})


def bare(page):
    """The page without what differs every time."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value|value)="[^"]*"|QS-[0-9A-F]{4}-[0-9A-F]{4}',
        "",
        page.content.decode(),
    )


def test_the_address_is_fixed_and_open_to_everybody(client):
    assert reverse("servicedesk:status") == URL
    assert client.get(URL).status_code == 200


def test_number_and_last_digits_show_state_trail_and_promised_date(cast):
    request = make_in(cast, "IN_PROGRESS")
    page = look_up(request.number, "5678")
    shown = page.content.decode()
    assert page.status_code == 200
    assert request.number in shown
    assert "11-30" in shown
    assert 'aria-current="step"' in shown


@pytest.mark.parametrize(
    "status", ["REGISTERED", "ASSIGNED", "WAITING_ENTERPRISE", "ANSWERED", "CLOSED", "REOPENED", "WITHDRAWN"]
)
def test_nobody_is_named_and_nothing_that_was_said_is_shown(cast, status):
    request = make_in(cast, status, detail="客户是沃尔玛")
    actions.add_note(request.pk, cast.chen, text="内部备注一条")
    shown = look_up(request.number, "5678").content.decode()
    assert request.number in shown
    for hidden in (
        "陈晓",
        "程芳",
        "云麓",
        "13800005678",
        request.title,
        "沃尔玛",
        "内部备注",
        "车间平面图",
        "联系翻译",
        "文本打不开",
    ):
        assert hidden not in shown


@pytest.mark.parametrize(
    "typed",
    ["SQ-2026-0001", "sq-2026-0001", "ＳＱ－２０２６－０００１", " sq 2026 0001 ", "2026-1", "SQ20260001"],
)
def test_the_number_is_understood_as_people_type_it(cast, typed):
    make_request(cast)
    assert look_up(typed, "５６７８").status_code == 200
    assert look_up(typed, "13800005678").status_code == 200


@pytest.mark.parametrize(
    ("number", "digits"),
    [("", "5678"), ("SQ-2026-0001", ""), ("0001", "5678"), ("SQ-2026-0001", "56"), ("'; --", "5678")],
)
def test_what_cannot_be_a_number_is_said_and_costs_no_try(cast, number, digits):
    make_request(cast)
    assert look_up(number, digits).status_code == 422
    assert not StatusAttempt.objects.exists()


def test_wrong_digits_and_a_number_that_does_not_exist_look_the_same(cast):
    make_request(cast)
    wrong, unknown = look_up("SQ-2026-0001", "0000"), look_up("SQ-2026-0999", "0000")
    assert wrong.status_code == unknown.status_code == 422
    assert bare(wrong).replace("SQ-2026-0001", "") == bare(unknown).replace("SQ-2026-0999", "").replace(
        "SQ-2026-0001", ""
    )


@pytest.mark.parametrize("number", ["SQ-2026-0001", "SQ-2026-0999"])
def test_five_wrong_tries_lock_a_number_for_an_hour_whether_it_exists_or_not(cast, monday, number):
    make_request(cast)
    for _try in range(5):
        assert look_up(number, "0000", address="10.9.9.9").status_code == 422
    assert look_up(number, "5678").status_code == 429  # also from elsewhere, also with the right digits
    monday.move_to("2026-11-23 11:31:00+08:00")
    assert look_up(number, "5678").status_code == (200 if number.endswith("1") else 422)


def test_trying_on_does_not_lengthen_the_lock(cast, monday):
    request = make_request(cast)
    for _try in range(5):
        look_up(request.number, "0000")
    monday.move_to("2026-11-23 11:20:00+08:00")
    assert look_up(request.number, "0000").status_code == 429
    monday.move_to("2026-11-23 11:31:00+08:00")
    assert look_up(request.number, "5678").status_code == 200


def test_a_right_try_does_not_count_against_the_number(cast):
    request = make_request(cast)
    for _try in range(8):
        assert look_up(request.number, "5678").status_code == 200


def test_an_address_has_thirty_tries_an_hour(cast, monday):
    make_request(cast)
    for serial in range(30):
        assert look_up(f"SQ-2026-{serial + 100}", "0000").status_code == 422
    assert look_up("SQ-2026-0001", "5678").status_code == 429
    assert look_up("SQ-2026-0001", "5678", address="10.1.2.4").status_code == 200


def test_the_phone_may_be_that_of_the_submitter_or_of_the_liaison(cast):
    online = actions.submit_request(cast.yunlu, cast.yunlu_co, title="线上", category="OTHER")
    assert look_up(online.number, "0011").status_code == 200
    noted = make_request(cast, contact_mobile="")
    assert look_up(noted.number, "4321").status_code == 422
    Contact.objects.create(enterprise=cast.yunlu_co, role="LIAISON", name="余某", mobile="13900004321")
    Contact.objects.create(enterprise=cast.yunlu_co, role="QUALITY", name="邹某", mobile="13900001111")
    assert look_up(noted.number, "4321").status_code == 200
    assert look_up(noted.number, "1111").status_code == 422


def test_the_phone_of_the_clerk_who_noted_it_opens_nothing(cast):
    request = make_request(cast)
    assert look_up(request.number, "0003").status_code == 422


def test_the_same_number_in_two_parks_shows_what_fits_the_phone(cast):
    make_request(cast)
    actions.log_request(
        cast.stranger, cast.stranger_co, title="外园", channel="PHONE", contact_mobile="13900005678"
    )
    shown = look_up("SQ-2026-0001", "5678").content.decode()
    assert cast.park.name in shown
    assert cast.other_park.name in shown
    assert ServiceRequest.objects.filter(number="SQ-2026-0001").count() == 2


def test_old_tries_are_forgotten(cast, monday):
    look_up("SQ-2026-0999", "0000")
    assert actions.forget_attempts() == 0
    monday.move_to("2026-11-24 10:31:00+08:00")
    assert actions.forget_attempts() == 1
