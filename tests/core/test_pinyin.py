"""Names are found by characters, pinyin and initials, with their other readings and without their places."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pinyin import (
    READINGS,
    _heteronyms,
    query_forms,
    search_keys,
    search_text,
    sort_key,
)

CAKES = "九江市金樱食品发展有限公司"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jjjy", CAKES),
        ("jjsjyspfzyxgs", CAKES),
        ("jyspfzyxgs", CAKES),
        ("JiuJiang JinYing", CAKES),
        ("jinying", CAKES),
        ("ｊｙｓｐ", CAKES),
        ("金樱食品", CAKES),
        ("九江金樱", CAKES),
        ("樱食", CAKES),
        ("九江市（金樱）", CAKES),
        ("sxzs", "单县曾氏"),
        ("shanxianzengshi", "单县曾氏食品有限公司"),
        ("dxcs", "单县曾氏"),
        ("jjyl", "江西省九江市濂溪区云麓食品有限公司"),
        ("jxyl", "江西省九江市濂溪区云麓食品有限公司"),
        ("九江云麓", "江西省九江市濂溪区云麓食品有限公司"),
        ("jjdhjx", "九江市鼎禾（集团）机械有限公司"),
        ("Müller", "Müller（九江）"),
        ("鼎禾机械", "鼎禾（集团）机械有限公司"),
        ("dhjx", "鼎禾（集团）机械有限公司"),
        ("cqcahh", "重庆长安行行有限公司"),
        ("yinhang", "九江银行"),
        ("lvse", "绿色食品"),
        ("lüse", "绿色食品"),
        ("nver", "女儿红酒业"),
        ("3mzg", "3M中国有限公司"),
        ("ysx", "铅山县茶厂"),
        ("jyq", "江乐器厂"),
        ("oujianguo", "区建国"),
        ("𠮷野", "𠮷野家"),
    ],
)
def test_a_name_is_found_by_what_people_type(typed, name):
    assert any(form in search_text(name) for form in query_forms(typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [("jjjx", CAKES), ("fu", "九江市"), ("九江银樱", CAKES), ("jiujiangfu", "九江市"), ("xgsjj", CAKES)],
)
def test_a_name_is_not_found_by_what_it_is_not(typed, name):
    assert not any(form in search_text(name) for form in query_forms(typed))


def test_keys_hold_both_the_place_in_full_and_shortened():
    keys = search_keys(CAKES)
    assert keys.initials.split() == ["jjsjyspfzyxgs", "jjjyspfzyxgs"]
    assert keys.full.split()[0] == "jiujiangshijinyingshipinfazhanyouxiangongsi"
    assert keys.normal.split() == [CAKES, "九江金樱食品发展有限公司"]


def test_other_codes_and_names_are_found_as_written():
    column = search_text("云麓食品", "9136 0402-DEM0000142", "原庐山糕点厂", "")
    assert "91360402dem0000142" in column
    assert "原庐山糕点厂" in column


def test_nothing_typed_and_nothing_but_signs_look_for_nothing():
    assert query_forms("") == query_forms(" %_'\\ ") == []
    assert search_text("") == search_text("！？") == ""
    assert sort_key("") == ""


def test_names_sort_by_their_pinyin_syllable_by_syllable():
    names = ["云麓食品", "鼎禾五金", "西安路桥", "先锋机械", "阿里茶业", "3M中国"]
    assert sorted(names, key=sort_key) == [
        "3M中国",
        "阿里茶业",
        "鼎禾五金",
        "西安路桥",
        "先锋机械",
        "云麓食品",
    ]


def test_every_listed_reading_is_one_the_dictionary_knows():
    from pypinyin import Style, pinyin

    for character, readings in _heteronyms().items():
        known = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        assert set(readings) <= set(known), character
        assert len(readings) > 1, character


def test_the_variants_of_a_name_are_bounded():
    keys = search_keys("单曾解仇行重长乐" * 25)
    assert len(keys.full.split()) <= READINGS
    assert len(keys.initials.split()) <= READINGS
    assert len(sort_key("单曾解仇行重长乐" * 25)) <= 240


def test_pypinyin_is_imported_with_the_first_name_only():
    code = (
        "import sys, core.pinyin; assert 'pypinyin' not in sys.modules; "
        "core.pinyin.sort_key('云'); assert 'pypinyin' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@given(st.text(max_size=80))
def test_any_text_has_keys_and_is_found_by_itself(text):
    assert all(form in search_text(text) for form in query_forms(text)[:1])
    assert len(sort_key(text)) <= 240
