"""Answering what was asked on one page: the fields of each open question inline, and the acts that take the answers.

An answer goes through the form of its register, filled with what the row says now and what is on its way of it, so that it
is judged like any other entry and clears nothing.
"""

from copy import copy, deepcopy
from datetime import date

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import act
from enterprises.archive import asking
from enterprises.archive.questions import INPUTS, standing_of
from enterprises.models import RegisterChange, Section
from enterprises.registers import acts, proposals
from enterprises.registers.due import RuleBook
from enterprises.registers.facts import required_items
from enterprises.registers.forms import form_of
from enterprises.registers.register import REGISTERS
from enterprises.registers.words import shown_value

INLINE = 4  # fields that stand open; more are folded until somebody begins
NEEDED = {("quality-records", "YEAR"): ("year",)}  # what the checks of a register ask besides
OPTIONAL = ("standard_title", "declared_on", "printed_next_on")


class Part:
    """The fields of one row that answer a question: of a row that is there, or of a new one."""

    def __init__(self, register, names, *, row=None, change=None, given=None):
        self.register, self.names, self.row, self.change = register, names, row, change
        self.base = _typed_of(register, row) if row is not None else _defaults(register) | (given or {})
        if change is not None:
            self.base |= {name: change.values.get(name, "") for name in (*change.changed, "standard_title")}
        kept = f"{row.pk}" if row is not None else "-".join(["new", *(given or {}).values()])
        self.prefix = f"{register.code}-{kept}"

    def flat(self, name):
        """What a field is called on the page."""
        return f"{self.prefix}-{name}"

    def form(self, said, enterprise, user, book):
        """The form of the register with what was said, as the whole row would be posted."""
        data = {name: text for name, text in (self.base | said).items() if text}
        given = {} if self.row is None else {"instance": copy(self.row)}
        return form_of(self.register)(data, user=user, enterprise=enterprise, book=book, **given)


class Entry:
    """One open question on the page: what is known, its parts, or whether it is still true."""

    def __init__(self, standing, parts, here):
        self.standing, self.question, self.parts = standing, standing.question, parts
        self.confirms = not parts and standing.row is not None and standing.change is None
        code, row = self.question.register, standing.row
        self.tick = f"{code}-{row.pk}-still_true" if self.confirms else ""
        self.returned = standing.change is not None and standing.change.status == "RETURNED"
        self.here = here
        self.fields, self.ticked = [], None  # [(kind, [bound fields])] and the tick, once the form is made
        self.wrong = False

    @property
    def title(self):
        """The row, or what kind of row is missing."""
        return self.question.title

    @property
    def anchor(self):
        """Its place on the page."""
        return "q-" + "-".join(str(part) for part in self.question.key if part)

    @property
    def known(self):
        """[(label, value)] of what stands in the archive."""
        return [] if self.standing.row is None else facts_of(self.question.about, self.standing.row)

    @property
    def more_url(self):
        """The whole form of the row, which comes back here."""
        register, row, change = self.question.about, self.standing.row, self.standing.change
        if change is not None:
            whole = change.get_absolute_url() if change.kind == "REMOVE" else change.correct_url
        elif row is None:
            kind = f"kind={self.question.variety}&" if self.question.variety else ""
            return f"{register.add_url(self.here.enterprise_id)}?{kind}next={self.here.get_absolute_url()}"
        else:
            whole = reverse("enterprises:edit_row", args=[register.code, row.pk])
        return f"{whole}?next={self.here.get_absolute_url()}"

    @property
    def folded(self):
        """Whether the fields of a new row are shown on demand: there are many."""
        return self.standing.row is None and sum(len(part.names) for part in self.parts) > INLINE

    @property
    def unfolded(self):
        """Whether something stands in the fields already."""
        bounds = [bound for _kind, bounds in self.fields for bound in bounds]
        return self.wrong or self.returned or any(bound.form.begun(bound) for bound in bounds)


