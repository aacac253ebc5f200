"""Forms of contacts, yearly figures, files and members."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.fields import CleanCharField, MobileField
from core.files import AttachmentsField
from core.widgets import Files
from enterprises.models import Contact, YearlyFigures

FIRST_YEAR = 1990


class ContactForm(forms.ModelForm):
    """A person of the enterprise; at least one way to reach him."""

    name = CleanCharField(label=_("Name"), max_length=40)
    post = CleanCharField(label=_("Post"), max_length=40, required=False)
    mobile = MobileField(label=_("Mobile number"), max_length=24, required=False)
    phone = CleanCharField(label=_("Telephone"), max_length=20, required=False)

    class Meta:
        model = Contact
        fields = ["role", "name", "post", "mobile", "phone", "email"]
        labels = {"role": _("Responsible for"), "email": _("E-mail")}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)

    def changes(self):
        """The values for the act."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class YearForm(forms.ModelForm):
    """One year of figures in 10,000 yuan."""

    class Meta:
        model = YearlyFigures
        fields = ["year", "employees", "revenue_10k", "total_assets_10k", "output_10k", "tax_10k", "source"]
        labels = {
            "year": _("Year"),
            "employees": _("Employees"),
            "revenue_10k": _("Revenue"),
            "total_assets_10k": _("Total assets"),
            "output_10k": _("Output"),
            "tax_10k": _("Tax paid"),
            "source": _("Source"),
        }
        help_texts = {
            "revenue_10k": _("In 10,000 yuan, like all amounts here"),
            "source": _("e.g. annual report of the enterprise"),
        }

    source = CleanCharField(
        label=_("Source"), max_length=60, required=False, help_text=_("e.g. annual report of the enterprise")
    )

    def __init__(self, *args, user, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        if self.instance.pk:
            del self.fields["year"]
        self.order_fields([*self.Meta.fields])

    def clean_year(self):
        """Between 1990 and this year, and not there yet."""
        year = self.cleaned_data["year"]
        if not FIRST_YEAR <= year <= today().year:
            raise forms.ValidationError(
                _("The year must lie between %(first)s and %(last)s."),
                params={"first": FIRST_YEAR, "last": today().year},
            )
        if self.enterprise.years.filter(year=year).exists():
            raise forms.ValidationError(
                _("The figures of %(year)s are recorded already; change that row."), params={"year": year}
            )
        return year

    def clean(self):
        """At least one figure."""
        cleaned = super().clean()
        figures = [name for name in self.fields if name not in ("year", "source")]
        if not self.errors and all(cleaned.get(name) is None for name in figures):
            raise forms.ValidationError(_("Enter at least one figure."))
        return cleaned

    def changes(self):
        """The values for the act."""
        return {name: self.cleaned_data[name] for name in self.fields}


class FilesForm(forms.Form):
    """Files for the enterprise itself: licence scans, plans, photos of the plant."""

    files = AttachmentsField(label=_("Files"), required=True, widget=Files(captions=True))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class InviteForm(forms.Form):
    """Who shall sign in for the enterprise."""

    name = CleanCharField(label=_("Name"), max_length=40)
    mobile = MobileField(
        label=_("Mobile number"), max_length=24, required=False, help_text=_("The person signs in with it")
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Only if the link shall be mailed; copying or printing it is enough"),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
