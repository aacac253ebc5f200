"""The beat schedule is data: every job exists, can be switched off, and expires before the next one is due."""

from datetime import datetime, timedelta

import pytest
from celery.schedules import crontab

from workstation.beat import JOBS, schedule
from workstation.celery import app

START = datetime(2026, 11, 23, 0, 0)


def period(when):
    """Seconds between two runs: the shortest gap of a day and a half."""
    if not isinstance(when, crontab):
        return float(when)
    moments = [
        START + timedelta(minutes=minute)
        for minute in range(36 * 60)
        if (START + timedelta(minutes=minute)).minute in when.minute
        and (START + timedelta(minutes=minute)).hour in when.hour
    ]
    return min((b - a).total_seconds() for a, b in zip(moments, moments[1:], strict=False))


@pytest.mark.parametrize("name", JOBS)
def test_a_job_expires_before_the_next_one_is_due(name):
    entry = schedule()[name]
    assert 0 < entry["options"]["expires"] < period(entry["schedule"])


@pytest.mark.parametrize("name", JOBS)
def test_a_job_names_a_task_that_exists(name):
    app.loader.import_default_modules()
    assert schedule()[name]["task"] in app.tasks


def test_one_job_or_all_can_be_switched_off():
    assert "reminders-sweep" not in schedule(switched_off=["reminders-sweep"])
    assert len(schedule(switched_off=["reminders-sweep"])) == len(JOBS) - 1
    assert schedule(switched_off=["all"]) == {}
