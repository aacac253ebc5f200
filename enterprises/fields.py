"""Form fields that name an enterprise or an industry: picked from suggestions, or typed and looked up."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.ids import row_id
from core.models import Industry
from core.normalise import clean_code, clean_line, normal
from core.widgets import Picker, Typed
from enterprises.industries import division_of, name_of
from enterprises.models import Enterprise
from enterprises.tables import short_facts

OFFERED = 12


class LookedUpField(forms.Field):
    """Base: an id that was picked, or a text that fits exactly one row; several are offered as radios."""

    url_name = ""
    icon = "building-factory-2"
    default_error_messages = {
        "none": _("Nothing fits “%(text)s”. Try another part of the name, its pinyin initials or the code."),
        "many": _("Several fit “%(text)s”. Choose the one you mean."),
        "gone": _("This choice does not exist any more. Please choose again."),
    }

    def __init__(self, *, rows=None, **kwargs):
        kwargs.setdefault("widget", Picker(url_name=self.url_name, resolve=self.resolve, icon=self.icon))
        super().__init__(**kwargs)
        self.rows = rows
        self.known = {}

    def __deepcopy__(self, memo):
        """A form's own copy, whose widget asks this copy for names."""
        copied = super().__deepcopy__(memo)
        copied.widget.resolve = copied.resolve
        copied.widget.options = []
        copied.known = {}
        return copied

    def get_rows(self):
        """The rows that may be chosen."""
        raise NotImplementedError

    def pick(self, pk):
        """The row of a picked id, or None."""
        raise NotImplementedError

    def fitting(self, text):
        """Rows that fit a typed text, the best first."""
        raise NotImplementedError

    def option(self, row):
        """(id, name, second line) of a row."""
        raise NotImplementedError

    def resolve(self, pk):
        """(name, second line) for the widget."""
        row = self.pick(pk)
        return self.option(row)[1:] if row else None

    def to_python(self, value):
        """The row; a text that fits none or several is said so."""
        if value in self.empty_values:
            return None
        if not isinstance(value, Typed):
            row = self.pick(value)
            if row is None:
                raise ValidationError(self.error_messages["gone"], code="gone")
            return row
        text = clean_line(value)[:200]
        found = list(self.fitting(text)[: OFFERED + 1]) if text else []
        exact = [row for row in found if normal(self.option(row)[1]) == normal(text)]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(self.error_messages["none"], code="none", params={"text": text})
        self.widget.options = [self.option(row) for row in found[:OFFERED]]
        raise ValidationError(self.error_messages["many"], code="many", params={"text": text})

    def has_changed(self, initial, data):
        """Whether another row was chosen."""
        return str(getattr(initial, "pk", initial) or "") != str(data or "")

    def prepare_value(self, value):
        """The id for the widget."""
        return getattr(value, "pk", value)


class EnterpriseChoiceField(LookedUpField):
    """An enterprise in the user's scope. `rows` narrows it: a queryset, or set `field.rows` in the form's __init__.

    Typed text may be a part of the name, pinyin, the credit code or the plate code.
    """

    url_name = "enterprises:pick"

    def get_rows(self):
        """What the form allows; nothing until it says so."""
        return Enterprise.objects.none() if self.rows is None else self.rows

    def pick(self, pk):
        """By id, within scope."""
        if str(pk) not in self.known:
            self.know(pk, self.picked(pk).first())
        return self.known[str(pk)]

    def picked(self, pk):
        """The row of an id as a queryset, for a form that reads it together with other things and tells `know`."""
        return picked(self.get_rows(), pk)

    def know(self, pk, row):
        """The row of an id, or None, is known already."""
        self.known[str(pk)] = row

    def fitting(self, text):
        """By code exactly, else by any part."""
        code = clean_code(text)
        exact = self.get_rows().filter(Q(short_code=code) | Q(uscc=code) | Q(name=text))
        return exact if len(exact[:1]) else self.get_rows().search(text).order_by("sort_key", "id")

    def option(self, row):
        """Name above industry and size."""
        return row.pk, row.name, str(short_facts(row))


def picked(rows, pk):
    """Those of the rows whose id was posted: one, or none."""
    found = None if isinstance(pk, Typed) else row_id(pk)
    return rows.none() if found is None else rows.filter(pk=found)


class IndustryField(LookedUpField):
    """A class of GB/T 4754: letter and 2 to 4 digits, by code or name."""

    url_name = "enterprises:pick_industry"
    icon = "building-community"
    default_error_messages = {
        "none": _("No industry fits “%(text)s”. Type a code like C1411, or a word of its name."),
    }

    def pick(self, pk):
        """By code."""
        return Industry.objects.filter(pk=clean_code(str(pk))[:5], level__gte=Industry.Level.DIVISION).first()

    def fitting(self, text):
        """By code or name."""
        exact = Industry.objects.filter(
            Q(code=clean_code(text)) | Q(name=text) | Q(code=clean_code(text.split(" ")[0])),
            level__gte=Industry.Level.DIVISION,
        )
        return exact if len(exact[:1]) else industries_like(text)

    def option(self, row):
        """Code and name above the division."""
        shown = industry_option(row)
        return shown["id"], shown["name"], shown["line2"]


def industries_like(q):
    """Classes of the standard whose code begins with what is typed (with or without its letter), or whose name holds
    it."""
    q = clean_line(q.replace("\0", ""))
    code = clean_code(q)
    if not code:
        return Industry.objects.none()
    by_code = Q(code__startswith=code)
    if code.isascii() and code.isdigit():
        by_code = Q(code__regex=f"^[A-Z]{code}")
    return Industry.objects.filter(by_code | Q(name__contains=q), level__gte=Industry.Level.DIVISION)


def industry_option(industry):
    """An industry as the picker shows it: code and name above the division it belongs to."""
    division = division_of(industry.code)
    above = "" if division == industry.code else f"{division} {name_of(division)}"
    return {"id": industry.code, "name": f"{industry.code} {industry.name}", "line2": above}
