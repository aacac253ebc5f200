"""Entering an enterprise in the register: what follows from its name, and what is refused."""

import pytest

from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.actions import register_enterprise
from enterprises.models import Enterprise

CODE = "91360402DEM0000142"


def test_a_new_enterprise_gets_a_plate_code_search_keys_and_the_sections_that_apply(cast):
    made = register_enterprise(cast.park, cast.chen, name="九江市青荷食品有限公司", uscc=CODE, is_food=True)

    made.refresh_from_db()
    assert len(made.short_code) == 5
    assert made.name_indexed == made.name
    assert "qinghe" in made.search_text and "jjqhsp" in made.search_text and CODE.lower() in made.search_text
    assert set(made.sections.values_list("section", flat=True)) == {
        "BASIC", "STANDARD", "METROLOGY", "LICENCE", "QUALITY", "PEOPLE", "FOOD",
    }  # fmt: skip
    assert TimelineEntry.objects.filter(sentence="enterprise_registered", subject_id=made.pk).count() == 1


def test_the_same_code_cannot_enter_twice_not_even_in_another_park(cast):
    register_enterprise(cast.park, cast.chen, name="九江市青荷食品有限公司", uscc=CODE)

    with pytest.raises(TransitionError):
        register_enterprise(cast.other_park, cast.stranger, name="九江市另一家有限公司", uscc=CODE)

    assert Enterprise.objects.filter(uscc=CODE).count() == 1


@pytest.mark.parametrize("who", ["manager", "liu", "yunlu", "stranger", "sysadmin"])
def test_only_the_stations_own_staff_register(cast, who):
    with pytest.raises(NotAllowed):
        register_enterprise(cast.park, cast[who], name="九江市青荷食品有限公司", uscc=CODE)
