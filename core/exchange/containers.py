"""What an uploaded file really is, before anything reads it: no bomb, no password, no macro, no other format by its name."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx under a password
MOST_PARTS = 2000
MOST_UNPACKED = 250 * 1024 * 1024
MOST_STRINGS = 80 * 1024 * 1024  # the shared strings are held in memory
MOST_STYLES = 20 * 1024 * 1024
PIECE = 1024 * 1024
MOST_MERGES = 20_000

_formula = re.compile(rb"<(?:\w+:)?f[\s>/]")
_merge = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_hidden_row = re.compile(rb'<(?:\w+:)?row\s[^>]*?hidden="(?:1|true)"')
_hidden_column = re.compile(rb'<(?:\w+:)?col\s[^>]*?hidden="(?:1|true)"')
_picture = re.compile(rb"<(?:\w+:)?(?:drawing|legacyDrawingHF|picture)\s")


class Unusable(Exception):
    """A file that cannot be imported at all; the message is a sentence that says what to do."""


@dataclass
class Looks:
    """What stands in a sheet beside its values."""

    formulas: bool = False
    merged_rows: dict = field(default_factory=dict)  # row number: the range it belongs to
    hidden_rows: int = 0
    hidden_columns: int = 0
    pictures: bool = False


def kind_of(file, name):
    """ "xlsx" or "csv"; Unusable for anything else. The file is at its beginning afterwards."""
    head = file.read(8)
    file.seek(0)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if not head:
        raise Unusable(_("The file is empty. Choose the one you have filled in."))
    if head == OLD_OFFICE:
        whole = file.read(64 * 1024 * 1024)
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in whole:
            raise Unusable(_("The file is protected by a password. Save it without one and send it again."))
        raise Unusable(
            _(
                "This is an Excel file of the old format (.xls). Open it, choose “Save as”, .xlsx, and send that."
            )
        )
    if head.startswith(b"PK"):
        check_archive(file)
        return "xlsx"
    if extension in ("csv", "txt") and b"\0" not in file.read(PIECE):
        file.seek(0)
        return "csv"
    file.seek(0)
    if extension in ("xlsx", "xlsm", "xls"):
        raise Unusable(
            _("This file is not a real Excel workbook: its content is something else, or it is damaged.")
        )
    raise Unusable(_("Only Excel workbooks (.xlsx) and CSV files can be imported."))


def check_archive(file):
    """Refuse what would unpack to far too much, carries macros, or is no workbook."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Unusable(_("The file is damaged and cannot be opened. Save it again and send that.")) from error
    finally:
        file.seek(0)
    names = {part.filename: part for part in parts}
    strings = sum(part.file_size for name, part in names.items() if name.endswith("sharedStrings.xml"))
    styles = sum(part.file_size for name, part in names.items() if name.endswith("styles.xml"))
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED
        or strings > MOST_STRINGS
        or styles > MOST_STYLES
    ):
        raise Unusable(
            _("Unpacked, this file is far too large. Copy the rows into the template and send that.")
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unusable(_("The file is protected by a password. Save it without one and send it again."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unusable(_("The file holds macros. Save it as .xlsx (without macros) and send that."))
    if not any(name.startswith("xl/") for name in names):
        raise Unusable(
            _("This file is not a real Excel workbook: its content is something else, or it is damaged.")
        )


def looks_of(archive, path):
    """Formulas, merged cells, hidden rows and pictures of a sheet, read once from its XML, piece by piece."""
    looks, rest = Looks(), b""
    try:
        with archive.open(path.lstrip("/")) as sheet:
            while piece := sheet.read(PIECE):
                text = rest + piece
                cut = text.rfind(b"<")
                cut = len(text) if cut <= 0 else cut
                note(looks, text[:cut])
                rest = text[cut:][:PIECE]
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Unusable(_("The file is damaged and cannot be opened. Save it again and send that.")) from error
    note(looks, rest)
    return looks


def note(looks, text):
    """What a piece of XML says."""
    looks.formulas = looks.formulas or _formula.search(text) is not None
    looks.pictures = looks.pictures or _picture.search(text) is not None
    looks.hidden_rows += len(_hidden_row.findall(text))
    looks.hidden_columns += len(_hidden_column.findall(text))
    for left, top, right, bottom in _merge.findall(text):
        first, last = int(top), int(bottom)
        words = f"{left.decode()}{first}:{right.decode()}{last}"
        for row in range(first, min(last, first + MOST_MERGES) + 1):
            if len(looks.merged_rows) < MOST_MERGES:
                looks.merged_rows.setdefault(row, words)
