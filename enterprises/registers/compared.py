"""A proposed change beside what is confirmed, field by field."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from enterprises.models import RegisterChange, Standard
from enterprises.registers.proposals import decided, form_of_change, why_not
from enterprises.registers.register import REGISTERS
from enterprises.registers.words import shown_value


@dataclass(frozen=True)
class Line:
    """One field: what is confirmed, what is proposed, whether they differ."""

    label: str
    now: str
    then: str
    differs: bool


def lines_of(change, row, user, *, masked):
    """The fields of a change: those that differ first, then those that are filled in; of a removal the row itself."""
    register = REGISTERS[change.register]
    if change.kind == RegisterChange.Kind.REMOVE:
        return (
            []
            if row is None
            else [_line(register, name, row, None, False, masked, {}) for name in _filled(register, row)]
        )
    then, types = _as_proposed(change, row, user)
    found = []
    for name in register.fields:
        line = _line(register, name, row, then, name in change.changed, masked, types)
        if line.differs or line.now != "—" or line.then != "—":
            found.append(line)
    return sorted(found, key=lambda line: not line.differs)


def side_by_side(change, row, user):
    """(its lines as the station sees them, why it cannot be accepted now or "")."""
    if change.status != RegisterChange.Status.PENDING:
        return [], str(decided(change))
    if change.kind != RegisterChange.Kind.ADD and row is None:
        return [], _("The row has been removed since.")
    lines = lines_of(change, row, user, masked=True)
    if change.kind != RegisterChange.Kind.REMOVE and (why := why_not(change, row, user)):
        return lines, why
    return lines, ""


def _filled(register, row):
    return [name for name in register.fields if shown_value(row, name) != "—"]


def _line(register, name, row, then, differs, masked, types):
    def shown(which):
        if which is None:
            return "—"
        value = shown_value(which, name, masked=masked)
        return types.get(value, value) if name == "type_code" else value

    return Line(capfirst(register.label_of(name)), shown(row), shown(then), differs)


def _as_proposed(change, row, user):
    """(the row as it would be, not to be written; {code: words} of types); what is not understood any more is left out."""
    form = form_of_change(change, row, user, data=change.values)
    form.is_valid()
    made = form.register.model(enterprise=change.enterprise, park_id=change.park_id)
    for name in form.register.fields:
        value = form.cleaned_data.get(name)
        if name == "standard":
            made.standard = Standard(number=change.values.get("standard", ""))
        elif name in form.cleaned_data:
            setattr(made, name, value)
    return made, {kind.code: kind.label for kind in form.book.types if kind.register == change.register}
