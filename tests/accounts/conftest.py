"""What the tests of accounts share."""

import pytest
from django.test import Client

from accounts import handover
from accounts.models import Invitation
from core.contributions import Registry, WorkSource
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


class HeldInvitations(WorkSource):
    """A stand-in for open work: invitations somebody made."""

    code, label = "stand-in", "invitations"

    def mine(self, user):
        return Invitation.objects.filter(invited_by=user)

    def hand_over(self, leaver, successor, by):
        return self.mine(leaver).update(invited_by=successor)


@pytest.fixture
def work(monkeypatch):
    """Only the stand-in."""
    registry = Registry()
    registry.add(HeldInvitations())
    monkeypatch.setattr(handover, "work", registry)
    monkeypatch.setattr(handover, "holdings", Registry())
