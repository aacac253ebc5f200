"""Sections, their states, and when an archive is built (DOMAIN §2)."""

from datetime import date

import pytest
import time_machine

from core.transitions import NotAllowed, TransitionError
from enterprises import archive
from enterprises.actions import change_enterprise, register_enterprise
from enterprises.archive import confirm_archive, confirm_section, state_of, take_back_section
from enterprises.details import add_contact, record_year
from enterprises.models import ArchiveSection, Enterprise, SectionState
from tests.factories import make_enterprise

SEEN = date(2010, 6, 1)


def build(enterprise, by, on=SEEN):
    """Confirm every section and the whole."""
    for section in archive.applicable(enterprise):
        confirm_section(enterprise.pk, section, by, on=on)
    return confirm_archive(enterprise.pk, by, on=on)


def test_a_name_and_a_code_alone_make_no_section(cast):
    made = register_enterprise(
        cast.park, cast.chen, name="九江市三佳实业有限公司", uscc_missing_reason="报道未载"
    )

    assert set(made.sections.values_list("content", flat=True)) == {SectionState.EMPTY}
    assert made.archive_built_on is None


def test_with_only_a_name_the_sections_can_be_confirmed_on_paper_and_the_archive_is_built(cast):
    made = register_enterprise(cast.park, cast.chen, name="美庐乳业", uscc_missing_reason="报道未载")

    build(made, cast.chen)

    made.refresh_from_db()
    assert made.archive_built_on == SEEN
    assert set(made.sections.values_list("content", flat=True)) == {SectionState.PARTIAL}


def test_the_archive_is_built_on_the_latest_of_its_confirmations(cast):
    sections = archive.applicable(cast.dinghe_co)
    for place, section in enumerate(sections):
        confirm_section(cast.dinghe_co.pk, section, cast.chen, on=date(2010, 5, 1 + place))

    built = confirm_archive(cast.dinghe_co.pk, cast.lead, on=date(2010, 4, 30))

    assert built.archive_built_on == date(2010, 5, len(sections))


def test_confirming_again_later_does_not_move_the_day_it_was_built(cast):
    build(cast.dinghe_co, cast.chen)

    again = build(cast.dinghe_co, cast.chen, on=date(2011, 6, 1))

    assert again.archive_built_on == SEEN


def test_the_whole_cannot_be_confirmed_while_a_section_is_empty(cast):
    with pytest.raises(TransitionError) as error:
        confirm_archive(cast.dinghe_co.pk, cast.chen)

    assert "not built" in str(error.value) or "还没有建" in str(error.value)


def test_a_new_section_that_applies_takes_the_archive_back_until_it_is_seen(cast):
    build(cast.dinghe_co, cast.chen)

    changed = change_enterprise(cast.dinghe_co.pk, cast.chen, is_food=True)
    assert changed.archive_built_on is None

    confirm_section(cast.dinghe_co.pk, "FOOD", cast.chen, on=date(2010, 9, 1))
    changed.refresh_from_db()
    assert changed.archive_built_on == date(2010, 9, 1)


def test_a_section_that_no_longer_applies_is_gone(cast):
    confirm_section(cast.yunlu_co.pk, "FOOD", cast.chen)

    change_enterprise(cast.yunlu_co.pk, cast.chen, is_food=False)

    assert not ArchiveSection.objects.filter(enterprise=cast.yunlu_co, section="FOOD").exists()


def test_taking_back_a_confirmation_takes_the_archive_back(cast):
    build(cast.dinghe_co, cast.chen)

    take_back_section(cast.dinghe_co.pk, "METROLOGY", cast.chen, reason="看错了企业")

    cast.dinghe_co.refresh_from_db()
    assert cast.dinghe_co.archive_built_on is None
    assert cast.dinghe_co.sections.get(section="METROLOGY").content == SectionState.EMPTY


def test_basic_is_complete_when_everything_is_there_and_confirmed(cast):
    pk = cast.dinghe_co.pk
    change_enterprise(
        pk,
        cast.chen,
        uscc="91360402DEM0000142",
        entity_type="LLC",
        legal_representative="邓强",
        established_on=date(2006, 1, 1),
        industry_id="C3351",
        plant_address="富民路 3 号",
        products=["五金件"],
    )
    add_contact(pk, cast.chen, role="QUALITY", name="王工")
    record_year(pk, cast.chen, year=2010, employees=50, revenue_10k=600)
    basic = cast.dinghe_co.sections.get(section="BASIC")
    assert (basic.content, basic.filled) == (SectionState.PARTIAL, 100)

    confirm_section(pk, "BASIC", cast.chen, on_paper=False)

    basic.refresh_from_db()
    assert basic.content == SectionState.COMPLETE


def test_what_is_not_entered_cannot_be_confirmed_as_entered(cast):
    with pytest.raises(TransitionError):
        confirm_section(cast.dinghe_co.pk, "METROLOGY", cast.chen, on_paper=False)

    assert cast.dinghe_co.sections.get(section="METROLOGY").confirmed_on is None


