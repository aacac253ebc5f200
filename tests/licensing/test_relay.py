"""The clocks, the usual days and the forecast as arithmetic, on vectors worked out by hand."""

import random
from datetime import date, timedelta

import pytest

from core.calendars import calendar
from licensing import relay
from licensing.relay import Hold, Leg

OPENED = date(2026, 11, 4)  # the case of the look: a Wednesday


def day(n):
    """The n-th day after the opening."""
    return OPENED + timedelta(days=n)


def legs(*rows):
    """(stage, holder, days) one after the other; the last one with None still runs."""
    found, begun = [], 0
    for stage, holder, took in rows:
        end = None if took is None else day(begun + took)
        found.append(Leg(stage, holder, day(begun), end, pauses_authority=stage in ("CORRECTING", "TESTING")))
        begun += took or 0
    return found


ROWS = legs(
    ("OPENED", "STATION", 1),
    ("DIAGNOSED", "STATION", 2),
    ("COACHING", "ENTERPRISE", 3),
    ("TESTING", "BODY", 8),
    ("DOSSIER", "ENTERPRISE", 1),
    ("ONSITE", "AUTHORITY", None),
)


def test_the_legs_of_a_case_add_up_to_its_service_clock():
    today = day(20)
    held = relay.days_by_holder(ROWS, [], today)
    assert held == {"STATION": 3, "ENTERPRISE": 4, "BODY": 8, "AUTHORITY": 5}
    assert sum(held.values()) == relay.service_days(OPENED, today) == 20


def test_days_on_hold_belong_to_nobody_and_are_counted_once():
    holds = [
        Hold(day(4), day(9)),
        Hold(day(18), None),
    ]  # two of five in coaching, three in the test, two on site
    today = day(20)
    assert relay.held_days(holds, OPENED, today) == 7
    assert relay.days_by_holder(ROWS, holds, today) == {
        "STATION": 3,
        "ENTERPRISE": 2,
        "BODY": 5,
        "AUTHORITY": 3,
    }


@pytest.mark.parametrize(
    ("accepted", "limit", "due"),
    [  # the vectors of the rule book (working days, with make-up days and holidays)
        (date(2026, 1, 30), 10, date(2026, 2, 13)),
        (date(2026, 2, 10), 10, date(2026, 3, 2)),
        (date(2026, 4, 28), 5, date(2026, 5, 8)),
        (date(2026, 6, 18), 3, date(2026, 6, 24)),
        (date(2026, 9, 18), 20, date(2026, 10, 22)),
        (date(2010, 4, 6), 20, date(2010, 5, 5)),
    ],
)
def test_the_authority_decides_within_working_days(db, accepted, limit, due):
    assert relay.authority_due(accepted, limit, [], calendar()).date == due
    assert relay.authority_days(accepted, due, [], calendar()) == limit


def test_the_clock_of_the_authority_stands_still_while_the_applicant_corrects(db):
    accepted = date(2026, 11, 9)  # a Monday
    correcting = Leg(
        "ONSITE_FIX", "ENTERPRISE", date(2026, 11, 11), date(2026, 11, 18), pauses_authority=True
    )
    end = date(2026, 11, 20)
    assert relay.authority_days(accepted, end, [], calendar()) == 9
    assert relay.authority_days(accepted, end, [correcting], calendar()) == 4  # 10, 11, 19, 20
    assert relay.authority_due(accepted, 4, [correcting], calendar()).date == end
    running = Leg("ONSITE_FIX", "ENTERPRISE", date(2026, 11, 11), None, pauses_authority=True)
    assert relay.authority_due(accepted, 4, [running], calendar()).date is None
    same_day = Leg("CORRECTING", "ENTERPRISE", accepted, accepted, pauses_authority=True)
    assert relay.authority_days(accepted, end, [same_day], calendar()) == 9


def test_a_stage_in_working_days_is_measured_in_working_days(db):
    leg = Leg("ONSITE", "AUTHORITY", date(2026, 9, 18), date(2026, 9, 24), n=5, unit="WD")
    assert relay.used(leg, [], date(2026, 11, 23), calendar()) == 5
    assert relay.used(leg, [Hold(date(2026, 9, 21), date(2026, 9, 22))], date(2026, 11, 23), calendar()) == 4


@pytest.mark.parametrize(
    ("days", "allowed", "colour"),
    [
        (0, 0, "ok"),
        (1, 0, "bad"),
        (4, 5, "ok"),
        (5, 5, "warn"),
        (6, 5, "bad"),
        (8, 10, "ok"),
        (9, 10, "warn"),
    ],
)
def test_green_up_to_80_percent_amber_up_to_all_red_beyond(days, allowed, colour):
    assert relay.colour(days, allowed) == colour


def test_median_and_slowest_tenth_of_thirty_cases_are_those_counted_by_hand():
    thirty = [12, 15, 17, 18, 19, 20, 20, 21, 22, 22, 23, 24, 24, 25, 25, 26, 26, 27, 27, 28, 28, 29, 30, 31, 32,
              33, 35, 38, 44, 61]  # fmt: skip
    shuffled = random.Random(7).sample(thirty, 30)
    assert relay.median(shuffled) == 25.5  # the mean of the 15th and the 16th
    assert relay.percentile(shuffled, 90) == 35  # the 27th: 27 of 30 took no longer
    assert relay.median([3, 1, 2]) == 2
    assert relay.percentile([5], 90) == 5


def test_usual_days_are_those_of_the_park_then_of_all_parks_then_of_the_rule():
    assert relay.usual_days([1, 2, 3, 4, 9], [7] * 50, 5) == relay.Usual(3, 9, 5, relay.HERE)
    assert relay.usual_days([1, 2, 3, 4], [7] * 50, 5) == relay.Usual(7, 7, 50, relay.EVERYWHERE)
    assert relay.usual_days([1, 2, 3, 4], [7] * 4, 5) == relay.Usual(5, 5)


def test_without_finished_cases_the_forecast_is_the_rule_and_claims_no_range():
    found = relay.forecast(OPENED, 0, [], [], 29.6, OPENED)
    assert found == relay.Forecast(day(30))
    late = relay.forecast(OPENED, 50, [], [], 29.6, day(50))
    assert late.on == day(50)


def test_who_was_through_sooner_tells_nothing_about_one_that_is_still_at_it():
    past = [5, 6, 7, 20, 21, 22, 23, 24]
    assert relay.forecast(OPENED, 0, past, [], 9, OPENED).on == day(20)
    found = relay.forecast(OPENED, 10, past, [], 9, day(10))
    assert (found.on, found.first, found.last, found.cases) == (day(22), day(20), day(24), 5)


def test_days_on_hold_move_the_forecast():
    past = [20] * 10
    assert relay.forecast(OPENED, 10, past, [], 9, day(14)).on == day(24)


@pytest.mark.parametrize("elapsed", [0, 8, 15])
def test_the_range_holds_the_outcome_about_as_often_as_it_claims(elapsed):
    """On 400 generated histories of 60 finished cases each, and one that is still at it."""
    chance, inside, asked = random.Random(31), 0, 0
    for _history in range(400):
        days = [round(chance.lognormvariate(3, 0.45)) for _case in range(61)]
        outcome, past = days[0], days[1:]
        if outcome < elapsed:
            continue
        found = relay.forecast(OPENED, elapsed, past, [], 30, day(elapsed))
        if not found.cases:
            continue
        asked += 1
        inside += found.first <= day(outcome) <= found.last
    share = inside / asked * 100
    assert asked > 200
    assert relay.RANGE - 5 <= share <= relay.RANGE + 10, share
