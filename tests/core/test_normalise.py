"""Cleaning, masking, the form fields that clean, and the bigrams of full-text search."""

import unicodedata
from pathlib import Path

import pytest
from django import forms
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import normalise
from core.bigrams import TEXT_FUNCTIONS, bigram_query, lexemes, text_matches
from core.fields import CleanCharField, CleanTextField, CodeField, MobileField
from core.masking import mask_email, mask_id, mask_mobile, mask_name
from core.normalise import clean_code, clean_line, clean_mobile, clean_text, fold, half_width, normal

RARE = "𠮷䶮㙍龘👩‍🔧葛󠄀"  # outside the basic plane, joined emoji, a variation sequence


# Cleaning


def test_full_width_signs_become_half_width_and_nothing_else_changes():
    assert half_width("ＳＱ－２０２６　（九江）①㈱") == "SQ-2026 (九江)①㈱"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  九江市\u3000云麓\t食品\n有限公司 ", "九江市 云麓 食品 有限公司"),
        ("云\u200b麓\ufeff食\u00ad品", "云麓食品"),
        ("云麓\x07食品", "云麓食品"),
        ("庐山（集团）有限公司", "庐山（集团）有限公司"),
        ("\u202e云麓", "云麓"),
        ("云麓\ud800食品", "云麓食品"),
        ("   ", ""),
    ],
)
def test_a_line_loses_what_nobody_sees_and_keeps_what_is_registered(typed, kept):
    assert clean_line(typed) == kept


def test_a_name_of_200_characters_with_emoji_and_rare_characters_survives():
    name = (RARE * 40)[:200]
    assert clean_line(name) == name
    assert clean_text(name) == name


def test_a_text_keeps_its_lines():
    assert (
        clean_text("\r\n 一、现场 \r\n二、资料\u2028三、其他\n\n\n\n四 \n")
        == "一、现场\n二、资料\n三、其他\n\n四"
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("９１３６０４０２dem0000142", "91360402DEM0000142"),
        (" 9136 0402-DEM0 0001－42 ", "91360402DEM0000142"),
        ("c1411", "C1411"),
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed, code):
    assert clean_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["138 1234 5678", "+86 138-1234-5678", "008613812345678", "１３８１２３４５６７８"]
)
def test_a_mobile_number_is_understood_however_it_is_typed(typed):
    assert clean_mobile(typed) == "13812345678"


def test_a_number_that_begins_with_86_by_itself_is_left_alone():
    assert clean_mobile("8613812345") == "8613812345"


def test_what_is_compared_has_no_width_case_space_or_punctuation():
    assert normal("ＡＢＣ（九江）· 云麓，Ⅲ 期") == "abc九江云麓iii期"
    assert normal("%_'\\--;") == ""


# Form fields


class EnterpriseForm(forms.Form):
    name = CleanCharField(max_length=200)
    note = CleanTextField(required=False)
    code = CodeField(max_length=18)
    mobile = MobileField(required=False)


def filled(**changed):
    return EnterpriseForm({"name": "云麓食品", "code": "9136", **changed})


def test_a_form_shows_what_was_understood():
    form = filled(name="　云麓\u200b食品 ", code="９１ 36-04", mobile="+86 138 1234 5678")
    assert form.is_valid()
    assert form.cleaned_data == {"name": "云麓食品", "note": "", "code": "913604", "mobile": "13812345678"}
    assert [form[field].value() for field in ("name", "code", "mobile")] == [
        "云麓食品",
        "913604",
        "13812345678",
    ]


def test_a_field_in_error_shows_exactly_what_was_typed():
    form = filled(mobile="１３８-1234")
    assert not form.is_valid()
    assert form["mobile"].value() == "１３８-1234"
    assert form["name"].value() == "云麓食品"


def test_a_field_left_empty_stays_empty():
    form = filled(mobile="  ", note=" \n ")
    assert form.is_valid()
    assert (form["mobile"].value(), form["note"].value()) == ("", "")


@pytest.mark.parametrize("field", ["name", "note", "code", "mobile"])
def test_an_unreadable_character_is_refused_with_one_sentence(field):
    form = filled(**{field: "138\x0012345678"})
    assert not form.is_valid()
    assert form.errors.as_data().keys() == {field}
    assert [error.code for error in form.errors.as_data()[field]] == ["unreadable"]


def test_length_is_measured_after_cleaning():
    assert filled(code=" 9-1-3-6-0-4-0-2-D-E-M-0-0-0-0-1-4-2 ").is_valid()
    assert not filled(code="9" * 19).is_valid()


def test_the_browser_does_not_cut_a_code_typed_with_spaces():
    assert "maxlength" not in str(filled()["code"])
    assert 'maxlength="200"' in str(filled()["name"])


def test_only_spaces_in_a_required_field_count_as_nothing():
    form = filled(name=" \u200b　")
    assert form.errors.as_data()["name"][0].code == "required"


