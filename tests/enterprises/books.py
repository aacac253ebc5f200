"""Workbooks as people send them, made by the tests with errors that are known cell by cell."""

import io
from datetime import date, datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from stdnum.cn import uscc as checks

from core.codes import organisation_check

DAY = date(2026, 1, 5)
SERIAL = (DAY - date(1899, 12, 30)).days
HEADERS = [
    "企业名称",
    "统一社会信用代码",
    "没有代码的原因",
    "入园日期",
    "行业",
    "主要产品",
    "食品生产",
    "联系备注",
]
NAME, CODE, REASON, ADMITTED, INDUSTRY, PRODUCTS, FOOD, OTHER = range(8)
HEADER_ROW = 3


def code_of(number):
    """A right credit code for each number."""
    body = f"MA{number:06d}"
    first = f"91360402{body}{organisation_check(body)}"
    return first + checks.calc_check_digit(first)


def good_row(number):
    """A row without a fault."""
    return [
        f"九江市杂乱{number:04d}号食品有限公司",
        code_of(number),
        None,
        DAY,
        "C1411",
        "糕点、面包",
        "是",
        "x",
    ]


def with_(row, place, value):
    """The row with another value in one cell."""
    return [*row[:place], value, *row[place + 1 :]]


FINE = {
    "a day as text": lambda row: with_(row, ADMITTED, "2026-1-5"),
    "with slashes": lambda row: with_(row, ADMITTED, "2026/01/05"),
    "in Chinese": lambda row: with_(row, ADMITTED, "2026年1月5日"),
    "run together": lambda row: with_(row, ADMITTED, "20260105"),
    "by the name of the month": lambda row: with_(row, ADMITTED, "5-Jan-26"),
    "a real date": lambda row: row,
    "a moment": lambda row: with_(row, ADMITTED, datetime(2026, 1, 5, 8, 30)),
    "a serial number": lambda row: with_(row, ADMITTED, SERIAL),
    "run together as a number": lambda row: with_(row, ADMITTED, 20260105),
    "full-width digits": lambda row: with_(row, ADMITTED, "２０２６－０１－０５"),
    "spaces around": lambda row: with_(
        with_(row, NAME, f"{row[NAME]}\u00a0 "), ADMITTED, " 2026-01-05\u3000"
    ),
    "a code in small letters with spaces": lambda row: with_(
        row, CODE, f"{row[CODE][:8].lower()} {row[CODE][8:].lower()}"
    ),
    "an industry by its name": lambda row: with_(row, INDUSTRY, "糕点、面包制造"),
    "an industry without its letter": lambda row: with_(row, INDUSTRY, 1411),
    "a tick for yes": lambda row: with_(row, FOOD, "√"),
}
FAULTY = {
    "no day of the calendar": (
        lambda row: with_(row, ADMITTED, "2026-02-30"),
        [("admitted_on", "「2026-02-30」不是日历上有的日子。")],
    ),
    "a month only": (
        lambda row: with_(row, ADMITTED, "2026年1月"),
        [("admitted_on", "「2026年1月」没有写到日，请写成 2026-01-05。")],
    ),
    "no day at all": (
        lambda row: with_(row, ADMITTED, "去年"),
        [("admitted_on", "「去年」看不出是哪一天，请写成 2026-01-05。")],
    ),
    "a day to come": (
        lambda row: with_(row, ADMITTED, date(2199, 1, 1)),
        [("admitted_on", "2199-01-01 在今天之后，请核对。")],
    ),
    "a day long ago": (
        lambda row: with_(row, ADMITTED, "1026-01-05"),
        [("admitted_on", "1026-01-05 太早了，请核对年份。")],
    ),
    "a short code": (
        lambda row: with_(row, CODE, "123"),
        [("uscc", "统一社会信用代码应为 18 位，现在是 3 位，请核对。")],
    ),
    "no name": (lambda row: with_(row, NAME, None), [("name", "必填，请补上。")]),
    "no code and no reason": (
        lambda row: with_(row, CODE, None),
        [("uscc", "请填写统一社会信用代码，或说明为什么没有。")],
    ),
    "a code and a reason": (
        lambda row: with_(row, REASON, "新设"),
        [("uscc_missing_reason", "已有代码，原因不用填。")],
    ),
    "neither yes nor no": (
        lambda row: with_(row, FOOD, "也许"),
        [("is_food", "「也许」看不出是还是否，请写「是」或「否」。")],
    ),
    "a word near a class": (
        lambda row: with_(row, INDUSTRY, "糕点面包制"),
        [
            (
                "industry",
                "没有「糕点面包制」这一项。您是不是指「C1411 糕点、面包制造」？",
            )
        ],
    ),
    "an error of Excel": (
        lambda row: with_(row, PRODUCTS, "#REF!"),
        [("products", "单元格里是错误值（#REF!）。")],
    ),
    "a formula without result": (
        lambda row: with_(row, FOOD, '=IF(1=1,"是","否")'),
        [("is_food", "公式没有保存计算结果。请复制这一列，粘贴为数值。")],
    ),
    "a product that is too long": (
        lambda row: with_(row, PRODUCTS, "糕" * 101),
        [("products", "有 101 个字，最多 100 个。")],
    ),
}


