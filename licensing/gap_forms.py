"""Forms of what keeps a case from going on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.fields import CleanCharField
from core.widgets import ChipPick, Day
from licensing.models import Bottleneck
from servicedesk.forms.acts import ActForm


def not_tomorrow(day):
    """A day that has come."""
    if day and day > today():
        raise forms.ValidationError(_("This day lies in the future. Please check the date."))
    return day


class GapForm(ActForm):
    """What is in the way, since when."""

    kind = forms.ChoiceField(
        label=_("What is in the way"),
        choices=Bottleneck.choices,
        widget=ChipPick,
        error_messages={"required": _("Choose what is in the way.")},
    )
    opened_on = forms.DateField(label=_("Since"), widget=Day)
    note = CleanCharField(
        label=_("What has to be done"),
        max_length=200,
        required=False,
        help_text=_("The enterprise reads it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].initial = today

    def clean_opened_on(self):
        """Not in the future, not before the case."""
        day = not_tomorrow(self.cleaned_data["opened_on"])
        if day and day < self.obj.opened_on:
            raise forms.ValidationError(
                _("The case was opened on %(day)s: it cannot be older.") % {"day": self.obj.opened_on}
            )
        return day


class GapClosedForm(ActForm):
    """Since when it is out of the way."""

    closed_on = forms.DateField(label=_("Out of the way on"), widget=Day)
    note = CleanCharField(
        label=_("What was done"), max_length=200, required=False, help_text=_("The enterprise reads it.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["closed_on"].initial = today

    def clean_closed_on(self):
        """Not in the future."""
        return not_tomorrow(self.cleaned_data["closed_on"])
