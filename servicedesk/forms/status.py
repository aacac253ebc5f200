"""The public look-up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import CleanCharField
from core.normalise import fold
from servicedesk.querysets import numbers_meant


class StatusForm(forms.Form):
    """The public look-up."""

    number = CleanCharField(
        label=_("Number of the request"),
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "SQ-2026-0001", "autocapitalize": "characters"}),
        error_messages={"required": _("Type the number, e.g. SQ-2026-0001.")},
    )
    digits = CleanCharField(
        label=_("Last four digits of your phone"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Type the last four digits of the phone you left.")},
    )

    def clean_number(self):
        """The one number that can be meant."""
        found = numbers_meant(self.cleaned_data["number"])
        if len(found) != 1:
            raise forms.ValidationError(_("A number looks like SQ-2026-0001. Please type all of it."))
        return found[0]

    def clean_digits(self):
        """Four digits; a whole number gives its last four."""
        digits = "".join(ch for ch in fold(self.cleaned_data["digits"]) if ch.isdigit())
        if len(digits) not in (4, 11):
            raise forms.ValidationError(_("These are four digits, e.g. 5678."))
        return digits[-4:]
