"""Enterprises out of Excel: checked cell by cell, previewed, entered whole or not at all, and never twice."""

import io
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core.exchange import work
from core.models import TimelineEntry, Transfer, TransferRow
from enterprises.models import ArchiveSection, Enterprise
from tests.enterprises import books

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(sign_in, settings, tmp_path):
    """`send("chen", content)` sends a file and has it checked; gives (client, transfer)."""
    settings.MEDIA_ROOT = tmp_path

    def sent(who, content, name="台账.xlsx"):
        client = sign_in(who)
        response = client.post("/enterprises/import/", {"file": SimpleUploadedFile(name, content)})
        assert response.status_code == 302, response.content.decode()[-2000:]
        work.run_owed()
        return client, Transfer.objects.latest("pk")

    return sent


def enter(client, transfer):
    """Enter what the preview shows."""
    assert client.post(f"{transfer.get_absolute_url()}apply/").status_code == 302
    work.run_owed()
    transfer.refresh_from_db()
    return transfer


def errors_of(transfer):
    """{row number: [(column, sentence)]}."""
    rows = transfer.rows.filter(state=TransferRow.State.WRONG)
    return {row.row: [tuple(error) for error in row.errors] for row in rows}


def test_a_messy_table_of_500_rows_is_understood_cell_by_cell(send, cast):
    content, expected, good = books.messy_book(500)
    client, transfer = send("chen", content)
    assert (transfer.state, transfer.result["sheet"], transfer.result["header_row"]) == (
        "PREVIEW",
        "企业台账",
        3,
    )
    assert errors_of(transfer) == expected
    assert set(transfer.rows.filter(state="NEW").values_list("row", flat=True)) == set(good)
    assert transfer.result["hints"] == ["「联系备注」这一列不导入。"]

    marked = load_workbook(
        io.BytesIO(b"".join(client.get(f"{transfer.get_absolute_url()}file/").streaming_content))
    )
    page = marked["企业台账"]
    assert page.cell(3, 9).value == "需要修改"
    assert page.column_dimensions["A"].width == 41
    assert page["A2"].font.bold
    assert "A2:A3" in {str(merged) for merged in page.merged_cells.ranges}
    headers = dict(transfer_headers())
    for row in range(4, 504):
        said = "\n".join(
            f"「{headers[column]}」{sentence}" if column else sentence
            for column, sentence in expected.get(row, ())
        )
        assert (page.cell(row, 9).value or "") == said, row

    transfer = enter(client, transfer)
    assert (transfer.state, transfer.result["entered"]["NEW"]) == ("DONE", len(good))
    entered = Enterprise.objects.filter(park=cast.park, name__contains="杂乱")
    assert entered.count() == len(good)
    assert set(entered.values_list("admitted_on", "industry_id", "is_food")) == {(books.DAY, "C1411", True)}
    assert {name.strip() for name in entered.values_list("name", flat=True)} == set(
        entered.values_list("name", flat=True)
    )


def transfer_headers():
    """[(code, heading)] of the columns."""
    from enterprises.exchange import EnterpriseExchange

    return [(column.code, str(column.header)) for column in EnterpriseExchange.columns]


def test_the_corrected_file_sent_again_enters_only_what_was_missing(send, cast):
    wrong = books.with_(books.good_row(2), books.ADMITTED, "去年")
    client, transfer = send("chen", books.simple_book([books.good_row(1), wrong]))
    transfer = enter(client, transfer)
    assert transfer.result["entered"] == {"NEW": 1, "CHANGED": 0, "SAME": 0}
    marked = b"".join(client.get(f"{transfer.get_absolute_url()}file/").streaming_content)
    book = load_workbook(io.BytesIO(marked))
    book.active["D3"] = "2026-01-05"
    client, transfer = send("chen", books.bytes_of(book))
    assert transfer.result["counts"] == {"NEW": 1, "CHANGED": 0, "SAME": 1, "WRONG": 0}
    assert transfer.result["hints"] == ["「联系备注」这一列不导入。"]
    enter(client, transfer)
    client, transfer = send("chen", books.bytes_of(book))
    assert transfer.result["counts"] == {"NEW": 0, "CHANGED": 0, "SAME": 2, "WRONG": 0}
    assert client.post(f"{transfer.get_absolute_url()}apply/").status_code == 409
    assert Enterprise.objects.filter(name__contains="杂乱").count() == 2


