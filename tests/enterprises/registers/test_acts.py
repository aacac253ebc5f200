"""Rows of the registers: added, changed, removed, confirmed; what follows from them; who may."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from core.clock import today
from core.models import TimelineEntry
from core.transitions import NotAllowed, TransitionError
from enterprises.models import (
    ArchiveSection,
    Certificate,
    Instrument,
    KeyPerson,
    Product,
    Standard,
)
from enterprises.registers import REGISTERS
from enterprises.registers.acts import add_row, change_row, confirm_row, remove_row

GAUGE = {"asset_no": "YLB-001", "name": "弹簧管式一般压力表", "control": "MANDATORY_PERIODIC"}


def gauge(cast, **more):
    """A pressure gauge of 云麓食品."""
    return add_row("instruments", cast.yunlu_co.pk, cast.chen, **GAUGE | more)


def test_a_gauge_is_recognised_by_its_name_and_due_after_six_months(cast):
    row = gauge(cast, last_done_on=date(2026, 1, 10))

    assert (row.type_code, row.due_on, row.due_rule) == (
        "PRESSURE_GAUGE",
        date(2026, 7, 9),
        "INST_PRESSURE_GAUGE",
    )


def test_a_date_printed_on_the_certificate_wins_and_then_the_cycle_of_the_row(cast):
    row = gauge(cast, last_done_on=date(2026, 1, 10), cycle_months=3, printed_until=date(2026, 9, 30))
    assert (row.due_on, row.due_rule) == (date(2026, 9, 30), "")

    row = change_row("instruments", row.pk, cast.chen, printed_until=None)
    assert row.due_on == date(2026, 4, 9)


def test_an_instrument_that_failed_is_due_at_once(cast):
    row = gauge(cast, last_done_on=date(2026, 1, 10), result="FAILED")
    assert row.due_on == date(2026, 1, 10)


def test_an_instrument_verified_only_once_has_no_date_but_a_printed_one(cast):
    row = gauge(cast, control="MANDATORY_FIRST_ONLY", last_done_on=date(2026, 1, 10))
    assert row.due_on is None


def test_a_boiler_is_due_by_the_earlier_of_external_and_internal_inspection(cast):
    row = add_row(
        "equipment",
        cast.dinghe_co.pk,
        cast.chen,
        kind="1000",
        name="蒸汽锅炉",
        internal_no="GL-01",
        last_inspection_on=date(2026, 3, 1),
        last_full_on=date(2024, 6, 1),
    )
    assert row.due_on == date(2026, 5, 31)
    assert row.act_by == date(2026, 4, 30)


def test_a_vessel_of_grade_five_must_not_be_used(cast):
    row = add_row(
        "equipment",
        cast.dinghe_co.pk,
        cast.chen,
        kind="2000",
        name="储气罐",
        internal_no="RQ-01",
        safety_grade=5,
        last_inspection_on=date(2026, 3, 1),
    )
    assert row.due_on == date(2026, 3, 1)


def test_equipment_in_use_is_registered_within_thirty_days_and_then_no_more(cast):
    row = add_row(
        "equipment",
        cast.dinghe_co.pk,
        cast.chen,
        kind="3000",
        name="载货电梯",
        internal_no="DT-01",
        in_use_since=date(2026, 3, 2),
    )
    assert row.register_by == date(2026, 4, 1)

    row = change_row("equipment", row.pk, cast.chen, use_cert_no="梯11赣G00001(26)")
    assert row.register_by is None


def test_what_the_station_enters_is_confirmed_and_what_is_imported_is_not(cast):
    assert gauge(cast).confirmed_by == cast.chen
    row = add_row("instruments", cast.yunlu_co.pk, None, asset_no="X", name="天平")
    assert (row.source, row.confirmed_on) == ("IMPORT", None)


def test_still_true_is_said_once_a_day(cast):
    row = add_row("instruments", cast.yunlu_co.pk, None, asset_no="X", name="天平")

    assert confirm_row("instruments", row.pk, cast.chen).confirmed_on == today()
    with pytest.raises(TransitionError):
        confirm_row("instruments", row.pk, cast.chen)


def test_the_same_number_cannot_enter_twice_and_the_sentence_says_so(cast):
    gauge(cast)
    with pytest.raises(TransitionError) as error:
        gauge(cast)
    assert "编号" in str(error.value) or "asset number" in str(error.value)
    assert Instrument.objects.count() == 1


def test_the_same_number_may_stand_in_another_enterprise(cast):
    gauge(cast)
    add_row("instruments", cast.dinghe_co.pk, cast.chen, **GAUGE)
    assert Instrument.objects.count() == 2


def test_a_removed_row_stays_in_history_with_the_reason_on_the_timeline(cast):
    row = gauge(cast)
    pk = row.pk
    remove_row("instruments", pk, cast.chen, reason="已报废，台账重复")

    assert not Instrument.objects.exists()
    events = apps.get_model("enterprises.InstrumentEvent").objects.filter(pgh_obj_id=pk).order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "delete"]
    line = TimelineEntry.objects.filter(sentence="register_removed").get()
    assert line.arguments["reason"] == "已报废，台账重复"


def test_a_change_is_a_line_with_the_words_of_the_fields(cast):
    row = gauge(cast)
    change_row("instruments", row.pk, cast.chen, model="Y-100", serial_no="2103417")

    line = TimelineEntry.objects.filter(sentence="register_changed").get()
    assert line.object_id == row.pk
    assert line.arguments["what"] in ("型号、出厂编号", "model, serial number")


def test_only_the_station_keeps_registers(cast):
    row = gauge(cast)
    for person in (cast.liu, cast.manager, cast.yunlu):
        with pytest.raises(NotAllowed):
            change_row("instruments", row.pk, person, model="X")


def test_a_row_of_another_park_or_enterprise_is_not_there(cast):
    row = gauge(cast)
    for person in (cast.stranger, cast.dinghe):
        with pytest.raises(ObjectDoesNotExist):
            change_row("instruments", row.pk, person, model="X")


def test_postgresql_refuses_a_certificate_that_expires_before_it_begins(cast):
    with pytest.raises(TransitionError):
        add_row(
            "certificates",
            cast.yunlu_co.pk,
            cast.chen,
            kind="QMS",
            cert_no="Q1",
            issued_on=date(2026, 5, 1),
            valid_to=date(2026, 4, 30),
        )
    assert not Certificate.objects.exists()


def test_nobody_stores_a_state_that_follows_from_the_date(cast):
    row = gauge(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument.objects.filter(pk=row.pk).update(status="OVERDUE")


def test_a_name_cannot_change_without_what_it_is_found_by(cast):
    row = gauge(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument.objects.filter(pk=row.pk).update(name="别的名字")

    change_row("instruments", row.pk, cast.chen, name="电接点压力表")
    assert Instrument.objects.search("djdylb").get() == row
    assert Instrument.objects.search("YLB-001").get() == row


def test_two_records_of_one_week_or_month_are_one_too_many(cast):
    regime = add_row("duty-regimes", cast.yunlu_co.pk, cast.chen, kind="FOOD")

    def record(tier, day):
        return add_row("duty-records", cast.yunlu_co.pk, cast.chen, regime=regime, tier=tier, happened_on=day)

    assert record("WEEKLY", date(2026, 1, 1)).period == date(2025, 12, 29)  # ISO week 1 of 2026
    assert record("MONTHLY", date(2026, 1, 31)).period == date(2026, 1, 1)
    record("DAILY", date(2026, 1, 1))
    record("DAILY", date(2026, 1, 2))
    for tier, day in (
        ("WEEKLY", date(2026, 1, 4)),
        ("MONTHLY", date(2026, 1, 1)),
        ("DAILY", date(2026, 1, 2)),
    ):
        with pytest.raises(TransitionError), transaction.atomic():
            record(tier, day)


@time_machine.travel("2026-11-23 10:00:00+08:00")
def test_hours_of_training_add_up_and_move_the_day_they_are_missing(cast):
    person = add_row("people", cast.yunlu_co.pk, cast.chen, role="FOOD_SAFETY_OFFICER", name="梅素珍")
    assert (person.hours_required, person.training_due_on) == (40, date(2026, 12, 31))

    for hours, topic in ((32, "主体责任"), (8, "标签")):
        training = add_row(
            "trainings",
            cast.yunlu_co.pk,
            cast.chen,
            person=person,
            held_on=date(2026, 6, 1),
            topic=topic,
            hours=Decimal(hours),
        )
    person.refresh_from_db()
    assert (person.hours_this_year, person.training_due_on) == (40, date(2027, 12, 31))

    remove_row("trainings", training.pk, cast.chen, reason="没有参加")
    assert KeyPerson.objects.get(pk=person.pk).training_due_on == date(2026, 12, 31)


def test_the_lines_of_a_licence_become_its_scope(cast):
    licence = add_row(
        "licences",
        cast.yunlu_co.pk,
        cast.chen,
        kind="FPL",
        number="SC12436040200016",
        product_scope="2401 热加工糕点：烘烤类糕点、油炸类糕点\n\n2402 冷加工糕点",
    )
    assert list(licence.scopes.values_list("category_code", "category", "variety")) == [
        ("2401", "热加工糕点", "烘烤类糕点、油炸类糕点"),
        ("2402", "冷加工糕点", ""),
    ]


def test_a_standard_is_entered_in_the_catalogue_once_and_an_own_one_belongs_to_the_enterprise(cast):
    product = add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    other = add_row("products", cast.dinghe_co.pk, cast.chen, name="桂花糕模具")
    for company, of, typed in (
        (cast.yunlu_co, product, "gb/t20977—2007"),
        (cast.dinghe_co, other, "GB/T 20977-2007"),
        (cast.yunlu_co, product, "Q/JYLS 0001S-2024"),
    ):
        add_row(
            "product-standards",
            company.pk,
            cast.chen,
            product=of,
            standard_number=typed,
            standard_title="糕点通则" if "20977" in typed else "绿豆糕",
        )
    assert set(Standard.objects.values_list("number", "kind", "owner")) == {
        ("GB/T 20977-2007", "GBT", None),
        ("Q/JYLS 0001S-2024", "QB_ENT", cast.yunlu_co.pk),
    }


def test_sections_count_the_required_fields_of_their_rows_by_hand(cast):
    # instruments: there is one (1) and per row 5 fields; this one has 2 of them
    gauge(cast, last_done_on=date(2026, 1, 10), cert_no="检字 1")
    section = ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY")
    assert (section.required, section.present, section.filled) == (6, 3, 50)
    assert section.content == "PARTIAL"

    full = {"measuring_range": "1 MPa", "accuracy": "1.6", "institution": "计量所"}
    for row in Instrument.objects.all():
        change_row("instruments", row.pk, cast.chen, **full)
    section.refresh_from_db()
    assert (section.required, section.present, section.content) == (6, 6, "PARTIAL")

    from enterprises.archive import confirm_section

    confirm_section(cast.yunlu_co.pk, "METROLOGY", cast.chen, on_paper=False)
    section.refresh_from_db()
    assert section.content == "COMPLETE"

    gauge(cast, asset_no="YLB-002")
    section.refresh_from_db()
    assert (section.required, section.present, section.content) == (11, 6, "PARTIAL")


def test_a_scrapped_instrument_asks_for_nothing(cast):
    row = gauge(cast)
    change_row("instruments", row.pk, cast.chen, status="SCRAPPED")
    section = ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY")
    assert (section.content, section.present) == ("EMPTY", 0)


def test_certification_applies_once_there_is_a_certificate_and_no_more_when_it_is_gone(cast):
    sections = ArchiveSection.objects.filter(enterprise=cast.yunlu_co, section="CERT")
    assert not sections.exists()
    row = add_row("certificates", cast.yunlu_co.pk, cast.chen, kind="QMS", cert_no="Q1")
    assert sections.get().content == "PARTIAL"

    remove_row("certificates", row.pk, cast.chen, reason="录错企业")
    assert not sections.exists()


def test_naming_main_products_begins_no_section_of_standards(cast):
    add_row("products", cast.yunlu_co.pk, cast.chen, name="桂花酥")
    assert ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="STANDARD").content == "EMPTY"
    assert Product.objects.get().park_id == cast.park.pk


def test_confirming_a_section_as_entered_confirms_its_rows(cast):
    from enterprises.archive import confirm_section

    add_row("instruments", cast.yunlu_co.pk, None, asset_no="A", name="天平")
    confirm_section(cast.yunlu_co.pk, "METROLOGY", cast.zhou, on_paper=False)
    assert Instrument.objects.get().confirmed_by == cast.zhou


def test_every_register_is_declared_whole():
    for code, register in REGISTERS.items():
        for name in (*register.fields, *register.columns, *register.line2, register.title, *register.filters):
            assert register.model._meta.get_field(name), (code, name)
        assert set(register.natural_key) <= set(register.fields), code
        editable = {
            field.name
            for field in register.model._meta.concrete_fields
            if field.editable and not field.primary_key
        }
        ours = {
            "park", "enterprise", "source", "confirmed_on", "confirmed_by", "asked_on", "asked_by", "created_at",
            "updated_at", "position",
        }  # fmt: skip
        assert editable - ours - set(register.fields) == set(), code


def test_what_is_due_is_found_within_days_and_overdue(cast):
    late = gauge(cast, printed_until=today() - timedelta(days=1))
    soon = gauge(cast, asset_no="B", printed_until=today() + timedelta(days=30))
    gauge(cast, asset_no="C", printed_until=today() + timedelta(days=31))
    gauge(cast, asset_no="D", printed_until=today() - timedelta(days=1), status="SCRAPPED")

    assert list(Instrument.objects.overdue()) == [late]
    assert list(Instrument.objects.due_within(30)) == [soon]
