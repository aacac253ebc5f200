"""The form of a row, made from the declaration of its register; what cannot be right is said at its field."""

from datetime import date
from functools import lru_cache

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.fields import CleanCharField, CleanTextField, MobileField
from core.files import AttachmentsField
from core.widgets import Day, Files
from enterprises.registers.checks import CHECKS, check_order
from enterprises.registers.due import RuleBook

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
WIDE = 120  # from this length on a field takes the whole line
# days that have happened; others may lie ahead
PAST = frozenset(
    [
        "last_done_on",
        "issued_on",
        "first_issued_on",
        "last_surveillance_on",
        "made_on",
        "in_use_since",
        "last_inspection_on",
        "last_full_on",
        "happened_on",
        "declared_on",
        "mark_issued_on",
        "reviewed_on",
        "held_on",
        "since",
        "cert_issued_on",
        "awarded_on",
        "replaced_on",
        "status_on",
        "produced_on",
        "started_on",
    ]
)


class SiblingField(forms.ModelChoiceField):
    """Another row of the same enterprise: chosen, or named as it is called (a spreadsheet does)."""

    default_error_messages = {
        "invalid_choice": _("There is no “%(value)s” in the register of this enterprise.")
    }

    def __init__(self, *, name, **kwargs):
        self.name = name
        super().__init__(**kwargs)

    def to_python(self, value):
        """By id, else by name."""
        if value in self.empty_values:
            return None
        text = str(value).strip()
        for row in self.queryset:
            if str(row.pk) == text or str(row) == text or getattr(row, self.name) == text:
                return row
        raise ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": text[:60]}
        )


# columns that point to another row of the enterprise: how that one is named
SIBLINGS = {
    "product": ("products", "name"),
    "person": ("key_people", "name"),
    "regime": ("dutyregimes", "kind"),
}


def field_of(column, **kwargs):
    """The form field of a column."""
    kwargs.setdefault("label", capfirst(column.verbose_name))
    kwargs.setdefault("required", not column.blank)
    if isinstance(column, models.ForeignKey):
        if column.name in SIBLINGS:
            related, name = SIBLINGS[column.name]
            return SiblingField(name=name, queryset=column.related_model.objects.none(), **kwargs)
        return CleanCharField(max_length=60, **kwargs)  # a standard, by its number
    if column.choices:
        return column.formfield(**kwargs)
    if isinstance(column, models.TextField):
        return CleanTextField(max_length=5000, widget=forms.Textarea(attrs={"rows": 4}), **kwargs)
    if column.name == "phone":
        return MobileField(**kwargs)
    if isinstance(column, models.CharField):
        return CleanCharField(max_length=column.max_length, **kwargs)
    if isinstance(column, models.DateField):
        return column.formfield(widget=Day, **kwargs)
    return column.formfield(
        **(kwargs | {"required": kwargs["required"] and not isinstance(column, models.BooleanField)})
    )


class RowForm(forms.ModelForm):
    """A row of a register. `changes()` gives the values for the act."""

    register = None
    files = AttachmentsField(widget=Files(captions=True))

    def __init__(self, *args, user, enterprise, book=None, partial=False, with_files=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.enterprise, self.book, self.partial = user, enterprise, book or RuleBook(), partial
        self.new = self.instance.pk is None
        for name, (related, _name) in SIBLINGS.items():
            if isinstance(self.fields.get(name), SiblingField):
                self.fields[name].queryset = getattr(enterprise, related).all()
        if "type_code" in self.fields:
            kinds = [
                (each.code, each.label) for each in self.book.types if each.register == self.register.code
            ]
            self.fields["type_code"] = forms.ChoiceField(
                label=self.fields["type_code"].label,
                required=False,
                choices=[("", _("by its name")), *kinds],
                help_text=self.fields["type_code"].help_text,
            )
        self._no_computed_states()
        for field in self.fields.values():
            choices = list(getattr(field, "choices", ()))
            if isinstance(field, forms.TypedChoiceField) and choices and choices[0][0] == "":
                field.choices = [("", _("Please choose") if field.required else "—"), *choices[1:]]
        if "standard" in self.fields and not self.new and "standard" not in (kwargs.get("initial") or {}):
            self.initial["standard"] = self.instance.standard.number
            self.initial["standard_title"] = self.instance.standard.title
        if not (self.new or with_files):
            del self.fields["files"]

    def _no_computed_states(self):
        """States that follow from the date cannot be chosen."""
        model = self.register.model
        computed = {getattr(model, "LATE", None), getattr(model, "SOON", None)} - {None}
        status = self.fields.get("status")
        if status is not None and computed:
            status.choices = [choice for choice in status.choices if choice[0] not in computed]

    def clean(self):
        """Days in their order and in their time, then what is particular to the register."""
        cleaned = super().clean()
        for name, value in list(cleaned.items()):
            if isinstance(value, date):
                self._check_day(name, value)
        for constraint in self.register.model._meta.constraints:
            check_order(self, constraint, cleaned)
        check = CHECKS.get(self.register.code)
        if check:
            check(self, cleaned)
        return cleaned

    def _check_day(self, name, value):
        if not FIRST_DAY <= value <= LAST_DAY:
            self.add_error(name, _("The year cannot be right. Please check."))
        elif name in PAST and value > today():
            self.add_error(name, _("This day lies in the future. Please check."))

    def _post_clean(self):
        """The act writes the row and PostgreSQL has the last word; nothing is written into the instance here."""

    def changes(self):
        """The values for the act."""
        values = {name: self.cleaned_data[name] for name in self.register.fields if name in self.cleaned_data}
        if "standard" in values:
            values["standard_number"] = values.pop("standard")
            values["standard_title"] = self.cleaned_data.get("standard_title", "")
        return values

    def groups(self):
        """[(heading, [(kind, bound fields)])]: short fields stand two and two, long ones take the line."""
        found = []
        for group in self.register.groups:
            parts = []
            for name in group.fields:
                for bound in self._bound(name):
                    kind = "one" if self.is_wide(bound) else "two"
                    if not parts or parts[-1][0] != kind or kind == "one":
                        parts.append((kind, []))
                    parts[-1][1].append(bound)
            found.append((group.label, parts))
        return found

    def _bound(self, name):
        yield self[name]
        if name == "standard":
            yield self["standard_title"]

    def is_wide(self, bound):
        """Whether a field takes the whole line."""
        field = bound.field
        if isinstance(field.widget, forms.Textarea):
            return True
        return (getattr(field, "max_length", None) or 0) >= WIDE


@lru_cache(maxsize=64)
def form_of(register):
    """The form class of a register."""
    own = {
        name: field_of(register.model._meta.get_field(name), help_text=register.words.get(name, ""))
        for name in register.fields
    }
    if "standard" in own:
        own["standard_title"] = CleanCharField(
            label=_("Title of the standard"),
            max_length=200,
            required=False,
            help_text=_("Only for a standard that is not in the catalogue yet"),
        )
    own["files"] = AttachmentsField(
        label=_("Files"), widget=Files(captions=True), help_text=_("Scan or photo of the certificate")
    )
    own["Meta"] = type("Meta", (), {"model": register.model, "fields": list(register.fields)})
    return type(f"{register.model.__name__}Form", (RowForm,), {"register": register, **own})
