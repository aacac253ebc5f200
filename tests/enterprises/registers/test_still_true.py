"""Still true: one click on a section or a row, by the station or by the enterprise itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from core.clock import today
from core.transitions import TransitionError
from enterprises import archive
from enterprises.models import ArchiveSection, Instrument, SectionState
from enterprises.registers.acts import add_row, confirm_row


@pytest.fixture
def old(cast):
    """The metrology of 云麓食品, confirmed 13 months ago."""
    row = add_row("instruments", cast.yunlu_co.pk, None, asset_no="YLB-001", name="压力表")
    then = today() - timedelta(days=400)
    archive.confirm_section(cast.yunlu_co.pk, "METROLOGY", cast.chen, on_paper=False, on=then)
    type(cast.park).objects.filter(pk=cast.park.pk).update(live_from=then - timedelta(days=400))
    cast.park.refresh_from_db()
    return row


def state(cast):
    """The state of the section, read."""
    row = ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY")
    return archive.state_of(row, today(), cast.park.live_from)


def test_the_enterprise_says_in_one_click_that_a_section_is_still_true(sign_in, cast, old):
    assert state(cast) == SectionState.STALE
    client = sign_in("yunlu")
    tab = client.get(f"/enterprises/{cast.yunlu_co.pk}/archive/").content.decode()
    url = f"/enterprises/{cast.yunlu_co.pk}/archive/METROLOGY/still-true/"
    assert f'action="{url}"' in tab
    client.post(url)

    assert state(cast) != SectionState.STALE
    row = Instrument.objects.get(pk=old.pk)
    assert (row.confirmed_on, row.confirmed_by) == (today(), cast.yunlu)
    assert "云麓" in client.get(f"/enterprises/{cast.yunlu_co.pk}/archive/").content.decode()
    assert client.post(url).status_code == 409


def test_the_word_of_the_enterprise_does_not_stand_for_a_first_look_of_the_station(cast):
    add_row("instruments", cast.yunlu_co.pk, None, asset_no="YLB-001", name="压力表")
    archive.still_true(cast.yunlu_co.pk, "METROLOGY", cast.yunlu)
    section = ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY")
    assert (section.confirmed_on, section.content) == (None, SectionState.PARTIAL)
    assert Instrument.objects.get().confirmed_on == today()


def test_an_empty_section_is_not_true_yet(cast):
    with pytest.raises(TransitionError):
        archive.still_true(cast.yunlu_co.pk, "METROLOGY", cast.yunlu)


def test_a_row_is_confirmed_by_the_enterprise_and_says_so(sign_in, cast, old):
    sign_in("yunlu").post(f"{old.get_absolute_url()}confirm/")
    assert Instrument.objects.get(pk=old.pk).confirmed_by == cast.yunlu
    assert "企业" in sign_in("chen").get(old.get_absolute_url()).content.decode()


def test_the_data_of_another_enterprise_is_not_found(sign_in, cast, old):
    client = sign_in("dinghe")
    assert client.post(f"/enterprises/{cast.yunlu_co.pk}/archive/METROLOGY/still-true/").status_code == 404
    assert client.post(f"{old.get_absolute_url()}confirm/").status_code == 404
    with pytest.raises(ObjectDoesNotExist):
        confirm_row("instruments", old.pk, cast.dinghe)
