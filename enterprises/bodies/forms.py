"""Forms of testing bodies and of what they test."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import CleanCharField, MobileField
from core.widgets import Day, Seg, Suggested
from enterprises.bodies.acts import valid_to_by_rule
from enterprises.models import BodyAbility, InspectionBody, Product, Standard
from enterprises.registers.numbers import normal_number, normal_standard, validate_cma, validate_standard
from enterprises.standards.forms import checked_day

SUGGESTED = 60


class BodyForm(forms.Form):
    """A testing body, new or corrected."""

    name = CleanCharField(label=_("Name"), max_length=100, help_text=_("As it stands on its reports"))
    short_name = CleanCharField(label=_("Short name"), max_length=30, help_text=_("As lists show it"))
    cma_number = CleanCharField(
        label=_("CMA number"),
        max_length=40,
        required=False,
        help_text=_("12 digits; empty when it is not accredited"),
    )
    cma_issued_on = forms.DateField(label=_("CMA issued on"), required=False, widget=Day)
    cma_valid_to = forms.DateField(
        label=_("CMA valid to"),
        required=False,
        widget=Day,
        help_text=_("As printed; left empty it follows from the day of issue"),
    )
    contact = CleanCharField(label=_("Contact"), max_length=40, required=False)
    mobile = MobileField(label=_("Mobile number"), required=False)
    phone = CleanCharField(label=_("Telephone"), max_length=20, required=False)
    address = CleanCharField(label=_("Address"), max_length=200, required=False)
    region_code = CleanCharField(
        label=_("Region code"),
        max_length=6,
        required=False,
        help_text=_("6 digits, e.g. 360402"),
    )
    note = CleanCharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args, user, body=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.body = user, body

    def clean_name(self):
        """Once in a park."""
        name = self.cleaned_data["name"]
        others = InspectionBody.objects.filter(park_id=self.user.park_id, name=name)
        if others.exclude(pk=getattr(self.body, "pk", None)).exists():
            raise forms.ValidationError(_("This testing body is entered already."))
        return name

    def clean_cma_number(self):
        """By the form of its kind."""
        number = normal_number(self.cleaned_data["cma_number"])
        if number:
            validate_cma(number)
        return number

    def clean_region_code(self):
        """Six digits."""
        code = self.cleaned_data["region_code"]
        if code and not (len(code) == 6 and code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("A region code has 6 digits."))
        return code

    def clean(self):
        """Days in their order, and an end for every accreditation."""
        data = super().clean()
        for name in ("cma_issued_on", "cma_valid_to"):
            try:
                checked_day(data.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        issued, valid_to = data.get("cma_issued_on"), data.get("cma_valid_to")
        if issued and valid_to and valid_to < issued:
            self.add_error("cma_valid_to", _("The CMA cannot expire before it was issued."))
        if data.get("cma_number") and not self.errors and not valid_to:
            data["cma_valid_to"] = valid_to_by_rule(issued)
            if not data["cma_valid_to"]:
                self.add_error("cma_valid_to", _("Say until when the CMA is valid."))
        return data


class AbilityForm(forms.Form):
    """What a body tests, in how many days, for how much."""

    subject = CleanCharField(
        label=_("What is tested"),
        max_length=100,
        widget=Suggested,
        help_text=_("A product group or food category, as enterprises say it"),
        error_messages={"required": _("Say what the body tests.")},
    )
    standard_number = CleanCharField(
        label=_("By which standard"), max_length=60, required=False, widget=Suggested
    )
    n = forms.IntegerField(label=_("Agreed days"), min_value=1, max_value=365)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=BodyAbility.Unit.choices, initial=BodyAbility.Unit.WD, widget=Seg
    )
    fee = forms.DecimalField(
        label=_("Fee, yuan"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    valid_from = forms.DateField(label=_("Offered from"), required=False, widget=Day)
    valid_to = forms.DateField(
        label=_("Offered until"),
        required=False,
        widget=Day,
        help_text=_("With a last day it is no longer suggested from the day after"),
    )

    def __init__(self, *args, user, body, ability=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.body, self.ability = user, body, ability
        if not self.is_bound or self.errors:
            self._suggest()

    def _suggest(self):
        """What others are said to test, what is made here, and the standards of the catalogue."""
        park = self.body.park_id
        known = BodyAbility.objects.filter(park_id=park).order_by("subject").values_list("subject", flat=True)
        made = Product.objects.filter(park_id=park).order_by("-pk").values_list("name", flat=True)
        words = [*known.distinct()[:SUGGESTED], *made[: SUGGESTED // 2]]
        self.fields["subject"].widget.suggestions = list(dict.fromkeys(words))
        standards = Standard.objects.filter(park_id=park).order_by("number")
        self.fields["standard_number"].widget.suggestions = list(
            standards.values_list("number", flat=True)[: SUGGESTED * 2]
        )

    def clean_standard_number(self):
        """As it is written, when it is a number of a standard at all."""
        number = self.cleaned_data["standard_number"]
        if not number:
            return ""
        validate_standard(number)
        return normal_standard(number)

    def clean(self):
        """Days in their order; each thing once."""
        data = super().clean()
        for name in ("valid_from", "valid_to"):
            try:
                checked_day(data.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        first, last = data.get("valid_from"), data.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("It cannot end before it begins."))
        if not self.errors and last is None:
            same = BodyAbility.objects.filter(
                body=self.body,
                subject=data["subject"],
                standard_number=data["standard_number"],
                valid_to=None,
            )
            if same.exclude(pk=getattr(self.ability, "pk", None)).exists():
                self.add_error("subject", _("This body offers that already."))
        return data


class NothingForm(forms.Form):
    """An act that asks nothing."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