@pytest.mark.parametrize("section", ["RECORD", "FOOD", "NOTHING"])
def test_what_does_not_apply_cannot_be_confirmed(cast, section):
    with pytest.raises(TransitionError):
        confirm_section(cast.dinghe_co.pk, section, cast.chen)


def test_certificates_apply_once_there_is_one(cast):
    assert not cast.dinghe_co.sections.filter(section="CERT").exists()

    confirm_section(cast.dinghe_co.pk, "CERT", cast.chen)
    assert cast.dinghe_co.sections.get(section="CERT").content == SectionState.PARTIAL

    take_back_section(cast.dinghe_co.pk, "CERT", cast.chen, reason="没有证书")
    assert not cast.dinghe_co.sections.filter(section="CERT").exists()


@pytest.mark.parametrize("who", ["manager", "liu", "yunlu"])
def test_only_the_station_confirms(cast, who):
    with pytest.raises(NotAllowed):
        confirm_section(cast.yunlu_co.pk, "METROLOGY", cast[who])


def test_another_park_cannot_even_see_it(cast):
    with pytest.raises(Enterprise.DoesNotExist):
        confirm_section(cast.yunlu_co.pk, "METROLOGY", cast.stranger)


@time_machine.travel("2026-11-23 10:00+08:00")
def test_a_confirmation_in_the_future_is_refused(cast):
    with pytest.raises(TransitionError):
        confirm_section(cast.yunlu_co.pk, "METROLOGY", cast.chen, on=date(2026, 11, 24))


@pytest.mark.parametrize(
    ("confirmed", "live_from", "today", "state"),
    [
        (date(2010, 6, 1), date(2010, 3, 1), date(2011, 6, 1), SectionState.PARTIAL),
        (date(2010, 6, 1), date(2010, 3, 1), date(2011, 6, 2), SectionState.STALE),
        (date(2010, 6, 1), date(2026, 11, 23), date(2026, 11, 23), SectionState.PARTIAL),
        (date(2010, 6, 1), date(2026, 11, 23), date(2027, 11, 24), SectionState.STALE),
        (None, date(2010, 3, 1), date(2026, 11, 23), SectionState.PARTIAL),
    ],
)
def test_a_section_is_to_be_updated_12_months_after_it_was_seen_or_the_station_went_live(
    cast, confirmed, live_from, today, state
):
    cast.park.live_from = live_from
    cast.park.save()
    row = cast.dinghe_co.sections.get(section="STANDARD")
    row.content, row.confirmed_on = SectionState.PARTIAL, confirmed
    row.save()

    assert state_of(row, today, live_from) == state
    assert ArchiveSection.objects.filter(archive.in_state(state, today), pk=row.pk).exists()
    others = [other for other in ("EMPTY", "PARTIAL", "COMPLETE", "STALE") if other != state]
    for other in others:
        assert not ArchiveSection.objects.filter(archive.in_state(other, today), pk=row.pk).exists()


def test_an_archive_that_has_to_be_updated_is_still_built(cast):
    build(cast.dinghe_co, cast.chen)

    with time_machine.travel("2026-11-23 10:00+08:00"):
        rows = Enterprise.objects.filter(archive.stale())
        assert list(rows) == [cast.dinghe_co]
        assert list(rows.built()) == [cast.dinghe_co]


def test_built_archives_are_exactly_those_whose_confirmations_hold(cast):
    """53 of 56 is counted from confirmations: recount it from the rows, without the column that caches it."""
    park = [make_enterprise(cast.park, f"九江第{number}机械有限公司") for number in range(8)]
    for enterprise in park[:5]:
        build(enterprise, cast.chen)
    confirm_section(park[5].pk, "STANDARD", cast.chen)
    take_back_section(park[4].pk, "PEOPLE", cast.chen, reason="人员名单不全")
    change_enterprise(park[3].pk, cast.chen, uses_special_equipment=True)

    recounted = {
        enterprise.pk
        for enterprise in Enterprise.objects.filter(park=cast.park)
        if enterprise.archive_confirmed_on
        and set(archive.applicable(enterprise)) <= set(enterprise.sections.values_list("section", flat=True))
        and all(row.content != SectionState.EMPTY for row in enterprise.sections.all())
    }

    assert recounted == {enterprise.pk for enterprise in park[:3]}
    assert set(Enterprise.objects.filter(park=cast.park).built().values_list("pk", flat=True)) == recounted


def test_the_grid_shows_those_with_most_missing_first_in_two_queries(cast, django_assert_num_queries):
    build(cast.dinghe_co, cast.chen)

    with django_assert_num_queries(2):
        found = archive.grid(cast.manager, cast.park)

    food = next(row for row in found["rows"] if row["url"].find("section=FOOD") > 0)
    assert [cell["state"] for cell in food["cells"]] == ["none", "na"]
    assert found["missing"] == 1
    assert archive.grid(cast.manager, cast.park, limit=1) is None
