"""One marked station for all of the fuzz, in a transaction that is rolled back; the counts at the end."""

import logging

import pytest

from tests.fuzz.asker import Asker
from tests.fuzz.marked import make_marked_world
from tests.fuzz.runner import RUN
from tests.one_transaction import one_transaction


@pytest.fixture(scope="package")
def db(django_db_setup, django_db_blocker, tmp_path_factory):
    """The database in one transaction for the whole package."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.level = logging.CRITICAL  # refusals are what is wanted; errors are reported below
    with one_transaction(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield
    logger.level = before


@pytest.fixture(scope="package")
def world(db):
    """One of everything, with markers (see `tests.fuzz.marked`)."""
    return make_marked_world()


@pytest.fixture(scope="package")
def asker(world):
    """Asks for anything as anybody."""
    return Asker(world)


def pytest_collection_modifyitems(config, items):
    """Deal the minutes of a long run out; say the seed before anything can go wrong."""
    ours = [item for item in items if "/fuzz/" in item.nodeid]
    RUN.shares = sum(share_of(item) for item in ours) or 1
    if RUN.is_long:
        said = config.pluginmanager.get_plugin("terminalreporter")
        said.write_line(f"fuzz: {RUN.minutes:g} minutes, SEED={RUN.seed}")


def share_of(item):
    """How much of the time a test gets."""
    return getattr(item.module, "SHARE", 1)


def pytest_terminal_summary(terminalreporter):
    """What a long run did."""
    if not RUN.is_long:
        return
    write = terminalreporter.write_line
    terminalreporter.section("fuzz")
    for kind, count in sorted(RUN.cases.items()):
        write(f"{count:>8} {kind}")
    write(f"{sum(RUN.cases.values()):>8} cases in all, {sum(RUN.answers.values())} requests")
    write(f"of the forms {RUN.parts['posted']} posted, {RUN.parts['saved']} of these saved")
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(RUN.answers.items()))
    write(f"answers {answers}")
    write(f"SEED={RUN.seed} repeats this run")
