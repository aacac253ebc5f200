"""A register as a sheet: its columns, and how a row of it is found again."""

from collections import Counter
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.exchange.declaration import Column, Exchange
from core.exchange.kinds import Text
from core.normalise import fold
from enterprises.models import Enterprise
from enterprises.registers.acts import may_edit
from enterprises.registers.cells import STANDARD, EnterpriseChoice, enterprises_of, kind_of
from enterprises.registers.derive import period_of
from enterprises.registers.due import RuleBook
from enterprises.registers.forms import SIBLINGS

ENTERPRISE, TITLE = "enterprise", "standard_title"
EITHER = {"equipment"}  # the first of the key's columns that is filled in finds the row


class RegisterSheet(Exchange):
    """Base of the registers; `register` is set for each."""

    register = None

    @property
    def key_words(self):
        """How a row is recognised."""
        names = [str(capfirst(self.register.label_of(name))) for name in self.register.natural_key]
        return _(
            "Within an enterprise a row is recognised by %(what)s: what is there already is changed instead of being "
            "entered twice."
        ) % {"what": "、".join(names)}

    def __init__(self, user, subject=None):
        super().__init__(user, subject)
        self.siblings = {name for name in self.register.fields if name in SIBLINGS and self.is_relation(name)}
        self.catalogue = STANDARD in self.register.fields and self.is_relation(STANDARD)
        self.touched = Counter()

    @cached_property
    def book(self):
        """The rules in force, read when they are needed."""
        return RuleBook()

    @cached_property
    def columns(self):
        """The enterprise, then the fields of the form."""
        return tuple(self._columns())

    def is_relation(self, name):
        """Whether a column points to another row."""
        return self.register.model._meta.get_field(name).is_relation

    @classmethod
    def subject_of(cls, user, pk):
        """An enterprise in scope."""
        return Enterprise.objects.visible_to(user).filter(pk=pk).first()

    @classmethod
    def may(cls, user, subject=None):
        """Who keeps registers, in his park."""
        return bool(may_edit(user) and user.park_id and (subject is None or subject.park_id == user.park_id))

    def back_url(self):
        """The list."""
        return self.register.url_of(self.subject.pk) if self.subject else self.register.list_url

    def import_url(self):
        """Beside it."""
        if self.subject:
            return reverse("enterprises:import_register_of", args=[self.subject.pk, self.register.code])
        return reverse("enterprises:import_register", args=[self.register.code])

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _columns(self):
        if self.subject is None:
            yield Column(
                ENTERPRISE, _("Enterprise"), EnterpriseChoice(options=enterprises_of), required=True,
                note=_("Its name, credit code or plate code."), aliases=("企业", "企业名称", "单位名称"),
            )  # fmt: skip
        for name in self.register.fields:
            column = self.register.model._meta.get_field(name)
            needed = not (column.blank or column.has_default() or isinstance(column, models.BooleanField))
            yield Column(
                name,
                capfirst(column.verbose_name),
                kind_of(self.register, name, self.book),
                required=needed,
                note=self.note_of(name),
            )
            if name == STANDARD and self.catalogue:
                yield Column(TITLE, _("Title of the standard"), Text(200))

    def note_of(self, name):
        """The help of the form; which columns find the row again."""
        parts = [str(self.register.words.get(name, ""))]
        if name in self.register.natural_key:
            parts.append(_("Finds the row again."))
        return " ".join(part for part in parts if part)

    def ignored(self):
        """What the list says besides."""
        return [
            capfirst(self.register.one), capfirst(self.register.due_label or _("due on")), _("Park"), _("Enterprise"),
            _("Status"), *(capfirst(self.register.label_of(name)) for name in self.register.columns),
        ]  # fmt: skip

    def prepare(self):
        """Enterprises and the catalogue of standards."""
        enterprises_of(self.context)

    # ---- what is there -------------------------------------------------------------------------------------------

    def rows(self):
        """Rows in scope, with what the columns read."""
        related = [*self.siblings, *([STANDARD] if self.catalogue else [])]
        rows = self.register.model.objects.visible_to(self.user).filter(park_id=self.user.park_id)
        rows = rows.select_related("enterprise", *related)
        return rows.filter(enterprise=self.subject) if self.subject else rows

    def value_of(self, obj, code):
        """As the kinds read it; another row by its name."""
        if code == ENTERPRISE:
            return obj.enterprise_id
        if code == STANDARD and self.catalogue:
            return obj.standard.number
        if code == TITLE:
            return obj.standard.title
        value = getattr(obj, code)
        return str(value) if code in self.siblings and value is not None else value

    def enterprise_id(self, row):
        """Whose row it is."""
        return self.subject.pk if self.subject else row.values.get(ENTERPRISE)

    def key_names(self, get):
        """The columns that make the key of one row."""
        if self.register.code == "quality-records":
            return ("kind", "year") if get("kind") == "YEAR" else ("kind", "happened_on", "subject")
        return self.register.natural_key

    def key_of(self, get):
        """The natural key out of a function that gives the value of a column; None without any of it."""
        values = [(name, self.key_value(name, get)) for name in self.key_names(get)]
        filled = [(name, value) for name, value in values if value not in (None, "")]
        if not filled or (self.register.code not in EITHER and filled == values[:1] and len(values) > 2):
            return None
        return tuple(filled[:1] if self.register.code in EITHER else values)

    def key_value(self, name, get):
        """A value as it is compared; a duty record stands for its period."""
        value = get(name)
        if self.register.code == "duty-records" and name == "happened_on" and value:
            return period_of(get("tier"), value)
        return fold(value).strip() or None if isinstance(value, str) else value

    def keys_of(self, get):
        """All keys a row may be found by."""
        if self.register.code not in EITHER:
            return [self.key_of(get)]
        values = [(name, self.key_value(name, get)) for name in self.register.natural_key]
        return [((name, value),) for name, value in values if value not in (None, "")]

    def keys(self, row):
        """Within its enterprise."""
        owner, key = self.enterprise_id(row), self.key_of(row.values.get)
        if owner and key and not {code for code, _sentence in row.errors} & set(self.register.natural_key):
            yield owner, key

    def find(self, rows):
        """By the natural key within the enterprise, in one query; the key has to be there."""
        owners = {owner for row in rows if (owner := self.enterprise_id(row))}
        found = {}
        for obj in self.rows().filter(self.candidates(rows), enterprise_id__in=owners):
            for key in self.keys_of(lambda name, obj=obj: self.value_of(obj, name)):
                found.setdefault((obj.enterprise_id, key), []).append(obj)
        for row in rows:
            owner, key = self.enterprise_id(row), self.key_of(row.values.get)
            faulty = {code for code, _sentence in row.errors}
            if owner is None or faulty & set(self.register.natural_key):
                row.unclear = True
                if owner is None and ENTERPRISE not in faulty:
                    row.refuse(ENTERPRISE, _("This is needed."))
            elif key is None:
                row.unclear = True
                row.refuse(self.register.natural_key[0], self.needs_key())
            else:
                there = found.get((owner, key), [])
                row.obj = there[0] if len(there) == 1 else None
                if len(there) > 1:
                    row.unclear = True
                    row.refuse("", _("Several rows of the register fit this one; correct it there."))

    def needs_key(self):
        """Which columns find a row."""
        names = [str(capfirst(self.register.label_of(name))) for name in self.register.natural_key]
        return _("Fill in %(what)s: it tells this row from the others.") % {"what": _(" or ").join(names)}

    def candidates(self, rows):
        """The condition on rows that may be meant: a plain column of the key narrows them."""
        meta, condition = self.register.model._meta, Q()
        for name in self.register.natural_key:
            column = meta.get_field(name)
            if self.register.code == "duty-records" and name == "happened_on":
                name = "period"
            values = {row.values.get(column.name) for row in rows}
            if name == "period":
                values = {self.key_value("happened_on", row.values.get) for row in rows}
            if name == STANDARD and self.catalogue:
                return Q(standard__number__in=values - {None})
            if column.is_relation or column.choices or None in values or "" in values:
                continue
            condition &= Q(**{f"{name}__in": values})
        return condition

    def label_of(self, row):
        """Enterprise and title."""
        title = self.register.title
        shown = (
            self.column(title).kind.say(row.values.get(title), self.context) if title in row.values else ""
        )
        shown = shown or (str(row.obj) if row.obj else "")
        owner = self.context["names"].get(row.values.get(ENTERPRISE), "") if not self.subject else ""
        return " · ".join(word for word in (owner, shown) if word)
