"""The one page of an empty station: the park, its departments, the lead, the system administrator."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import departments
from accounts.forms.fields import AccountNameField
from accounts.models import User
from accounts.widgets import Password
from core.codes import validate_region_form
from core.fields import CleanCharField, CodeField, MobileField
from core.models import Region
from core.widgets import ChipPickMany

OTHER = "OTHER"  # a region that the table does not hold
POLICY = _("At least 10 characters, with three of: lower case, upper case, digits, other characters.")


class SetupForm(forms.Form):
    """Fields of the lead begin with `lead_`, those of the system administrator with `admin_`."""

    name = CleanCharField(label=_("Name of the park"), max_length=100)
    short_name = CleanCharField(
        label=_("Short name"),
        max_length=30,
        help_text=_("For narrow places: lists of several parks, phones."),
    )
    region_code = forms.ChoiceField(label=_("Region"))
    other_code = CodeField(
        label=_("Region code"),
        max_length=6,
        required=False,
        validators=[validate_region_form],
        help_text=_("The 6 digits of the county or district in GB/T 2260"),
    )
    other_name = CleanCharField(
        label=_("Name of the region"),
        max_length=60,
        required=False,
        help_text=_("As it is called officially"),
    )
    phone = CleanCharField(label=_("Service phone"), max_length=60, required=False)
    hours = CleanCharField(
        label=_("Service hours"),
        max_length=60,
        required=False,
        help_text=_("As it stands at the foot of pages."),
    )
    departments = forms.MultipleChoiceField(
        label=_("Departments that take part"),
        required=False,
        widget=ChipPickMany,
        help_text=_("The usual five are ticked; others can be added later."),
    )
    lead_name = CleanCharField(label=_("Name"), max_length=40)
    lead_username = AccountNameField()
    lead_mobile = MobileField(label=_("Mobile number"), required=False)
    lead_password = forms.CharField(
        label=_("Password"), strip=False, max_length=128, widget=Password, help_text=POLICY
    )
    admin_name = CleanCharField(label=_("Name"), max_length=40)
    admin_username = AccountNameField()
    admin_password = forms.CharField(
        label=_("First password"),
        strip=False,
        max_length=128,
        widget=Password,
        help_text=_("To be changed at the first sign-in. At least 10 characters, three kinds of them."),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        found = departments.offered()
        self.fields["departments"].choices = [(item["code"], item["name"]) for item in found]
        self.fields["departments"].initial = [item["code"] for item in found if item["usual"]]
        self.fields["region_code"].choices = [
            ("", _("Please choose")),
            *(
                (region.code, f"{region.name}（{region.code}）")
                for region in Region.objects.current().order_by("code")
            ),
            (OTHER, _("another region, entered below")),
        ]
        for name in ("other_code", "other_name"):
            self.fields[name].asked = True

    def clean(self):
        """A region; two different people, with passwords by the policy."""
        data = super().clean()
        self._clean_region(data)
        lead, admin = data.get("lead_username"), data.get("admin_username")
        if lead and lead == admin:
            self.add_error(
                "admin_username",
                _("The system administrator is another account than the lead. Choose another name."),
            )
        for who, username in (("lead", lead), ("admin", admin)):
            password = data.get(f"{who}_password")
            if password:
                try:
                    validate_password(password, User(username=username or ""))
                except ValidationError as error:
                    self.add_error(f"{who}_password", error)
        return data

    def _clean_region(self, data):
        """One that is not in the list has a code and a name."""
        if data.get("region_code") != OTHER:
            return
        for name, sentence in (
            ("other_code", _("Enter the code of the region.")),
            ("other_name", _("Enter the name of the region.")),
        ):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("other_name") and not re.fullmatch(r"[\u4e00-\u9fff·]{2,}", data["other_name"]):
            self.add_error("other_name", _("Write the name in Chinese characters, without the code."))

    def region(self):
        """{code, name} of a region that is not in the table yet, or None."""
        data = self.cleaned_data
        if data["region_code"] != OTHER:
            return None
        return {"code": data["other_code"], "name": data["other_name"]}

    def people(self):
        """(lead, system administrator) as fields of the act."""
        data = self.cleaned_data
        lead = {
            "username": data["lead_username"],
            "name": data["lead_name"],
            "mobile": data["lead_mobile"] or None,
            "password": data["lead_password"],
        }
        sysadmin = {
            "username": data["admin_username"],
            "name": data["admin_name"],
            "password": data["admin_password"],
        }
        return lead, sysadmin

    def park(self):
        """Fields of the park."""
        names = ("name", "short_name", "region_code", "phone", "hours")
        park = {name: self.cleaned_data[name] for name in names}
        return park | ({"region_code": self.cleaned_data["other_code"]} if self.region() else {})
