"""404 out of scope, 403 for the wrong person, 409 in the wrong state, 422 for what was typed: in this order."""

import pytest
from django.urls import reverse

from tests.servicedesk.making import make_in, make_request

pytestmark = pytest.mark.django_db

ASKS = ("ask_back", "answer", "reply", "note", "withdraw", "rate", "reopen", "amend", "transfer", "assign")
IN = {"reply": "WAITING_ENTERPRISE", "rate": "ANSWERED", "reopen": "ANSWERED", "assign": "REGISTERED"}
WRONG_STATE = {
    "rate": "IN_PROGRESS",
    "reopen": "IN_PROGRESS",
    "reply": "IN_PROGRESS",
    "note": None,
}
WHO = {"reply": "yunlu", "withdraw": "yunlu", "rate": "yunlu", "reopen": "yunlu"}
NOT = {"reply": "zhou", "withdraw": "chen", "rate": "chen", "reopen": "chen", "note": "yunlu"}
OUT = {"reply": "dinghe", "withdraw": "dinghe", "rate": "dinghe", "reopen": "dinghe"}
NOT |= {"amend": "manager", "transfer": "manager", "assign": "manager"}


def url_of(act, request):
    return reverse(f"servicedesk:{act}", args=[request.pk])


@pytest.mark.parametrize("act", ASKS)
def test_an_empty_form_is_asked_for_the_right_first(cast, sign_in, act):
    request = make_in(cast, IN.get(act, "IN_PROGRESS"))
    assert sign_in(OUT.get(act, "stranger")).post(url_of(act, request), {}).status_code == 404
    assert sign_in(NOT.get(act, "zhou")).post(url_of(act, request), {}).status_code == 403
    assert sign_in(WHO.get(act, "chen")).post(url_of(act, request), {}).status_code == 422


@pytest.mark.parametrize("act", [act for act in ASKS if WRONG_STATE.get(act, "CLOSED")])
def test_the_state_is_told_before_what_is_wrong_with_the_form(cast, sign_in, act):
    request = make_in(cast, WRONG_STATE.get(act, "CLOSED"))
    assert sign_in(NOT.get(act, "zhou")).post(url_of(act, request), {}).status_code == 403
    assert sign_in(WHO.get(act, "chen")).post(url_of(act, request), {}).status_code == 409


def test_the_second_click_hears_that_it_was_saved_not_that_the_state_is_wrong(cast, sign_in):
    request, client = make_in(cast, "IN_PROGRESS"), sign_in("chen")
    data = {"text": "已查到，见附件。", "one_time_key": "7d0f0b52-5a9c-4e53-9f3a-53c9c5a0f002"}
    assert client.post(url_of("answer", request), data).status_code == 302
    again = client.post(url_of("answer", request), data)
    assert (again.status_code, again["Location"]) == (302, request.get_absolute_url())


def test_a_consultation_is_its_authors(cast, sign_in):
    from tests.servicedesk.making import make_consultation

    url = reverse("servicedesk:edit_consultation", args=[make_consultation(cast).pk])
    assert sign_in("zhou").post(url, {}).status_code == 403
    assert sign_in("chen").post(url, {}).status_code == 422


def test_who_holds_it_is_named_to_the_wrong_person(cast, sign_in):
    request = make_request(cast, holder="liu")
    page = sign_in("chen").post(url_of("answer", request), {"text": "我来答"})
    assert page.status_code == 403
    assert "刘洋" in page.content.decode()
    assert "我来答" in page.content.decode()
