"""Every register out to Excel and back: what went out comes in unchanged, and fills an empty register as it was."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core.clock import today
from core.exchange import work
from core.models import TimelineEntry, Transfer
from enterprises.models import ArchiveSection, Instrument
from enterprises.registers import REGISTERS
from tests.enterprises import books
from workstation.demo.registers import load_registers

pytestmark = pytest.mark.django_db
DATA = Path(django_settings.BASE_DIR) / "workstation" / "demo" / "data" / "registers.json"
OWN = {"id", "source", "created_at", "updated_at", "confirmed_on", "confirmed_by_id"}
OF_OTHERS = {"hours_this_year", "training_due_on"}  # of trainings, which go with the person


@pytest.fixture
def filled(cast):
    """Both enterprises of the cast with the registers of the demo."""
    content = json.loads(DATA.read_text(encoding="utf-8"))
    enterprises = {"yunlu": cast.yunlu_co, "dinghe": cast.dinghe_co}
    rows = [row for row in content["rows"] if row["enterprise"] in enterprises]
    load_registers(enterprises, {"rows": rows, "confirmed": [], "new_editions": []}, today())
    return cast


@pytest.fixture
def client(sign_in, settings, tmp_path):
    """Chen's browser, with files in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    return sign_in("chen")


def exported(client, source):
    """The workbook of a list with all columns."""
    response = client.post("/export/", {"list": source, "all": "1"})
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def send(client, url, content):
    """The transfer after its check."""
    response = client.post(url, {"file": SimpleUploadedFile("台账.xlsx", content)})
    assert response.status_code == 302, response.content.decode()[-1500:]
    work.run_owed()
    return Transfer.objects.latest("pk")


def enter(client, transfer):
    """Enter what the preview shows."""
    assert client.post(f"{transfer.get_absolute_url()}apply/").status_code == 302
    work.run_owed()
    transfer.refresh_from_db()
    return transfer


def said(transfer):
    """What would change, and what is wrong, for the message of a failure."""
    return list(transfer.rows.exclude(state="SAME").values_list("label", "changes", "errors")), transfer.error


@pytest.mark.parametrize("code", list(REGISTERS))
def test_what_is_exported_and_sent_back_changes_nothing(client, filled, code):
    content = exported(client, f"/registers/{code}/?tab=all")
    transfer = send(client, f"/registers/{code}/import/", content)
    count = REGISTERS[code].model.objects.count()
    assert count
    assert transfer.result.get("counts") == {"NEW": 0, "CHANGED": 0, "SAME": count, "WRONG": 0}, said(
        transfer
    )
    assert transfer.result["hints"] == []


@pytest.mark.parametrize("code", list(REGISTERS))
def test_an_export_fills_the_empty_register_of_an_enterprise_as_it_was(client, filled, code):
    model = REGISTERS[code].model
    row = model.objects.first()
    content = exported(client, f"/enterprises/{row.enterprise_id}/registers/{code}/?tab=all")
    rows = model.objects.filter(enterprise_id=row.enterprise_id).order_by("id")
    before = [{name: value for name, value in each.items() if name not in OWN} for each in rows.values()]
    rows.all().delete()
    transfer = send(client, f"/enterprises/{row.enterprise_id}/registers/{code}/import/", content)
    assert transfer.result.get("counts", {}).get("NEW") == len(before), said(transfer)
    transfer = enter(client, transfer)
    assert transfer.state == "DONE", transfer.error
    after = [{name: value for name, value in each.items() if name not in OWN} for each in rows.all().values()]
    masked = {*REGISTERS[code].personal, *OF_OTHERS}

    def comparable(found):
        return sorted(
            [
                sorted((name, str(value)) for name, value in each.items() if name not in masked)
                for each in found
            ]
        )

    assert comparable(after) == comparable(before)
    line = TimelineEntry.objects.filter(subject_id=row.enterprise_id, sentence="register_imported").latest(
        "pk"
    )
    assert line.arguments["n"] == len(before)


HEADERS = ["单位名称", "资产编号", "名称", "管理方式", "上次检定/校准日期", "周期（月）"]


