"""Due dates by rule, against the numbers of DOMAIN §2.2, §2.4, §2.6 and §9.4."""

from datetime import date

import pytest

from core.workdays import Calendar
from enterprises.models import DueRule
from enterprises.registers.due import RuleBook, keep_until, latest_to_apply, next_after

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    """The rules as they ship."""
    return RuleBook()


@pytest.mark.parametrize(
    "start, months, end",
    [
        (date(2026, 3, 15), 6, date(2026, 9, 14)),
        (date(2025, 8, 31), 6, date(2026, 2, 27)),  # clamped to 28 February, then the day before
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_a_cycle_ends_the_day_before_clamped_to_the_end_of_the_month(start, months, end):
    assert next_after(start, months) == end


def test_what_is_accurate_to_the_month_ends_with_the_month():
    assert next_after(date(2026, 3, 15), 24, to_month=True) == date(2028, 3, 31)
    assert next_after(date(2024, 2, 29), 24, to_month=True) == date(2026, 2, 28)


INSTRUMENTS = [
    ("PRESSURE_GAUGE", 6),
    ("SAFETY_VALVE", 12),
    ("BALANCE", 12),
    ("WEIGHT", 12),
    ("THERMOMETER", 12),
    ("GAS_ALARM", 12),
    ("FLOW_METER", 12),
]


@pytest.mark.parametrize("variety, months", INSTRUMENTS)
def test_an_instrument_has_the_cycle_of_its_type(book, variety, months):
    start = date(2026, 1, 10)
    assert book.after("instruments", "CYCLE", [variety], start).on == next_after(start, months)


def test_water_and_power_meters_for_settlement_have_no_cycle(book):
    assert book.after("instruments", "CYCLE", ["WATER_METER"], date(2026, 1, 1)).on is None
    assert book.after("instruments", "CYCLE", ["POWER_METER"], date(2026, 1, 1)).on is None


@pytest.mark.parametrize(
    "name, variety",
    [
        ("弹簧管式一般压力表", "PRESSURE_GAUGE"),
        ("电子天平", "BALANCE"),
        ("可燃气体报警控制器", "GAS_ALARM"),
        ("涡街流量计", "FLOW_METER"),
        ("数显卡尺", "LENGTH"),
        ("没见过的器具", ""),
    ],
)
def test_a_type_is_recognised_by_words_of_the_name(book, name, variety):
    assert book.type_of("instruments", name) == variety


CERTIFICATES = [
    ("QMS", 36),
    ("EMS", 36),
    ("OHSMS", 36),
    ("HACCP", 36),
    ("FSMS", 36),
    ("ENMS", 36),
    ("CCC", 60),
    ("ORGANIC", 12),
    ("GREEN_FOOD", 36),
    ("MMS", 60),
]


@pytest.mark.parametrize("kind, months", CERTIFICATES)
def test_a_certificate_has_the_term_of_its_kind(book, kind, months):
    assert book.after("certificates", "CYCLE", [kind], date(2026, 5, 1)).on == next_after(
        date(2026, 5, 1), months
    )


LICENCES = [
    ("IPL", 60, date(2025, 11, 30), 6, "MONTH"),
    ("SEL", 48, date(2025, 11, 30), 6, "MONTH"),
    ("SEF", 48, date(2025, 11, 30), 6, "MONTH"),
    ("SAFE", 36, date(2026, 2, 28), 3, "MONTH"),
    ("CMA", 72, date(2026, 2, 28), 3, "MONTH"),
    ("EMIT", 60, date(2026, 4, 1), 60, "CD"),
]


@pytest.mark.parametrize("kind, months, apply_by, n, unit", LICENCES)
def test_a_licence_has_its_term_and_its_window_of_renewal(book, kind, months, apply_by, n, unit):
    expiry = date(2026, 5, 31)
    rule = book.find("licences", "APPLY", [kind], expiry)
    assert (rule.n, rule.unit) == (n, unit)
    assert book.apply_by("licences", [kind], expiry).on == apply_by
    assert book.after("licences", "CYCLE", [kind], date(2021, 6, 1)).on == next_after(
        date(2021, 6, 1), months
    )


def test_a_food_licence_is_renewed_thirty_working_days_before(book):
    expiry = date(2026, 10, 30)
    found = book.apply_by("licences", ["FPL"], expiry)
    assert book.calendar.working_days_between(found.on, expiry) >= 30
    assert book.calendar.working_days_between(found.on.replace(day=found.on.day + 1), expiry) < 30
    assert not found.provisional


def test_a_food_licence_runs_five_years_since_october_2015_and_three_before(book):
    assert book.after("licences", "CYCLE", ["FPL"], date(2015, 10, 1)).on == date(2020, 9, 30)
    assert book.after("licences", "CYCLE", ["FPL"], date(2010, 10, 1)).on == date(2013, 9, 30)


def test_working_days_through_a_year_that_is_not_published_are_provisional():
    weekdays_only = Calendar()
    found = latest_to_apply(date(2031, 3, 31), 30, "WD", weekdays_only)
    assert found.provisional
    assert weekdays_only.working_days_between(found.on, date(2031, 3, 31)) >= 30


EQUIPMENT = [
    ("CYCLE", ["1000"], 12),
    ("FULL", ["1000"], 24),
    ("FIRST", ["2000"], 36),
    ("CYCLE", ["2000/1"], 72),
    ("CYCLE", ["2000/2"], 72),
    ("CYCLE", ["2000/3"], 36),
    ("CYCLE", ["3110", "3000"], 12),
    ("CYCLE", ["4110", "4000"], 24),
    ("CYCLE", ["4300", "4000"], 12),
    ("CYCLE", ["4860", "4000"], 12),
    ("CYCLE", ["4400", "4000"], 12),
    ("CYCLE", ["4150", "4000"], 12),
    ("CYCLE", ["6000"], 12),
    ("CYCLE", ["8000"], 36),
    ("CYCLE", ["9000"], 12),
    ("FULL", ["9000"], 36),
]


@pytest.mark.parametrize("step, varieties, months", EQUIPMENT)
def test_equipment_is_inspected_by_kind_type_and_grade(book, step, varieties, months):
    start = date(2026, 4, 20)
    assert book.after("equipment", step, varieties, start).on == next_after(start, months)


def test_vehicles_are_due_to_the_month_and_forklifts_changed_in_december_2022(book):
    assert book.after("equipment", "CYCLE", ["5110", "5000"], date(2026, 3, 5)).on == date(2028, 3, 31)
    assert book.after("equipment", "CYCLE", ["5110", "5000"], date(2022, 11, 30)).on == date(2023, 11, 30)
    assert book.after("equipment", "CYCLE", ["5200", "5000"], date(2026, 3, 5)).on == date(2027, 3, 31)


def test_grade_four_has_no_rule_of_its_own(book):
    assert book.after("equipment", "CYCLE", ["2000/4"], date(2026, 1, 1)).on is None


def test_inspection_is_applied_for_a_month_before_and_use_is_registered_within_thirty_days(book):
    assert book.apply_by("equipment", ["5110"], date(2028, 3, 31)).on == date(2028, 2, 29)
    assert book.after("equipment", "REGISTER", ["5000"], date(2026, 3, 2)).on == date(2026, 4, 1)
    # 30 days on is a Saturday: the next working day
    assert book.after("equipment", "REGISTER", ["5000"], date(2026, 3, 19)).on == date(2026, 4, 20)


def test_an_operator_has_four_years_and_renews_a_month_before_three_months_until_2019(book):
    assert book.after("operators", "CYCLE", ["N1"], date(2026, 5, 10)).on == date(2030, 5, 9)
    assert book.apply_by("operators", ["N1"], date(2030, 5, 9)).on == date(2030, 4, 9)
    assert book.apply_by("operators", ["N1"], date(2018, 5, 9)).on == date(2018, 2, 9)


def test_food_records_are_kept_six_months_after_the_shelf_life_or_two_years(book):
    after = book.amount("food-records", "KEEP", ["SHELF_LIFE"])
    without = book.amount("food-records", "KEEP", [])
    assert (after, without) == (6, 24)
    assert keep_until(date(2026, 1, 5), date(2026, 8, 31), after, without) == date(2027, 2, 28)
    assert keep_until(date(2026, 1, 5), None, after, without) == date(2028, 1, 5)


def test_a_food_safety_officer_has_forty_hours_a_year_a_head_of_quality_none(book):
    assert book.amount("people", "HOURS", ["FOOD_SAFETY_OFFICER"]) == 40
    assert book.amount("people", "HOURS", ["QUALITY_HEAD"]) is None


def test_a_rule_that_an_administrator_changes_changes_the_dates():
    DueRule.objects.filter(code="INST_PRESSURE_GAUGE").update(n=12)
    assert RuleBook().after("instruments", "CYCLE", ["PRESSURE_GAUGE"], date(2026, 1, 10)).on == date(
        2027, 1, 9
    )
