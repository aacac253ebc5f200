"""Enterprises: 404 out of scope, 403 for the wrong person, before anything that was typed."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["edit/", "contacts/new/", "years/new/", "archive/confirm/"])
def test_the_register_is_the_stations_whatever_the_form_holds(cast, sign_in, act):
    url = f"/enterprises/{cast.yunlu_co.pk}/{act}"
    empty = {"name": "", "on": "", "year": ""}
    assert sign_in("stranger").post(url, empty).status_code == 404
    for wrong in ("manager", "yunlu", "liu"):
        assert sign_in(wrong).post(url, empty).status_code == 403
    assert sign_in("chen").post(url, empty).status_code == 422
