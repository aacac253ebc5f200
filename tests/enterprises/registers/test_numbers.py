"""Numbers of standards, licences and equipment (DOMAIN §2.1, §2.4, §2.6)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from enterprises.registers.numbers import (
    EXAMPLES,
    STANDARDS,
    is_food_standard,
    kind_of_standard,
    normal_number,
    normal_standard,
    validate_equipment_code,
    validate_licence,
    validate_registration_code,
    validate_standard,
)


@pytest.mark.parametrize(
    "number, kind",
    [
        ("GB 7099-2015", "GB"),
        ("GB/T 19001-2016", "GBT"),
        ("GB/Z 18620-2002", "GBZ"),
        ("QB/T 1805.1-1993", "HB"),
        ("SB 10000-2012", "HB"),
        ("DB36/T 1158-2019", "DB"),
        ("DB3604/T 12-2021", "DB"),
        ("T/CNFIA 001-2017", "TT"),
        ("Q/JYSP 0001S-2026", "QB_ENT"),
        ("ISO 22000:2018", "INT"),
        ("EN 12952-2015", "INT"),
        ("GB 7099", ""),
        ("hello", ""),
    ],
)
def test_a_standard_is_of_the_kind_its_number_says(number, kind):
    assert kind_of_standard(number) == kind


@pytest.mark.parametrize(
    "typed, number",
    [
        ("gb7099—2015", "GB 7099-2015"),
        ("ＧＢ／Ｔ　１９００１－２０１６", "GB/T 19001-2016"),
        ("GB/T19001–2016", "GB/T 19001-2016"),
        (" QB/T  1805.1 - 1993 ", "QB/T 1805.1-1993"),
        ("DB36/T1158-2019", "DB36/T 1158-2019"),
        ("T/CNFIA001-2017", "T/CNFIA 001-2017"),
        ("Q/JYSP0001S-2026", "Q/JYSP 0001S-2026"),
        ("iso 22000：2018", "ISO 22000:2018"),
    ],
)
def test_a_number_is_brought_into_the_form_it_is_written_in(typed, number):
    assert normal_standard(typed) == number
    assert normal_standard(number) == number
    validate_standard(typed)


def test_every_example_of_a_standard_is_of_its_own_kind():
    assert {kind: kind_of_standard(example) for kind, (_form, example) in STANDARDS.items()} == {
        kind: kind for kind in STANDARDS
    }


def test_the_suffix_s_marks_a_food_safety_standard_of_an_enterprise():
    assert is_food_standard("Q/JYSP 0001S-2026")
    assert not is_food_standard("Q/JYSP 0001-2026")


def test_what_has_no_form_of_a_standard_is_refused_with_examples():
    with pytest.raises(ValidationError) as error:
        validate_standard("七零九九")
    assert "GB 7099-2015" in str(error.value.messages)


@pytest.mark.parametrize(
    "number",
    [
        "SC11464010500015",
        "SC11333019700024",
        "SC11834020305037",
        "SC12636098200051",
        "SC11532139200465",
        "SC12436040200016",
        "SC10536040200011",
        "SC10636040200014",
        "SC11736040200010",
        "SC20136040200011",
    ],
)
def test_the_check_digit_of_real_sc_numbers_agrees(number):
    validate_licence("FPL", number)


@pytest.mark.parametrize(
    "kind, number, code",
    [
        ("FPL", "SC10636040200025", "sc_check"),
        ("FPL", "SC1243604020001", "sc_form"),
        ("FPL", "SC32436040200016", "sc_type"),
        ("FPL", "SC13236040200016", "sc_category"),
        ("FPL", "SC20436040200011", "sc_category"),
        ("FPL", "QS360024010001", "qs_void"),
        ("IPL", "XK13-01-00001", "ipl_form"),
        ("IPL", "赣XK13-001-00001", "ipl_form"),
        ("SEL", "TS2223010", "ts_form"),
        ("SEF", "TS2223010-2015", "filling_kind"),
        ("EMIT", "91360402DEM0000735001", "emit_form"),
        ("EMIT", "91360402DEM0000736001P", "uscc_check"),
        ("CMA", "24141205001", "cma_form"),
        ("BIZ", "A1110000600037341L", "uscc_digits"),
    ],
)
def test_a_number_its_kind_cannot_have_is_refused(kind, number, code):
    with pytest.raises(ValidationError) as error:
        validate_licence(kind, number)
    assert error.value.code == code


def test_every_example_of_a_licence_is_accepted():
    for kind, number in EXAMPLES.items():
        validate_licence(kind, normal_number(number))


def test_a_production_licence_of_the_province_carries_it_in_brackets():
    validate_licence("IPL", normal_number("（赣）XK13－001－00001"))


def test_a_qs_number_stands_for_a_licence_that_ended_before_october_2018():
    validate_licence("FPL", "QS360024010001", date(2018, 9, 30))
    with pytest.raises(ValidationError):
        validate_licence("FPL", "QS360024010001", date(2018, 10, 1))


def test_a_kind_without_a_form_takes_any_number():
    validate_licence("OTHER", "赣卫消证字（2020）第0001号")


def test_an_equipment_code_has_kind_maker_year_and_serial():
    validate_equipment_code("51103604A202100017", "5000")
    for wrong in ("5110360420210001", "51103604A218100017", "abc"):
        with pytest.raises(ValidationError):
            validate_equipment_code(wrong)
    with pytest.raises(ValidationError) as error:
        validate_equipment_code("51103604A202100017", "3000")
    assert error.value.code == "equipment_kind"


def test_a_registration_code_of_old_has_twenty_digits():
    validate_registration_code("51103604022008060012")
    with pytest.raises(ValidationError):
        validate_registration_code("51103604022008130012")
