"""The one search box over the registers: by name, maker, pinyin and number, in scope, in two statements."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import finding
from enterprises.models import Instrument
from enterprises.registers.acts import add_row, change_row
from enterprises.searches import LOOKED_AT


@pytest.fixture
def registers(cast):
    """Of 云麓食品 one row of each register that is searched."""
    company, by = cast.yunlu_co.pk, cast.chen
    return {
        "product": add_row("products", company, by, name="桂花酥", model="GHS-200g"),
        "licence": add_row(
            "licences", company, by, kind="FPL", number="SC12436040200016", holder_name="九江云麓食品有限公司"
        ),
        "certificate": add_row(
            "certificates",
            company,
            by,
            kind="QMS",
            cert_no="00126Q30041R0S/3600",
            body="中国质量认证中心",
            scope="糕点的生产和服务",
        ),
        "instrument": add_row(
            "instruments",
            company,
            by,
            name="弹簧管式一般压力表",
            asset_no="YLB-001",
            serial_no="H24-7781",
            maker="红旗仪表有限公司",
        ),
        "equipment": add_row(
            "equipment",
            company,
            by,
            kind="5000",
            name="叉车",
            internal_no="CC-01",
            equipment_code="511010A1920180001",
            serial_no="010353J0001",
            maker="安徽合力股份有限公司",
        ),
    }


def found(user, q):
    """Addresses of what the box shows."""
    return {hit.url for group in finding.groups(user, q, 8) for hit in group["hits"]}


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("桂花", "product"),
        ("guihuasu", "product"),
        ("ghs", "product"),
        ("ｇｈｓ－２００", "product"),
        ("sc124360", "licence"),
        ("质量认证", "certificate"),
        ("zlrz", "certificate"),
        ("糕点的生产", "certificate"),
        ("压力表", "instrument"),
        ("ylb", "instrument"),
        ("hongqi", "instrument"),
        ("红旗 压力表", "instrument"),
        ("7781", "instrument"),
        ("叉车", "equipment"),
        ("合力", "equipment"),
        ("heli", "equipment"),
        ("010353j", "equipment"),
    ],
)
def test_a_row_is_found_by_what_people_type_of_it(cast, registers, typed, which):
    address = registers[which].get_absolute_url()
    for user in (cast.chen, cast.lead, cast.manager, cast.liu, cast.city, cast.yunlu):
        assert address in found(user, typed), user.username
    for user in (cast.stranger, cast.dinghe, cast.sysadmin, cast.investor):
        assert address not in found(user, typed), user.username


@pytest.mark.parametrize(
    ("typed", "which"),
    [
        ("SC12436040200016", "licence"),
        ("ｓｃ124 3604 0200016", "licence"),
        ("00126q30041r0s/3600", "certificate"),
        ("YLB-001", "instrument"),
        ("ylb—001", "instrument"),
        ("h24-7781", "instrument"),
        ("511010a1920180001", "equipment"),
        ("CC-01", "equipment"),
    ],
)
def test_a_whole_number_jumps_to_its_record_in_scope(cast, registers, typed, which):
    address = registers[which].get_absolute_url()
    assert finding.numbered(cast.chen, typed) == address
    assert finding.numbered(cast.yunlu, typed) == address
    assert finding.numbered(cast.dinghe, typed) is None
    assert finding.numbered(cast.stranger, typed) is None


def test_a_number_that_two_rows_carry_shows_both_instead_of_jumping(cast, registers):
    other = add_row("instruments", cast.dinghe_co.pk, cast.chen, name="压力表", asset_no="YLB-001")

    assert finding.numbered(cast.chen, "YLB-001") is None
    assert {registers["instrument"].get_absolute_url(), other.get_absolute_url()} <= found(
        cast.chen, "YLB-001"
    )
    assert finding.numbered(cast.dinghe, "YLB-001") == other.get_absolute_url()


def test_a_part_of_a_number_does_not_jump(cast, registers):
    assert finding.numbered(cast.chen, "SC1243604020001") is None
    assert finding.numbered(cast.chen, "01") is None


def test_the_maker_that_was_corrected_is_found_and_the_old_one_is_not(cast, registers):
    row = change_row("instruments", registers["instrument"].pk, cast.chen, maker="上海自动化仪表")

    assert row.get_absolute_url() in found(cast.chen, "shzdh")
    assert row.get_absolute_url() not in found(cast.chen, "红旗")


@pytest.mark.parametrize("column", ["name", "maker", "asset_no", "serial_no", "cert_no"])
def test_what_is_searched_cannot_fall_behind_the_columns(cast, registers, column):
    with pytest.raises(IntegrityError, match="instrument_searched"), transaction.atomic():
        Instrument.objects.filter(pk=registers["instrument"].pk).update(**{column: "别的"})


def test_the_box_asks_the_same_two_statements_whatever_there_is(cast, registers):
    def cost(q):
        with CaptureQueriesContext(connection) as queries:
            assert finding.numbered(cast.chen, q) is None
            finding.groups(cast.chen, q, 8)
        return len(queries)

    before = cost("压力表")
    for n in range(30):
        add_row("instruments", cast.dinghe_co.pk, cast.chen, name="压力表", asset_no=f"D-{n}", tell=False)
    assert cost("压力表") == before == 2


def test_a_common_word_shows_eight_of_a_register_and_puts_no_more_in_order_than_it_must(cast):
    for n in range(LOOKED_AT // 10):
        add_row("instruments", cast.yunlu_co.pk, cast.chen, name="压力表", asset_no=f"D-{n:02d}", tell=False)
    (group,) = finding.groups(cast.chen, "压力表", 8)
    assert [hit.line2.partition(" ·")[0] for hit in group["hits"]] == [f"D-{n:02d}" for n in range(8)]
