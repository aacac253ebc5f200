"""Forms of the catalogue."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.fields import CleanCharField
from core.files import AttachmentsField
from core.widgets import Day, Files
from enterprises.models import Standard
from enterprises.registers.forms import FIRST_DAY, LAST_DAY
from enterprises.registers.numbers import normal_standard, validate_standard


def checked_number(value):
    """The number as it is written; refused when it has no form of a standard."""
    validate_standard(value)
    return normal_standard(value)


def checked_day(value):
    """A day that can be right."""
    if value and not FIRST_DAY <= value <= LAST_DAY:
        raise forms.ValidationError(_("The year cannot be right. Please check."))
    return value


class StandardForm(forms.Form):
    """A standard of the catalogue, new or corrected."""

    number = CleanCharField(
        label=_("Number of the standard"),
        max_length=60,
        help_text=_("As printed, e.g. GB 7718-2011; full-width signs and spaces are understood"),
    )
    title = CleanCharField(label=_("Title of the standard"), max_length=200, required=False)
    published_on = forms.DateField(label=_("Published on"), required=False, widget=Day)
    effective_on = forms.DateField(label=_("In force from"), required=False, widget=Day)
    note = CleanCharField(label=_("Note"), max_length=300, required=False)
    files = AttachmentsField(
        label=_("Text of the standard"),
        widget=Files(captions=True),
        help_text=_("Only texts that the park may hold"),
    )

    def __init__(self, *args, user, standard=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.standard = user, standard
        if standard is not None:
            del self.fields["files"]

    def clean_number(self):
        """Checked by the rules of the register; once in the catalogue of a park."""
        number = checked_number(self.cleaned_data["number"])
        others = Standard.objects.filter(park_id=self.user.park_id, number=number)
        if others.exclude(pk=getattr(self.standard, "pk", None)).exists():
            raise forms.ValidationError(_("This standard is in the catalogue already."))
        return number

    def clean(self):
        """Days in their order."""
        cleaned = super().clean()
        for name in ("published_on", "effective_on"):
            try:
                checked_day(cleaned.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        first, second = cleaned.get("published_on"), cleaned.get("effective_on")
        if first and second and second < first:
            self.add_error("effective_on", _("It cannot be in force before it was published."))
        return cleaned


class EndForm(forms.Form):
    """From when a standard is no longer in force."""

    on = forms.DateField(label=_("Out of force from"), widget=Day)

    def __init__(self, *args, user, standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard
        self.fields["on"].initial = today()

    def clean_on(self):
        """A day that can be right, not before the standard began."""
        on, begins = checked_day(self.cleaned_data["on"]), self.standard.effective_on
        if begins and on < begins:
            raise forms.ValidationError(_("It cannot end before it came into force."))
        return on


class SupersedeForm(EndForm):
    """What takes its place, and from when."""

    number = CleanCharField(label=_("Number of the new standard"), max_length=60)
    title = CleanCharField(
        label=_("Title of the new standard"),
        max_length=200,
        required=False,
        help_text=_("Only for a standard that is not in the catalogue yet"),
    )
    field_order = ["number", "title", "on"]

    def clean_number(self):
        """Checked by the rules of the register; not itself."""
        number = checked_number(self.cleaned_data["number"])
        if number == self.standard.number:
            raise forms.ValidationError(_("A standard cannot replace itself."))
        return number


class TakeBackForm(forms.Form):
    """Nothing to fill in."""

    def __init__(self, *args, user, standard, **kwargs):
        super().__init__(*args, **kwargs)
