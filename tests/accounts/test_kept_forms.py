"""What was typed survives the end of the sign-in: the form comes back filled, an act is offered to be sent again."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import user_of
from tests.factories import PASSWORD

TYPED = {"text": "第一行\n第二行 <b>&\"'", "kinds": ["a", "c"], "urgent": "on", "password": "Geheim-2026"}


@pytest.fixture(autouse=True)
def _pages(settings):
    settings.ROOT_URLCONF = "tests.accounts.kept_urls"


def hidden(response):
    """(name, value) of the hidden fields of the sign-in form on a page, as a browser would send them."""
    form = re.search(r'<form class="box".*?</form>', response.content.decode(), re.DOTALL).group()
    return [
        (name, unescape(value))
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    ]


def sign_in_again(client, response, username="chen", password=PASSWORD):
    """Send the sign-in form of a page with all it carries."""
    data = {}
    for name, value in hidden(response):
        data.setdefault(name, []).append(value)
    data.pop("csrfmiddlewaretoken", None)
    return client.post("/login/", {**data, "username": username, "password": password})


def idle_post(enter, path, data):
    """(client, answer) of a form sent after twenty idle minutes."""
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client, _response = enter("chen")
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        return client, client.post(path, data)


def test_a_form_sent_too_late_comes_back_filled_after_signing_in(cast, enter):
    client, response = idle_post(enter, "/note/7/?from=list", TYPED)
    assert response.status_code == 401
    assert user_of(client) is None
    assert "Geheim-2026" not in response.content.decode()
    response = sign_in_again(client, response)
    assert response["Location"] == "/note/7/?from=list"
    page = client.get(response["Location"])
    form = page.context["form"]
    assert form["text"].value().replace("\r\n", "\n") == TYPED["text"]
    assert form["kinds"].value() == ["a", "c"]
    assert form["urgent"].value() is True
    assert page.context["restored"]
    again = client.get("/note/7/").context["form"]
    assert not again["text"].value()


def test_a_wrong_password_in_between_does_not_lose_it(cast, enter):
    client, response = idle_post(enter, "/note/7/", TYPED)
    response = sign_in_again(client, response, password="Wrong-2026-x")
    assert response.status_code == 422
    response = sign_in_again(client, response)
    assert client.get(response["Location"]).context["form"]["kinds"].value() == ["a", "c"]


def test_nor_does_a_lock(cast, enter):
    client, response = idle_post(enter, "/note/7/", TYPED)
    for _ in range(5):
        response = sign_in_again(client, response, password="Wrong-2026-x")
    assert response.status_code == 429
    response = sign_in_again(client, response, username="zhou")
    assert client.get(response["Location"]).context["form"]["kinds"].value() == ["a", "c"]


def test_an_act_without_a_form_is_shown_and_sent_once_more(cast, enter):
    client, response = idle_post(enter, "/act/", TYPED)
    assert response.status_code == 401
    response = sign_in_again(client, response)
    assert response["Location"] == "/login/resume/"
    page = client.get("/login/resume/")
    assert page.context["action"] == "/act/"
    assert ("kinds", "a") in page.context["kept"]
    assert ("kinds", "c") in page.context["kept"]
    data = {}
    for name, value in page.context["kept"]:
        data.setdefault(name, []).append(value)
    assert b"kinds=a,c" in client.post("/act/", data).content
    assert client.get("/login/resume/")["Location"] == "/"


def test_it_can_be_thrown_away(cast, enter):
    client, response = idle_post(enter, "/act/", TYPED)
    sign_in_again(client, response)
    client.post("/login/resume/")
    assert client.get("/login/resume/")["Location"] == "/"


def test_a_lost_token_and_a_lost_session_together_lose_nothing(cast):
    client = Client(enforce_csrf_checks=True)
    refused = client.post("/note/7/", TYPED)
    assert refused.status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', refused.content.decode()).group(1)
    kept = [(name, value) for name, value in refused.context["kept"]]
    data = {"csrfmiddlewaretoken": token}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    asked = client.post("/note/7/", data)
    assert asked.status_code == 401
    data = {"csrfmiddlewaretoken": token, "username": "chen", "password": PASSWORD}
    for name, value in hidden(asked):
        data.setdefault(name, []) if name != "csrfmiddlewaretoken" else None
        if name != "csrfmiddlewaretoken":
            data[name] = [*data[name], value]
    response = client.post("/login/", data)
    assert client.get(response["Location"]).context["form"]["kinds"].value() == ["a", "c"]


@pytest.mark.parametrize("path", ["https://evil.example/x", "//evil.example/", "", "/nowhere/at/all/"])
def test_a_kept_form_leads_nowhere_else(cast, enter, path):
    _client, response = enter("chen", **{"kept_path": path, "kept.text": "x"})
    assert response["Location"] == "/"


def test_a_form_beyond_all_measure_is_not_kept(cast, enter):
    client, response = enter(
        "chen", **{"kept_path": "/note/7/", "kept.text": "x" * 300_000, "next": "/note/7/"}
    )
    assert response["Location"] == "/note/7/"
    assert "kept_posts" not in client.session
