"""What the tests of accounts share."""

import pytest
from django.test import Client

from tests.factories import PASSWORD, Cast, make_people


@pytest.fixture
def cast(park, other_park):
    """Everybody of DESIGN §1, without their enterprises: accounts stands below them."""
    cast = Cast(make_people(park, other_park))
    cast.park, cast.other_park = park, other_park
    return cast


@pytest.fixture
def enter():
    """`enter("chen")` posts the sign-in form and gives (client, response)."""

    def entered(username, password=PASSWORD, client=None, **more):
        client = client or Client()
        headers = more.pop("headers", {})
        data = {"username": username, "password": password, **more}
        return client, client.post("/login/", data, headers=headers)

    return entered


def user_of(client):
    """The id of the signed-in user, or None."""
    from django.contrib.auth import SESSION_KEY

    value = client.session.get(SESSION_KEY)
    return int(value) if value else None
