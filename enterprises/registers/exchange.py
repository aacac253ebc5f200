"""Every register in and out as Excel, made from its declaration: of one enterprise, or of the whole park with a column that
names the enterprise.

A row is found again by the natural key of its register. What a cell may hold follows from the column; what several cells may
not say together is asked of the same checks as in the form. Rows are written in chunks; due dates, search columns and the
archive follow.
"""

from contextlib import contextmanager
from functools import cache

from django.db import IntegrityError
from django.utils.translation import gettext as _
from psycopg2.errorcodes import UNIQUE_VIOLATION

from core.clock import now, today
from core.exchange.declaration import exchanges
from core.exchange.kinds import near_words, quoted
from core.normalise import normal
from core.transitions import in_its_words
from enterprises import archive
from enterprises.models import Enterprise, Source
from enterprises.registers.acts import CONFIRMED, tell_imported
from enterprises.registers.cells import STANDARD, enterprises_of
from enterprises.registers.checks import CHECKS, check_order
from enterprises.registers.derive import derive
from enterprises.registers.follow import follow, standard_of
from enterprises.registers.forms import SIBLINGS
from enterprises.registers.register import REGISTERS
from enterprises.registers.sheets import ENTERPRISE, TITLE, RegisterSheet


class _Said:
    """What the checks of a form need of it: errors by column."""

    def __init__(self, row, asked):
        self.row, self.asked, self.errors = row, asked, {code: True for code, _sentence in row.errors}

    def add_error(self, name, error):
        """At a column of the sheet; for a row that is there, only at what the sheet says."""
        self.errors[name] = True
        if self.row.obj is None or name in self.asked:
            messages = getattr(error, "messages", None) or [error]
            self.row.refuse(name, " ".join(str(message) for message in messages))


