"""Reading an uploaded sheet row by row: which sheet, where its header is, what each column means, which rows are filled."""

import csv
import io
import re
import shutil
import tempfile
import warnings
import zipfile
import zlib
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exchange.containers import Looks, Unusable, kind_of, looks_of
from core.exchange.kinds import near_words, quoted
from core.exchange.returned import heading
from core.normalise import clean_line, fold, normal

HEAD_ROWS = 30  # rows among which the header is looked for
MOST_COLUMNS = 200
MOST_ROWS = 20_000  # filled rows of one import
EXAMPLE = "（示例）"
FAULTS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
BROKEN = (
    KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError,
    zipfile.BadZipFile, zlib.error, SyntaxError,
)  # fmt: skip
_brackets = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


@dataclass(frozen=True)
class Problem:
    """A cell whose value cannot be used."""

    sentence: str


@dataclass
class Sheet:
    """A sheet that can be imported: where its header stands and what its columns mean."""

    name: str
    header_row: int
    columns: dict  # place from 0: Column
    headers: list
    looks: Looks
    unknown: list = field(default_factory=list)  # [(header, nearest headers)]
    rows: object = ()  # of (row number, [values]), below the header

    @property
    def width(self):
        """How many columns it has."""
        return len(self.headers)

    def hints(self):
        """Sentences about the file as a whole; none of them hinders."""
        found = []
        for header, near in self.unknown:
            words = _("The column “%(header)s” is not imported.") % {"header": header[:40]}
            if near:
                words += _(" Did you mean %(words)s?") % {
                    "words": _(" or ").join(quoted(word) for word in near)
                }
            found.append(words)
        if self.looks.hidden_rows:
            found.append(
                ngettext(
                    "%(n)s row is hidden or filtered out in the file; it is imported all the same.",
                    "%(n)s rows are hidden or filtered out in the file; they are imported all the same.",
                    self.looks.hidden_rows,
                )
                % {"n": self.looks.hidden_rows}
            )
        if self.looks.hidden_columns:
            found.append(_("Hidden columns are imported as well."))
        if self.looks.pictures:
            found.append(_("Pictures in the file are not imported; add them to the record afterwards."))
        return found


@contextmanager
def opened(stored, name, exchange):
    """The Sheet of a stored upload that fits an Exchange; Unusable with a sentence when there is none."""
    with ExitStack() as closing:
        file = closing.enter_context(tempfile.TemporaryFile())
        with stored.open("rb") as source:
            shutil.copyfileobj(source, file)
        file.seek(0)
        with broken_is_said():
            is_csv = kind_of(file, name) == "csv"
            sheet = of_csv(file, exchange) if is_csv else of_workbook(file, exchange, closing)
        sheet.rows = said_where_broken(sheet.rows)
        yield sheet


@contextmanager
def broken_is_said():
    """A workbook that openpyxl stumbles over is damaged, a CSV file may have cells beyond all measure: that is said."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles it does not know
            yield
    except (csv.Error, *BROKEN) as error:
        raise unusable(error) from error


def said_where_broken(rows):
    """The rows; a file that breaks off on the way says so too."""
    try:
        yield from rows
    except (csv.Error, *BROKEN) as error:
        raise unusable(error) from error


def unusable(error):
    """What is said of a file that could not be read."""
    if isinstance(error, csv.Error):
        return Unusable(_("The text of the file cannot be read. Save it as .xlsx and send that."))
    return Unusable(_("The file is damaged and cannot be opened. Save it again and send that."))


@contextmanager
def rows_again(stored, name, sheet):
    """(number, values) of all rows of a sheet that was found before, from the first."""
    with ExitStack() as closing:
        file = closing.enter_context(tempfile.TemporaryFile())
        with stored.open("rb") as source:
            shutil.copyfileobj(source, file)
        file.seek(0)
        if kind_of(file, name) == "csv":
            yield csv_rows(file)[0]
            return
        from openpyxl import load_workbook

        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        closing.callback(book.close)
        book[sheet.name].reset_dimensions()
        yield values_of(book[sheet.name])


def csv_rows(file):
    """((number, values) of the rows, values of the first) of a CSV file, in UTF-8 or in the code page of Chinese
    Windows."""
    raw = file.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unusable(_("The text of the file cannot be read. Save it as .xlsx and send that."))
    first = text.split("\n", 1)[0]
    sign = max(",\t;", key=first.count)
    rows = enumerate(
        (row[:MOST_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)), start=1
    )
    return rows, next(csv.reader([first], delimiter=sign), [])


def of_csv(file, exchange):
    """A CSV file as the only sheet."""
    rows, first = csv_rows(file)
    return find_header("CSV", rows, Looks(), exchange) or refuse([("CSV", first)], exchange)


def of_workbook(file, exchange, closing):
    """The visible sheet of a workbook whose header fits best."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    closing.callback(book.close)
    archive = closing.enter_context(zipfile.ZipFile(file))
    best, seen = None, []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" or not hasattr(sheet, "_worksheet_path"):
            continue
        sheet.reset_dimensions()
        rows = values_of(sheet)
        found = find_header(sheet.title, rows, Looks(), exchange)
        seen.append((sheet.title, found.headers if found else first_filled(values_of(sheet))))
        if found and (best is None or len(found.columns) > len(best.columns)):
            best, path = found, sheet._worksheet_path
    if best is None:
        refuse(seen, exchange)
    best.looks = looks_of(archive, path)
    if best.looks.formulas:
        plain = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        closing.callback(plain.close)
        plain[best.name].reset_dimensions()
        best.rows = with_formulas(best.rows, plain[best.name], best.header_row)
    return best


