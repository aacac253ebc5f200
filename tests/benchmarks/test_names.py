"""The names of the data set are what a register holds."""

from benchmarks.data.bulk import literal
from benchmarks.data.names import RARE, credit_code, names, parts, plate_code
from benchmarks.data.sizes import PROVINCE, SMALL
from core.codes import uscc_warnings, validate_uscc
from core.pinyin import sort_key


def test_codes_are_valid_and_nobody_has_the_same():
    for number in (1, 57, 50_000):
        validate_uscc(credit_code(number))
        assert uscc_warnings(credit_code(number)) == []
    assert len({plate_code(number) for number in range(1, 50_001)}) == 50_000


def test_no_two_names_are_the_same():
    assert (
        len(
            {
                "".join((brand, trade[0], place, form))
                for brand, trade, place, form in map(parts, range(1, 50_001))
            }
        )
        == 50_000
    )


def test_a_name_carries_what_the_pages_search_and_sort_by():
    first, second = names(2, {"C1530"})
    assert first.name == RARE
    assert "jjhpjmtly" in first.search_text and "琥珀精密" in first.search_text
    assert second.sort_key == sort_key(second.name)
    assert second.short_code.lower() in second.search_text


def test_both_sizes_differ_in_numbers_only():
    assert PROVINCE.days // (PROVINCE.visits // PROVINCE.enterprises) == 150
    assert SMALL.open_requests < SMALL.requests and PROVINCE.open_requests < PROVINCE.requests
    assert literal("it's") == "'it''s'"