class RegisterExchange(RegisterSheet):
    """The rows of a register: what they may say, and how they are written."""

    # ---- what a row may say ---------------------------------------------------------------------------------------

    def complete(self, rows):
        """The names of the enterprises for the preview; what is empty takes its default."""
        if "names" not in self.context:
            self.context["names"] = dict(enterprises_of(self.context))

    def check(self, rows):
        """The other rows a row names, the order of days, and what is particular to the register."""
        siblings = self.siblings_of({self.enterprise_id(row) for row in rows} - {None})
        for row in rows:
            self.check_siblings(row, siblings)
            asked = set(row.values)
            cleaned = self.after(row)
            said = _Said(row, asked)
            for constraint in self.register.model._meta.constraints:
                check_order(said, constraint, cleaned)
            if check := CHECKS.get(self.register.code):
                check(said, cleaned)
            for name in asked:
                if name in cleaned and row.values[name] != cleaned[name]:
                    row.values[name] = cleaned[name]
            if row.obj is not None and self.value_known(row):
                row.values.pop(TITLE, None)

    def value_known(self, row):
        """Whether the catalogue has a title for the standard: it is not changed by a register."""
        return TITLE in row.values and bool(self.value_of(row.obj, TITLE))

    def after(self, row):
        """The values of all columns as they will be."""
        if row.obj is None:
            blank = self.register.model()
            default = {
                name: getattr(blank, name)
                for name in self.register.fields
                if not self.register.model._meta.get_field(name).is_relation
            }
            return default | row.values
        return {column.code: self.value_of(row.obj, column.code) for column in self.columns} | row.values

    def siblings_of(self, owners):
        """{column: {enterprise: {name as compared: row}}} of what the columns may name."""
        if not owners:
            return {}
        found = {}
        for name in self.siblings:
            model = self.register.model._meta.get_field(name).related_model
            for other in model.objects.filter(enterprise_id__in=owners):
                words = found.setdefault(name, {}).setdefault(other.enterprise_id, {})
                words[normal(str(other))] = other
                words.setdefault(normal(str(getattr(other, SIBLINGS[name][1]))), other)
        return found

    def check_siblings(self, row, siblings):
        """What a column names has to be in the register of the same enterprise."""
        for name in self.siblings & set(row.values):
            words = siblings.get(name, {}).get(self.enterprise_id(row), {})
            other = words.get(normal(row.values[name] or ""))
            if other is not None:
                row.values[name] = str(other)
                continue
            if not row.values[name]:
                continue
            near = near_words(row.values[name], [str(each) for each in words.values()])
            sentence = _("There is no “%(value)s” in the register of this enterprise.") % {
                "value": row.values[name]
            }
            if near:
                sentence += _(" Did you mean %(words)s?") % {"words": _(" or ").join(map(quoted, near))}
            row.refuse(name, sentence)

    # ---- writing --------------------------------------------------------------------------------------------------

    def hold(self):
        """The enterprises first, in one order."""
        rows = Enterprise.objects.editable_by(self.user).order_by("pk")
        if self.subject:
            rows = rows.filter(pk=self.subject.pk)
        self.held = {each.pk: each for each in rows.select_for_update(of=("self",), no_key=True)}

    def locked(self, pks):
        """In the order of their keys."""
        rows = self.rows().filter(pk__in=pks).order_by("pk")
        return {each.pk: each for each in rows.select_for_update(of=("self",), no_key=True)}

    def set_values(self, obj, values, siblings):
        """Write values into a row; what they name by words is found. Returns the columns."""
        names = []
        for code, value in values.items():
            if code in (ENTERPRISE, TITLE):
                continue
            if code == STANDARD and self.catalogue:
                value = standard_of(self.held[obj.enterprise_id], value, values.get(TITLE, ""))
            elif code in self.siblings:
                value = siblings.get(code, {}).get(obj.enterprise_id, {}).get(normal(value or ""))
            elif value is None and not self.register.model._meta.get_field(code).null:
                continue
            setattr(obj, code, value)
            names.append(code)
        obj.confirmed_on, obj.confirmed_by = today(), self.user
        return names

    def create(self, rows):
        """Set-based, with all that follows."""
        siblings = self.siblings_of({self.enterprise_id(row) for row in rows})
        made = []
        for row in rows:
            owner = self.held[self.enterprise_id(row)]
            obj = self.register.model(enterprise=owner, park_id=owner.park_id, source=Source.IMPORT)
            self.set_values(obj, row.values, siblings)
            derive(obj, self.book)
            made.append(obj)
            self.touched[obj.enterprise_id] += 1
        with said_in_words(self.register.model):
            self.register.model.objects.bulk_create(made)
        self.follow(made)

    def change(self, rows):
        """One statement for a chunk."""
        siblings = self.siblings_of({row.obj.enterprise_id for row in rows})
        names = {*CONFIRMED, "updated_at"}
        for row in rows:
            names |= set(self.set_values(row.obj, row.values, siblings))
            names |= set(derive(row.obj, self.book))
            row.obj.updated_at = now()
            self.touched[row.obj.enterprise_id] += 1
        with said_in_words(self.register.model):
            self.register.model.objects.bulk_update([row.obj for row in rows], sorted(names))
        self.follow([row.obj for row in rows])

    def follow(self, objects):
        """Child rows and sums; each person's hours once."""
        if self.register.code == "trainings":
            objects = {obj.person_id: obj for obj in objects}.values()
        for obj in objects:
            follow(self.register, obj)

    def finished(self, counts):
        """The archives of all enterprises that were touched, and one line for each."""
        archive.refresh_all([self.held[pk] for pk in self.touched])
        for pk, count in self.touched.items():
            tell_imported(self.held[pk], self.register, count, self.user)


@contextmanager
def said_in_words(model):
    """What PostgreSQL refuses is said in the words of the constraint; a row that came into being meanwhile has the file
    checked again (core.exchange.applying)."""
    try:
        yield
    except IntegrityError as error:
        if getattr(error.__cause__, "pgcode", "") == UNIQUE_VIOLATION:
            raise
        with in_its_words(model):
            raise


def register_all():
    """An Exchange for every register."""
    for each in REGISTERS.values():
        exchanges.add(exchange_of(each))


@cache
def exchange_of(register):
    """The Exchange of a register."""
    own = {"register": register, "code": register.code, "label": register.label}
    own |= {"unit": register.unit, "icon": register.icon}
    return type(f"{register.model.__name__}Exchange", (RegisterExchange,), own)
