"""Five wrong passwords lock an account for fifteen minutes at one address."""

from datetime import timedelta

import time_machine
from axes.models import AccessFailureLog
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import user_of

WRONG = "Wrong-2026-x"


def fail(enter, times, username="chen", **more):
    """The last of several wrong tries."""
    response = None
    for _ in range(times):
        _client, response = enter(username, WRONG, **more)
    return response


def test_the_fifth_wrong_try_locks_and_says_for_how_long(cast, enter):
    assert fail(enter, 4).status_code == 422
    response = fail(enter, 1)
    assert response.status_code == 429
    assert "15 分钟后可以再试" in response.content.decode()
    assert 'value="chen"' in response.content.decode()
    client, response = enter("chen")
    assert response.status_code == 429
    assert user_of(client) is None
    assert AccessFailureLog.objects.filter(locked_out=True).count() == 1


def test_name_and_mobile_number_share_one_count(cast, enter):
    fail(enter, 2, "chen")
    fail(enter, 2, "138 0000 0001")
    assert fail(enter, 1, "CHEN").status_code == 429
    assert enter("13800000001")[1].status_code == 429


def test_an_unknown_name_is_locked_the_same_way(cast, enter):
    assert fail(enter, 4, "nobody").status_code == 422
    assert fail(enter, 1, "nobody").status_code == 429


def test_the_neighbour_behind_the_same_address_is_not_locked(cast, enter):
    fail(enter, 5)
    client, _response = enter("zhou")
    assert user_of(client) == cast.zhou.pk


def test_the_owner_elsewhere_is_not_locked(cast, enter):
    fail(enter, 5)
    client = Client(REMOTE_ADDR="10.1.2.3")
    enter("chen", client=client)
    assert user_of(client) == cast.chen.pk


def test_trying_on_does_not_lengthen_the_lock_and_the_minutes_run_down(cast, enter):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        fail(enter, 5)
    with time_machine.travel(start + timedelta(minutes=9, seconds=30), tick=False):
        response = fail(enter, 3)
        assert response.status_code == 429
        assert "，6 分钟后可以再试" in response.content.decode()
    with time_machine.travel(start + timedelta(minutes=14, seconds=50), tick=False):
        assert "，1 分钟后可以再试" in fail(enter, 1).content.decode()
    with time_machine.travel(start + timedelta(minutes=15, seconds=5), tick=False):
        client, _response = enter("chen")
        assert user_of(client) == cast.chen.pk


def test_another_browser_does_not_start_the_count_again(cast, enter):
    fail(enter, 3, headers={"User-Agent": "one"})
    assert fail(enter, 2, headers={"User-Agent": "two"}).status_code == 429


def test_a_good_sign_in_forgets_the_failures_before(cast, enter):
    fail(enter, 4)
    assert enter("chen")[1].status_code == 302
    assert fail(enter, 4).status_code == 422


def test_the_administration_has_no_sign_in_of_its_own(cast, enter, sign_in):
    response = Client().get("/admin/")
    assert response["Location"].startswith("/admin/login/")
    assert Client().get("/admin/login/?next=/admin/")["Location"] == "/login/?next=%2Fadmin%2F"
    assert Client().post("/admin/login/", {"username": "sysadmin", "password": "x"}).status_code == 302
    assert sign_in("chen").get("/admin/", follow=True).status_code == 403
    assert sign_in("sysadmin").get("/admin/").status_code == 200
    assert sign_in("sysadmin").get("/admin/password_change/")["Location"] == "/me/password/"


def test_behind_a_proxy_the_browser_is_counted_not_the_proxy(cast, enter, settings):
    settings.AXES_IPWARE_PROXY_COUNT = 1
    here = {"X-Forwarded-For": "9.9.9.9, 203.0.113.5"}
    assert fail(enter, 5, headers=here).status_code == 429
    client, _response = enter("chen", headers={"X-Forwarded-For": "203.0.113.6"})
    assert user_of(client) == cast.chen.pk
    # what the browser writes itself in front does not help it
    assert enter("chen", headers={"X-Forwarded-For": "203.0.113.6, 203.0.113.5"})[1].status_code == 429
