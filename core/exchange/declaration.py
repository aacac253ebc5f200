"""What an app declares so that its rows can come in and go out as Excel (in its `exchange.py`).

    class InstrumentExchange(Exchange):
        code, label = "instruments", _("Measuring instruments")
        columns = (Column("name", _("Name"), Text(100), required=True), …)

    exchanges.add(InstrumentExchange)

An Exchange is made for one user and one subject (an enterprise, or None for the whole park) and lives as long as one page or
one job. Rows are matched by their natural key (`find`), compared with what is there (`value_of`), and written in chunks
(`create`, `change`) inside the one transaction of the import.
"""

from dataclasses import dataclass, field
from typing import Any

from core.contributions import Registry
from core.exchange.kinds import Text
from core.exchange.outgoing import Out

exchanges = Registry()
CHUNK = 500


@dataclass(frozen=True, eq=False)
class Column:
    """A column of the sheet. `fixed` ones are read for new rows only: a change of them has an act of its own, which
    `fixed` names in a sentence."""

    code: str
    header: Any
    kind: Text
    required: bool = False
    note: Any = ""
    example: Any = ""
    aliases: tuple = ()
    fixed: Any = ""


@dataclass
class Row:
    """A row of the sheet while it is checked."""

    number: int
    values: dict = field(default_factory=dict)
    errors: list = field(default_factory=list)  # (column code or "", sentence)
    hints: list = field(default_factory=list)
    obj: Any = None
    unclear: bool = False  # it cannot be told whether it is new

    def refuse(self, code, sentence):
        """Note an error at a column; once."""
        if (code, str(sentence)) not in self.errors:
            self.errors.append((code, str(sentence)))


class Exchange:
    """Base of all declarations."""

    code = ""
    label = ""
    unit = ""
    icon = "file-spreadsheet"
    columns = ()
    key_words = ""  # how a row is recognised, in a sentence for the template
    file_name = ""  # of the template, without its ending

    def __init__(self, user, subject=None):
        self.user, self.subject = user, subject
        self.context = {"user": user, "subject": subject}

    # ---- who and where -------------------------------------------------------------------------------------------

    @classmethod
    def subject_of(cls, user, pk):
        """The subject with this id in the user's scope, or None when it is not there (and None for no id)."""
        return

    @classmethod
    def may(cls, user, subject=None):
        """Whether this user imports here."""
        return user.is_station

    def back_url(self):
        """The list that the rows stand in."""
        raise NotImplementedError

    def import_url(self):
        """Where the next file is sent."""
        raise NotImplementedError

    def lock_key(self):
        """What two imports at once wait for each other on."""
        return f"{self.code}:{self.user.park_id}:{self.subject.pk if self.subject else ''}"

    # ---- columns ---------------------------------------------------------------------------------------------------

    def needed_columns(self):
        """Without these a sheet is not ours."""
        return [column for column in self.columns if column.required]

    def column(self, code):
        """A column by its code."""
        return next(column for column in self.columns if column.code == code)

    def ignored(self):
        """Headings that an export writes and an import leaves alone, without a word."""
        return ()

    def prepare(self):
        """Read what the kinds look up (choices that are rows)."""

    # ---- rows --------------------------------------------------------------------------------------------------------

    def complete(self, rows):
        """Hook: what follows from the cells of a row alone, before it is looked for."""

    def keys(self, row):
        """The natural keys of a row (hashable); two rows of one file may not share one."""
        raise NotImplementedError

    def find(self, rows):
        """Set `row.obj` of rows whose object is there already, in one or two queries; refuse what is ambiguous."""
        raise NotImplementedError

    def value_of(self, obj, code):
        """The value of a column as it stands."""
        return getattr(obj, code)

    def check(self, rows):
        """Refuse what several columns or other rows forbid; add hints. `row.obj` is known."""

    def label_of(self, row):
        """What a row is called in the preview."""
        return str(row.obj) if row.obj else ""

    def create(self, rows):
        """Enter new rows (`Row` with number and values), set-based."""
        raise NotImplementedError

    def change(self, rows):
        """Change rows: `row.obj` is locked, `row.values` holds what changes."""
        raise NotImplementedError

    def hold(self):
        """Hook: lock what all rows hang on, at the beginning and in one order."""

    def locked(self, pks):
        """{pk: object}, locked in the order of their keys, with what `value_of` reads."""
        raise NotImplementedError

    def finished(self, counts):
        """Hook inside the transaction, after the last row: lines of the timeline, what follows from the rows."""

    # ---- out ---------------------------------------------------------------------------------------------------------

    def exports(self):
        """The columns as those of an export: what goes out can come back unchanged."""
        return [Out(column.code, column.header, self._reader(column)) for column in self.columns]

    def _reader(self, column):
        return lambda obj: column.kind.cell(self.value_of(obj, column.code), self.context)


def same(kind, one, other):
    """Whether two values are the same to a user: an empty text, an empty list and nothing are."""
    return (one or None) == (other or None) if not isinstance(one, bool) else one == bool(other)
