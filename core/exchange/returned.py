"""The user's own file again, with a red column at the right that says what is wrong in each row.

A file of usual size keeps its formatting, as far as openpyxl can; the cells that are meant are tinted. A large one, and CSV,
come back as plain rows with the same column, written row by row.
"""

import tempfile
import warnings
from shutil import copyfileobj

from django.utils.translation import gettext as _

from core.exchange import sheets
from core.exchange.kinds import plain_text
from core.models import TransferRow

FORMATTED_ROWS = 3000
FORMATTED_BYTES = 3 * 1024 * 1024
RED_INK, RED_FILL, CELL_FILL = "FFB3261E", "FFFDECEA", "FFFAD4D0"
WIDTH = 60


def heading():
    """The heading of the red column."""
    return _("To be corrected")


def name_of(transfer):
    """`企业清单（标红）.xlsx`"""
    stem = transfer.source_name.rpartition(".")[0] or transfer.source_name
    return _("%(name)s (marked)") % {"name": stem[:150]} + ".xlsx"


def errors_of(transfer, exchange_columns):
    """{row number: [(column code, sentence in full)]}."""
    headers = {column.code: str(column.header) for column in exchange_columns}
    found = {}
    rows = TransferRow.objects.filter(transfer=transfer, state=TransferRow.State.WRONG)
    for number, errors in rows.values_list("row", "errors").iterator():
        found[number] = [
            (code, f"「{headers[code]}」{sentence}" if code in headers else sentence)
            for code, sentence in errors
        ]
    return found


def file_of(transfer, sheet):
    """A temporary file at its beginning."""
    errors = errors_of(transfer, sheet.columns.values())
    usual = (
        transfer.source_name.lower().endswith(".xlsx")
        and max(errors) <= FORMATTED_ROWS
        and transfer.source.size <= FORMATTED_BYTES
    )
    return marked(transfer, sheet, errors) if usual else copied(transfer, sheet, errors)


def marked(transfer, sheet, errors):
    """The workbook itself, with the column and tinted cells."""
    from openpyxl import load_workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    with tempfile.TemporaryFile() as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with transfer.source.open("rb") as source:
            copyfileobj(source, file)
        file.seek(0)
        book = load_workbook(file)
    page = book[sheet.name]
    place = place_of(sheet)
    places = {column.code: position + 1 for position, column in sheet.columns.items()}
    font, fill, tint = (
        Font(color=RED_INK),
        PatternFill("solid", start_color=RED_FILL),
        PatternFill("solid", start_color=CELL_FILL),
    )
    unmerge(page, sheet.header_row, place)
    for number in range(sheet.header_row + 1, page.max_row + 1):
        if page.cell(number, place).value is not None:
            page.cell(number, place).value = None  # what an earlier round has said
    head = page.cell(sheet.header_row, place, heading())
    head.font, head.fill = Font(color=RED_INK, bold=True), fill
    page.column_dimensions[get_column_letter(place)].width = WIDTH
    for number, found in errors.items():
        cell = page.cell(number, place)
        cell.value = "\n".join(sentence for _code, sentence in found)
        cell.data_type = "s"
        cell.font, cell.fill = font, fill
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        for code in {code for code, _sentence in found if code in places}:
            target = page.cell(number, places[code])
            if type(target).__name__ != "MergedCell":
                target.fill = tint
    book.active = book.index(page)
    return sheets.saved(book)


def unmerge(page, header_row, place):
    """Take apart what is merged across the red column."""
    for merged in list(page.merged_cells.ranges):
        if merged.min_col <= place <= merged.max_col and merged.max_row >= header_row:
            page.unmerge_cells(str(merged))


def place_of(sheet):
    """The column, from 1: that of an earlier round, or the one right of all headings."""
    for position, header in enumerate(sheet.headers):
        if isinstance(header, str) and header.strip() == heading():
            return position + 1
    return sheet.width + 1


def copied(transfer, sheet, errors):
    """Plain rows with the column, never all of them in memory."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    from core.exchange.reading import Problem, rows_again

    book = Workbook(write_only=True)
    page = book.create_sheet(sheets.sheet_name(sheet.name))
    place = place_of(sheet)
    red, fill = Font(color=RED_INK), PatternFill("solid", start_color=RED_FILL)
    page.freeze_panes = f"A{sheet.header_row + 1}"
    with rows_again(transfer.source, transfer.source_name, sheet) as rows:
        for number, values in rows:
            cells = [
                sheets.cell(page, plain_text(value) if isinstance(value, bool) else value)
                if not isinstance(value, Problem)
                else None
                for value in values[: place - 1]
            ]
            cells += [None] * (place - 1 - len(cells))
            words = (
                heading()
                if number == sheet.header_row
                else "\n".join(sentence for _code, sentence in errors.get(number, ()))
            )
            said = WriteOnlyCell(page, words or None)
            if words:
                said.data_type, said.font, said.fill = "s", red, fill
            page.append([*cells, said])
    return sheets.saved(book)