class AnswersForm(forms.Form):
    """The open questions of one request as one form. A question is answered when something was said; what is wrong keeps
    its sentence, and the others are taken all the same (`taken`, `confirmed`)."""

    def __init__(self, data=None, files=None, *, user, asked, initial=None, **kwargs):
        self.user, self.asked, self.enterprise = user, asked, asked.enterprise
        self.items = list(required_items())
        self.standing = standing_of(asked, self.items)
        self.taken, self.confirmed, self.wrong_names = [], [], set()
        self.entries = [Entry(each, self._parts(each), asked) for each in self.standing if each.is_open]
        super().__init__(data, None, **kwargs)
        self.book, self._whole = None, {}
        own = {}
        for entry in self.entries:
            for part in entry.parts:
                for name in part.names:
                    self.fields[part.flat(name)] = self._field(part, name)
                    own[part.flat(name)] = part.base.get(name, "")
            if entry.confirms:
                self.fields[entry.tick] = forms.BooleanField(label=gettext_lazy("Still true"), required=False)
        self.plain = own
        self.initial = own | {name: value for name, value in (initial or {}).items() if value is not None}
        for entry in self.entries:
            entry.fields = self._laid_out(entry)
            entry.ticked = self[entry.tick] if entry.tick else None

    # ---- what is asked -----------------------------------------------------------------------------------------------

    def _parts(self, standing):
        """The rows whose fields are asked for here."""
        question, change, register = standing.question, standing.change, standing.question.about
        if change is not None and change.kind == RegisterChange.Kind.REMOVE:
            return []
        if question.row is None:
            given = {register.variety: question.variety} if question.variety else {}
            return [Part(register, self._of_new(register, question.variety), change=change, given=given)]
        names = [name for name in question.fields if name != "standards"]
        found = [Part(register, _inputs(register, names), row=standing.row, change=change)] if names else []
        if "standards" in question.fields:
            uses = REGISTERS["product-standards"]
            wanted = [name for name in self._of_new(uses, "") if name != "product"]
            found.append(Part(uses, wanted, given={"product": str(standing.row.pk)}))
        return found

    def _of_new(self, register, variety):
        """Fields of a new row: what it cannot be without, and what the archive needs of it."""
        model = register.model
        columns = [model._meta.get_field(name) for name in register.fields]
        names = [column.name for column in columns if not column.blank and not column.has_default()]
        needed = [
            item.field
            for item in self.items
            if item.register == register.code and item.field and item.variety in ("", variety)
        ]
        names += _inputs(register, [name for name in needed if name != "standards"])
        names += NEEDED.get((register.code, variety), ())
        given = {register.variety} if variety else set()
        return [name for name in _in_order(register, names) if name not in given]

    def _field(self, part, name):
        """A field of the register's form; empty it leaves the question open."""
        whole = self._whole.get(part.register.code)
        if whole is None:
            self.book = self.book or RuleBook()
            whole = form_of(part.register)(user=self.user, enterprise=self.enterprise, book=self.book)
            self._whole[part.register.code] = whole
        field = deepcopy(whole.fields[name])
        field.asked, field.required = name not in OPTIONAL, False
        return field

    def _laid_out(self, entry):
        """Short fields two and two, long ones on a line of their own."""
        found = []
        for part in entry.parts:
            for name in part.names:
                bound = self[part.flat(name)]
                kind = "one" if self._whole[part.register.code].is_wide(bound) else "two"
                if not found or found[-1][0] != kind or kind == "one":
                    found.append((kind, []))
                found[-1][1].append(bound)
        return found

    def begun(self, bound):
        """Whether something was typed into a field that was not there before."""
        return _typed(bound.value()) != self.plain.get(bound.name, "")

    def sections(self):
        """[(words, [Standing or Entry])]: by section, open questions first."""
        entries = {entry.question.key: entry for entry in self.entries}
        found = {}
        for each in sorted(self.standing, key=lambda each: not each.is_open):
            rows = found.setdefault(each.question.section, [])
            rows.append({"entry": entries.get(each.question.key), "standing": each})
        order = dict.fromkeys(each.question.section for each in self.standing)
        return [(Section(code).label, found[code]) for code in order]

    # ---- what was said -----------------------------------------------------------------------------------------------

    def _clean_fields(self):
        """The forms of the registers read the fields, each with its whole row."""

    def clean(self):
        """Each question that something was said about, by the form of its register."""
        for entry in self.entries:
            if entry.confirms and self._said(entry.tick):
                self.confirmed.append(entry.question)
            for part in entry.parts:
                said = {name: self._said(part.flat(name)) for name in part.names}
                if any(text != part.base.get(name, "") for name, text in said.items()):
                    self._judge(entry, part, said)
        if not (self.taken or self.confirmed or self.wrong or self.errors):
            self.add_error(None, _("Nothing is filled in yet: answer at least one question, then save."))
        return {}

    def _said(self, name):
        """What was posted for a field; of one that was not there, what it held."""
        widget = self.fields[name].widget
        if widget.value_omitted_from_data(self.data, {}, name):
            return self.plain.get(name, "")
        return _typed(widget.value_from_datadict(self.data, {}, name)).strip()

    def _judge(self, entry, part, said):
        form = part.form(said, self.enterprise, self.user, self.book)
        if form.is_valid():
            if proposals.changed_fields(form):
                self.taken.append((part, form))
            return
        entry.wrong = True
        self.wrong_names |= {part.flat(each) for each in part.names}
        for name, sentences in form.errors.items():
            shown = name in part.names
            for sentence in sentences:
                if not shown and name != NON_FIELD_ERRORS:
                    sentence = _("%(label)s: %(error)s") % {
                        "label": form.fields[name].label,
                        "error": sentence,
                    }
                self.add_error(part.flat(name if shown else part.names[0]), sentence)

    def is_valid(self):
        """Whether there is anything to take."""
        return self.is_bound and not self.non_field_errors() and bool(self.taken or self.confirmed)

    @property
    def wrong(self):
        """How many questions have to be corrected."""
        return sum(entry.wrong for entry in self.entries)

    @property
    def answered(self):
        """How many answers are taken."""
        return len(self.taken) + len(self.confirmed)


