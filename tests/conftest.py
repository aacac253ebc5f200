"""The fixed cast and the set-up every test shares."""

import io

import pytest


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with reference data, and the rights of the application role."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("secure_database", verbosity=0, stdout=io.StringIO())
        load_reference()


def load_reference():
    """Reference data is gone after a flush (transactional and live-server tests): load it again."""
    from core.reference import load_all

    load_all()


@pytest.fixture(autouse=True)
def _reference_after_flush(request):
    """Before a test that follows a flush, load the reference data again."""
    markers = {marker.name for marker in request.node.iter_markers()}
    wants_db = {"db", "transactional_db", "live_server"} & set(request.fixturenames) or "django_db" in markers
    if wants_db:
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        from core.models import Industry

        if not Industry.objects.exists():
            load_reference()
    yield


@pytest.fixture
def park(db):
    """The demo park of the tests, live since long ago."""
    from tests.factories import make_park

    return make_park()


@pytest.fixture
def other_park(db):
    """A second park, for scope."""
    from tests.factories import make_park

    return make_park(name="九江市湖滨科创园", short_name="湖滨园")


@pytest.fixture
def cast(park, other_park):
    """Everybody of DESIGN §1 by user name, with the two enterprises of the enterprise users."""
    from tests.factories import make_cast

    return make_cast(park, other_park)


@pytest.fixture
def sign_in(client, cast):
    """`sign_in("chen")` gives a client signed in as that person."""
    from django.test import Client

    def signed_in(username):
        client = Client()
        client.force_login(cast[username], backend="accounts.backends.NameOrMobileBackend")
        return client

    return signed_in


@pytest.fixture
def make_many_enterprises(db):
    """`make_many_enterprises(park, 300, liaison=…)`: rows written in bulk, with their derived columns."""
    from tests.factories import make_enterprises

    return make_enterprises
