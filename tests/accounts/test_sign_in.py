"""Signing in by account name or mobile number; what is refused, and that nothing is told."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import user_of
from tests.factories import PASSWORD, make_park, make_user

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari"}


@pytest.mark.parametrize(
    "typed",
    [
        "chen",
        "CHEN",
        " Chen ",
        "ｃｈｅｎ",
        "13800000001",
        "138 0000 0001",
        "１３８０００００００１",
        "+86 138-0000-0001",
    ],
)
def test_a_person_signs_in_by_name_or_mobile_however_it_is_typed(cast, enter, typed):
    client, response = enter(typed)
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert user_of(client) == cast.chen.pk


@pytest.mark.parametrize(
    ("username", "password"),
    [("chen", "Wrong-2026-x"), ("nobody", PASSWORD), ("13900000000", PASSWORD), ("chen", PASSWORD.lower())],
)
def test_the_refusal_is_the_same_whether_the_account_exists_or_not(cast, enter, username, password):
    client, response = enter(username, password)
    assert response.status_code == 422
    assert user_of(client) is None
    assert [str(error) for error in response.context["form"].non_field_errors()] == [
        "账号或密码不对，请检查后再试。"
    ]
    assert f'value="{username}"' in response.content.decode()
    assert password not in response.content.decode()


def test_a_closed_account_is_refused_with_the_same_words(cast, enter):
    User.objects.filter(pk=cast.chen.pk).update(is_active=False)
    client, response = enter("chen")
    assert response.status_code == 422
    assert user_of(client) is None


def test_empty_fields_are_asked_for(cast, enter):
    _client, response = enter("", "")
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"username", "password"}


@pytest.mark.parametrize(
    "typed", ["x" * 5000, "a\x00b", "'; DROP TABLE accounts_user; --", "<script>alert(1)</script>"]
)
def test_strange_names_are_refused_harmlessly(cast, enter, typed):
    client, response = enter(typed)
    assert response.status_code == 422
    assert user_of(client) is None
    assert "<script>alert" not in response.content.decode()


def test_after_signing_in_one_goes_where_one_was_going(cast, enter):
    _client, response = enter("chen", next="/me/?x=1")
    assert response["Location"] == "/me/?x=1"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_address_outside_the_station_is_followed(cast, enter, target):
    _client, response = enter("chen", next=target)
    assert response["Location"] == "/"


def test_who_is_signed_in_already_goes_on(sign_in):
    assert sign_in("chen").get("/login/")["Location"] == "/"


def test_the_sign_in_page_shows_the_door_that_needs_no_account(cast):
    response = Client().get("/login/")
    assert response.status_code == 200
    assert [door["url"] for door in response.context["doors"]] == ["/status/"]


def test_only_the_one_park_is_named_on_the_public_page(db):
    make_park()
    assert "庐山区生态工业园" in Client().get("/login/").content.decode()
    make_park(name="九江市湖滨科创园", short_name="湖滨园")
    assert "庐山区生态工业园" not in Client().get("/login/").content.decode()


def test_a_phone_may_be_marked_as_ones_own_and_a_desk_may_not(cast, enter):
    assert "own_phone" in Client().get("/login/", headers=PHONE).content.decode()
    assert "own_phone" not in Client().get("/login/").content.decode()
    client, _response = enter("chen", own_phone="on", headers=PHONE)
    assert client.session["own_phone"] is True
    client, _response = enter("chen", own_phone="on")
    assert client.session["own_phone"] is False


def test_signing_in_and_out_is_logged(cast, enter):
    client, _response = enter("13800000001")
    entry = AccessLog.objects.get()
    assert entry.username == "chen"
    assert entry.logout_time is None
    assert client.get("/logout/").status_code == 405
    assert user_of(client) == cast.chen.pk
    client.post("/logout/")
    assert user_of(client) is None
    entry.refresh_from_db()
    assert entry.logout_time is not None


def test_signing_out_empties_what_the_browser_kept_of_the_pages(sign_in):
    assert sign_in("chen").post("/logout/")["Clear-Site-Data"] == '"cache"'


def test_a_failure_is_logged_without_the_password_or_a_kept_form(cast, enter):
    enter("chen", "Wrong-2026-x", **{"kept_path": "/me/", "kept.post": "Geheim"})
    attempt = AccessAttempt.objects.get()
    assert attempt.username == "chen"
    assert "Wrong-2026-x" not in attempt.post_data
    assert "Geheim" not in attempt.post_data
    assert AccessFailureLog.objects.get().username == "chen"


def test_large_type_comes_with_the_account(cast, enter):
    User.objects.filter(pk=cast.chen.pk).update(large_text=True)
    _client, response = enter("chen")
    assert response.cookies["size"].value == "large"
    _client, response = enter("zhou")
    assert "size" not in response.cookies


def test_account_names_never_differ_by_case_only_nor_look_like_a_number(park):
    from django.db import IntegrityError, transaction

    make_user("wang", "王芳", "STAFF", park)
    for taken in ("WANG", "13811112222", "9lives"):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.bulk_create([User(username=taken, name="x", role="STAFF", park=park)])
    assert User.objects.count() == 1


def test_help_and_privacy_are_public(cast):
    for address in ("/login/help/", "/privacy/"):
        response = Client().get(address)
        assert response.status_code == 200
        assert response.content.decode().count("<h1") == 1
