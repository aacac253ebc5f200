"""The idle clock: 15 minutes at a desk, 8 hours on one's own phone, typing counts; nothing typed is lost."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import user_of
from tests.accounts.test_sign_in import PHONE


@pytest.fixture
def start():
    return timezone.now()


def at(start, **later):
    """A frozen moment after the start."""
    return time_machine.travel(start + timedelta(**later), tick=False)


def test_after_fifteen_idle_minutes_one_is_signed_out_and_told_why(cast, enter, start):
    with at(start):
        client, _response = enter("chen")
    with at(start, minutes=15):
        assert client.get("/me/").status_code == 200
    with at(start, minutes=30, seconds=1):
        response = client.get("/me/")
        assert response["Location"] == "/login/?next=/me/"
        assert user_of(client) is None
        page = client.get(response["Location"]).content.decode()
        assert "您 15 分钟没有操作，已自动退出；写过的内容已保存。" in page
        assert "已自动退出" not in client.get("/login/").content.decode()


def test_looking_at_pages_keeps_the_session(cast, enter, start):
    with at(start):
        client, _response = enter("chen")
    for minutes in (14, 28, 42):
        with at(start, minutes=minutes):
            assert client.get("/me/").status_code == 200


def test_typing_keeps_the_session(cast, enter, start):
    with at(start):
        client, _response = enter("chen")
    with at(start, minutes=14):
        assert client.post("/session/ping/").json() == {"left": 900}
    with at(start, minutes=28):
        assert client.get("/me/").status_code == 200


def test_a_ping_after_the_end_says_so_and_brings_nothing_back(cast, enter, start):
    with at(start):
        client, _response = enter("chen")
    with at(start, minutes=16):
        assert client.post("/session/ping/").status_code == 401
        assert client.get("/me/").status_code == 302
    assert Client().post("/session/ping/").status_code == 401


def test_the_pages_clock_starts_with_what_is_left(cast, enter, start):
    with at(start):
        client, _response = enter("chen")
    with at(start, seconds=40):
        assert 'data-idle="860"' in client.get("/me/").content.decode()
    with at(start, seconds=70):
        assert 'data-idle="900"' in client.get("/me/").content.decode()


def test_on_ones_own_phone_it_is_eight_hours(cast, enter, start):
    with at(start):
        own, _response = enter("chen", own_phone="on", headers=PHONE)
        other, _response = enter("chen", headers=PHONE)
    with at(start, hours=7):
        assert own.get("/me/").status_code == 200
        assert other.get("/me/").status_code == 302
    with at(start, hours=15, minutes=1):
        assert own.get("/me/").status_code == 302


def test_the_mark_can_be_given_and_taken_on_the_account_page_of_a_phone(cast, enter):
    client, _response = enter("chen", headers=PHONE)
    client.post("/me/own-phone/", {"own": "1"}, headers=PHONE)
    assert client.session["own_phone"] is True
    client.post("/me/own-phone/", {"own": "0"}, headers=PHONE)
    assert client.session["own_phone"] is False
    client.post("/me/own-phone/", {"own": "1"})
    assert client.session["own_phone"] is False


def test_a_part_of_a_page_asked_for_too_late_sends_the_whole_page_to_the_sign_in(cast, enter, start):
    with at(start):
        client, _response = enter("lead")
    with at(start, minutes=20):
        response = client.get("/people/?q=x", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response["HX-Redirect"] == "/login/?next=/people/%3Fq%3Dx"
