"""The second half of an import: what the preview showed is entered, all of it or nothing, in one transaction.

Each row is compared once more with what is there now. A row that somebody else has entered or changed in the same way
counts as unchanged; one that he changed otherwise undoes the whole and has the file checked again.
"""

import logging
from collections import Counter

from django.db import IntegrityError
from django.utils.translation import gettext as _
from psycopg2.errorcodes import UNIQUE_VIOLATION

from core.acts import act
from core.batches import batches
from core.exchange.checking import CHANGED, NEW, SAME, exchange_of
from core.exchange.declaration import CHUNK, Row, same
from core.exchange.jobs import Refused, finish
from core.locks import one_at_a_time
from core.models import Transfer
from core.transitions import TransitionError

logger = logging.getLogger("station.exchange")


class Moved(Exception):
    """What is there is not what the preview showed."""


def apply(transfer, user, progress):
    """Enter the rows that may be entered."""
    exchange = exchange_of(transfer, user)
    counts = Counter()
    try:
        with act():
            one_at_a_time(exchange.lock_key())  # two imports of the same thing one after the other
            exchange.hold()
            rows = transfer.rows.filter(state__in=[NEW, CHANGED]).order_by("row")
            progress(0, rows.count())
            for chunk in batches(rows.iterator(chunk_size=CHUNK), CHUNK):
                enter_new(exchange, [row for row in chunk if row.state == NEW], counts)
                enter_changed(exchange, [row for row in chunk if row.state == CHANGED], counts)
                progress(sum(counts.values()))
            exchange.finished(counts)
            finish(
                transfer,
                Transfer.State.DONE,
                result={
                    **transfer.result,
                    "entered": {state: counts[state] for state in (NEW, CHANGED, SAME)},
                },
            )
    except (Moved, IntegrityError) as error:
        if isinstance(error, IntegrityError) and getattr(error.__cause__, "pgcode", "") != UNIQUE_VIOLATION:
            raise
        logger.info("transfer %s is checked again: %r", transfer.pk, error)
        again = _("Somebody changed the same rows after the preview; the file was checked again.")
        transfer.options = {**transfer.options, "again": again}
        Transfer.objects.filter(pk=transfer.pk, claim=transfer.claim).update(
            step=Transfer.Step.CHECK, options=transfer.options
        )
        finish(transfer, Transfer.State.WAITING)
    except TransitionError as error:
        raise Refused(_("Nothing was entered: %(reason)s") % {"reason": error}) from error


def enter_new(exchange, kept, counts):
    """Create; what has come into being since the preview is compared instead."""
    rows = [
        Row(each.row, {code: exchange.column(code).kind.load(value) for code, value in each.values.items()})
        for each in kept
    ]
    exchange.find(rows)
    for row in rows:
        if row.errors:
            raise Moved
        if row.obj is not None:
            if any(
                not same(exchange.column(code).kind, exchange.value_of(row.obj, code), value)
                for code, value in row.values.items()
            ):
                raise Moved
            counts[SAME] += 1
    new = [row for row in rows if row.obj is None]
    if new:
        exchange.create(new)
        counts[NEW] += len(new)


def enter_changed(exchange, kept, counts):
    """Change, where the old value is still the one that was shown."""
    if not kept:
        return
    there = exchange.locked([each.object_id for each in kept])
    changed = []
    for each in kept:
        obj = there.get(each.object_id)
        if obj is None:
            raise Moved
        row = Row(each.row, obj=obj)
        for code, (old, new) in each.values.items():
            kind = exchange.column(code).kind
            value, now = kind.load(new), exchange.value_of(obj, code)
            if same(kind, now, value):
                continue
            if not same(kind, now, kind.load(old)):
                raise Moved
            row.values[code] = value
        if row.values:
            changed.append(row)
        else:
            counts[SAME] += 1
    if changed:
        exchange.change(changed)
        counts[CHANGED] += len(changed)