def test_an_entered_enterprise_is_like_one_from_the_form(send, cast):
    client, transfer = send("chen", books.simple_book([books.good_row(1)]))
    enter(client, transfer)
    made = Enterprise.objects.get(name__contains="杂乱")
    assert made.name_indexed == made.name
    assert [row.pk for row in Enterprise.objects.search("jjzl0001")] == [made.pk]
    assert len(made.short_code) == 5
    assert (made.park_id, made.status, made.region_code) == (cast.park.pk, "OPERATING", "360402")
    assert [product.name for product in made.products.all()] == ["糕点", "面包"]
    assert ArchiveSection.objects.filter(enterprise=made, section="FOOD").exists()
    assert TimelineEntry.objects.filter(subject_id=made.pk, sentence="enterprise_registered").count() == 1
    event = apps.get_model("enterprises.EnterpriseEvent").objects.get(pgh_obj_id=made.pk)
    assert (event.pgh_label, event.pgh_context["user"]) == ("insert", cast.chen.pk)
    assert event.pgh_context["transfer"] == transfer.pk


def test_the_preview_shows_old_beside_new_and_changes_only_that(send, cast):
    rows = [[cast.yunlu_co.name, None, None, None, "C1411", None, None, None]]
    client, transfer = send("chen", books.simple_book(rows))
    row = transfer.rows.get()
    assert row.changes == [["行业（GB/T 4754）", "", "C1411 糕点、面包制造"]]
    html = client.get(transfer.get_absolute_url()).content.decode()
    assert "<ins>C1411 糕点、面包制造</ins>" in html
    before = Enterprise.objects.values().get(pk=cast.yunlu_co.pk)
    transfer = enter(client, transfer)
    assert transfer.result["entered"]["CHANGED"] == 1
    after = Enterprise.objects.values().get(pk=cast.yunlu_co.pk)
    assert {name for name in after if after[name] != before[name]} <= {
        "industry_id",
        "updated_at",
        "size_class",
    }


def test_an_empty_cell_changes_nothing_and_a_word_empties(send, cast):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(plant_address="湖滨路 1 号", short_name="云麓")
    headers = ["企业名称", "生产地址", "简称"]
    client, transfer = send("chen", books.simple_book([[cast.yunlu_co.name, None, "清空"]], headers))
    enter(client, transfer)
    cast.yunlu_co.refresh_from_db()
    assert (cast.yunlu_co.plant_address, cast.yunlu_co.short_name) == ("湖滨路 1 号", "")


def test_a_new_name_under_a_known_code_keeps_the_old_one(send, cast):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(uscc=books.code_of(1), uscc_missing_reason="")
    client, transfer = send("chen", books.simple_book([books.good_row(1)]))
    enter(client, transfer)
    cast.yunlu_co.refresh_from_db()
    assert cast.yunlu_co.name == "九江市杂乱0001号食品有限公司"
    assert [former.name for former in cast.yunlu_co.former_names.all()] == ["九江云麓食品有限公司"]


def test_a_code_that_is_found_takes_the_place_of_the_reason(send, cast):
    headers = ["企业名称", "统一社会信用代码"]
    client, transfer = send("chen", books.simple_book([[cast.yunlu_co.name, books.code_of(7)]], headers))
    enter(client, transfer)
    cast.yunlu_co.refresh_from_db()
    assert (cast.yunlu_co.uscc, cast.yunlu_co.uscc_missing_reason) == (books.code_of(7), "")


def test_what_may_not_be_done_by_a_file_is_said(send, cast):
    Enterprise.objects.filter(pk=cast.stranger_co.pk).update(uscc=books.code_of(3), uscc_missing_reason="")
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(uscc=books.code_of(4), uscc_missing_reason="")
    headers = ["企业名称", "统一社会信用代码", "状态", "工作站联络员", "投产日期", "成立日期", "入园日期"]
    rows = [
        ["九江外园有限公司", books.code_of(3), None, None, None, None, books.DAY],
        [cast.dinghe_co.name, books.code_of(5), None, None, None, None, None],
        [cast.yunlu_co.name, None, "停产", None, None, None, None],
        ["九江退园有限公司", books.code_of(8), "已迁出", None, None, None, books.DAY],
        ["九江联络有限公司", books.code_of(9), None, "周敏敏", None, None, books.DAY],
        ["九江次序有限公司", books.code_of(10), None, None, "2020-01-01", "2021-01-01", books.DAY],
        ["九江没写入园有限公司", books.code_of(11), None, "周敏", None, None, None],
    ]
    _client, transfer = send("chen", books.simple_book(rows, headers))
    said = {
        row: "".join(sentence for _column, sentence in errors) for row, errors in errors_of(transfer).items()
    }
    assert said[2] == "其他园区已有企业用这个代码登记。"
    assert said[3] == f"「{cast.dinghe_co.name}」登记的代码是 {books.code_of(4)}，请核对。"
    assert "状态要在企业页面变更" in said[4]
    assert said[5]
    assert said[6] == "没有「周敏敏」这一项。您是不是指「周敏」？"
    assert "投产" in said[7]
    assert "入园" in said[8]


