"""The form of a visit's record: where, why, whom, what was seen, what is asked for, when next."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import Role
from core.clock import today
from core.fields import CleanCharField, CleanTextField
from core.together import first_of
from core.widgets import ChipPick, ChipPickMany, Seg
from enterprises.fields import EnterpriseChoiceField, picked
from enterprises.models import Enterprise
from visits import checks, people
from visits.choices import Choices
from visits.fields import ClockField, DayField, PhotosField
from visits.models import Finding, Visit
from visits.needs import make_needs

Subject, Level = Finding.Subject, Finding.Level
LEVEL_ICONS = {"NORMAL": "check", "IMPROVE": "alert-triangle", "PROBLEM": "alert-octagon"}
LEVEL_TONES = {"IMPROVE": "warn", "PROBLEM": "bad", "NOT_SEEN": "na"}
NEED_TEXT = (Level.IMPROVE, Level.PROBLEM)


def subjects_of(enterprise):
    """What is looked at in this enterprise: food and special equipment only where there is any."""
    found = []
    for subject in Subject:
        if enterprise is not None:
            if subject == Subject.FOOD and not enterprise.is_food:
                continue
            if subject == Subject.EQUIPMENT and not enterprise.uses_special_equipment:
                continue
        found.append(subject)
    return found


class RecordForm(forms.Form):
    """The record itself, as it is logged and amended. `choices` is shared with the lines of the requests."""

    visited_on = DayField(label=gettext_lazy("Day of the visit"))
    visited_at = ClockField(label=pgettext_lazy("visit", "From (time)"), required=False)
    purpose = forms.ChoiceField(label=pgettext_lazy("visit", "Why"), widget=ChipPick)
    met = CleanCharField(
        label=gettext_lazy("Whom you met"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Name and post, several people with 、 between."),
    )
    companions = forms.MultipleChoiceField(
        label=gettext_lazy("Came along"),
        required=False,
        widget=ChipPickMany,
        error_messages={"invalid_choice": gettext_lazy("This person cannot come along; choose again.")},
    )
    summary = CleanTextField(
        label=gettext_lazy("In a few words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    risk = forms.ChoiceField(
        label=gettext_lazy("Risk"),
        required=False,
        choices=Visit.Risk.choices,
        widget=Seg(
            icons={"LOW": "check", "MEDIUM": "alert-triangle", "HIGH": "alert-octagon"},
            tones={"MEDIUM": "warn", "HIGH": "bad"},
        ),
    )
    photos = PhotosField(label=pgettext_lazy("visit", "Photos"), required=False)
    next_on = DayField(label=gettext_lazy("Next visit"), required=False)

    def __init__(self, *args, user, choices=None, enterprise=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.choices = choices or Choices(user)
        self.enterprise = enterprise
        joint_only = user.role == Role.DEPARTMENT
        self.fields["purpose"].choices = [
            choice for choice in Visit.Purpose.choices if not joint_only or choice[0] == Visit.Purpose.JOINT
        ]
        self.fields["purpose"].initial = Visit.Purpose.JOINT if joint_only else Visit.Purpose.ROUTINE
        self.fields["companions"].choices = self.choices.companions
        for name in ("visited_on", "next_on"):
            self.fields[name].widget.attrs["max" if name == "visited_on" else "min"] = f"{today():%Y-%m-%d}"
        self.subjects = subjects_of(enterprise)
        for subject in Subject:
            self._add_subject(subject)

    def _add_subject(self, subject):
        self.fields[f"finding_{subject}"] = forms.ChoiceField(
            label=subject.label,
            choices=Level.choices,
            required=False,
            initial=Level.NOT_SEEN,
            widget=Seg(icons=LEVEL_ICONS, tones=LEVEL_TONES),
        )
        self.fields[f"finding_{subject}_text"] = CleanTextField(
            label=_("%(subject)s: remark") % {"subject": subject.label},
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @property
    def subject_rows(self):
        """[(level field, text field)] of the subjects shown; one that was filled or is wrong stays shown."""
        rows = []
        for subject in Subject:
            level, text = self[f"finding_{subject}"], self[f"finding_{subject}_text"]
            used = text.value() or level.value() not in (None, "", Level.NOT_SEEN)
            if subject in self.subjects or used or text.errors:
                rows.append({"level": level, "text": text, "under": f"finding_{subject}:IMPROVE,PROBLEM"})
        return rows

    def clean_met(self):
        """People, each with a name that fits."""
        met = self.cleaned_data["met"]
        found = people.parse(met)
        if len(found) > people.MOST:
            raise forms.ValidationError(
                _("At most %(n)s people; name those who matter.") % {"n": people.MOST}
            )
        person = people.too_long(found)
        if person:
            raise forms.ValidationError(
                _(
                    "“%(name)s…” is too long for one person. Put 、 between people and a space before the post."
                )
                % {"name": person.name[:12]}
            )
        return met

    def clean_companions(self):
        """The people."""
        return [self.choices.officers[pk] for pk in self.cleaned_data["companions"]]

    def clean(self):
        """Remarks where something is wrong; days that can be."""
        data = super().clean()
        for subject in Subject:
            level, text = data.get(f"finding_{subject}"), data.get(f"finding_{subject}_text")
            if level in NEED_TEXT and not text and not self.errors.get(f"finding_{subject}_text"):
                self.add_error(
                    f"finding_{subject}_text",
                    _("“%(level)s”: say in a few words what it is.") % {"level": Level(level).label},
                )
        enterprise = data.get("enterprise") or self.enterprise
        day = data.get("visited_on")
        if day and "visited_on" in self.changed_days():
            self._problem("visited_on", checks.day_problem(enterprise, day))
        if data.get("next_on") and "next_on" in self.changed_days():
            self._problem("next_on", checks.next_problem(data["next_on"], day))
        self._problem(
            "companions",
            checks.companions_problem(data.get("purpose"), data.get("companions") or [], self.user),
        )
        return data

    def changed_days(self):
        """Days that must fit today; the amend form leaves out those that were not touched."""
        return {"visited_on", "next_on"}

    def _problem(self, name, sentence):
        if sentence and name not in self.errors:
            self.add_error(name, sentence)

    @property
    def findings(self):
        """{subject: (level, text)} for the act."""
        return {
            str(subject): (
                self.cleaned_data.get(f"finding_{subject}") or Level.NOT_SEEN.value,
                self.cleaned_data.get(f"finding_{subject}_text") or "",
            )
            for subject in Subject
        }

    @property
    def facts(self):
        """The columns of the record for the act."""
        names = ("visited_on", "visited_at", "purpose", "met", "summary", "risk", "next_on")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def captions(self):
        """The captions of the photos, in their order."""
        return self.fields["photos"].captions(self.data, self.add_prefix("photos"))


class VisitForm(RecordForm):
    """A new record with its lines of requests."""

    enterprise = EnterpriseChoiceField(
        label=gettext_lazy("Enterprise"),
        help_text=gettext_lazy("Any part of the name, pinyin initials or the code on the plate."),
        error_messages={"required": gettext_lazy("Choose the enterprise you visited.")},
    )
    field_order = ["enterprise"]

    def __init__(self, data=None, files=None, *, user, enterprise=None, choices=None, initial=None, more=0):
        initial = dict(initial or {})
        lines = initial.pop("lines", ())
        rows = Enterprise.objects.visible_to(user).select_related("industry")
        posted = self.base_fields["enterprise"].widget.value_from_datadict(data or {}, {}, "enterprise")
        choices = choices or Choices(user)
        (found,) = choices.read(picked(rows, posted))
        super().__init__(data, files, user=user, choices=choices, enterprise=enterprise, initial=initial)
        self.fields["enterprise"].rows = rows
        self.fields["enterprise"].know(posted, first_of(found))
        if enterprise is not None:
            self.fields["enterprise"].initial = enterprise.pk
            self.fields["enterprise"].know(enterprise.pk, enterprise)
        self.needs = make_needs(self.choices, data, lines, more)

    def is_valid(self):
        """The record and its lines; both are looked at, so that all errors are said at once."""
        lines_fit = self.needs.is_valid()
        self.needs.number_lines()
        return super().is_valid() and lines_fit


class AmendForm(RecordForm):
    """A correction of a record. After a day it asks for the reason."""

    reason = CleanCharField(
        label=gettext_lazy("Why the record is changed"),
        max_length=200,
        help_text=gettext_lazy("It stands on the page of the visit, with what was changed."),
        error_messages={"required": gettext_lazy("The record is older than a day: say why it is changed.")},
    )

    def __init__(self, *args, asks_reason, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]

    def changed_days(self):
        """A next visit that has passed by now may stay."""
        return set(self.changed_data)


class ReasonForm(forms.Form):
    """Why a plan is called off, why a record is void."""

    reason = CleanCharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say why, in a few words.")},
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