# Masking


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_mobile, "13812345678", "138****5678"),
        (mask_mobile, "0792-8123456", "****3456"),
        (mask_mobile, "12345", "*****"),
        (mask_mobile, "", ""),
        (mask_mobile, None, ""),
        (mask_name, "冯德华", "冯*"),
        (mask_name, "卢汪洋", "卢*"),
        (mask_name, "欧阳修文", "欧阳*"),
        (mask_name, "欧阳", "欧*"),
        (mask_name, "", ""),
        (mask_email, "abcdef@x.cn", "a***@x.cn"),
        (mask_email, "a@x.cn", "a***@x.cn"),
        (mask_email, "no address", "***"),
        (mask_email, None, ""),
        (mask_id, "360402199001011234", "360402********1234"),
        (mask_id, "1234567", "*******"),
        (mask_id, "", ""),
    ],
)
def test_personal_data_is_masked(mask, value, shown):
    assert mask(value) == shown


def test_in_public_an_id_number_shows_its_ends_only():
    assert mask_id("360402199001011234", public=True) == "3" + "*" * 16 + "4"


@given(st.from_regex(r"\A1[3-9]\d{9}\Z"))
def test_a_masked_mobile_number_hides_its_middle(number):
    masked = mask_mobile(number)
    assert (masked[:3], masked[3:7], masked[7:]) == (number[:3], "****", number[7:])


# Bigrams


def test_chinese_is_indexed_by_characters_and_pairs_and_latin_by_words():
    assert lexemes("九江市 GB/T 19001") == {"九", "江", "市", "九江", "江市", "gb", "t", "19001"}
    assert lexemes("好，吃") == {"好", "吃"}


def test_a_query_asks_for_every_pair_and_every_beginning_of_a_word():
    assert bigram_query("食品安全 gmp") == "'食品' & '品安' & '安全' & 'gmp':*"
    assert bigram_query("证") == "'证'"
    assert bigram_query(" %'& ") == ""


@pytest.fixture
def text_functions(db):
    """The SQL functions as they stand in this working copy."""
    with connection.cursor() as cursor:
        cursor.execute(TEXT_FUNCTIONS)
        yield cursor


def test_the_sql_is_made_of_the_same_characters():
    sql = (Path(normalise.__file__).parent / "sql" / "text.sql").read_text(encoding="utf-8")
    assert sql.count(normalise.SEPARATORS) == 2
    assert sql.count(normalise.INVISIBLE) == 1
    assert sql.count(normalise.CAPITALS) == 1


# characters this Python knows; a database with a younger Unicode may compose others differently
texts = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cn", "Co"), exclude_characters="\x00"),
        st.sampled_from(
            "九江市云麓食品有限公司ＡＢcd12３４（）()·—，。 \n\t𠮷䶮👩\u200d🔧\u200b①Ⅲ㎡ÉёΣ'\\&|!:*"
        ),
    ),
    max_size=60,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts)
def test_python_and_postgresql_read_any_text_alike(text_functions, text):
    text_functions.execute("SELECT qs_fold(%s), qs_normal(%s), qs_bigrams(%s)", [text] * 3)
    folded, plain, found = text_functions.fetchone()
    assert folded == fold(text)
    assert plain == normal(text)
    assert sorted(found) == sorted(lexemes(text))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, texts, texts)
def test_every_part_of_a_text_finds_it_and_no_text_breaks_the_query(text_functions, before, part, after):
    query = bigram_query(part)
    whole = f"{before} {part} {after}"
    text_functions.execute("SELECT qs_tsvector(%s) @@ %s::tsquery", [whole, query])
    assert text_functions.fetchone()[0] is bool(query)


def test_a_very_long_text_and_a_very_long_word_can_be_indexed(text_functions):
    text = "".join(chr(0x4E00 + i * 7 % 20000) for i in range(30_000)) + " " + "x" * 5000
    for value in (text, "x" * 5000):
        text_functions.execute("SELECT qs_bigrams(%s), qs_tsvector(%s)", [value, value])
        assert set(text_functions.fetchone()[0]) == lexemes(value)


def test_a_null_text_has_no_bigrams(text_functions):
    text_functions.execute("SELECT qs_tsvector(NULL)")
    assert text_functions.fetchone() == (None,)


def test_a_condition_searches_several_fields_as_one_text(text_functions):
    from core.models import Industry

    def found(q):
        return set(Industry.objects.filter(text_matches(q, "name", "code")).values_list("code", flat=True))

    assert found("面包 c1411") == found("糕点、面包制造 c14") - {"C141"} == {"C1411"}
    assert found("%'") == set()


def test_an_index_over_the_same_fields_serves_the_condition(text_functions):
    from django.contrib.postgres.indexes import GinIndex

    from core.bigrams import Bigrams
    from core.models import Industry

    with connection.schema_editor() as editor:
        editor.add_index(Industry, GinIndex(Bigrams("name", "code"), name="industry_text"))
    text_functions.execute("SET LOCAL enable_seqscan = off")
    plan = Industry.objects.filter(text_matches("糕点", "name", "code")).explain()
    assert "industry_text" in plan


def test_every_capital_in_the_list_has_a_small_letter_of_its_own():
    for capital in normalise.CAPITALS:
        assert unicodedata.category(capital) == "Lu"
        assert len(capital.lower()) == 1
