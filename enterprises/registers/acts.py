"""What is done to the rows of the registers: add, change, remove, confirm as still true.

Every act locks the enterprise first, works out what follows (`derive`), brings the archive up to date and leaves a line
on the timeline. `by` None is an import or a demo.
"""

from django.db.models import Subquery
from django.utils.translation import gettext as _

from accounts.roles import Role
from core import attachments, timeline
from core.acts import act
from core.clock import today as today_
from core.transitions import TransitionError, in_its_words, locked, require
from enterprises import archive
from enterprises.models import Enterprise, Source
from enterprises.registers.derive import derive
from enterprises.registers.due import RuleBook
from enterprises.registers.follow import follow, resolve
from enterprises.registers.register import REGISTERS
from enterprises.words import listed

CONFIRMED = ("confirmed_on", "confirmed_by")


def add_row(code, enterprise_id, by, *, source=None, book=None, tell=True, **values):
    """A new row of a register; what the station enters is confirmed by that. `tell` False: the caller writes one line for
    many rows (`tell_imported`)."""
    register = REGISTERS[code]
    with act():
        enterprise = _open(enterprise_id, by)
        row = register.model(
            enterprise=enterprise,
            park_id=enterprise.park_id,
            source=source or (Source.STATION if by else Source.IMPORT),
        )
        for name, value in resolve(register, enterprise, values).items():
            setattr(row, name, value)
        _confirm(row, by)
        derive(row, book or RuleBook())
        with in_its_words(register.model):
            row.save(force_insert=True)
        _follow(register, enterprise, row, new=True)
        if tell:
            write_line("register_added", enterprise, register, row, by)
    return row


def change_row(code, pk, by, *, guard=None, book=None, **changes):
    """Correct a row; `guard(row)` may refuse one that was changed since the form was opened."""
    register = REGISTERS[code]
    with act():
        row, enterprise = _row(register, pk, by)
        if guard:
            guard(row)
        write_changes(register, row, enterprise, by, changes, book)
    return row


def write_changes(register, row, enterprise, by, changes, book=None):
    """Set columns of a locked row of a locked enterprise, with what follows, in the caller's act."""
    values = resolve(register, enterprise, changes)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    _confirm(row, by)
    columns = derive(row, book or RuleBook())
    with in_its_words(register.model):
        row.save(update_fields=dict.fromkeys([*changed, *columns, *CONFIRMED, "updated_at"]))
    _follow(register, enterprise, row)
    if changed:
        names = [str(register.label_of(name)) for name in changed]
        write_line("register_changed", enterprise, register, row, by, what=listed(names))


def remove_row(code, pk, by, *, reason):
    """A row that was wrong, or is no longer kept; history keeps it with the reason."""
    register = REGISTERS[code]
    with act():
        row, enterprise = _row(register, pk, by)
        write_line("register_removed", enterprise, register, row, by, reason=reason)
        row.delete()
        _follow(register, enterprise, row)
    return enterprise


def confirm_row(code, pk, by, *, on=None):
    """The row is still true: its day is today. The enterprise says so of its own rows."""
    register = REGISTERS[code]
    on = on or today_()
    with act():
        row, enterprise = _row(register, pk, by, may_confirm)
        if row.confirmed_on == on and row.confirmed_by_id == getattr(by, "pk", None):
            raise TransitionError(_("You have confirmed this today already."))
        row.confirmed_on, row.confirmed_by = on, by
        row.save(update_fields=[*CONFIRMED, "updated_at"])
        write_line("register_confirmed", enterprise, register, row, by)
    return row


def add_files(code, pk, by, files, captions=()):
    """Files of a row."""
    with act():
        row, enterprise = _row(REGISTERS[code], pk, by)
        attachments.attach_all(row, files, by, captions)
        timeline.record(
            "files_added",
            subject=enterprise,
            actor=by,
            about=row,
            names=listed(each.name for each in files)[:300],
        )
    return row


def may_edit(user):
    """Whether this user keeps registers."""
    return user.is_station


def may_propose(user):
    """Whether this user says what should stand in the registers of his own enterprise."""
    return user.role == Role.ENTERPRISE


def may_confirm(user):
    """Whether this user may say that a row he sees is still true."""
    return may_edit(user) or may_propose(user)


def _open(enterprise_id, by, may=may_edit):
    """The enterprise, locked, for one who keeps its registers. Its id may be asked in the same statement."""
    rows = Enterprise.objects.all() if by is None else Enterprise.objects.visible_to(by)
    enterprise = locked(rows, enterprise_id)
    require(by is None or may(by), _("Registers are kept by the station's staff."))
    return enterprise


def _row(register, pk, by, may=may_edit):
    """(row, enterprise), both locked, the enterprise first."""
    rows = register.model.objects.all() if by is None else register.model.objects.visible_to(by)
    enterprise = _open(enterprise_of(rows, pk), by, may)
    return locked(rows, pk), enterprise


def enterprise_of(rows, pk):
    """The enterprise a row belongs to, to be found by the statement that locks it."""
    return Subquery(rows.filter(pk=pk).values("enterprise_id")[:1])


def _confirm(row, by):
    """Who enters or corrects something has seen it."""
    if by is not None:
        row.confirmed_on, row.confirmed_by = today_(), by


def _follow(register, enterprise, row, *, new=False):
    """Child rows, hours, and the archive."""
    follow(register, row, new=new)
    archive.refresh(enterprise)


def tell_imported(enterprise, register, count, by):
    """One line for many rows."""
    timeline.record("register_imported", subject=enterprise, actor=by, register=str(register.label), n=count)


def write_line(sentence, enterprise, register, row, by, **said):
    """A line about a row on the timeline of its enterprise."""
    timeline.record(
        sentence,
        subject=enterprise,
        actor=by,
        about=row,
        register=str(register.one),
        name=str(row)[:100],
        **said,
    )
