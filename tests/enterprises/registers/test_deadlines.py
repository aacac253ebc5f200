"""Dates of the registers are reminded of, by the same sweep as everything else."""

from datetime import timedelta

import pytest

from core.clock import today
from enterprises.models import Enterprise, Standard
from enterprises.registers import REGISTERS
from enterprises.registers.acts import add_row
from enterprises.registers.follow import index_standard
from reminders.coming import coming
from reminders.models import DueReminder
from reminders.sources import sources
from reminders.sweep import sweep


@pytest.fixture
def licence(cast):
    """A food licence of 云麓食品 that expires in 60 days."""
    return add_row(
        "licences",
        cast.yunlu_co.pk,
        cast.chen,
        kind="FPL",
        number="SC12436040200016",
        valid_to=today() + timedelta(days=60),
    )


def test_every_date_of_a_register_has_a_source():
    declared = {dated.code for register in REGISTERS.values() for dated in register.dated}
    assert declared <= set(sources)
    assert "standard-coming" in sources


def test_a_licence_and_its_latest_day_to_apply_are_coming(cast, licence):
    found = {each.source.code: each for each in coming(cast.chen, days=90)}
    assert found["licence"].due_on == licence.due_on
    assert found["licence-apply"].due_on == licence.act_by < licence.due_on
    assert found["licence"].url == licence.get_absolute_url()
    assert "食品生产许可证" in found["licence"].title or "food production licence" in found["licence"].title


def test_the_liaison_and_the_enterprise_are_reminded_once_of_the_latest_step(cast, licence):
    made = sweep()
    assert made["licence"] > 0
    owed = DueReminder.objects.filter(source="licence", state="OWED")
    assert {(row.recipient_id, row.step) for row in owed} == {(cast.chen.pk, 60), (cast.yunlu.pk, 60)}
    assert sweep()["licence"] == 0


def test_the_leads_are_reminded_where_there_is_no_liaison(cast, licence):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(liaison=None)
    sweep()
    owed = DueReminder.objects.filter(source="licence", state="OWED")
    assert {row.recipient_id for row in owed} == {cast.lead.pk, cast.yunlu.pk}


def test_what_is_out_of_force_and_who_has_left_the_park_reminds_nobody(cast, licence):
    type(licence).objects.filter(pk=licence.pk).update(status="CANCELLED")
    assert sweep()["licence"] == 0
    type(licence).objects.filter(pk=licence.pk).update(status="VALID")
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED")
    assert sweep()["licence"] == 0


def test_an_instrument_that_is_overdue_reminds_again_week_by_week(cast):
    add_row(
        "instruments",
        cast.yunlu_co.pk,
        cast.chen,
        asset_no="A",
        name="压力表",
        printed_until=today() - timedelta(days=8),
    )
    sweep()
    assert set(
        DueReminder.objects.filter(source="instrument", state="OWED").values_list("step", flat=True)
    ) == {-7}


def test_another_enterprise_hears_nothing(cast, licence):
    sweep()
    assert not DueReminder.objects.filter(recipient=cast.dinghe).exists()
    assert [each.source.code for each in coming(cast.dinghe, days=90)] == []


def test_a_new_edition_is_coming_for_who_uses_the_old_one(cast):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    used = add_row(
        "product-standards", cast.yunlu_co.pk, cast.chen, product=product, standard_number="GB 7718-2011"
    )
    new = Standard(
        park=cast.park,
        number="GB 7718-2025",
        kind="GB",
        title="预包装食品标签通则",
        status="UPCOMING",
        effective_on=today() + timedelta(days=80),
    )
    index_standard(new).save()
    Standard.objects.filter(number="GB 7718-2011").update(replaced_by=new)

    found = [each for each in coming(cast.yunlu, days=90) if each.source.code == "standard-coming"]
    assert [(each.object_id, each.title) for each in found] == [(used.pk, "GB 7718-2011 → GB 7718-2025")]
