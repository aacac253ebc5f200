"""Files as they should not be: each is refused with a sentence that says what to do, before anything is read of it."""

import io
import tracemalloc
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from core.exchange import containers, reading, work
from core.exchange.checking import check
from core.models import Transfer
from tests.enterprises import books

pytestmark = pytest.mark.django_db
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


@pytest.fixture
def client(sign_in, settings, tmp_path):
    """Chen's browser, with files in a folder of their own."""
    settings.MEDIA_ROOT = tmp_path
    return sign_in("chen")


def send(client, content, name="台账.xlsx"):
    """The answer to an upload."""
    return client.post("/enterprises/import/", {"file": SimpleUploadedFile(name, content)})


def checked(client, content, name="台账.xlsx"):
    """The transfer after its check."""
    response = send(client, content, name)
    assert response.status_code == 302, response.content.decode()[-1500:]
    work.run_owed()
    return Transfer.objects.latest("pk")


def repacked(content, change=None, add=()):
    """A workbook with parts changed by `change(name, data)` and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(part.filename, data) if change else data)
        for name, data in add:
            new.writestr(name, data)
    return out.getvalue()


def good():
    """A small workbook without a fault."""
    return books.simple_book([books.good_row(1)])


REFUSED = {
    "an old workbook under the new name": (OLE + "Workbook".encode("utf-16-le"), "旧格式（.xls）"),
    "a workbook under a password": (OLE + "EncryptedPackage".encode("utf-16-le"), "有密码保护"),
    "a text under the name of a workbook": ("企业名称\n甲".encode(), "不是真正的 Excel"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "不是真正的 Excel"),
    "a broken archive": (b"PK\x03\x04" + b"\0" * 100, "文件已损坏"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_workbook_is_refused_at_once(client, what):
    content, words = REFUSED[what]
    response = send(client, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Transfer.objects.count() == 0


def test_an_empty_file_is_refused(client):
    assert send(client, b"").status_code == 422


def test_an_archive_that_is_no_workbook_is_refused(client):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "x")
    response = send(client, out.getvalue())
    assert (response.status_code, "不是真正的 Excel" in response.content.decode()) == (422, True)


def test_macros_are_refused(client):
    response = send(client, repacked(good(), add=[("xl/vbaProject.bin", b"x")]), "台账.xlsm")
    assert (response.status_code, "文件里有宏" in response.content.decode()) == (422, True)


def test_a_bomb_is_refused_before_it_is_unpacked(client):
    bomb = repacked(good(), add=[("xl/worksheets/sheet9.xml", b"\0" * (containers.MOST_UNPACKED + 1))])
    assert len(bomb) < 2_000_000
    response = send(client, bomb)
    assert (response.status_code, "解压后过大" in response.content.decode()) == (422, True)


def test_many_parts_and_huge_strings_are_refused(client):
    many = repacked(good(), add=[(f"xl/media/{number}.png", b"x") for number in range(containers.MOST_PARTS)])
    assert send(client, many).status_code == 422
    strings = repacked(good(), add=[("xl/x/sharedStrings.xml", b" " * (containers.MOST_STRINGS + 1))])
    assert send(client, strings).status_code == 422


def test_entities_of_a_hostile_workbook_are_not_expanded(client):
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    content = repacked(good(), lambda name, data: laughs if "sheet1.xml" in name else data)
    transfer = checked(client, content)
    assert (transfer.state, transfer.error[:5]) == ("FAILED", "文件已损坏")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_a_workbook_with_a_broken_part_is_said_to_be_damaged(client, part):
    content = repacked(good(), lambda name, data: data[: len(data) // 2] if name == part else data)
    transfer = checked(client, content)
    assert (transfer.state, transfer.error[:5]) == ("FAILED", "文件已损坏")


def test_a_workbook_that_breaks_off_far_below_its_header_is_said_to_be_damaged(client):
    content = books.simple_book([books.good_row(number) for number in range(60)])
    torn = repacked(content, lambda name, data: data[: len(data) * 3 // 4] if "sheet1" in name else data)

    transfer = checked(client, torn)

    assert (transfer.state, transfer.error[:5]) == ("FAILED", "文件已损坏")


def test_a_table_with_a_cell_beyond_all_measure_far_below_is_said_to_be_unreadable(client):
    lines = ["企业名称,入园日期", *(f"九江第{number}厂,2026-01-05" for number in range(60))]
    lines.append("甲" * 140_000 + ",2026-01-05")

    transfer = checked(client, "\n".join(lines).encode(), "台账.csv")

    assert (transfer.state, transfer.error[:8]) == ("FAILED", "文件里的文字读不")


def test_a_sheet_without_our_header_is_named_with_what_it_has(client):
    transfer = checked(client, books.simple_book([["甲", 1]], ["姓名", "数量"], "人员"))
    assert transfer.state == "FAILED"
    assert "必须有的列：企业名称" in transfer.error
    assert "工作表「人员」里是：姓名、数量" in transfer.error


def test_the_fitting_sheet_is_found_among_others(client):
    book = load_workbook(io.BytesIO(good()))
    book.create_sheet("说明", 0).append(["请看第二张表"])
    hidden = book.create_sheet("旧表", 1)
    hidden.append(books.HEADERS)
    hidden.sheet_state = "hidden"
    transfer = checked(client, books.bytes_of(book))
    assert (transfer.state, transfer.result["sheet"]) == ("PREVIEW", "企业")


def test_a_heading_that_is_nearly_right_is_asked_back(client):
    transfer = checked(client, books.simple_book([["甲公司", "9"]], ["企业名称", "社会统一信用代号"]))
    assert transfer.result["hints"] == ["「社会统一信用代号」这一列不导入。您是不是指「统一社会信用代码」？"]


def test_hidden_rows_and_pictures_are_mentioned(client):
    book = load_workbook(
        io.BytesIO(books.simple_book([books.good_row(1), books.good_row(2)], books.HEADERS[:7]))
    )
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["C"].hidden = True
    transfer = checked(client, books.bytes_of(book))
    assert transfer.result["counts"]["NEW"] == 2
    assert transfer.result["hints"] == [
        "文件中有 1 行被隐藏或筛选掉，也会一起导入。",
        "隐藏的列也会一起导入。",
    ]


def test_the_saved_result_of_a_formula_is_taken(client):
    row = books.with_(books.good_row(1), books.NAME, '="九江公式"&"有限公司"')

    def with_result(name, data):
        return data.replace(b"<v></v>", b"<v>\xe4\xb9\x9d\xe6\xb1\x9f\xe5\x85\xac\xe5\x8f\xb8</v>").replace(
            b"<v />", b"<v>\xe4\xb9\x9d\xe6\xb1\x9f\xe5\x85\xac\xe5\x8f\xb8</v>"
        ).replace(b'<c r="A2"><f>', b'<c r="A2" t="str"><f>') if "sheet1" in name else data  # fmt: skip

    transfer = checked(client, repacked(books.simple_book([row]), with_result))
    assert transfer.rows.get().label == "九江公司", transfer.rows.get().errors


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_is_read_in_both_code_pages(client, encoding):
    text = f"企业名称,统一社会信用代码,入园日期,食品生产\r\n九江文本有限公司,{books.code_of(1)},2026年1月5日,是\r\n,,,\r\n坏,1,x,\r\n"
    transfer = checked(client, text.encode(encoding), "台账.csv")
    assert transfer.result["counts"] == {"NEW": 1, "CHANGED": 0, "SAME": 0, "WRONG": 1}
    file = b"".join(client.get(f"{transfer.get_absolute_url()}file/").streaming_content)
    page = load_workbook(io.BytesIO(file)).active
    assert [page.cell(1, 5).value, page.cell(2, 5).value] == ["需要修改", None]
    assert "现在是 1 位" in page.cell(4, 5).value


def test_too_many_rows_are_refused_with_a_sentence(client, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 50)
    transfer = checked(client, books.long_book(51)[0])
    assert (transfer.state, "超过 50 行" in transfer.error) == ("FAILED", True)


def test_a_hundred_thousand_rows_are_refused_early(client):
    book = Workbook(write_only=True)
    page = book.create_sheet("企业")
    page.append(["企业名称"])
    for number in range(100_000):
        page.append([f"甲{number}"])
    transfer = checked(client, books.bytes_of(book))
    assert (transfer.state, "超过 20,000 行" in transfer.error) == ("FAILED", True)
    assert transfer.rows.count() == 0


def test_text_that_looks_like_a_formula_is_marked_and_returned_as_text(client):
    rows = [
        books.with_(books.with_(books.good_row(1), books.NAME, "=cmd|'/c calc'!A1"), books.ADMITTED, "去年")
    ]
    book = Workbook()
    book.active.append(books.HEADERS)
    book.active.append(rows[0])
    book.active["A2"].data_type = "s"
    transfer = checked(client, books.bytes_of(book))
    file = b"".join(client.get(f"{transfer.get_absolute_url()}file/").streaming_content)
    assert load_workbook(io.BytesIO(file)).active["I2"].data_type == "s"


def test_memory_hardly_grows_with_the_rows(client, cast, monkeypatch):
    def peak(count):
        response = send(client, books.long_book(count, faulty_every=0)[0], f"{count}.xlsx")
        transfer = Transfer.objects.latest("pk")
        assert response.status_code == 302
        transfer.state, transfer.claim = "RUNNING", None
        Transfer.objects.filter(pk=transfer.pk).update(state="RUNNING")
        tracemalloc.start()
        check(transfer, cast.chen, lambda done, total=None: None)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(20)  # what a process keeps
    few, many = peak(500), peak(5000)
    assert many < few * 2.5
