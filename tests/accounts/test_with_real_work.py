"""The whole way with the floors above: an enterprise is invited and joins; a leaver's requests and enterprises go on."""

import pytest
from django.test import Client

from accounts import actions
from accounts.models import User
from enterprises.members import invite_member
from enterprises.models import Enterprise, Membership
from servicedesk.actions import log_request
from servicedesk.models import ServiceRequest
from tests.accounts.test_kept_forms import idle_post, sign_in_again
from tests.factories import make_cast


@pytest.fixture
def cast(park, other_park):
    """Everybody, with their enterprises."""
    return make_cast(park, other_park)


def test_an_invited_person_joins_the_enterprise_and_loses_it_when_leaving(cast):
    invitation = invite_member(cast.yunlu_co.pk, cast.chen, name="程芳芳")
    Client().post(
        f"/invite/{invitation.token}/",
        {
            "name": "程芳芳",
            "mobile": "13922223333",
            "username": "chengff",
            "new_password1": "Yunlu-Food-2026",
            "new_password2": "Yunlu-Food-2026",
            "privacy": "on",
        },
    )
    user = User.objects.get(username="chengff")
    assert list(Enterprise.objects.visible_to(user)) == [cast.yunlu_co]
    actions.deactivate(user.pk, cast.lead)
    assert not Membership.objects.filter(user=user, is_active=True).exists()


def test_requests_and_enterprises_of_a_leaver_go_to_his_successors(cast, sign_in):
    request = log_request(
        cast.chen,
        cast.yunlu_co,
        title="锅炉安全阀校验",
        channel="PHONE",
        category="EQUIPMENT",
        holder=cast.chen,
    )
    client = sign_in("lead")
    held = {
        kind.code: number for kind, number in client.get(f"/people/{cast.chen.pk}/leave/").context["held"]
    }
    assert held["requests"] == 1
    assert held["liaison"] == 1
    client.post(f"/people/{cast.chen.pk}/leave/", {"successor": cast.zhou.pk, "to_requests": cast.liu.pk})
    assert not User.objects.get(pk=cast.chen.pk).is_active
    assert ServiceRequest.objects.get(pk=request.pk).holder == cast.liu
    assert Enterprise.objects.get(pk=cast.yunlu_co.pk).liaison == cast.zhou
    assert client.get(f"/people/{cast.chen.pk}/").context["held"] == []


def test_every_kind_of_work_has_a_name_for_the_hand_over():
    from accounts import handover

    assert [kind.code for kind in handover.kinds() if not str(kind.label)] == []


def test_a_request_typed_before_the_session_ended_is_there_after_signing_in(cast, enter):
    typed = {
        "title": "锅炉安全阀校验找哪家？<b>",
        "category": "EQUIPMENT",
        "detail": "第一行\n第二行",
        "enterprise": str(cast.yunlu_co.pk),
        "enterprise_text": cast.yunlu_co.name,
        "enterprise_was": cast.yunlu_co.name,
    }
    client, response = idle_post(enter, "/requests/new/", typed)
    assert response.status_code == 401
    response = sign_in_again(client, response)
    assert response["Location"] == "/requests/new/"
    form = client.get("/requests/new/").context["form"]
    assert form["title"].value() == typed["title"]
    assert form["category"].value() == "EQUIPMENT"
    assert form["detail"].value().replace("\r\n", "\n") == typed["detail"]
