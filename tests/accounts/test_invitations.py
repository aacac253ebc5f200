"""Invitations and password links: made, shown, printed, mailed, used once, over."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import actions, invitations, privacy
from accounts.models import Invitation, User
from accounts.roles import Role
from core.transitions import NotAllowed, TransitionError
from tests.accounts.conftest import user_of
from tests.factories import PASSWORD

GOOD = {
    "name": "程芳芳",
    "mobile": "139 2222 3333",
    "username": "chengff",
    "new_password1": "Yunlu-Food-2026",
    "new_password2": "Yunlu-Food-2026",
    "privacy": "on",
}


@pytest.fixture
def joined(monkeypatch):
    """What the hook of an upper floor was told."""
    told = []
    monkeypatch.setitem(
        invitations._hooks,
        "ENTERPRISE",
        [lambda invitation, user: told.append((invitation.subject_id, user.pk))],
    )
    return told


@pytest.fixture
def invitation(cast):
    """An invitation by chen."""
    return actions.invite(
        cast.park,
        Role.ENTERPRISE,
        cast.chen,
        subject_id=77,
        subject_name="九江云麓食品有限公司",
        name="程芳芳",
    )


def test_an_invited_person_opens_an_account_and_is_signed_in(cast, invitation, joined):
    client = Client()
    page = client.get(f"/invite/{invitation.token}/")
    assert page.status_code == 200
    assert "九江云麓食品有限公司" in page.content.decode()
    response = client.post(f"/invite/{invitation.token}/", GOOD)
    assert response["Location"] == "/"
    user = User.objects.get(username="chengff")
    assert user_of(client) == user.pk
    assert (user.role, user.park, user.mobile) == ("ENTERPRISE", cast.park, "13922223333")
    assert user.privacy_version == privacy.VERSION
    assert not user.must_change_password
    assert joined == [(77, user.pk)]
    invitation.refresh_from_db()
    assert invitation.used_by == user


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"privacy": ""}, "privacy"),
        ({"username": "chen"}, "username"),
        ({"username": "CHEN"}, "username"),
        ({"username": "13922223333"}, "username"),
        ({"username": "a b"}, "username"),
        ({"mobile": "13800000001"}, "mobile"),
        ({"mobile": "12345"}, "mobile"),
        ({"name": ""}, "name"),
        ({"new_password2": "Other-2026-xx"}, "new_password2"),
        ({"new_password1": "chengff2026", "new_password2": "chengff2026"}, "new_password1"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_the_rest_stays(cast, invitation, joined, changed, field):
    response = Client().post(f"/invite/{invitation.token}/", GOOD | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    if field != "name":
        assert "程芳芳" in response.content.decode()
    assert joined == []
    assert not User.objects.filter(username="chengff").exists()
    assert Client().post(f"/invite/{invitation.token}/", GOOD).status_code == 302


def end(invitation, **how):
    Invitation.objects.filter(pk=invitation.pk).update(**how)


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"used_at": timezone.now()}, "已经用过"),
        ({"revoked_at": timezone.now()}, "撤回"),
        ({"expires_at": timezone.now() - timedelta(seconds=1)}, "过期"),
    ],
)
def test_a_link_that_is_over_says_why_and_opens_nothing(cast, invitation, joined, how, words):
    end(invitation, **how)
    address = f"/invite/{invitation.token}/"
    for response in (Client().get(address), Client().post(address, GOOD)):
        assert response.status_code == 410
        assert words in response.content.decode()
    assert joined == []
    with pytest.raises(TransitionError):
        actions.accept(invitation.token, name="x", mobile="", username="xyz", password="x")


def test_an_unknown_token_says_so(cast):
    assert Client().get("/invite/nothing-like-it/").status_code == 410
    assert Client().get("/invite/a%00b/").status_code == 410


def test_a_second_use_makes_no_second_account(cast, invitation, joined):
    client = Client()
    client.post(f"/invite/{invitation.token}/", GOOD)
    response = Client().post(
        f"/invite/{invitation.token}/", GOOD | {"username": "other", "mobile": "13922224444"}
    )
    assert response.status_code == 410
    assert len(joined) == 1
    assert not User.objects.filter(username="other").exists()


def test_a_failing_hook_opens_no_account(cast, invitation, monkeypatch):
    def refuse(invitation, user):
        raise TransitionError("The enterprise is gone.")

    monkeypatch.setitem(invitations._hooks, "ENTERPRISE", [refuse])
    response = Client().post(f"/invite/{invitation.token}/", GOOD)
    assert response.status_code == 409
    assert not User.objects.filter(username="chengff").exists()
    invitation.refresh_from_db()
    assert invitation.is_usable


def test_somebody_with_an_account_adds_the_enterprise_to_it(cast, invitation, joined, sign_in):
    client = sign_in("dinghe")
    assert client.get(f"/invite/{invitation.token}/").context["joins"]
    client.post(f"/invite/{invitation.token}/", {"join": "1"})
    assert joined == [(77, cast.dinghe.pk)]
    invitation.refresh_from_db()
    assert invitation.used_by == cast.dinghe


def test_staff_who_help_at_the_visit_stay_signed_in_as_themselves(cast, invitation, joined, sign_in):
    client = sign_in("chen")
    assert not client.get(f"/invite/{invitation.token}/").context["joins"]
    client.post(f"/invite/{invitation.token}/", {"join": "1"})
    assert joined == []
    client.post(f"/invite/{invitation.token}/", GOOD)
    assert len(joined) == 1
    assert user_of(client) == cast.chen.pk


@pytest.mark.parametrize("who", ["stranger", "manager", "liu", "yunlu", "sysadmin"])
def test_only_the_station_of_the_park_invites(cast, who):
    with pytest.raises(NotAllowed):
        actions.invite(cast.park, Role.ENTERPRISE, cast[who], subject_id=1)
    assert actions.invite(cast.park, Role.ENTERPRISE, cast.lead, subject_id=1).is_usable
    with pytest.raises(NotAllowed):
        actions.invite(cast.park, Role.LEAD, cast.lead)


def test_the_page_of_the_link_shows_it_with_code_slip_and_ways_to_hand_it_over(cast, invitation, sign_in):
    client = sign_in("chen")
    page = client.get(f"/invitations/{invitation.pk}/").content.decode()
    assert f"http://testserver/invite/{invitation.token}/" in page
    assert f"/invitations/{invitation.pk}/qr.svg" in page
    picture = client.get(f"/invitations/{invitation.pk}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content
    assert b"style=" not in picture.content
    assert invitation.token in client.get(f"/invitations/{invitation.pk}/slip/").content.decode()


def test_the_public_name_of_the_station_stands_in_the_link(cast, invitation, settings, sign_in):
    settings.SITE_URL = "https://zlxy.example.cn/"
    page = sign_in("chen").get(f"/invitations/{invitation.pk}/").content.decode()
    assert f"https://zlxy.example.cn/invite/{invitation.token}/" in page


def test_the_link_can_be_mailed_and_a_broken_mail_server_is_said(cast, invitation, sign_in, settings):
    client = sign_in("chen")
    assert client.post(f"/invitations/{invitation.pk}/mail/", {"email": "nonsense"}).status_code == 422
    client.post(f"/invitations/{invitation.pk}/mail/", {"email": "cheng@example.cn"})
    assert mail.outbox[0].to == ["cheng@example.cn"]
    assert invitation.token in mail.outbox[0].body
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    response = client.post(f"/invitations/{invitation.pk}/mail/", {"email": "cheng@example.cn"}, follow=True)
    assert "邮件没有发出去" in response.content.decode()


def test_a_withdrawn_link_is_shown_as_such_and_has_no_code(cast, invitation, sign_in):
    client = sign_in("chen")
    client.post(f"/invitations/{invitation.pk}/revoke/")
    page = client.get(f"/invitations/{invitation.pk}/").content.decode()
    assert "已撤回" in page
    assert invitation.token not in page
    assert client.get(f"/invitations/{invitation.pk}/qr.svg").status_code == 404
    assert client.get(f"/invitations/{invitation.pk}/slip/").status_code == 302


def test_a_used_link_cannot_be_withdrawn(cast, invitation, joined, sign_in):
    client = sign_in("chen")
    Client().post(f"/invite/{invitation.token}/", GOOD)
    assert client.post(f"/invitations/{invitation.pk}/revoke/").status_code == 409


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("chen", 200),
        ("zhou", 200),
        ("lead", 200),
        ("stranger", 404),
        ("sysadmin", 404),
        ("manager", 403),
        ("yunlu", 403),
    ],
)
def test_an_invitation_is_seen_by_the_station_of_its_park(cast, invitation, sign_in, who, status):
    for address in ("", "slip/", "qr.svg"):
        assert sign_in(who).get(f"/invitations/{invitation.pk}/{address}").status_code == status


# ---- links that set a password ---------------------------------------------------------------------------------------


def test_the_lead_resets_a_password_by_a_link_and_sees_none(cast, sign_in, enter):
    response = sign_in("lead").post(f"/people/{cast.chen.pk}/reset/")
    link = Invitation.objects.get(user=cast.chen)
    assert response["Location"] == f"/invitations/{link.pk}/"
    assert enter("chen")[1].status_code == 302
    client = Client()
    assert "陈晓" in client.get(f"/invite/{link.token}/").content.decode()
    client.post(
        f"/invite/{link.token}/", {"new_password1": "Lushan-Station-7", "new_password2": "Lushan-Station-7"}
    )
    assert user_of(client) == cast.chen.pk
    assert enter("chen")[1].status_code == 422
    assert enter("chen", "Lushan-Station-7")[1].status_code == 302


def test_a_reset_ends_old_sessions_and_lifts_a_lock(cast, enter):
    old, _response = enter("chen")
    for _ in range(5):
        enter("chen", "Wrong-2026-x")
    assert enter("chen")[1].status_code == 429
    link = actions.make_reset_link(cast.chen.pk, cast.lead)
    actions.set_password_by_link(link.token, "Lushan-Station-7")
    assert old.get("/me/").status_code == 302
    assert enter("chen", "Lushan-Station-7")[1].status_code == 302


def test_a_new_reset_link_voids_the_one_before(cast):
    first = actions.make_reset_link(cast.chen.pk, cast.lead)
    second = actions.make_reset_link(cast.chen.pk, cast.lead)
    with pytest.raises(TransitionError):
        actions.set_password_by_link(first.token, "Lushan-Station-7")
    actions.set_password_by_link(second.token, "Lushan-Station-7")


def test_an_earlier_password_is_refused_at_the_link_as_well(cast):
    link = actions.make_reset_link(cast.chen.pk, cast.lead)
    response = Client().post(f"/invite/{link.token}/", {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("lead", "chen", 302),
        ("lead", "yunlu", 302),
        ("lead", "stranger", 404),
        ("lead", "sysadmin", 404),
        ("sysadmin", "chen", 302),
        ("sysadmin", "auditor", 302),
        ("sysadmin", "yunlu", 403),
        ("secadmin", "chen", 403),
        ("chen", "zhou", 403),
        ("manager", "chen", 403),
    ],
)
def test_who_may_reset_whose_password(cast, sign_in, who, whom, status):
    assert sign_in(who).post(f"/people/{cast[whom].pk}/reset/").status_code == status
    assert Invitation.objects.filter(user=cast[whom]).exists() is (status == 302)


def test_the_links_of_his_people_are_seen_by_the_lead_and_not_by_staff(cast, sign_in):
    link = actions.make_reset_link(cast.zhou.pk, cast.lead)
    assert sign_in("lead").get(f"/invitations/{link.pk}/").status_code == 200
    assert sign_in("chen").get(f"/invitations/{link.pk}/").status_code == 404