def test_a_register_of_the_whole_park_is_checked_cell_by_cell(client, cast):
    names = {str(column.header) for column in exchange(cast).columns}
    control, done, cycle = (
        str(exchange(cast).column(code).header) for code in ("control", "last_done_on", "cycle_months")
    )
    headers = [
        "单位名称",
        *(str(exchange(cast).column(code).header) for code in ("asset_no", "name")),
        control,
        done,
        cycle,
    ]
    assert set(headers[1:]) <= names
    rows = [
        ["九江云麓食品有限公司", "YLB-001", "压力表", None, "2026年1月5日", 6],
        [cast.dinghe_co.short_code, "DH-1", "电子天平", None, "2026/01/05", None],
        ["九江云鹿食品", "X-1", "压力表", None, None, None],
        ["九江云麓食品有限公司", "YLB-001", "重复的表", None, None, None],
        ["九江云麓食品有限公司", None, "没有编号", None, None, None],
        ["九江云麓食品有限公司", "YLB-003", "压力表", "强检", None, None],
        ["九江云麓食品有限公司", "YLB-004", "压力表", None, "2199-01-01", 500],
        ["九江湖滨精密仪器有限公司", "HB-1", "外园的表", None, None, None],
    ]
    transfer = send(client, "/registers/instruments/import/", books.simple_book(rows, headers))
    wrong = {row.row: " ".join(sentence for _column, sentence in row.errors)
             for row in transfer.rows.filter(state="WRONG")}  # fmt: skip
    assert set(transfer.rows.filter(state="NEW").values_list("row", flat=True)) == {2, 3}, said(transfer)
    assert "您是不是指「九江云麓食品有限公司」" in wrong[4]
    assert wrong[5] == "与本文件第 2 行重复，请只留一行。"
    assert "用来与其他行区分" in wrong[6]
    assert "没有「强检」这一项" in wrong[7]
    assert "在今天之后" in wrong[8]
    assert "1 到 240" in wrong[8]
    assert "没有「九江湖滨精密仪器有限公司」这一项" in wrong[9]
    enter(client, transfer)
    found = Instrument.objects.get(asset_no="YLB-001")
    assert (found.enterprise, found.cycle_months, found.source) == (cast.yunlu_co, 6, "IMPORT")
    assert f"{found.due_on}" == "2026-07-04"
    assert found.confirmed_by == cast.chen
    section = ArchiveSection.objects.get(enterprise=cast.yunlu_co, section="METROLOGY")
    assert section.content == "PARTIAL"


def exchange(cast):
    """The Exchange of instruments, of the whole park."""
    from enterprises.registers.exchange import exchange_of

    return exchange_of(REGISTERS["instruments"])(cast.chen)


def test_a_masked_number_that_comes_back_leaves_what_is_there(client, filled):
    person = REGISTERS["people"].model.objects.exclude(phone="").first()
    content = exported(client, "/registers/people/?tab=all")
    sheet = load_workbook(io.BytesIO(content)).active
    assert "138****" in {str(cell.value)[:7] for row in sheet for cell in row}
    transfer = send(client, "/registers/people/import/", content)
    assert transfer.result["counts"]["CHANGED"] == 0
    person.refresh_from_db()
    assert "*" not in person.phone


def test_three_thousand_instruments_are_entered_in_chunks(client, cast, django_assert_max_num_queries):
    headers = [str(exchange(cast).column(code).header) for code in ("asset_no", "name", "last_done_on")]
    rows = [[f"B-{number:05d}", "弹簧管式一般压力表", "2026-01-05"] for number in range(3000)]
    url = f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/import/"
    transfer = send(client, url, books.simple_book(rows, headers))
    assert transfer.result["counts"]["NEW"] == 3000
    client.post(f"{transfer.get_absolute_url()}apply/")
    with django_assert_max_num_queries(120):
        work.run_owed()
    assert Instrument.objects.filter(enterprise=cast.yunlu_co).count() == 3000
    again = send(client, url, books.simple_book(rows, headers))
    assert again.result["counts"] == {"NEW": 0, "CHANGED": 0, "SAME": 3000, "WRONG": 0}


def test_nobody_brings_rows_into_an_enterprise_of_another_park(client, sign_in, cast):
    url = f"/enterprises/{cast.stranger_co.pk}/registers/instruments/import/"
    assert client.get(url).status_code == 404
    assert (
        sign_in("yunlu").get(f"/enterprises/{cast.yunlu_co.pk}/registers/instruments/import/").status_code
        == 403
    )
    assert client.get("/registers/nothing/import/").status_code == 404


def test_a_row_without_its_enterprise_is_marked_and_the_others_are_entered(client, cast):
    rows = [[cast.yunlu_co.name, "压力表", "Y-01"], [None, "电子秤", "D-07"]]
    book = books.simple_book(rows, ["企业", "器具名称", "编号"], "计量器具")

    transfer = send(client, "/registers/instruments/import/", book)

    assert {row.row: row.errors for row in transfer.rows.filter(state="WRONG")} == {
        3: [["enterprise", "必填，请补上。"]]
    }
    assert enter(client, transfer).state == "DONE"
    assert list(Instrument.objects.values_list("name", flat=True)) == ["压力表"]
