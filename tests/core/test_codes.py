"""Official codes: what is accepted, what is refused with which sentence, and the size of an enterprise."""

import random
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.codes import (
    ALPHABET,
    organisation_check,
    size_class,
    uscc_warnings,
    validate_mobile,
    validate_region,
    validate_uscc,
)

REAL = ["91110000600037341L", "91440300708461136T", "914403001922038216"]
DEMO = [
    "91360402DEM0000142",
    "91360402DEM000022W",
    "91360402DEM000030P",
    "91360402DEM000049L",
    "91360402DEM000057F",
]


def refused(validate, value):
    """The one error a value is refused with."""
    with pytest.raises(ValidationError) as caught:
        validate(value)
    return caught.value


@pytest.mark.parametrize("code", REAL + DEMO)
def test_a_valid_credit_code_is_accepted_without_a_doubt(code):
    validate_uscc(code)
    assert uscc_warnings(code) == []


def test_a_credit_code_is_understood_in_full_width_and_with_spaces():
    validate_uscc("９１１１０００0 6000-37341l")


@pytest.mark.parametrize(
    ("code", "error", "params"),
    [
        ("9111000060003734", "uscc_length", {"n": 16}),
        ("", "uscc_length", {"n": 0}),
        ("91110000600037341LL", "uscc_length", {"n": 19}),
        ("A1110000600037341L", "uscc_digits", {"position": 1, "character": "A"}),
        ("9111000I600037341L", "uscc_alphabet", {"position": 8, "character": "I"}),
        ("91110000O00037341L", "uscc_alphabet", {"position": 9, "character": "O"}),
        ("91110000600037341九", "uscc_alphabet", {"position": 18, "character": "九"}),
        ("911100006000373411", "uscc_check", {"expected": "L"}),
        ("91110000600037431L", "uscc_check", {"expected": "9"}),
    ],
)
def test_a_credit_code_that_cannot_be_right_is_refused_with_what_is_wrong(code, error, params):
    found = refused(validate_uscc, code)
    assert (found.code, found.params) == (error, params)


@given(st.sampled_from(REAL + DEMO), st.integers(8, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code, position, character):
    changed = code[:position] + character + code[position + 1 :]
    if changed == code:
        validate_uscc(changed)
    else:
        assert refused(validate_uscc, changed).code == "uscc_check"


@given(st.sampled_from(REAL), st.integers(8, 16))
def test_two_characters_that_changed_places_are_noticed(code, position):
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    if swapped != code:
        assert refused(validate_uscc, swapped).code == "uscc_check"


def test_a_wrong_check_character_inside_the_organisation_code_is_a_doubt_only():
    from stdnum.cn import uscc

    wrong = "91360402DEM000015"
    code = wrong + uscc.calc_check_digit(wrong)
    validate_uscc(code)
    assert len(uscc_warnings(code)) == 1
    assert "5" in uscc_warnings(code)[0]
    assert "4" in uscc_warnings(code)[0]


def test_a_code_that_is_refused_anyway_raises_no_doubt():
    assert uscc_warnings("123") == uscc_warnings("9111000060003734九L") == []


@pytest.mark.parametrize("code", REAL)
def test_the_check_character_of_an_organisation_code(code):
    assert organisation_check(code[8:16]) == code[16]


def test_every_check_character_of_an_organisation_code_occurs():
    rng = random.Random(11714)
    found = {organisation_check("".join(rng.choices("0123456789", k=8))) for _ in range(500)}
    assert found == set("0123456789X")


@pytest.mark.parametrize("number", ["13812345678", "19912345678", "14712345678"])
def test_a_mobile_number_is_accepted(number):
    validate_mobile(number)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("1381234567", "mobile_length"),
        ("138123456789", "mobile_length"),
        ("12812345678", "mobile_start"),
        ("23812345678", "mobile_start"),
        ("1381234567X", "mobile_digits"),
        ("१३८१२३४५६७८", "mobile_digits"),
        ("", "mobile_digits"),
    ],
)
def test_what_cannot_be_a_mobile_number_is_refused_with_what_is_wrong(number, error):
    assert refused(validate_mobile, number).code == error


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["360402", "360400", "360402001", "360421"])
def test_a_region_of_the_table_is_accepted_also_a_former_one(code):
    validate_region(code)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "error"),
    [("360499", "region_unknown"), ("3604", "region_form"), ("36O402", "region_form"), ("", "region_form")],
)
def test_a_region_nobody_knows_is_refused(code, error):
    assert refused(validate_region, code).code == error


@pytest.mark.parametrize(
    ("employees", "revenue", "size"),
    [
        (1200, 3000, "M"),
        (1200, 1500, "S"),
        (15, 9000, "XS"),
        (1000, 40000, "L"),
        (999, 40000, "M"),
        (1000, 39999, "M"),
        (300, 2000, "M"),
        (299, 2000, "S"),
        (300, 1999, "S"),
        (20, 300, "S"),
        (19, 300, "XS"),
        (20, Decimal("299.99"), "XS"),
        (0, 0, "XS"),
    ],
)
def test_a_size_needs_both_figures_at_its_floor(employees, revenue, size):
    assert size_class(employees, revenue) == size


@pytest.mark.parametrize(
    ("employees", "revenue", "section"), [(None, 100, "C"), (100, None, "C"), (100, 100, "G")]
)
def test_a_size_that_cannot_be_known_is_left_open(employees, revenue, section):
    assert size_class(employees, revenue, section) == ""


@pytest.mark.parametrize("section", ["B", "C", "D"])
def test_all_of_industry_shares_the_same_floors(section):
    assert size_class(1200, 3000, section) == "M"


@given(st.integers(0, 5000), st.integers(0, 100_000), st.integers(0, 500), st.integers(0, 5000))
def test_growing_never_makes_an_enterprise_smaller(employees, revenue, more_people, more_money):
    order = ["XS", "S", "M", "L"]
    grown = size_class(employees + more_people, revenue + more_money)
    assert order.index(grown) >= order.index(size_class(employees, revenue))
