"""My account: own data, own password, the forced change at the first sign-in."""

import pytest
from django.test import Client

from accounts import actions
from accounts.models import User
from tests.accounts.conftest import user_of
from tests.factories import PASSWORD

NEW = "Lushan-Station-7"


def change(client, old=PASSWORD, first=NEW, second=None, **more):
    """Post the form."""
    return client.post(
        "/me/password/",
        {"old_password": old, "new_password1": first, "new_password2": second or first, **more},
    )


def test_a_new_password_counts_and_ends_the_sessions_elsewhere(cast, enter):
    here, _response = enter("chen")
    elsewhere, _response = enter("chen")
    assert change(here)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302
    assert enter("chen")[1].status_code == 422
    assert enter("chen", NEW)[1].status_code == 302


@pytest.mark.parametrize(
    ("first", "field"),
    [
        ("Kurz-1a", "new_password1"),
        ("nurkleinbuchstaben", "new_password1"),
        ("lower-and-signs", "new_password1"),
        ("Password123", "new_password1"),
        (PASSWORD, "new_password1"),
    ],
)
def test_a_password_against_the_policy_is_refused(cast, enter, first, field):
    client, _response = enter("chen")
    response = change(client, first=first)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert first not in response.content.decode()
    assert enter("chen")[1].status_code == 302


def test_the_present_password_must_be_right_and_both_new_ones_alike(cast, enter):
    client, _response = enter("chen")
    assert "old_password" in change(client, old="Wrong-2026-x").context["form"].errors
    assert "new_password2" in change(client, second="Lushan-Station-8").context["form"].errors
    assert change(client).status_code == 302


def test_none_of_the_last_five_is_taken_again_but_an_older_one_is(cast):
    used = [f"Lushan-Station-{n}" for n in range(1, 7)]
    for password in used:
        actions.change_password(cast.chen, password)
    client = Client()
    client.post("/login/", {"username": "chen", "password": used[-1]})
    for password in used[1:]:
        response = change(client, old=used[-1], first=password)
        assert response.status_code == 422, password
    assert change(client, old=used[-1], first=PASSWORD).status_code == 302
    assert User.objects.get(pk=cast.chen.pk).old_passwords.count() == 5


def test_the_first_sign_in_leads_to_a_new_password_and_then_on(cast, enter):
    User.objects.filter(pk=cast.chen.pk).update(must_change_password=True)
    client, response = enter("chen", next="/reminders/")
    response = client.get(response["Location"])
    assert response["Location"] == "/me/password/?next=%2Freminders%2F"
    assert client.get("/me/password/").status_code == 200
    assert client.get("/privacy/").status_code == 200
    assert client.post("/session/ping/").status_code == 200
    assert change(client, next="/reminders/")["Location"] == "/reminders/"
    assert client.get("/me/").status_code == 200


def test_a_form_sent_before_the_forced_change_is_kept(cast, enter):
    client, _response = enter("chen")
    User.objects.filter(pk=cast.chen.pk).update(must_change_password=True)
    response = client.post("/me/", {"post": "质量专员"})
    assert response["Location"] == "/me/password/?next=%2Fme%2F"
    assert not User.objects.get(pk=cast.chen.pk).post
    change(client)
    assert client.get("/me/").context["form"]["post"].value() == "质量专员"


def test_demo_accounts_are_exempt_from_the_forced_change(cast, enter):
    User.objects.filter(pk=cast.chen.pk).update(must_change_password=True, is_demo=True)
    client, _response = enter("chen")
    assert client.get("/me/").status_code == 200


def test_own_data_are_kept_up_to_date(cast, enter):
    client, _response = enter("chen")
    response = client.post(
        "/me/", {"mobile": "１３９ 1111 2222", "email": "chen@example.cn", "post": "质量专员"}
    )
    assert response["Location"] == "/me/"
    chen = User.objects.get(pk=cast.chen.pk)
    assert (chen.mobile, chen.email, chen.post) == ("13911112222", "chen@example.cn", "质量专员")
    assert enter("13911112222")[1].status_code == 302


@pytest.mark.parametrize("mobile", ["13800000002", "1380000", "abc"])
def test_a_taken_or_wrong_number_is_refused_and_stays_as_typed(cast, enter, mobile):
    client, _response = enter("chen")
    response = client.post("/me/", {"mobile": mobile, "email": "", "post": ""})
    assert response.status_code == 422
    assert "mobile" in response.context["form"].errors
    assert response.context["form"]["mobile"].value() == mobile
    assert User.objects.get(pk=cast.chen.pk).mobile == "13800000001"


def test_role_name_and_park_cannot_be_smuggled_in(cast, enter):
    client, _response = enter("chen")
    client.post(
        "/me/", {"mobile": "", "email": "", "post": "", "role": "LEAD", "name": "X", "is_superuser": "1"}
    )
    chen = User.objects.get(pk=cast.chen.pk)
    assert (chen.role, chen.name, chen.is_superuser, chen.mobile) == ("STAFF", "陈晓", False, None)


def test_large_type_and_language_are_switched_on_the_account_page(cast, enter):
    client, _response = enter("chen")
    page = client.get("/me/").content.decode()
    assert 'name="size" value="large"' in page
    assert 'name="language" value="en"' in page
    client.post("/preferences/", {"size": "large", "next": "/me/"})
    assert User.objects.get(pk=cast.chen.pk).large_text
    client.post("/preferences/", {"language": "en", "next": "/me/"})
    assert "My account" in client.get("/me/").content.decode()


def test_nobody_opens_the_account_page_without_signing_in(cast):
    client = Client()
    for address in ("/me/", "/me/password/"):
        assert client.get(address)["Location"] == f"/login/?next={address}"
    assert user_of(client) is None