def test_names_that_sound_alike_are_hinted_at(send, cast):
    _client, transfer = send(
        "chen", books.simple_book([books.with_(books.good_row(1), 0, "九江云鹿食品有限公司")])
    )
    assert transfer.rows.get().hints == ["与已登记的「九江云麓食品有限公司」名称相近，请确认不是同一家。"]


def test_what_is_exported_and_sent_back_changes_nothing(send, sign_in, cast):
    client, transfer = send("chen", books.simple_book([books.good_row(1), books.good_row(2)]))
    enter(client, transfer)
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(
        registered_capital="500.00",
        established_on=date(2001, 2, 3),
        notes="=1+1",
        business_scope="一行\n两行",
    )
    events = apps.get_model("enterprises.EnterpriseEvent").objects.count()
    response = client.post("/export/", {"list": "/enterprises/?tab=all", "all": "1"})
    content = b"".join(response.streaming_content)
    _client, transfer = send("chen", content, "企业档案.xlsx")
    assert transfer.result["counts"] == {"NEW": 0, "CHANGED": 0, "SAME": 4, "WRONG": 0}, list(
        transfer.rows.values_list("changes", "errors")
    )
    assert transfer.result["hints"] == []
    assert apps.get_model("enterprises.EnterpriseEvent").objects.count() == events


def test_a_row_changed_after_the_preview_has_the_file_checked_again(send, cast):
    rows = [[cast.yunlu_co.name, None, None, None, "C1411", None, None, None], books.good_row(1)]
    client, transfer = send("chen", books.simple_book(rows))
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(industry_id="C3311")
    transfer = enter(client, transfer)
    assert transfer.state == "WAITING"
    assert not Enterprise.objects.filter(name__contains="杂乱").exists()
    work.run_owed()
    transfer.refresh_from_db()
    assert transfer.state == "PREVIEW"
    assert "已重新核对" in client.get(transfer.get_absolute_url()).content.decode()
    assert enter(client, transfer).result["entered"] == {"NEW": 1, "CHANGED": 1, "SAME": 0}


def test_two_people_with_the_same_file_enter_it_once(send, cast):
    content = books.simple_book([books.good_row(1), books.good_row(2)])
    first_client, first = send("chen", content)
    second_client, second = send("zhou", content)
    assert enter(first_client, first).result["entered"]["NEW"] == 2
    assert enter(second_client, second).result["entered"] == {"NEW": 0, "CHANGED": 0, "SAME": 2}
    assert Enterprise.objects.filter(name__contains="杂乱").count() == 2


def test_the_same_upload_twice_is_one_import(sign_in, cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, key = sign_in("chen"), "6ff4d1f0-8f3e-4a52-8a53-0d5ef0d3a001"
    for _time in range(2):
        file = SimpleUploadedFile("台账.xlsx", books.simple_book([books.good_row(1)]))
        assert client.post("/enterprises/import/", {"file": file, "one_time_key": key}).status_code == 302
    assert Transfer.objects.count() == 1


def test_an_import_that_breaks_off_enters_nothing_and_is_done_again(send, cast, monkeypatch):
    from enterprises.exchange import EnterpriseExchange

    client, transfer = send("chen", books.simple_book([books.good_row(1), books.good_row(2)]))
    client.post(f"{transfer.get_absolute_url()}apply/")

    def killed(self, counts):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(EnterpriseExchange, "finished", killed)
        with pytest.raises(SystemExit):
            work.run(transfer.pk)
    assert not Enterprise.objects.filter(name__contains="杂乱").exists()
    assert work.run_owed() == 0  # its worker may still live
    Transfer.objects.update(beat_at=date(2020, 1, 1))
    assert work.run_owed() == 1
    transfer.refresh_from_db()
    assert (transfer.state, transfer.result["entered"]["NEW"]) == ("DONE", 2)


def test_whoever_lost_the_right_meanwhile_enters_nothing(send, cast):
    client, transfer = send("chen", books.simple_book([books.good_row(1)]))
    client.post(f"{transfer.get_absolute_url()}apply/")
    cast.chen.role = "DEPARTMENT"
    cast.chen.save(update_fields=["role"])
    work.run_owed()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.error) == ("FAILED", "您已没有这项权限。")


