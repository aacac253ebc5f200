"""What an archive lacks, as questions to the enterprise, and how each of those that were asked stands now."""

from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.clock import today as today_
from core.ids import row_id
from core.together import read_together
from enterprises.archive.states import stale_before
from enterprises.models import ProductStandard, RegisterChange, Standard
from enterprises.registers.facts import BASIC, filled, required_items
from enterprises.registers.register import REGISTERS, of_section
from enterprises.registers.words import field_label, variety_label
from enterprises.words import listed

MOST = 60  # questions of one section: more are asked once these are answered
OPEN, SENT, DONE = "open", "sent", "done"

# required fields that are not one column of the form: what is filled in for them
INPUTS = {
    ("licences", "term"): ("valid_to", "long_term"),
    ("product-standards", "declared"): ("declaration", "declared_on"),
    ("equipment", "due_on"): ("last_inspection_on", "printed_next_on"),
}


@dataclass(frozen=True)
class Question:
    """One thing to say: `row` None asks for a new row of the variety, else for the fields; without any, whether it is
    still true."""

    section: str
    register: str
    variety: str
    row: int | None
    name: str
    fields: tuple

    @property
    def key(self):
        """What is asked, whatever the words."""
        return (self.register, self.variety if self.row is None else "", self.row)

    @property
    def about(self):
        """The register."""
        return REGISTERS[self.register]

    @property
    def title(self):
        """`压力表 YLB-001`, or what kind of row is missing."""
        if self.row is None:
            return capfirst(variety_label(self.about, self.variety))
        return f"{capfirst(self.about.one)} {self.name}"

    @property
    def asks(self):
        """What has to be said."""
        if self.row is None:
            return _("is not in the archive yet")
        if not self.fields:
            return _("not confirmed for 12 months: is it still true?")
        if self.fields == ("standard",):
            return _("the standard has ended: which one is it made to now?")
        return _("please add: %(what)s") % {
            "what": listed(str(field_label(self.about, name)) for name in self.fields)
        }


@dataclass(frozen=True)
class Standing:
    """A question that was asked, as it stands: open, sent (the station looks at the answer) or done. Of an open one
    `question` holds what is still lacking; `row` is what is confirmed, `change` what is under way or was sent back."""

    question: Question
    state: str
    row: object = None
    change: RegisterChange | None = None

    @property
    def is_open(self):
        """Whether the enterprise has to say something."""
        return self.state == OPEN


def of(data):
    """The questions as they are kept."""
    return [Question(**each | {"fields": tuple(each["fields"])}) for each in data]


def questions_of(enterprise, sections, today=None):
    """(questions, fields that need not be asked) of these sections, as the archive stands."""
    found, saved = _found(enterprise, sections, list(required_items()), today)
    return [question for question, _row in found.values()], saved


def _found(enterprise, sections, items, today=None):
    """({key: (question, its row)}, fields that need not be asked), read in one statement."""
    cutoff = stale_before(today or today_())
    found, saved = {}, 0
    asked = [
        (section, register, [item for item in items if _needs(item, section, register, enterprise)])
        for section in sections
        for register in of_section(section)
    ]
    tables = read_together(*(_rows(register, section, enterprise, mine) for section, register, mine in asked))
    count = dict.fromkeys(sections, 0)

    def keep(question, row):
        if count[question.section] < MOST:
            found.setdefault(question.key, (question, row))
            count[question.section] += 1

    for (section, register, mine), table in zip(asked, tables, strict=True):
        rows = list(table)
        for item in mine:
            there = [row for row in rows if not item.variety or variety_of(register, row) == item.variety]
            if not item.field and not there:
                keep(Question(section, register.code, item.variety, None, "", ()), None)
        for row in rows:
            kind = variety_of(register, row)
            wanted = {item.field for item in mine if item.field and item.variety in ("", kind)}
            lacking = {name for name in wanted if not getattr(row, f"has_{name}")}
            if register.model is ProductStandard and row.standard.status in Standard.Status.OBSOLETE:
                lacking.add("standard")  # which one takes its place
            stale = row.confirmed_on is None or row.confirmed_on < cutoff
            saved += 0 if stale else len(wanted - lacking)
            if lacking or stale:
                fields = tuple(sorted(lacking))
                keep(Question(section, register.code, "", row.pk, str(row)[:100], fields), row)
    if any("standards" in question.fields for question, _row in found.values()):
        found.pop(("product-standards", "", None), None)  # each of these products is asked for its own
    return found, saved


