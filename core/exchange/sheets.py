"""Writing a workbook row by row: dates as dates, numbers as numbers, text never a formula; memory stays flat.

openpyxl is imported where a file is made: not every process needs it (TRAPS 15).
"""

import re
import tempfile
from contextlib import ExitStack
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from urllib.parse import quote

from django.http import FileResponse
from django.utils.timezone import is_aware, localtime

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TEXT = 32_767  # characters that a cell holds
NARROW, WIDE = 8, 48
SAMPLE = 200  # rows that decide how wide the columns are
DAY, MOMENT, TEXT, WHOLE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@", "0"
HEAD_FILL, HEAD_INK = "FFE8F1F3", "FF1F3A40"

_illegal = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_active = ("=", "+", "-", "@", "\t", "\r")
_first_day = date(1900, 3, 1)  # before it Excel counts days differently


def cell_value(value):
    """(what is written, number format) of a value; whatever Excel cannot hold as such is text."""
    if value is None or value == "":
        return None, None
    if isinstance(value, bool):
        return str(value), TEXT
    if isinstance(value, datetime):
        shown = (localtime(value) if is_aware(value) else value).replace(tzinfo=None)
        return (shown, MOMENT) if shown.date() >= _first_day else (f"{shown:%Y-%m-%d %H:%M}", TEXT)
    if isinstance(value, date):
        return (value, DAY) if value >= _first_day else (f"{value:%Y-%m-%d}", TEXT)
    if isinstance(value, time):
        return f"{value:%H:%M}", TEXT
    if isinstance(value, int):
        return (value, WHOLE) if abs(value) < 10**11 else (str(value), TEXT)  # longer ones are codes
    if isinstance(value, float | Decimal):
        return value, "General"
    return _illegal.sub("", str(value))[:LONGEST_TEXT], TEXT


def cell(sheet, value):
    """A cell of a write-only sheet. Text is text, whatever sign it begins with: Excel shows it and never runs it."""
    from openpyxl.cell import WriteOnlyCell

    shown, number_format = cell_value(value)
    if shown is None:
        return None
    made = WriteOnlyCell(sheet, shown)
    if isinstance(shown, str):
        made.data_type = "s"  # not "f", which openpyxl guesses from a leading =
        made.quotePrefix = shown.startswith(_active)
    made.number_format = number_format
    return made


def head_cell(sheet, text):
    """A cell of the header row of a write-only sheet."""
    from openpyxl.cell import WriteOnlyCell

    return dress_head(WriteOnlyCell(sheet), text)


def dress_head(made, text, ink=HEAD_INK):
    """Make a cell one of the header row."""
    from openpyxl.styles import Alignment, Font, PatternFill

    made.value = str(text)
    made.data_type = "s"
    made.font = Font(bold=True, color=ink)
    made.fill = PatternFill("solid", start_color=HEAD_FILL)
    made.alignment = Alignment(vertical="center", wrap_text=True)
    return made


def width_of(values):
    """Width of a column for these values: a Chinese character takes two places."""
    longest = max((_places(value) for value in values), default=0)
    return min(max(longest + 2, NARROW), WIDE)


def _places(value):
    shown, number_format = cell_value(value)
    if shown is None:
        return 0
    if number_format in (DAY, MOMENT):
        return len(number_format)
    line = str(shown).split("\n", 1)[0]
    return sum(2 if ord(char) > 0x2E7F else 1 for char in line[:WIDE])


def fill(sheet, headers, rows):
    """Write a header and rows: header frozen, columns as wide as their content, a filter on the header. Returns how many
    rows there were."""
    from openpyxl.utils import get_column_letter

    rows = iter(rows)
    sample = list(islice(rows, SAMPLE))
    for place, header in enumerate(headers):
        width = width_of([header, *(row[place] for row in sample)])
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.freeze_panes = "B2"
    sheet.append([head_cell(sheet, header) for header in headers])
    count = 0
    for row in chain(sample, rows):
        sheet.append([cell(sheet, value) for value in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{count + 1}"
    return count


def workbook_of(title, headers, rows):
    """(temporary file at its beginning, number of rows) of a workbook with one sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    count = fill(book.create_sheet(sheet_name(title)), headers, rows)
    return saved(book), count


def saved(book):
    """The workbook in a temporary file, at its beginning."""
    with ExitStack() as closing:
        file = closing.enter_context(tempfile.TemporaryFile(suffix=".xlsx"))
        book.save(file)
        file.seek(0)
        closing.pop_all()
    return file


def sheet_name(title):
    """A title as Excel accepts it for a sheet."""
    return re.sub(r"[\[\]:*?/\\']", " ", str(title)).strip()[:31] or "Sheet1"


def download(file, name):
    """A workbook as a download under a Chinese name (RFC 5987)."""
    response = FileResponse(file, content_type=MIME)
    response["Content-Disposition"] = f"attachment; filename=\"export.xlsx\"; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