def give(form, by):
    """Take the answers of a form: each by the act of its own page, one message to the station for all of them."""
    with act():
        request = asking.opened(form.asked.pk, by)
        changes = []
        for part, whole in form.taken:
            if part.change is not None:
                made = proposals.correct(part.change.pk, whole, by, tell=False)
            else:
                made = proposals.propose(whole, by, tell=False)
            if isinstance(made, RegisterChange):
                changes.append(made)
        for question in form.confirmed:
            acts.confirm_row(question.register, question.row, by)
        proposals.tell_station(request.enterprise, changes)
    return request


def facts_of(register, row):
    """[(label, value)] of the fields of a row that are filled, for its own enterprise."""
    names = [name for name in register.fields if name not in ("note", "type_code", register.title)]
    found = [(capfirst(register.label_of(name)), shown_value(row, name)) for name in names]
    no = _("no")
    return [(label, value) for label, value in found if value not in ("—", no)]


def _inputs(register, names):
    """The fields of the form that stand for required fields."""
    return _in_order(
        register, [each for name in names for each in INPUTS.get((register.code, name), (name,))]
    )


def _in_order(register, names):
    """Each once, in the order of the form; a standard with its title."""
    found = [name for name in register.fields if name in names]
    if "standard" in found:
        found.insert(found.index("standard") + 1, "standard_title")
    return found


def _defaults(register):
    """What a new row begins with, as it would be posted."""
    columns = [register.model._meta.get_field(name) for name in register.fields]
    return {column.name: _typed(column.get_default()) for column in columns if column.has_default()}


def _typed_of(register, row):
    """A row as it would be posted."""
    found = {}
    for name in register.fields:
        column = register.model._meta.get_field(name)
        if name == "standard":
            found["standard"], found["standard_title"] = row.standard.number, row.standard.title
        else:
            found[name] = _typed(getattr(row, column.attname))
    return found


def _typed(value):
    """A value of a column as the browser would send it."""
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    return value.isoformat() if isinstance(value, date) else str(value)