def test_nothing_is_entered_when_one_says_so(send, cast):
    client, transfer = send("chen", books.simple_book([books.good_row(1)]))
    client.post(f"{transfer.get_absolute_url()}drop/")
    transfer.refresh_from_db()
    assert (transfer.state, transfer.rows.count()) == ("DROPPED", 0)
    assert client.post(f"{transfer.get_absolute_url()}apply/").status_code == 409
    assert "没有写入任何数据" in client.get(transfer.get_absolute_url()).content.decode()


def test_ten_thousand_rows_are_checked_and_entered(send, cast):
    content, expected = books.long_book(10_000)
    client, transfer = send("chen", content)
    assert transfer.result["counts"] == {"NEW": 9_900, "CHANGED": 0, "SAME": 0, "WRONG": 100}
    assert errors_of(transfer) == expected
    assert (transfer.done, transfer.state) == (0, "PREVIEW") or transfer.done == 10_000
    file = b"".join(client.get(f"{transfer.get_absolute_url()}file/").streaming_content)
    page = load_workbook(io.BytesIO(file), read_only=True).active
    marks = {
        number: row[7]
        for number, row in enumerate(page.iter_rows(values_only=True), start=1)
        if len(row) > 7 and row[7]
    }
    assert marks.pop(1) == "需要修改"
    assert set(marks) == set(expected)
    assert enter(client, transfer).result["entered"]["NEW"] == 9_900
    assert Enterprise.objects.filter(name__contains="长表").count() == 9_900


def test_the_template_sent_back_as_it_is_enters_nothing(sign_in, send):
    response = sign_in("chen").get("/enterprises/import/template/")
    content = b"".join(response.streaming_content)
    book = load_workbook(io.BytesIO(content))
    assert [sheet.sheet_state for sheet in book] == ["visible", "hidden", "visible"]
    assert book.worksheets[0]["A1"].comment.text.startswith("必填")
    rules = {
        next(iter(rule.sqref.ranges)).bounds[0]: rule
        for rule in book.worksheets[0].data_validations.dataValidation
    }
    assert len(rules) == 11
    _client, transfer = send("chen", content)
    assert (transfer.state, transfer.error) == ("FAILED", "表头下面没有填写任何一行。")


def test_a_filled_template_is_understood_without_a_hint(sign_in, send):
    book = load_workbook(
        io.BytesIO(b"".join(sign_in("chen").get("/enterprises/import/template/").streaming_content))
    )
    page = book.worksheets[0]
    columns = {str(cell.value).rstrip("*"): cell.column for cell in page[1]}
    for header, value in (("企业名称", "九江模板有限公司"), ("没有代码的原因", "新设"), ("入园日期", books.DAY),
                          ("状态", "在产"), ("行业（GB/T 4754）", "C1411 糕点、面包制造"), ("食品生产", "是")):  # fmt: skip
        page.cell(3, columns[header], value)
    _client, transfer = send("chen", books.bytes_of(book))
    assert transfer.result["counts"]["NEW"] == 1, list(transfer.rows.values_list("errors", flat=True))
    assert transfer.result["hints"] == []


@pytest.mark.parametrize("who", ["yunlu", "manager", "liu", "city", "sysadmin"])
def test_only_the_station_imports(sign_in, who):
    assert sign_in(who).get("/enterprises/import/").status_code == 403
    assert sign_in(who).get("/enterprises/import/template/").status_code == 403


def test_the_page_of_the_progress_goes_on_to_the_preview_when_the_check_is_through(send, sign_in):
    client, transfer = send("chen", books.simple_book([books.good_row(1)]))

    asked_again = client.get(transfer.get_absolute_url(), headers={"HX-Request": "true"})

    assert transfer.state == "PREVIEW"
    assert asked_again.headers["HX-Redirect"] == transfer.get_absolute_url()
    assert not asked_again.content
