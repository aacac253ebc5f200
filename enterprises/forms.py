"""Forms of the master data of an enterprise."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import STATION
from core.clock import today
from core.codes import uscc_warnings, validate_region, validate_uscc
from core.fields import CleanCharField, CleanTextField, CodeField
from core.normalise import clean_line
from core.widgets import Day, Seg
from enterprises.actions import MAX_PRODUCTS
from enterprises.fields import IndustryField
from enterprises.lookalikes import look_alikes
from enterprises.models import Enterprise
from enterprises.models.enterprise import FLOW

FIRST_DAY = date(1900, 1, 1)
PAST = ("established_on", "production_started_on", "admitted_on")
ONE, TWO, MARKS, FOLD = "one", "two", "marks", "fold"  # how enterprises/form.html lays a group of fields out
LAYOUT = (
    (
        _("Who it is"),
        (
            (ONE, ("name", "uscc", "uscc_missing_reason")),
            (TWO, ("short_name", "entity_type", "legal_representative", "general_manager")),
            (TWO, ("established_on", "registered_capital")),
            (FOLD, ("former_names", "legacy_reg_no", "legacy_org_code")),
        ),
    ),
    (
        _("In the park"),
        (
            (TWO, ("status", "admitted_on")),
            (ONE, ("plant_address",)),
            (TWO, ("plot_no", "building", "production_started_on", "region_code")),
            (FOLD, ("registered_address", "land_area_mu", "floor_area_m2")),
        ),
    ),
    (
        _("What it does"),
        (
            (ONE, ("industry", "products", "business_scope")),
            (
                MARKS,
                (
                    "is_food",
                    "uses_special_equipment",
                    "needs_production_licence",
                    "key_energy_user",
                    "is_two_high",
                    "in_abnormal_list",
                    "serious_dishonest",
                ),
            ),
        ),
    ),
    (_("For the station"), ((ONE, ("liaison", "size_class", "size_reason", "notes")),)),
)
STEPS = tuple((title, tuple(name for _kind, names in groups for name in names)) for title, groups in LAYOUT)


def check_past(value, label):
    """Refuse a day before 1900 or after today."""
    if value and value < FIRST_DAY:
        raise forms.ValidationError(
            _("%(what)s lies before 1900. Please check the year."), params={"what": label}
        )
    if value and value > today():
        raise forms.ValidationError(_("%(what)s lies in the future. Please check."), params={"what": label})
    return value


class LinesField(CleanTextField):
    """Several short texts, one per line (、 and ； part them too)."""

    def __init__(self, *, max_each, max_lines, **kwargs):
        self.max_each, self.max_lines = max_each, max_lines
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def clean(self, value):
        """A list, without repetitions."""
        text = super().clean(value)
        for sign in "、；;":
            text = text.replace(sign, "\n")
        lines = list(dict.fromkeys(line for line in map(clean_line, text.split("\n")) if line))
        if len(lines) > self.max_lines:
            words = ngettext("At most %(n)s line fits.", "At most %(n)s lines fit.", self.max_lines)
            raise forms.ValidationError(words % {"n": self.max_lines})
        for line in lines:
            if len(line) > self.max_each:
                raise forms.ValidationError(
                    _("“%(start)s…” has %(n)s characters; at most %(limit)s fit."),
                    params={"start": line[:12], "n": len(line), "limit": self.max_each},
                )
        return lines

    def prepare_value(self, value):
        """Lines again."""
        return "\n".join(value) if isinstance(value, list | tuple) else value


class EnterpriseForm(forms.ModelForm):
    """Master data. A name like one that is registered already has to be confirmed as another enterprise."""

    name = CleanCharField(
        label=_("Enterprise name"), max_length=200, help_text=_("As in the business licence")
    )
    short_name = CleanCharField(label=_("Short name"), max_length=40, required=False)
    former_names = LinesField(
        label=_("Former names"), max_each=200, max_lines=20, required=False, help_text=_("One per line")
    )
    uscc = CodeField(
        label=_("Unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("18 characters; the last one is checked as you type"),
    )
    uscc_missing_reason = CleanCharField(
        label=_("Why there is no code"),
        max_length=100,
        required=False,
        help_text=_("Only when there is none"),
    )
    legacy_reg_no = CodeField(label=_("Old registration number"), max_length=15, required=False)
    legacy_org_code = CodeField(label=_("Old organisation code"), max_length=10, required=False)
    legal_representative = CleanCharField(label=_("Legal representative"), max_length=40, required=False)
    general_manager = CleanCharField(label=_("General manager"), max_length=40, required=False)
    registered_address = CleanCharField(label=_("Registered address"), max_length=200, required=False)
    plant_address = CleanCharField(
        label=_("Plant address"),
        max_length=200,
        required=False,
        help_text=_("Where it produces; licences cover this"),
    )
    plot_no = CleanCharField(label=_("Plot"), max_length=30, required=False)
    building = CleanCharField(label=_("Building"), max_length=60, required=False)
    region_code = CodeField(
        label=_("Region code"),
        max_length=9,
        help_text=_("6 digits, a town or street 9"),
        validators=[validate_region],
    )
    industry = IndustryField(
        label=_("Industry (GB/T 4754)"),
        required=False,
        help_text=_("A code like C1411, or a word of its name"),
    )
    products = LinesField(
        label=_("Main products"),
        max_each=100,
        max_lines=MAX_PRODUCTS,
        required=False,
        help_text=_("One per line"),
    )
    business_scope = CleanTextField(
        label=_("Business scope"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    notes = CleanTextField(
        label=_("Notes for the station"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise does not see these"),
    )
    size_reason = CleanCharField(
        label=_("Why the size was set by hand"),
        max_length=100,
        required=False,
        help_text=_("Leave empty to have it computed from the latest yearly figures"),
    )
    similar_seen = forms.BooleanField(label=_("I have compared: it is another enterprise"), required=False)

    class Meta:
        model = Enterprise
        fields = [
            name for _title, names in STEPS for name in names if name not in ("former_names", "products")
        ]
        widgets = {
            "established_on": Day,
            "admitted_on": Day,
            "production_started_on": Day,
            "size_class": Seg,
        }
        help_texts = {
            "registered_capital": _("In 10,000 yuan"),
            "admitted_on": _("Visits and requests cannot lie before this day; who still applies has none"),
        }

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.similar = None
        self.old_name = self.instance.name
        self.initial.setdefault("products", [])
        if not self.instance.size_reason:
            self.initial["size_class"] = ""
        self.fields["liaison"].queryset = User.objects.active().filter(park_id=user.park_id, role__in=STATION)
        self.fields["entity_type"].choices = [("", _("not known")), *Enterprise.EntityType.choices]
        self.fields["size_class"].choices = [("", _("computed")), *Enterprise.Size.choices]
        if self.instance.pk:
            del self.fields["status"]  # has an act of its own, with a reason
            del self.fields["liaison"]
            self.fields["admitted_on"].required = bool(self.instance.admitted_on)
        else:
            self.fields["status"].choices = [c for c in Enterprise.Status.choices if c[0] in FLOW.first]
            for name in ("uscc", "admitted_on"):  # asked of everybody but applicants, and who has no code
                self.fields[name].asked = True
            self.fields["liaison"].initial = user.pk
            self.fields["region_code"].initial = user.park.region_code if user.park else ""

    def _get_validation_exclusions(self):
        """What `clean` says itself; PostgreSQL says it once more when it is saved (keys, codes, order of days)."""
        said = {"industry", "liaison", "uscc", "uscc_missing_reason", "established_on", "admitted_on"}
        return super()._get_validation_exclusions() | said

    def steps(self):
        """[(heading, [(kind, fields)])] for the template."""
        return [
            (title, [(kind, [self[name] for name in names if name in self.fields]) for kind, names in groups])
            for title, groups in LAYOUT
        ]

    def clean_uscc(self):
        """A right code, or none."""
        code = self.cleaned_data["uscc"]
        if not code:
            return None
        validate_uscc(code)
        other = (
            Enterprise.objects.filter(uscc=code).exclude(pk=self.instance.pk).only("name", "park_id").first()
        )
        if other and other.park_id == self.user.park_id:
            raise forms.ValidationError(
                _("“%(name)s” is registered with this code already."), params={"name": other.name}
            )
        if other:
            raise forms.ValidationError(
                _("An enterprise with this unified social credit code is registered already.")
            )
        return code

    def clean_established_on(self):
        """In the past."""
        return check_past(self.cleaned_data["established_on"], self.fields["established_on"].label)

    def clean_admitted_on(self):
        """In the past."""
        return check_past(self.cleaned_data["admitted_on"], self.fields["admitted_on"].label)

    def clean_production_started_on(self):
        """In the past."""
        return check_past(
            self.cleaned_data["production_started_on"], self.fields["production_started_on"].label
        )

    def clean(self):
        """What several fields say together."""
        cleaned = super().clean()
        status = cleaned.get("status", self.instance.status)
        if "uscc" not in self.errors:
            if cleaned.get("uscc"):
                if cleaned.get("uscc_missing_reason"):
                    self.add_error("uscc_missing_reason", _("There is a code; leave the reason empty."))
            elif not cleaned.get("uscc_missing_reason") and status != Enterprise.Status.APPLICANT:
                self.add_error(
                    "uscc", _("Enter the unified social credit code, or say below why there is none.")
                )
        needs_day = not self.instance.pk and status != Enterprise.Status.APPLICANT
        if needs_day and not cleaned.get("admitted_on") and "admitted_on" not in self.errors:
            self.add_error("admitted_on", _("Enter the day it was admitted to the park."))
        started, established = cleaned.get("production_started_on"), cleaned.get("established_on")
        if started and established and started < established:
            self.add_error(
                "production_started_on", _("Production cannot start before the enterprise was established.")
            )
        left = self.instance.left_on
        if left and cleaned.get("admitted_on") and cleaned["admitted_on"] > left:
            self.add_error(
                "admitted_on", _("The enterprise left on %(day)s; it was admitted before.") % {"day": left}
            )
        self._clean_size(cleaned)
        self._clean_similar(cleaned)
        return cleaned

    def _clean_size(self, cleaned):
        """A size set by hand has a reason, and a reason has a size."""
        chosen, reason = cleaned.get("size_class"), cleaned.get("size_reason")
        if chosen and not reason and "size_reason" not in self.errors:
            self.add_error("size_reason", _("Say why the size is set by hand, or choose “computed”."))
        if reason and not chosen and "size_class" not in self.errors:
            self.add_error("size_class", _("Choose the size that the reason is for."))

    def _clean_similar(self, cleaned):
        """A new name that is like another one is shown once before it is saved."""
        name = cleaned.get("name")
        if not name or name == self.old_name:
            return
        self.similar = look_alikes(name, self.user, besides=self.instance if self.instance.pk else None)
        if self.similar and not cleaned.get("similar_seen") and not self.errors:
            self.add_error(
                "similar_seen", _("There are enterprises with a similar name. Compare them, then tick here.")
            )

    def doubts(self):
        """What looks odd and may be saved all the same."""
        return uscc_warnings(self.cleaned_data.get("uscc") or "") if self.is_valid() else []

    def changes(self):
        """The values for the act: model fields, products and former names."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "similar_seen"}
        if not values["size_reason"]:
            del values["size_class"]  # computed
        return values
