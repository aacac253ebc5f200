"""What the nets share: one station per module, in a transaction that is rolled back."""

import logging

import pytest

from tests.nets.world import make_world
from tests.one_transaction import one_transaction


@pytest.fixture(scope="module")
def refusals_are_not_logged():
    """Thousands of refusals are what these tests want; only server errors are worth a line."""
    logger = logging.getLogger("django.request")
    before, logger.level = logger.level, logging.ERROR
    yield
    logger.level = before


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database in one transaction for a whole module; its tests leave no trace for each other."""
    with one_transaction(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="module")
def world(db, refusals_are_not_logged):
    """One of everything (see `tests.nets.world`)."""
    return make_world()