def _needs(item, section, register, enterprise):
    """Whether an item counts in this section of this enterprise."""
    return (
        item.section == section
        and item.register == register.code != BASIC
        and (not item.flag or getattr(enterprise, item.flag, False))
    )


def _rows(register, section, enterprise, items):
    """The rows of a register that count in a section, each with what of the required fields is filled."""
    related = [name for name in register.fields if register.model._meta.get_field(name).is_relation]
    rows = register.model.objects.filter(enterprise=enterprise).live().select_related(*related)
    names = sorted({item.field for item in items if item.field})
    return register.in_section(rows, section).annotate(**filled(register, names)).order_by("pk")[: MOST + 1]


def variety_of(register, row):
    """Which kind of rows of its register a row is."""
    value = row
    for step in register.variety.split("__") if register.variety else ():
        value = getattr(value, step)
    return value if register.variety else ""


# ---- how they stand --------------------------------------------------------------------------------------------------


def standing_of(request, items=None):
    """How each question of a request stands: the archive as it is, with what is on its way to the station. Once the
    request has ended nothing of it is open."""
    if request.status != request.Status.OPEN:
        state = DONE if request.status == request.Status.ANSWERED else ""
        return [Standing(question, state) for question in of(request.questions)]
    items = list(required_items()) if items is None else items
    found, _saved = _found(request.enterprise, request.sections, items)
    changes = open_changes(request.enterprise)
    return [_standing(question, found, changes) for question in of(request.questions)]


def open_changes(enterprise):
    """What the enterprise has proposed and is not decided, or has come back."""
    return list(RegisterChange.objects.open().filter(enterprise=enterprise).order_by("pk"))


def _standing(asked, found, changes):
    question, row = found.get(asked.key, (asked, None))
    if asked.key not in found:
        return Standing(asked, DONE)
    change = _change_of(question, changes)
    if change is None:
        left = _not_on_its_way(question, changes)
        state = SENT if question.fields and not left else OPEN
        return Standing(replace(question, fields=left), state, row)
    waits = change.status == RegisterChange.Status.PENDING
    left = _not_on_its_way(question, changes, change if waits else None)
    if waits and (row is None or change.kind == RegisterChange.Kind.REMOVE or not left):
        return Standing(question, SENT, row, change)
    return Standing(replace(question, fields=left), OPEN, row, change)


def on_its_way(enterprise):
    """Keys of what need not be asked, because the station has the answer and has not decided."""
    keys = set()
    for change in open_changes(enterprise):
        if change.status != RegisterChange.Status.PENDING:
            continue
        register = REGISTERS[change.register]
        if change.row_id is not None:
            keys.add((change.register, "", change.row_id))
        else:
            variety = change.values.get(register.variety, "") if register.variety else ""
            keys |= {(change.register, "", None), (change.register, variety, None)}
            if change.register == "product-standards" and (product := row_id(change.values.get("product"))):
                keys.add(("products", "", product))
    return keys


def _change_of(question, changes):
    """The change that answers a question, whole or in part."""
    for change in changes:
        if change.register != question.register:
            continue
        if question.row is not None and change.row_id == question.row:
            return change
        variety = question.about.variety
        fits = not question.variety or change.values.get(variety) == question.variety
        if question.row is None and change.row_id is None and fits:
            return change
    return None


def _not_on_its_way(question, changes, change=None):
    """The fields that nothing under way fills."""
    return tuple(
        name
        for name in question.fields
        if not (change and _fills(question.register, name, change))
        and not (name == "standards" and _standard_on_its_way(question.row, changes))
    )


def _fills(code, name, change):
    """Whether a change says something for a required field."""
    inputs = INPUTS.get((code, name), (name,))
    said = [change.values.get(each, "").strip() for each in inputs if each in change.changed]
    return any(text not in ("", "NOT_DECLARED") for text in (said[:1] if name == "declared" else said))


def _standard_on_its_way(product_id, changes):
    """Whether a standard of this product waits for the station."""
    return any(
        change.register == "product-standards"
        and change.row_id is None
        and change.status == RegisterChange.Status.PENDING
        and change.values.get("product") == str(product_id)
        for change in changes
    )
