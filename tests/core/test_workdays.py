"""Working days: the vectors of the rule book, the laws that must hold for any dates, years without a notice."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import Calendar, DueDate, add_months, paused

FIXTURE = Path(__file__).resolve().parents[2] / "core" / "data" / "calendar.json"
D = date.fromisoformat


def shipped_calendar():
    """The calendar of the years that ship with the program."""
    years = json.loads(FIXTURE.read_text(encoding="utf-8"))
    days = [(D(day["date"]), day["isOffDay"]) for year in years for day in year["days"]]
    return Calendar(
        rest=frozenset(day for day, off in days if off),
        work=frozenset(day for day, off in days if not off),
        published=frozenset(year["year"] for year in years),
    )


SHIPPED = shipped_calendar()
WITH_2027 = Calendar(SHIPPED.rest | {D("2027-01-01")}, SHIPPED.work, SHIPPED.published | {2027})

published_days = st.dates(date(2010, 1, 1), date(2026, 12, 31))
any_days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
counts = st.integers(0, 400)
pauses = st.lists(
    st.tuples(any_days, st.integers(0, 30)).map(lambda p: (p[0], p[0] + timedelta(days=p[1]))), max_size=3
)


@pytest.mark.parametrize(
    ("start", "n", "due"),
    [
        ("2026-01-30", 10, "2026-02-13"),
        ("2026-02-10", 10, "2026-03-02"),
        ("2026-04-28", 5, "2026-05-08"),
        ("2026-06-18", 3, "2026-06-24"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2010-04-06", 20, "2010-05-05"),
    ],
)
def test_the_vectors_of_the_rule_book(start, n, due):
    assert SHIPPED.add_working_days(D(start), n) == D(due)
    assert SHIPPED.due(D(start), n, "WD") == DueDate(D(due), provisional=False)


def test_2026_has_248_working_days():
    assert SHIPPED.working_days_between(D("2025-12-31"), D("2026-12-31")) == 248


@pytest.mark.parametrize(
    "day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
)
def test_a_weekend_worked_to_make_up_for_a_festival_is_a_working_day(day):
    assert D(day).weekday() >= 5
    assert SHIPPED.is_workday(D(day))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ],
)
def test_the_festivals_of_2026_are_off(first, last):
    day = D(first)
    while day <= D(last):
        assert not SHIPPED.is_workday(day)
        day += timedelta(days=1)


def test_the_fixture_says_what_chinesecalendar_says_on_every_day():
    import chinese_calendar

    day = date(2010, 1, 1)
    while day <= date(2026, 12, 31):
        assert SHIPPED.is_workday(day) == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_a_moment_is_not_taken_for_a_day():
    with pytest.raises(TypeError):
        SHIPPED.is_workday(datetime(2026, 10, 1, 9, 0))


# Calendar days and months


def test_a_period_in_calendar_days_ends_on_a_working_day():
    assert SHIPPED.add_calendar_days(D("2026-09-16"), 15) == D("2026-10-08")


def test_an_end_of_validity_stays_where_it_falls():
    assert SHIPPED.add_calendar_days(D("2026-09-16"), 15, shift=False) == D("2026-10-01")


def test_a_period_may_end_on_a_weekend_that_is_worked():
    assert SHIPPED.add_calendar_days(D("2026-09-10"), 10) == D("2026-09-20")


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-05-15", 12, "2027-05-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2026-05-15", 0, "2026-05-15"),
    ],
)
def test_months_are_clamped_to_the_end_of_a_shorter_month(start, n, end):
    assert add_months(D(start), n) == D(end)


def test_a_period_in_months_ends_on_a_working_day_unless_it_is_a_validity():
    assert SHIPPED.due(D("2026-04-01"), 6, "MONTH").date == D("2026-10-08")
    assert SHIPPED.due(D("2026-04-01"), 6, "MONTH", shift=False).date == D("2026-10-01")


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="unit"):
        SHIPPED.due(D("2026-04-01"), 6, "WEEK")


# Counting back


@pytest.mark.parametrize(
    ("expiry", "n", "latest"),
    [
        ("2026-10-16", 1, "2026-10-15"),
        ("2026-10-16", 7, "2026-10-08"),  # the Saturday of the 10th is worked
        ("2026-10-16", 8, "2026-10-07"),
        ("2026-10-16", 9, "2026-09-29"),
        ("2026-10-05", 1, "2026-09-29"),
        ("2026-01-05", 3, "2025-12-30"),
        ("2026-10-16", 0, "2026-10-16"),
    ],
)
def test_working_days_before_an_expiry(expiry, n, latest):
    assert SHIPPED.working_days_before(D(expiry), n) == D(latest)


def test_thirty_working_days_before_an_expiry_over_the_new_year():
    latest = SHIPPED.working_days_before(D("2026-01-20"), 30)
    assert SHIPPED.working_days_between(latest, D("2026-01-20")) >= 30
    assert SHIPPED.working_days_between(latest + timedelta(days=1), D("2026-01-20")) < 30


# Pauses


def test_a_pause_puts_the_due_date_off_by_its_working_days():
    without = SHIPPED.due(D("2026-11-02"), 5, "WD")
    stopped = SHIPPED.due(D("2026-11-02"), 5, "WD", [(D("2026-11-04"), D("2026-11-08"))])
    assert without.date == D("2026-11-09")
    assert stopped.date == D("2026-11-12")  # Wednesday to Friday stood still; the weekend never counted


def test_a_pause_over_a_weekend_costs_nothing():
    assert SHIPPED.due(D("2026-11-02"), 5, "WD", [(D("2026-11-07"), D("2026-11-08"))]).date == D("2026-11-09")


def test_overlapping_pauses_count_once():
    twice = [(D("2026-11-04"), D("2026-11-05")), (D("2026-11-05"), D("2026-11-06"))]
    once = [(D("2026-11-04"), D("2026-11-06"))]
    assert SHIPPED.due(D("2026-11-02"), 5, "WD", twice) == SHIPPED.due(D("2026-11-02"), 5, "WD", once)


def test_a_pause_that_is_still_open_leaves_no_due_date():
    assert SHIPPED.due(D("2026-11-02"), 5, "WD", [(D("2026-11-04"), None)]) == DueDate(None)
    assert SHIPPED.due(D("2026-11-02"), 5, "CD", [(D("2026-11-04"), None)]) == DueDate(None)


def test_a_pause_opened_after_the_due_date_changes_nothing():
    assert SHIPPED.due(D("2026-11-02"), 5, "WD", [(D("2026-11-10"), None)]).date == D("2026-11-09")


def test_a_pause_in_calendar_days_and_months_counts_its_days():
    stop = [(D("2026-11-10"), D("2026-11-12"))]
    assert SHIPPED.due(D("2026-11-02"), 15, "CD", stop).date == D("2026-11-20")
    assert SHIPPED.due(D("2026-10-12"), 1, "MONTH", stop, shift=False).date == D("2026-11-15")


def test_elapsed_working_days_leave_out_the_pauses():
    stop = [(D("2026-11-04"), D("2026-11-08"))]
    assert SHIPPED.elapsed_working_days(D("2026-11-02"), D("2026-11-12"), stop) == 5
    assert SHIPPED.elapsed_working_days(D("2026-11-02"), D("2026-11-12")) == 8
    assert SHIPPED.elapsed_working_days(D("2026-11-02"), D("2026-11-12"), [(D("2026-11-10"), None)]) == 5
    assert SHIPPED.elapsed_working_days(D("2026-11-12"), D("2026-11-02")) == 0


# Years without a notice


def test_a_year_that_is_not_announced_knows_weekends_and_fixed_festivals_only():
    assert not SHIPPED.is_workday(D("2027-01-01"))
    assert not SHIPPED.is_workday(D("2027-10-01"))
    assert not SHIPPED.is_workday(D("2027-01-02"))  # a Saturday
    assert SHIPPED.is_workday(D("2027-01-04"))
    assert SHIPPED.is_workday(D("2027-02-08"))  # Spring Festival is not known yet


def test_a_due_date_through_a_year_that_is_not_announced_is_provisional():
    assert SHIPPED.due(D("2026-12-24"), 10, "WD").provisional
    assert SHIPPED.due(D("2027-03-01"), 1, "WD").provisional
    assert SHIPPED.due(D("2009-12-25"), 10, "WD").provisional


def test_the_last_days_of_december_wait_for_the_next_notice():
    assert not SHIPPED.due(D("2026-12-18"), 5, "WD").provisional
    assert SHIPPED.due(D("2026-12-18"), 7, "WD") == DueDate(D("2026-12-29"), provisional=True)
    assert WITH_2027.due(D("2026-12-18"), 7, "WD") == DueDate(D("2026-12-29"), provisional=False)


def test_the_only_provisional_day_of_a_period_in_calendar_days_is_its_end():
    assert SHIPPED.due(D("2026-11-22"), 60, "CD") == DueDate(D("2027-01-21"), provisional=True)
    assert SHIPPED.due(D("2026-11-22"), 60, "CD", shift=False) == DueDate(D("2027-01-21"), provisional=False)
    assert not SHIPPED.due(D("2009-12-25"), 20, "CD").provisional


def test_an_empty_calendar_never_fails():
    empty = Calendar()
    assert empty.due(D("2026-09-28"), 5, "WD") == DueDate(D("2026-10-07"), provisional=True)


def test_an_unlimited_validity_can_be_counted_back_from():
    assert SHIPPED.working_days_before(date(9999, 12, 31), 1) == date(9999, 12, 30)
    assert SHIPPED.working_days_between(date(9999, 12, 1), date(9999, 12, 31)) == 22


def test_a_period_nobody_can_mean_is_refused_instead_of_counted_for_hours():
    with pytest.raises(ValueError, match="longer"):
        SHIPPED.add_working_days(D("2026-01-01"), 10**9)


# What must hold for any dates


@given(any_days, counts)
def test_adding_and_counting_are_inverse(start, n):
    assert SHIPPED.working_days_between(start, SHIPPED.add_working_days(start, n)) == n
    assert SHIPPED.working_days_between(start, SHIPPED.add_working_days(start, -n)) == -n


@given(any_days, counts.filter(bool))
def test_a_due_date_in_working_days_is_a_working_day(start, n):
    assert SHIPPED.is_workday(SHIPPED.add_working_days(start, n))


@given(any_days, any_days, counts)
def test_who_starts_later_is_not_due_earlier(a, b, n):
    a, b = sorted((a, b))
    assert SHIPPED.add_working_days(a, n) <= SHIPPED.add_working_days(b, n)
    assert SHIPPED.working_days_before(a, n) <= SHIPPED.working_days_before(b, n)


@given(any_days, counts)
def test_one_more_day_is_due_later(start, n):
    assert SHIPPED.add_working_days(start, n) < SHIPPED.add_working_days(start, n + 1)


@given(any_days, any_days)
def test_counting_agrees_with_looking_at_each_day_and_is_antisymmetric(a, b):
    a, b = sorted((a, b))
    b = min(b, a + timedelta(days=900))
    counted = sum(SHIPPED.is_workday(a + timedelta(days=i)) for i in range(1, (b - a).days + 1))
    assert SHIPPED.working_days_between(a, b) == counted
    assert SHIPPED.working_days_between(b, a) == -counted


@given(any_days, counts)
def test_the_day_before_an_expiry_is_the_latest_that_leaves_enough(expiry, n):
    latest = SHIPPED.working_days_before(expiry, n)
    assert SHIPPED.working_days_between(latest, expiry) == n
    if latest < expiry:
        assert SHIPPED.working_days_between(latest + timedelta(days=1), expiry) < n


@given(any_days, counts, pauses)
def test_a_due_date_with_pauses_has_run_for_the_whole_period(start, n, stops):
    due = SHIPPED.due(start, n, "WD", stops).date
    assert SHIPPED.elapsed_working_days(start, due, stops) == n
    assert due >= SHIPPED.add_working_days(start, n)
    assert n == 0 or not paused(due, stops)


@given(published_days, counts)
def test_a_settled_due_date_stays_when_a_later_year_is_announced(start, n):
    due = SHIPPED.due(start, n, "WD")
    if not due.provisional:
        later = Calendar(
            SHIPPED.rest | {D("2026-12-30"), D("2026-12-31")},
            SHIPPED.work | {D("2026-12-29"), D("2027-01-02")},
            SHIPPED.published | {2027},
        )
        assert later.due(start, n, "WD") == due


@given(any_days, st.integers(-600, 600))
def test_months_keep_the_day_or_the_end_of_the_month(start, n):
    end = add_months(start, n)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == n
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)
