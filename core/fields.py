"""Form fields that clean what is typed and then show what was understood."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.codes import validate_mobile
from core.normalise import clean_code, clean_line, clean_mobile, clean_text


class UnderstoodBoundField(forms.BoundField):
    """Shows the cleaned value once the field is valid; until then exactly what was typed."""

    def value(self):
        """Return what the input shows."""
        understood = getattr(self.form, "cleaned_data", {}).get(self.name)
        if self.form.is_bound and understood is not None:
            return self.field.prepare_value(understood)
        return super().value()


class CleanMixin:
    """Cleans by `clean_with` before length and validators look at the value."""

    bound_field_class = UnderstoodBoundField
    clean_with = staticmethod(clean_line)

    def to_python(self, value):
        """Return the cleaned text; an unreadable character is refused, never dropped in silence."""
        value = super().to_python(value)
        if value in self.empty_values:
            return value
        if "\x00" in value:
            raise ValidationError(
                _(
                    "The text holds an unreadable character (NUL). Please type it again instead of pasting it."
                ),
                code="unreadable",
            )
        return self.clean_with(value) or self.empty_value


class CleanCharField(CleanMixin, forms.CharField):
    """One line: a name, a title."""


class CleanTextField(CleanMixin, forms.CharField):
    """Several lines."""

    widget = forms.Textarea
    clean_with = staticmethod(clean_text)


class CodeField(CleanMixin, forms.CharField):
    """A code: full-width letters, small letters, spaces and hyphens are understood."""

    clean_with = staticmethod(clean_code)

    def widget_attrs(self, widget):
        """Leave the length to the check: the browser would cut a code that is typed with spaces."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class MobileField(CodeField):
    """A mobile number, with or without +86, spaces and hyphens."""

    clean_with = staticmethod(clean_mobile)
    default_validators = [validate_mobile]

    def widget_attrs(self, widget):
        """Ask a phone for its number keys."""
        return {"inputmode": "tel", "autocomplete": "tel", **super().widget_attrs(widget)}


class RowField(forms.ChoiceField):
    """One of a few rows that the form has read already: cleans to the row, or None."""

    default_error_messages = {"invalid_choice": _("Choose one of these.")}

    rows = {}

    def offer(self, rows, first=()):
        """Set the rows that may be chosen; `first` are choices before them, e.g. an empty one."""
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [*first, *((row.pk, str(row)) for row in self.rows.values())]

    def clean(self, value):
        """The row."""
        return self.rows.get(super().clean(value))

    def prepare_value(self, value):
        """The key for the widget."""
        return getattr(value, "pk", value)
