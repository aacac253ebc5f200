"""Forms of licence cases."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import STATION, Role
from core.clock import now, today
from core.fields import CleanCharField, RowField
from core.files import AttachmentsField
from core.together import first_of, read_together
from core.widgets import ChipPick, Day, Moment, Seg
from enterprises.fields import EnterpriseChoiceField
from enterprises.models import Enterprise
from licensing.actions import result_number, result_of
from licensing.models import CaseContact, CaseRemedy, Origin, Party, Procedure, Stage
from licensing.rights import nexts
from servicedesk.forms.acts import ActForm, EmptyForm, ReasonForm
from servicedesk.forms.intake import UserForm

__all__ = ["EmptyForm", "ReasonForm"]


def people_of_station(user):
    """Whom a case may be given to: by the lead anybody of the station, by staff themselves."""
    rows = User.objects.active().filter(park_id=user.park_id, role__in=STATION).order_by("name", "pk")
    return rows if user.role == Role.LEAD else rows.filter(pk=user.pk)


class OpenForm(UserForm):
    """A case is opened: for whom, which procedure, for what product."""

    enterprise = EnterpriseChoiceField(
        label=_("Enterprise"), error_messages={"required": _("Choose the enterprise.")}
    )
    procedure = RowField(
        label=_("Procedure"), error_messages={"required": _("Choose what is to be obtained.")}
    )
    product = CleanCharField(
        label=_("Product"),
        max_length=100,
        help_text=_("The product or device the licence is for, as it will stand on it."),
        error_messages={"required": _("Say which product it is for.")},
    )
    origin = forms.ChoiceField(label=_("How it came"), choices=Origin.ASKED, initial=Origin.VISIT, widget=Seg)
    wanted_on = forms.DateField(label=_("Wanted by"), required=False, widget=Day)
    owner = RowField(label=_("In charge"))
    note = CleanCharField(
        label=_("Note for colleagues"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise does not see it."),
    )
    source = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    rule = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["enterprise"]
        field.rows = Enterprise.objects.editable_by(self.user).in_park().select_related("industry")
        pk = self["enterprise"].value() or ""
        picked, procedures, people = read_together(
            field.picked(pk), Procedure.objects.on(today()), people_of_station(self.user)
        )
        field.know(pk, first_of(picked))
        self.fields["procedure"].offer(procedures, first=[("", _("Please choose"))])
        self.fields["owner"].offer(people)
        self.fields["owner"].initial = self.user.pk
        if len(people) == 1:  # nothing to choose
            self.fields["owner"].widget = forms.HiddenInput()

    def clean_wanted_on(self):
        """From today on."""
        day = self.cleaned_data["wanted_on"]
        if day and day < today():
            raise forms.ValidationError(_("This day is over. Choose one from today on."))
        return day


class MoveForm(ActForm):
    """The baton goes on: to which stage, on which day."""

    to = forms.ChoiceField(label=_("Next stage"), widget=Seg)
    on = forms.DateField(label=_("On which day"), widget=Day)
    number = CleanCharField(
        label=_("Submission or acceptance number"),
        max_length=60,
        required=False,
        help_text=_("Asked for when the application is submitted, and when it is accepted."),
    )
    note = CleanCharField(
        label=_("Note for colleagues"),
        max_length=200,
        required=False,
        help_text=_("The enterprise does not see it."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=12)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stages = nexts(self.obj)
        seen = self.data.get("seen") if self.is_bound else None
        if seen and seen != self.obj.stage:  # the act says that somebody was quicker
            stages = list(dict.fromkeys([*stages, *self.obj.route]))
        self.fields["to"].choices = [(stage, Stage(stage).label) for stage in stages]
        self.fields["to"].initial = stages[0] if len(stages) == 1 else None
        self.fields["on"].initial = today
        self.fields["seen"].initial = self.obj.stage
        asked = {Stage.SUBMITTED, Stage.ACCEPTED} & set(stages)
        if not asked:
            del self.fields["number"]


class GiveForm(ActForm):
    """Who is in charge from now on."""

    owner = RowField(label=_("In charge"))
    reason = CleanCharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].offer(people_of_station(self.user))
        if self.user.role != Role.LEAD:
            self.fields["owner"].initial = self.user.pk


class ContactForm(ActForm):
    """A call or a visit, and what was promised."""

    party = forms.ChoiceField(label=_("With whom"), choices=Party.choices, widget=Seg)
    way = forms.ChoiceField(
        label=_("How"), choices=CaseContact.Way.choices, initial=CaseContact.Way.PHONE, widget=Seg
    )
    person = CleanCharField(label=_("Office and person"), max_length=80, required=False)
    text = CleanCharField(
        label=_("What was said"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in one sentence what was said.")},
    )
    promise = CleanCharField(
        label=_("What was promised"),
        max_length=200,
        required=False,
        help_text=_("With a day it reminds whoever is in charge."),
    )
    promised_on = forms.DateField(label=_("Promised for"), required=False, widget=Day)
    happened_at = forms.DateTimeField(label=_("When"), widget=Moment)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["happened_at"].initial = now

    def clean_happened_at(self):
        """Not in the future."""
        moment = self.cleaned_data["happened_at"]
        if moment > now() + timedelta(minutes=5):
            raise forms.ValidationError(_("This moment lies in the future. Please check the date."))
        return min(moment, now())

    def clean(self):
        """A day needs words, and words for a promise a day that is not before the contact."""
        data = super().clean()
        if data.get("promised_on") and not data.get("promise"):
            self.add_error("promise", _("Say what was promised for that day."))
        return data


class KeptForm(ActForm):
    """What came of a promise."""

    kept = forms.TypedChoiceField(
        label=_("What came of it"),
        choices=[("yes", _("kept")), ("no", _("not kept"))],
        coerce=lambda value: value == "yes",
        widget=Seg,
    )


class DocumentForm(ActForm):
    """What the station says of a document."""

    what = forms.ChoiceField(
        label=_("What is with it"),
        choices=[
            ("RECEIVED", _("it is there")),
            ("WAIVED", _("it is not needed")),
            ("MISSING", _("it has to be brought")),
        ],
        initial="RECEIVED",
        widget=Seg,
    )
    note = CleanCharField(
        label=_("Note"),
        max_length=200,
        required=False,
        help_text=_("What is wrong with it, or why it is not needed. The enterprise reads it."),
    )
    due_on = forms.DateField(
        label=_("Needed by"), required=False, widget=Day, help_text=_("For what has to be brought.")
    )

    def clean(self):
        """Leaving out and sending back have a reason; a day lies ahead."""
        data = super().clean()
        if data.get("what") == "WAIVED" and not data.get("note"):
            self.add_error("note", _("Say why it is not needed."))
        if data.get("due_on") and data["due_on"] < today():
            self.add_error("due_on", _("This day is over. Choose one from today on."))
        return data


class UploadForm(ActForm):
    """Files for a document."""

    files = AttachmentsField(required=True, error_messages={"required": _("Choose a file.")})
    note = CleanCharField(label=_("Note"), max_length=200, required=False)


class IssueForm(ActForm):
    """The licence as it is printed."""

    number = CleanCharField(label=_("Number of the licence"), max_length=60)
    issued_on = forms.DateField(label=_("Issued on"), widget=Day)
    valid_to = forms.DateField(label=_("Valid to"), required=False, widget=Day)
    long_term = forms.BooleanField(
        label=_("valid without end"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    issuer = CleanCharField(label=_("Issued by"), max_length=100, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        register, _kind = result_of(self.obj)
        self.fields["issued_on"].initial = today
        if register != "licences":
            del self.fields["long_term"]
        if not register:
            self.fields["number"].required = False
            del self.fields["valid_to"], self.fields["issuer"]

    def clean(self):
        """The number is one of its kind; the days are in order."""
        data = super().clean()
        issued, valid_to = data.get("issued_on"), data.get("valid_to")
        if issued and issued > today():
            self.add_error("issued_on", _("This day lies in the future. Please check the date."))
        if issued and valid_to and valid_to < issued:
            self.add_error("valid_to", _("A licence cannot expire before it was issued."))
        if valid_to and data.get("long_term"):
            self.add_error(
                "valid_to", _("A licence is valid without end, or to a day; clear one of the two.")
            )
        if (
            result_of(self.obj)[0]
            and "valid_to" not in self.errors
            and not (valid_to or data.get("long_term"))
        ):
            self.add_error("valid_to", _("Until when is it valid? The reminders go by it."))
        if data.get("number") and "number" not in self.errors:
            try:
                data["number"] = result_number(self.obj, data["number"], valid_to)
            except forms.ValidationError as error:
                self.add_error("number", error)
        return data


class RefuseForm(ActForm):
    """The authority said no."""

    reason = CleanCharField(
        label=_("Reasons of the authority"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=pgettext_lazy("licence case", "The enterprise reads them as they stand."),
        error_messages={"required": _("Write down the reasons; the enterprise reads them.")},
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=Day)
    known_on = forms.DateField(
        label=_("Delivered on"),
        required=False,
        widget=Day,
        help_text=_("From then on reconsideration may be asked for within 60 days."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = today


class AskRemedyForm(ActForm):
    """Which way against a refusal, where and when."""

    way = forms.ChoiceField(
        label=_("Which way"), choices=CaseRemedy.Way.choices, initial=CaseRemedy.Way.RECONSIDER, widget=Seg
    )
    body = CleanCharField(
        label=_("Where it was asked for"),
        max_length=80,
        required=False,
        help_text=_("The government or the authority above, or the court."),
    )
    asked_on = forms.DateField(label=_("Asked for on"), widget=Day)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].initial = today


class DecideRemedyForm(ActForm):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        choices=[
            ("UPHELD", _("upheld: the case stays refused")),
            ("OVERTURNED", _("overturned: the case goes on")),
        ],
        widget=Seg,
    )
    reason = CleanCharField(
        label=_("Reasons of the decision"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    decided_on = forms.DateField(label=_("Decided on"), widget=Day)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = today


class ReuseForm(ActForm):
    """Which of what is there already serves."""

    what = forms.ChoiceField(label=_("What is there already"), widget=ChipPick)

    def __init__(self, *args, offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(each.key, f"{each.label} · {each.line2}") for each in offered]
        fitting = [each.key for each in offered if each.fits]
        self.fields["what"].initial = fitting[0] if fitting else None
