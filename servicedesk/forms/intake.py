"""Forms by which requests and consultations come in."""

import json
from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from core.clock import now
from core.drafts import new_key
from core.fields import CleanCharField, CleanTextField, MobileField, RowField
from core.files import AttachmentsField
from core.prepared import Prepared
from core.together import first_of, read_together
from core.widgets import ChipPick, Moment, Seg, Typed
from enterprises.fields import EnterpriseChoiceField
from enterprises.models import Enterprise
from servicedesk.kinds import OTHER, by_length, category_of, words_in_use
from servicedesk.models import Category, Channel, PromiseRule

CHANNELS = [(Channel.PHONE.value, Channel.PHONE.label), (Channel.WALK_IN.value, Channel.WALK_IN.label)]
CHANNEL_ICONS = {Channel.PHONE.value: "phone", Channel.WALK_IN.value: "user"}
LONGEST_TEXT = 4000


class UserForm(forms.Form):
    """A form that narrows its choices by its user."""

    def __init__(self, *args, user=None, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)


def category_field(**options):
    """The categories in use, as chips; the form offers them (`active_categories`)."""
    return RowField(
        widget=ChipPick,
        label=_("Category"),
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose one of these."),
        },
        **options,
    )


def active_categories():
    """The categories in use."""
    return Category.objects.filter(is_active=True)


_categories = Prepared(lambda slot: active_categories())


def takers(user):
    """Whom this user may give a request to: the lead any officer, staff themselves."""
    if user.role == Role.LEAD:
        return User.objects.officers_of(user.park_id).select_related("department")
    return User.objects.none()


def holder_choices(user, people):
    """[(id, 站内 陈晓)] of the takers that were read."""
    found = list(people) if user.role == Role.LEAD else [user]
    return [(person.pk, f"{person.affiliation} {person}") for person in found]