def values_of(sheet):
    """(number, values) of the rows of a sheet."""
    return enumerate((row[:MOST_COLUMNS] for row in sheet.iter_rows(values_only=True)), start=1)


def with_formulas(rows, sheet, header_row):
    """The same rows; a formula whose result was not saved with the file is a Problem."""
    formulas = sheet.iter_rows(min_row=header_row + 1)
    for (number, values), cells in zip(rows, formulas, strict=False):
        values = list(values)
        for place, cell in enumerate(cells[: len(values)]):
            if cell.data_type == "f" and values[place] is None:
                values[place] = Problem(
                    _("The formula has no saved result. Copy the column and paste it as values.")
                )
        yield number, values


def first_filled(rows):
    """The first row with something in it, for the sentence of refusal."""
    for _number, values in islice(rows, HEAD_ROWS):
        if any(value not in (None, "") for value in values):
            return [value for value in values if value not in (None, "")]
    return []


def refuse(seen, exchange):
    """No sheet fits: say what was looked for, and what the nearest sheet has instead."""
    needed = "、".join(str(column.header) for column in exchange.needed_columns())
    if not any(headers for _name, headers in seen):
        raise Unusable(_("The file is empty. Choose the one you have filled in."))
    name, headers = max(seen, key=lambda each: len(each[1]))
    shown = "、".join(clean_line(str(header))[:20] for header in headers[:8])
    raise Unusable(
        _(
            "No sheet has the header of the template. Needed are: %(needed)s. The sheet “%(name)s” has: %(shown)s. "
            "Compare with the template."
        )
        % {"needed": needed, "name": name[:31], "shown": shown}
    )


def key_of(header):
    """A heading as it is compared: without stars, brackets, spaces, width and case."""
    return normal(_brackets.sub("", str(header)).replace("*", "").replace("＊", ""))


def meanings(exchange):
    """{heading as compared: Column}."""
    found = {}
    for column in exchange.columns:
        for word in (column.header, *column.aliases):
            found.setdefault(key_of(word), column)
            found.setdefault(normal(str(word)), column)
    return found


def find_header(name, rows, looks, exchange):
    """The Sheet below the header, which may stand under titles and may be two rows high; None without one."""
    known, rows = meanings(exchange), iter(rows)
    head = list(islice(rows, HEAD_ROWS))
    best, best_row, best_place = {}, None, 0
    for place, (number, values) in enumerate(head):
        found = {}
        for column_place, value in enumerate(values):
            column = known.get(key_of(value)) if isinstance(value, str) else None
            if column is not None and column not in found.values():
                found[column_place] = column
        if len(found) > len(best):
            best, best_row, best_place = found, number, place
    above = head[best_place - 1][1] if best_place else ()
    headers = [] if best_row is None else list(head[best_place][1])
    for column_place, value in enumerate(above):  # a heading that spans two rows stands in the upper one
        if column_place >= len(headers):
            headers.extend([None] * (column_place + 1 - len(headers)))
        column = known.get(key_of(value)) if isinstance(value, str) else None
        if headers[column_place] in (None, "") and column is not None and column not in best.values():
            best[column_place] = column
            headers[column_place] = value
    if not set(exchange.needed_columns()) <= set(best.values()):
        return None
    return Sheet(
        name=name,
        header_row=best_row,
        columns=best,
        headers=headers,
        looks=looks,
        unknown=unknown_headers(headers, best, exchange),
        rows=chain(head[best_place + 1 :], rows),
    )


def unknown_headers(headers, columns, exchange):
    """[(heading, nearest headings that are not there)] of columns nobody knows."""
    free = [str(column.header) for column in exchange.columns if column not in columns.values()]
    ours = {key_of(word) for word in (*exchange.ignored(), heading())}
    return [
        (clean_line(str(header)), near_words(str(header), free, most=1))
        for place, header in enumerate(headers)
        if place not in columns and header not in (None, "") and key_of(header) not in ours
    ]


def filled_rows(sheet):
    """(row number, {place: value}) of the rows that hold something in a column that is imported; ghost rows and the
    example of the template are left out."""
    count = 0
    places = list(sheet.columns)
    for number, values in sheet.rows:
        found = {}
        for place in places:
            value = values[place] if place < len(values) else None
            if isinstance(value, str):
                if not fold(value).strip(" \t\r\n\u00a0\u3000"):
                    continue
                if value.strip().upper() in FAULTS:
                    value = Problem(_("The cell holds an error (%(fault)s).") % {"fault": value.strip()})
            if value is not None:
                found[place] = value
        if not found or any(isinstance(v, str) and v.startswith(EXAMPLE) for v in found.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise Unusable(
                _("The sheet has more than %(n)s filled rows. Send it in parts of at most so many.")
                % {"n": f"{MOST_ROWS:,}"}
            )
        yield number, found
