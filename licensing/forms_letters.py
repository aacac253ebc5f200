"""Forms of letters and their templates."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core import word
from core.fields import CleanCharField, CleanTextField
from core.widgets import Seg
from licensing import letters
from licensing.models import CaseLetter
from servicedesk.forms.acts import ActForm
from servicedesk.forms.intake import UserForm


class LetterForm(ActForm):
    """The letter before it is made: to whom, and its words."""

    to = CleanCharField(
        label=_("Addressed to"),
        max_length=80,
        error_messages={"required": _("Say which office or enterprise the letter goes to.")},
    )
    text = CleanTextField(
        label=_("Text of the letter"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Each line is a paragraph. Documents, number, sender and date stand below by themselves."
        ),
        error_messages={"required": _("The letter is empty.")},
    )


class TemplateForm(UserForm):
    """A template of the park for one kind of letter, or the standard one again."""

    kind = forms.ChoiceField(label=_("Kind of letter"), choices=CaseLetter.Kind.choices, widget=Seg)
    file = forms.FileField(
        label=_("Word template (.docx)"),
        required=False,
        help_text=_(
            "Begin with the standard template: open it in Word or WPS, keep the words in double braces."
        ),
    )
    standard = forms.BooleanField(
        label=_("use the standard template again"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def clean(self):
        """A file that can be filled, or the standard one."""
        data = super().clean()
        file, standard = data.get("file"), data.get("standard")
        if "file" in self.errors or "kind" in self.errors:
            return data
        if bool(file) == bool(standard):
            self.add_error("file", _("Choose a file, or tick that the standard template is used again."))
        elif file:
            kind = CaseLetter.Kind(data["kind"])
            try:
                data["content"] = word.check_template(file, letters.sample(self.user.park.name, kind))
            except forms.ValidationError as error:
                self.add_error("file", error)
        return data