class HolderField(RowField):
    """Whose hands: cleans to a User, or None."""

    default_error_messages = {
        "invalid_choice": _("This person cannot take it any more. Choose another one."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("In whose hands"))
        super().__init__(**kwargs)

    def give(self, user, people):
        """Set the choices for this user, out of his `takers`."""
        found = list(people) if user.role == Role.LEAD else [user]
        self.rows = {str(person.pk): person for person in found}
        self.choices = [
            *([] if self.required else [("", _("to be assigned by the lead"))]),
            *holder_choices(user, found),
        ]


class ContactMixin(forms.Form):
    """Who can be called about it."""

    contact_name = CleanCharField(label=_("Contact"), max_length=40, required=False)
    contact_mobile = MobileField(
        label=_("Mobile number"),
        required=False,
        help_text=_("With its last four digits the state can be looked up without signing in."),
    )


class DeskForm(UserForm):
    """A form of the station with an enterprise and a category; what it needs is read in one statement."""

    def read(self, *more):
        """Read the enterprise that was picked, the categories, and `more`, which is returned."""
        field = self.fields["enterprise"]
        field.rows = Enterprise.objects.editable_by(self.user).select_related("industry")
        pk = self["enterprise"].value() or ""
        picked, categories, *rest = read_together(field.picked(pk), _categories.given(), *more)
        field.know(pk, first_of(picked))
        self.fields["category"].offer(categories)
        return rest


class SubmitForm(ContactMixin, UserForm):
    """An enterprise asks online."""

    enterprise = RowField(label=_("Enterprise"))
    title = CleanCharField(
        label=_("What help do you need"),
        max_length=200,
        error_messages={"required": _("Say in one sentence what you need.")},
    )
    category = category_field()
    detail = CleanTextField(
        label=_("Details"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What you have tried, by when you need it, which product or device it is about."),
    )
    files = AttachmentsField()
    field_order = ("enterprise", "title", "category", "detail", "files", "contact_name", "contact_mobile")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows, categories = read_together(
            Enterprise.objects.visible_to(self.user).order_by("sort_key", "pk"), _categories.given()
        )
        self.fields["category"].offer(categories)
        self.fields["enterprise"].offer(rows)
        if len(rows) == 1:  # the usual case: nothing to choose
            self.fields["enterprise"].widget = forms.HiddenInput()
            self.fields["enterprise"].initial = rows[0].pk
        self.fields["contact_mobile"].required = True
        self.fields["contact_mobile"].error_messages["required"] = _(
            "Leave a mobile number to be called back."
        )
        if self.user is not None:
            self.fields["contact_name"].initial = self.user.name
            self.fields["contact_mobile"].initial = self.user.mobile or ""


class LogForm(ContactMixin, DeskForm):
    """Staff note a call or a walk-in."""

    enterprise = EnterpriseChoiceField(
        label=_("Enterprise"), error_messages={"required": _("Choose the enterprise.")}
    )
    channel = forms.ChoiceField(
        label=_("How it came"), choices=CHANNELS, initial=Channel.PHONE, widget=Seg(icons=CHANNEL_ICONS)
    )
    title = CleanCharField(
        label=_("One sentence: what they need"),
        max_length=200,
        error_messages={"required": _("Say in one sentence what is needed.")},
    )
    category = category_field()
    urgency = forms.ChoiceField(
        label=_("Promise"), choices=(), initial=PromiseRule.Urgency.NORMAL, widget=Seg
    )
    holder = HolderField(required=False)
    detail = CleanTextField(
        label=_("Details"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    files = AttachmentsField()
    origin = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60)
    field_order = (
        "enterprise",
        "channel",
        "title",
        "category",
        "urgency",
        "holder",
        "detail",
        "contact_name",
        "contact_mobile",
        "files",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people, days = self.read(
            takers(self.user), PromiseRule.objects.values_list("urgency", "working_days")
        )
        self.fields["holder"].give(self.user, people)
        self.fields["holder"].initial = None if self.user.role == Role.LEAD else self.user.pk
        self.fields["category"].initial = OTHER
        days = dict(days)
        self.fields["urgency"].choices = [
            (value, _("%(label)s, %(n)s working days") % {"label": label, "n": days.get(value, "?")})
            for value, label in PromiseRule.Urgency.choices
        ]


class LenientEnterpriseField(EnterpriseChoiceField):
    """An enterprise, or whatever was typed instead: somebody who is no enterprise of the park may ask too."""

    def to_python(self, value):
        """A row, a text that fits none, or None; a text that fits several still asks which."""
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if error.code == "none" and isinstance(value, Typed):
                return str(value).strip()[:60]
            raise


class QuickLogForm(DeskForm):
    """The 30-second log: enterprise, one sentence, done. Answered on the spot makes a consultation, else a request in
    the hands of who took the call."""

    enterprise = LenientEnterpriseField(label=_("Enterprise"), required=False)
    sentence = CleanCharField(
        label=_("What they said"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("One sentence is enough, but it is needed.")},
    )
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=CHANNELS,
        initial=Channel.PHONE,
        required=False,
        widget=Seg(icons=CHANNEL_ICONS),
    )
    category = category_field(required=False, help_text=_("Left open, the words decide."))
    answered = forms.BooleanField(
        label=_("answered on the spot"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    persons = forms.IntegerField(
        label=_("Persons served"),
        min_value=1,
        max_value=500,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": "1"}),
        error_messages={
            "min_value": _("At least one person was served."),
            "max_value": _("At most 500 persons; note larger events as training."),
        },
    )
    one_time_key = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_key, max_length=36)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        (words,) = self.read(words_in_use())
        self.words = by_length(words)

    @property
    def words_json(self):
        """[[word, category]] for the suggestion while it is typed (static/js/kind.js)."""
        return json.dumps(self.words, ensure_ascii=False)

    def clean(self):
        """A request needs its enterprise; a consultation does not. Nothing chosen: its words tell what it is about."""
        data = super().clean()
        data["channel"] = data.get("channel") or Channel.PHONE.value
        data["category"] = data.get("category") or category_of(
            data.get("sentence", ""), self.words, list(self.fields["category"].rows)
        )
        data["persons"] = data.get("persons") or 1
        chosen = data.get("enterprise")
        data["person"] = chosen if isinstance(chosen, str) else ""
        if isinstance(chosen, str):
            data["enterprise"] = None
        if "enterprise" in data and not data["enterprise"] and not data.get("answered"):
            self.add_error(
                "enterprise",
                _(
                    "“%(text)s” is no enterprise of the park: pick it from the list, or tick “answered on the spot”."
                )
                % {"text": chosen}
                if chosen
                else _("Say which enterprise asks, or tick “answered on the spot”."),
            )
        return data


class ConsultationForm(DeskForm):
    """Something answered on the spot."""

    enterprise = EnterpriseChoiceField(label=_("Enterprise"), required=False)
    person = CleanCharField(
        label=_("Who asked"), max_length=60, required=False, help_text=_("A name, or who they were.")
    )
    persons = forms.IntegerField(
        label=_("Persons served"), min_value=1, max_value=500, initial=1, widget=forms.NumberInput
    )
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[*CHANNELS, (Channel.VISIT.value, Channel.VISIT.label)],
        initial=Channel.PHONE,
        widget=Seg(icons={**CHANNEL_ICONS, Channel.VISIT.value: "walk"}),
    )
    category = category_field()
    sentence = CleanCharField(
        label=_("What was asked and answered"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in one sentence what was asked and answered.")},
    )
    happened_at = forms.DateTimeField(label=_("When"), widget=Moment)
    field_order = ("sentence", "category", "enterprise", "person", "persons", "channel", "happened_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.read()
        self.fields["happened_at"].initial = now

    def clean_happened_at(self):
        """Neither in the future nor before there was a station."""
        moment = self.cleaned_data["happened_at"]
        if moment > now() + timedelta(minutes=5):
            raise forms.ValidationError(_("This moment lies in the future. Please check the date."))
        if moment.year < 2000:
            raise forms.ValidationError(_("This year cannot be right. Please check the date."))
        return moment
