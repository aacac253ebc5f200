"""Rules and calendars change: dates and archives follow."""

from datetime import date, timedelta

import pytest
import time_machine

from core.clock import today
from enterprises.models import ArchiveSection, DueRule, Instrument, KeyPerson, RequiredItem
from enterprises.reference import recompute_provisional
from enterprises.registers.acts import add_row
from enterprises.registers.recompute import recompute_dates, refresh_archives


@pytest.fixture
def gauge(cast):
    """A pressure gauge with the cycle of its type."""
    return add_row(
        "instruments",
        cast.yunlu_co.pk,
        cast.chen,
        asset_no="A",
        name="压力表",
        last_done_on=date(2026, 1, 10),
    )


def test_a_changed_rule_moves_the_dates_that_went_by_it_and_a_second_run_moves_none(gauge):
    DueRule.objects.filter(code="INST_PRESSURE_GAUGE").update(n=12)

    assert recompute_dates() == 1
    assert Instrument.objects.get().due_on == date(2027, 1, 9)
    assert recompute_dates() == 0


def test_a_printed_date_stays_whatever_the_rule(cast, gauge):
    Instrument.objects.update(printed_until=date(2026, 9, 30))
    recompute_dates()
    DueRule.objects.filter(code="INST_PRESSURE_GAUGE").update(n=12)

    assert recompute_dates() == 0
    assert Instrument.objects.get().due_on == date(2026, 9, 30)


def test_a_required_item_that_is_closed_is_asked_of_no_archive(gauge):
    section = ArchiveSection.objects.get(enterprise=gauge.enterprise, section="METROLOGY")
    required = section.required
    RequiredItem.objects.filter(register="instruments", field="accuracy").update(is_active=False)

    refresh_archives()

    section.refresh_from_db()
    assert section.required == required - 1


def test_in_the_new_year_the_hours_begin_again(cast):
    with time_machine.travel("2026-11-23 10:00:00+08:00"):
        person = add_row("people", cast.yunlu_co.pk, cast.chen, role="FOOD_SAFETY_OFFICER", name="梅素珍")
        add_row(
            "trainings", cast.yunlu_co.pk, cast.chen, person=person, held_on=today(), topic="标签", hours=40
        )
    with time_machine.travel("2027-01-02 10:00:00+08:00"):
        recompute_dates()
    found = KeyPerson.objects.get()
    assert (found.hours_this_year, found.training_due_on) == (0, date(2027, 12, 31))


def test_a_year_that_is_published_settles_what_went_through_it(cast):
    licence = add_row(
        "licences",
        cast.yunlu_co.pk,
        cast.chen,
        kind="FPL",
        number="SC12436040200016",
        valid_to=today() + timedelta(days=3650),
    )
    assert licence.due_provisional
    type(licence).objects.filter(pk=licence.pk).update(act_by=licence.act_by - timedelta(days=9))

    assert recompute_provisional(today().year + 10) == 1
    licence.refresh_from_db()
    assert licence.act_by > licence.due_on - timedelta(days=60)
