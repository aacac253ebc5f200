"""Ids as they come in addresses and hidden fields."""

import pytest

from core.ids import row_id


@pytest.mark.parametrize(
    "text", ["", None, "0x1", "-1", "1.5", "²", "٣", "１", "9" * 19, "9" * 5000, "a", "\0"]
)
def test_what_is_no_id_is_none(text):
    assert row_id(text) is None


@pytest.mark.parametrize(("text", "number"), [("7", 7), (" 7 ", 7), (7, 7), ("0", 0), ("9" * 18, 10**18 - 1)])
def test_an_id_is_read_from_its_digits(text, number):
    assert row_id(text) == number
