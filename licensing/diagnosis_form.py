"""What is asked for a diagnosis, read from the address; and the reason when a case is closed by one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import STATION
from core.clock import today
from core.fields import CleanCharField
from core.ids import row_id
from core.widgets import Day
from enterprises.fields import EnterpriseChoiceField, IndustryField
from enterprises.models import Enterprise
from licensing.diagnosis import Asked
from licensing.models import Thing
from servicedesk.forms.acts import ActForm
from servicedesk.forms.intake import UserForm

PRODUCTS = "diagnosis-products"  # the id of the suggestions beside the form


class DiagnosisForm(UserForm):
    """A product and what is known of it; nothing is saved."""

    product = CleanCharField(
        label=_("Product"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": PRODUCTS, "autocomplete": "off"}),
        help_text=_("What is made, in the words of the enterprise; one product at a time."),
    )
    enterprise = EnterpriseChoiceField(label=_("Enterprise"), required=False)
    industry = IndustryField(label=_("Industry"), required=False)
    food = forms.ChoiceField(label=_("Food category"), required=False)
    thing = forms.ChoiceField(
        label=_("What it is besides"), required=False, choices=[("", _("nothing of these")), *Thing.choices]
    )
    on = forms.DateField(
        label=_("As on the day"),
        required=False,
        widget=Day,
        help_text=_("A day in the past is answered by the catalogues of that day."),
    )
    rule = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
    case = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args, foods=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["food"].choices = [("", _("not a food, or not known")), *foods]
        self.fields["on"].initial = today
        if self.user.role in STATION:
            rows = Enterprise.objects.editable_by(self.user).in_park().select_related("industry")
            self.fields["enterprise"].rows = rows
        else:
            del self.fields["enterprise"], self.fields["industry"]

    def clean_on(self):
        """Today, when nothing is said; catalogues of the future are not known."""
        day = self.cleaned_data["on"] or today()
        if day > today():
            raise forms.ValidationError(_("This day lies in the future. Please check the date."))
        return day

    def clean_case(self):
        """The id of a case, or None."""
        return row_id(self.cleaned_data["case"])

    def asked(self, enterprise=None):
        """What is asked, out of the fields that are in order; the industry of the enterprise when none is named."""
        data = getattr(self, "cleaned_data", {})
        industry = data.get("industry") or getattr(enterprise, "industry", None)
        return Asked(
            product=data.get("product") or "",
            on=data.get("on") or today(),
            industry=industry.pk if industry else "",
            food=data.get("food") or "",
            thing=data.get("thing") or "",
            rule=(data.get("rule") or "").replace("\0", ""),
        )


class NotNeededForm(ActForm):
    """Why no licence is needed, and what applies instead."""

    reason = CleanCharField(
        label=_("Why no licence is needed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why no licence is needed.")},
    )
    instead = CleanCharField(
        label=_("What applies instead"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise reads both sentences."),
        error_messages={
            "required": _("Say what applies instead, e.g. certification, registration, a standard.")
        },
    )
    rule = forms.CharField(required=False, widget=forms.HiddenInput, max_length=30)
