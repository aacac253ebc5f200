"""The first half of an import: every row is read, understood, compared with what is there, and kept for the preview."""

from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from core.batches import batches
from core.exchange import returned
from core.exchange.containers import Unusable
from core.exchange.declaration import CHUNK, Row, exchanges, same
from core.exchange.jobs import Refused, finish
from core.exchange.kinds import SKIP, Unreadable
from core.exchange.reading import Problem, filled_rows, opened
from core.models import Transfer, TransferRow

CLEAR = "清空"  # a cell that empties what is there; an empty cell changes nothing
NEW, CHANGED, SAME, WRONG = (
    TransferRow.State.NEW,
    TransferRow.State.CHANGED,
    TransferRow.State.SAME,
    TransferRow.State.WRONG,
)
MOST_HINTS = 20


def exchange_of(transfer, user):
    """The Exchange of an import, made for its user and subject."""
    kind = exchanges.get(transfer.code)
    subject_id = transfer.options.get("subject")
    subject = kind.subject_of(user, subject_id) if kind and subject_id else None
    if kind is None or (subject_id and subject is None) or not kind.may(user, subject):
        raise Refused(_("You may not do this any more."))
    exchange = kind(user, subject)
    exchange.prepare()
    return exchange


def check(transfer, user, progress):
    """Read the file, keep its rows for the preview, and write the user's own file with what is wrong in it."""
    exchange = exchange_of(transfer, user)
    try:
        with opened(transfer.source, transfer.source_name, exchange) as sheet, transaction.atomic():
            transfer.rows.all().delete()
            counts = keep_rows(transfer, exchange, sheet, progress)
            if not sum(counts.values()):
                raise Unusable(_("Below the header there is no filled row."))
            answer, name = None, ""
            if counts[WRONG]:
                answer, name = returned.file_of(transfer, sheet), returned.name_of(transfer)
            finish(
                transfer,
                Transfer.State.PREVIEW,
                result={
                    "counts": counts,
                    "hints": [*([transfer.options["again"]] if "again" in transfer.options else []),
                              *sheet.hints()[:MOST_HINTS]],
                    "sheet": sheet.name,
                    "header_row": sheet.header_row,
                    "width": sheet.width,
                    "columns": [column.code for column in sheet.columns.values()],
                },
                answer=answer,
                answer_name=name,
            )  # fmt: skip
    except Unusable as error:
        raise Refused(str(error)) from error


def keep_rows(transfer, exchange, sheet, progress):
    """Check the rows chunk by chunk and write them down; returns how many are in each state."""
    counts, seen = Counter(dict.fromkeys(TransferRow.State.values, 0)), {}
    for chunk in batches(filled_rows(sheet), CHUNK):
        rows = [read(exchange, sheet, number, cells) for number, cells in chunk]
        refuse_repeated(exchange, rows, seen)
        exchange.complete(rows)
        exchange.find(rows)
        refuse_missing(exchange, sheet, rows)
        exchange.check(rows)
        kept = [kept_row(transfer, exchange, row) for row in rows]
        TransferRow.objects.bulk_create(kept)
        counts.update(row.state for row in kept)
        progress(sum(counts.values()))
    return dict(counts)


def read(exchange, sheet, number, cells):
    """A Row with the values of its cells; what cannot be understood is noted at its column."""
    row = Row(number)
    merged = sheet.looks.merged_rows.get(number)
    if merged:
        row.refuse(
            "",
            _("The cells %(range)s are merged. Split them and fill in every row.") % {"range": merged},
        )
    for place, column in sheet.columns.items():
        value = cells.get(place)
        if value is None:
            continue
        if isinstance(value, Problem):
            row.refuse(column.code, value.sentence)
        elif isinstance(value, str) and value.strip("（）() ") == CLEAR and not column.required:
            row.values[column.code] = column.kind.empty
        else:
            try:
                understood = column.kind.read(value, exchange.context)
            except Unreadable as error:
                row.refuse(column.code, error)
            else:
                if understood is not SKIP:
                    row.values[column.code] = understood
    return row


def refuse_repeated(exchange, rows, seen):
    """Two rows of a file may not speak of the same thing: the second one says where the first stands."""
    for row in rows:
        for key in exchange.keys(row):
            first = seen.setdefault(key, row.number)
            if first != row.number:
                row.refuse("", _("The same as in row %(n)s of this file. Keep one of them.") % {"n": first})
                break


def refuse_missing(exchange, sheet, rows):
    """What is required has to be there in a new row."""
    for row in rows:
        faulty = {code for code, _sentence in row.errors}
        for column in exchange.columns:
            if (
                column.required
                and row.obj is None
                and not row.unclear
                and column.code not in faulty
                and row.values.get(column.code) in (None, "", [])
            ):
                row.refuse(column.code, _("This is needed."))


def changes_of(exchange, row):
    """[(column, old value, new value)] of a row whose object is there."""
    found = []
    for column in exchange.columns:
        if column.code in row.values:
            old = exchange.value_of(row.obj, column.code)
            if not same(column.kind, old, row.values[column.code]):
                found.append((column, old, row.values[column.code]))
    return found


def kept_row(transfer, exchange, row):
    """A row as the preview shows it and the second half enters it."""
    kept = TransferRow(transfer=transfer, row=row.number, hints=[str(hint) for hint in row.hints])
    changes = changes_of(exchange, row) if row.obj is not None else []
    for column, _old, _new in changes:
        if column.fixed:
            row.refuse(column.code, column.fixed)
    kept.label = str(exchange.label_of(row))[:200]
    kept.errors = row.errors
    if row.errors:
        kept.state = WRONG
    elif row.obj is None:
        kept.state = NEW
        kept.values = {code: exchange.column(code).kind.dump(value) for code, value in row.values.items()}
        kept.changes = [
            [str(column.header), "", column.kind.say(row.values[column.code], exchange.context)]
            for column in exchange.columns
            if row.values.get(column.code) not in (None, "", [], False)
        ]
    elif not changes:
        kept.state, kept.object_id = SAME, row.obj.pk
    else:
        kept.state, kept.object_id = CHANGED, row.obj.pk
        kept.values = {
            column.code: [column.kind.dump(old), column.kind.dump(new)] for column, old, new in changes
        }
        kept.changes = [
            [
                str(column.header),
                column.kind.say(old, exchange.context),
                column.kind.say(new, exchange.context),
            ]
            for column, old, new in changes
        ]
    return kept