def messy_book(count):
    """(bytes, {row number: [(column, sentence)]}, row numbers of good rows): a title, two header rows, every kind of
    fault again and again, ghost rows, repeated and merged rows."""
    book = Workbook()
    page = book.active
    page.title = "企业台账"
    page.append(["2026 年企业台账"])
    page.merge_cells("A1:H1")
    page.append(["企业名称", "基本情况", None, None, None, None, None, None])
    page.merge_cells("A2:A3")
    page.merge_cells("B2:H2")
    page.append([None, *HEADERS[1:]])
    for cell in page[2]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="FFDDEBF7")
    page.column_dimensions["A"].width = 41
    kinds = [*FINE, *FAULTY, "ghost", "same code", "same name", "merged"]
    expected, good, last_good = {}, [], None
    for number in range(count):
        kind, place, row = kinds[number % len(kinds)], HEADER_ROW + 1 + number, good_row(number)
        if kind in FINE:
            row = FINE[kind](row)
            good.append(place)
            last_good = (place, good_row(number))
        elif kind in FAULTY:
            change, errors = FAULTY[kind]
            row, expected[place] = change(row), errors
        elif kind == "ghost":
            row = [None, "  ", None, "\u3000", None, None, "\u00a0", None]
        elif kind in ("same code", "same name"):
            row = with_(
                row,
                CODE if kind == "same code" else NAME,
                last_good[1][CODE if kind == "same code" else NAME],
            )
            expected[place] = [("", f"与本文件第 {last_good[0]} 行重复，请只留一行。")]
        else:
            expected[place] = [("", f"单元格 F{place}:G{place} 是合并的。请取消合并，每行都填上。")]
        for column, value in enumerate(row, start=1):
            page.cell(place, column, value)
        if kind == "merged":
            page.merge_cells(f"F{place}:G{place}")
    page.cell(HEADER_ROW + count + 400, 1, " ")  # a ghost far below
    return bytes_of(book), expected, good


def long_book(count, faulty_every=100):
    """(bytes, {row number: …}) of many rows, some of them with a wrong day."""
    book = Workbook(write_only=True)
    page = book.create_sheet("企业")
    page.append(HEADERS[:7])
    expected = {}
    for number in range(count):
        row = [f"九江市长表{number:05d}号机械有限公司", code_of(200_000 + number), None,
               DAY - timedelta(days=number % 300), "C3311", "五金件", "否"]  # fmt: skip
        if faulty_every and number % faulty_every == faulty_every - 1:
            row[ADMITTED] = "去年"
            expected[number + 2] = [("admitted_on", "「去年」看不出是哪一天，请写成 2026-01-05。")]
        page.append(row)
    return bytes_of(book), expected


def simple_book(rows, headers=HEADERS, title="企业"):
    """The bytes of a small workbook."""
    book = Workbook()
    book.active.title = title
    for row in (headers, *rows):
        book.active.append(row)
    return bytes_of(book)


def bytes_of(book):
    """The workbook as a file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
