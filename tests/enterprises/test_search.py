"""Finding an enterprise by any part of its name, pinyin or code."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from core.normalise import normal
from enterprises.actions import change_enterprise, register_enterprise
from enterprises.models import Enterprise
from tests.factories import make_enterprises

NAME = "九江市单氏（曾记）重型机械有限公司"
ordinary = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def machine(cast):
    """An enterprise with brackets and heteronyms in its name, among others."""
    make_enterprises(cast.park, 30)
    return register_enterprise(
        cast.park,
        cast.chen,
        name=NAME,
        short_name="曾记重机",
        uscc="91360402DEM000030P",
        former_names=["九江机床厂"],
    )


@ordinary
@given(data=st.data())
def test_any_part_of_the_name_finds_it(machine, data):
    start = data.draw(st.integers(0, len(NAME) - 1))
    part = NAME[start : data.draw(st.integers(start + 1, len(NAME)))]
    found = Enterprise.objects.search(part)
    assert (machine in found) == bool(normal(part))


@ordinary
@given(data=st.data(), style=st.sampled_from([Style.NORMAL, Style.FIRST_LETTER]))
def test_any_part_of_its_pinyin_finds_it(machine, data, style):
    syllables = lazy_pinyin("重型机械有限公司", style=style)
    start = data.draw(st.integers(0, len(syllables) - 1))
    typed = "".join(syllables[start : data.draw(st.integers(start + 1, len(syllables)))])
    assert machine in Enterprise.objects.search(typed)


@pytest.mark.parametrize(
    "typed",
    ["jjsszx", "JJSSSZJ", "shanshi", "zengji", "cengji", "ｊｊｓ", "单氏曾记", "单氏(曾记)", "机床厂", "jjjcc", "曾记重机",
     "九江 机械", "重型jixie", "jj曾记", "DEM000030P", "91360402dem000030p"],
)  # fmt: skip
def test_it_is_found_by_what_people_type(machine, typed):
    assert machine in Enterprise.objects.search(typed)


@pytest.mark.parametrize("typed", ["", "   ", "（）", "%", "_", "金樱", "xyzw", "'; DROP TABLE", "\\", "😀"])
def test_it_is_not_found_by_something_else(machine, typed):
    assert machine not in Enterprise.objects.search(typed)


def test_the_plate_code_finds_it(machine):
    assert machine in Enterprise.objects.search(machine.short_code.lower())


def test_after_a_change_of_name_both_names_find_it(machine, cast):
    change_enterprise(machine.pk, cast.chen, name="九江市鼎立机械有限公司")

    assert machine in Enterprise.objects.search("dingli")
    assert machine in Enterprise.objects.search("单氏")
    assert machine.former_names.filter(name=NAME).exists()


def test_the_search_column_cannot_fall_behind_the_name(machine):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.filter(pk=machine.pk).update(name="偷偷改名有限公司")


def test_a_rare_part_is_found_by_the_index(machine):
    make_enterprises(machine.park, 3000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE enterprises_enterprise")
        sql, params = Enterprise.objects.search("重型机械").values("pk").query.sql_with_params()
        cursor.execute("EXPLAIN " + sql, params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "enterprise_search" in plan
