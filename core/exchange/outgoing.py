"""What a list page shows, as the columns and rows of a workbook: exactly the filtered rows, all pages, in their order.

Columns are those of the page's table, then what the page declares besides (`exports`) and, for whoever may bring rows in,
the columns of its import (so that what went out can come back). Values are read as they are, dates as dates; where the
table says it in words, the words are taken, so nothing is shown that the page does not show.
"""

import html
import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db import transaction
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.batches import batches
from core.clock import today
from core.columns import StatusColumn, TickColumn, cells_of
from core.exchange.sheets import workbook_of

CHUNK = 500
DIRECT = 2000  # rows that are written while one waits
MOST = 200_000  # rows of one file
_tags = re.compile(r"<[^>]+>")
_spaces = re.compile(r"\s+")
_typed = (date, time, int, float, Decimal)


@dataclass(frozen=True)
class Out:
    """A column of an export beside those of the table. `read` is a path (`category__name`) or a function of the row."""

    code: str
    label: Any
    read: Any = ""

    def value(self, record):
        """What stands in the cell."""
        if callable(self.read):
            return self.read(record)
        value = record
        for name in (self.read or self.code).split("__"):
            value = getattr(value, name, None)
        return value() if callable(value) else value


@dataclass(frozen=True)
class Offered:
    """A column one may choose, and whether the page shows it."""

    code: str
    label: str
    shown: bool


def offered(view):
    """The columns of a list page, in order."""
    further = further_columns(view)
    taken = {column.code for column in further} | {str(column.label) for column in further}
    table = [
        Offered(bound.name, str(bound.verbose_name), True)
        for bound in table_columns(prepared(view, []))
        if bound.name not in taken and str(bound.verbose_name) not in taken
    ]
    shown = {bound.name for bound in table_columns(prepared(view, []))}
    return [
        *(Offered(c.code, str(c.label), c.code in shown) for c in further if c.code in shown),
        *table,
        *(Offered(c.code, str(c.label), False) for c in further if c.code not in shown),
    ]


def further_columns(view):
    """What the page declares beside its table."""
    return list(view.exports())


def table_columns(table):
    """The columns of a table that say something: no ticks, no buttons."""
    return [
        bound
        for bound in table.columns
        if not isinstance(bound.column, TickColumn) and str(bound.verbose_name).strip()
    ]


def prepared(view, rows):
    """The page's table over some rows, with what its columns need."""
    table = view.table_class(rows, order_by=())
    table.request = view.request
    return view.prepare_table(table, rows)


def headers_of(view, codes):
    """The headings of chosen columns, in the order offered."""
    return [column for column in offered(view) if column.code in codes]


def rows_of(view, codes):
    """Rows of values of the chosen columns; each chunk is read, prepared and forgotten."""
    chosen = headers_of(view, codes)
    further = {column.code: column for column in further_columns(view)}
    with transaction.atomic():  # one look at the data, by a cursor of the server
        rows = view.for_export(view.sorted_rows()[1])
        for records in batches(rows.iterator(chunk_size=CHUNK), CHUNK):
            readers = _readers(prepared(view, records), type(records[0]))
            cells = [
                further[column.code].value if column.code in further else readers[column.code]
                for column in chosen
            ]
            for record in records:
                yield [plain(read(record)) for read in cells]


def _readers(table, kind):
    """{code: function of a record} of the columns of a table."""
    readers = {}
    for bound, raw, content in cells_of(table, kind):
        in_words = isinstance(bound.column, StatusColumn)
        said = getattr(table, f"value_{bound.name}", None)
        readers[bound.name] = said or _reader(
            raw, content, in_words or hasattr(table, f"render_{bound.name}")
        )
    return readers


def _reader(raw, content, in_words):
    """A date or a number as it is; else what the table says, or (where it only adds markup) the value."""

    def read(record):
        value = raw(record)
        if isinstance(value, _typed) and not isinstance(value, bool):
            return value
        if in_words or value is None or isinstance(value, bool):
            return text_of(content(record))
        return value

    return read


def plain(value):
    """What a cell can hold: no markup, no objects."""
    if isinstance(value, SafeString):
        return text_of(value)
    if value is None or isinstance(value, (str, *_typed)):
        return value
    if isinstance(value, list | tuple):
        return "、".join(str(each) for each in value)
    return str(value)


def text_of(markup):
    """The words of a cell, without its markup; `—` stands for nothing."""
    words = _spaces.sub(" ", html.unescape(strip_tags(_tags.sub(" ", str(markup))))).strip()
    return None if words == "—" else words


def count_of(view, most=MOST):
    """How many rows an export would have, counted to one more than `most`."""
    return view.sorted_rows()[1].order_by().values("pk")[: most + 1].count()


def file_of(view, codes, progress=None):
    """(temporary file, number of rows) of a list page as a workbook."""
    headers = [column.label for column in headers_of(view, codes)]
    rows = rows_of(view, codes)
    return workbook_of(str(view.title), headers, counted(rows, progress) if progress else rows)


def counted(rows, progress):
    """The same rows; now and then it is said how many there were."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % CHUNK == 0:
            progress(number)


def name_of(view):
    """`企业诉求 2026-11-23.xlsx`"""
    return _("%(title)s %(day)s") % {"title": view.title, "day": f"{today():%Y-%m-%d}"} + ".xlsx"


def condition_words(view):
    """What is set on a list, in words: the tab and the chips."""
    filterset = view.sorted_rows()[0]
    chosen = view.request.GET.get(view.tab_param, "")
    tab = next((tab["label"] for tab in view.tabs() if tab.get("code") and tab["code"] == chosen), "")
    words = chain([tab] if tab else [], (chip["label"] for chip in view.chips(filterset)))
    return "；".join(str(word) for word in words)
