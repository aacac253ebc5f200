"""Dates and completeness worked out again, when the rules or the calendar have changed: in parts, each its own act."""

from core.acts import act
from core.batches import batches
from core.history import acting
from enterprises import archive
from enterprises.models import Enterprise
from enterprises.registers.derive import DATES, MORE, derive
from enterprises.registers.due import RuleBook
from enterprises.registers.register import REGISTERS

CHUNK = 500


def recompute_dates(rows_of=lambda register: register.model.objects.live()):
    """Reckon the dates of all rows in force again; returns how many moved. `rows_of(register)` narrows them."""
    moved = 0
    book = RuleBook()
    for register in REGISTERS.values():
        if register.code not in DATES and register.code not in MORE:
            continue
        ids = rows_of(register).order_by("pk").values_list("pk", flat=True)
        for part in batches(ids.iterator(chunk_size=CHUNK), CHUNK):
            moved += _again(register, part, book)
    return moved


def _again(register, ids, book):
    """One part of a register, locked; only rows that differ are written."""
    with act(), acting(None, job="recompute"):
        rows = register.model.objects.filter(pk__in=ids).order_by("pk")
        changed, columns = [], ()
        for row in rows.select_for_update(of=("self",), no_key=True):
            before = row.__dict__.copy()
            columns = derive(row, book)
            if any(before[name] != getattr(row, name) for name in columns):
                changed.append(row)
        if changed:
            register.model.objects.bulk_update(changed, columns)
    return len(changed)


def provisional(register):
    """Rows whose date went through a year that was not published; none of a register without such dates."""
    rows = register.model.objects.all()
    return rows.filter(due_provisional=True) if register.has("due_provisional") else rows.none()


def refresh_archives():
    """Bring the sections of every archive up to date; returns how many archives were looked at."""
    seen = 0
    for part in batches(Enterprise.objects.order_by("pk").values_list("pk", flat=True).iterator(), CHUNK):
        with act(), acting(None, job="recompute"):
            rows = Enterprise.objects.filter(pk__in=part).order_by("pk")
            archive.refresh_all(list(rows.select_for_update(of=("self",), no_key=True)))
        seen += len(part)
    return seen
