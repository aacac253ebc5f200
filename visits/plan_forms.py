"""Forms of plans: who goes and what for, and one line per enterprise and day."""

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.calendars import calendar
from core.clock import today
from core.fields import CleanCharField
from core.widgets import ChipPick, ChipPickMany, Typed
from enterprises.fields import EnterpriseChoiceField
from enterprises.models import Enterprise
from visits import checks
from visits.actions import PlanLine
from visits.fields import ClockField, DayField
from visits.models import Visit

PREFIX = "stop"
MOST = 60


def next_working_day():
    """The day a plan opens with."""
    return calendar().add_working_days(today(), 1)


class PlanForm(forms.Form):
    """What holds for all lines: who goes, with whom, what for."""

    author = forms.ChoiceField(label=gettext_lazy("Who goes"))
    purpose = forms.ChoiceField(
        label=pgettext_lazy("visit", "Why"),
        choices=Visit.Purpose.choices,
        widget=ChipPick,
        initial=Visit.Purpose.ROUTINE,
    )
    companions = forms.MultipleChoiceField(
        label=gettext_lazy("Comes along"), required=False, widget=ChipPickMany
    )
    note = CleanCharField(
        label=pgettext_lazy("visit", "What for"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("One sentence; it stands with the plan and on My work."),
    )

    def __init__(self, *args, user, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.choices = choices
        self.stops = None  # the lines, set by the page that has some
        self.fields["author"].choices = choices.goers
        self.fields["author"].initial = str(user.pk)
        self.fields["companions"].choices = [
            (pk, f"{person} · {person.affiliation}") for pk, person in choices.officers.items()
        ]

    def is_valid(self):
        """The form and its lines; both are looked at, so that all errors are said at once."""
        lines_fit = self.stops is None or self.stops.is_valid()
        return super().is_valid() and lines_fit

    def clean_author(self):
        """The person."""
        return self.choices.officers[self.cleaned_data["author"]]

    def clean_companions(self):
        """The people."""
        return [self.choices.officers[pk] for pk in self.cleaned_data["companions"]]

    def clean(self):
        """A joint visit is made by two."""
        data = super().clean()
        author = data.get("author")
        companions = [
            person for person in data.get("companions") or [] if author is None or person.pk != author.pk
        ]
        problem = author and checks.companions_problem(data.get("purpose"), companions, author)
        if problem:
            self.add_error("companions", problem)
        return data


class StopForm(forms.Form):
    """One enterprise on one day."""

    enterprise = EnterpriseChoiceField(
        label=gettext_lazy("Enterprise"), error_messages={"required": gettext_lazy("Choose the enterprise.")}
    )
    planned_on = DayField(label=pgettext_lazy("visit", "Day"))
    planned_at = ClockField(label=pgettext_lazy("visit", "Time"), required=False)

    def __init__(self, *args, user, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.line_label = ""
        self.fields["enterprise"].rows = Enterprise.objects.editable_by(user).select_related("industry")
        self.fields["enterprise"].widget.attrs["data-counts"] = ""
        self.fields["planned_on"].initial = day
        self.fields["planned_on"].widget.attrs["min"] = f"{today():%Y-%m-%d}"

    def has_changed(self):
        """A line counts when an enterprise stands in it."""
        bound = self["enterprise"]
        value = bound.field.widget.value_from_datadict(self.data, self.files, bound.html_name)
        return bool(value if not isinstance(value, Typed) else value.strip()) and not self.removed

    @property
    def removed(self):
        """Whether the line was taken out."""
        return bool(self.data.get(self.add_prefix("DELETE"))) if self.is_bound else False

    def clean(self):
        """A day to come, an enterprise in the park."""
        data = super().clean()
        if data.get("planned_on"):
            problem = checks.plan_problem(data.get("enterprise"), data["planned_on"])
            if problem:
                self.add_error("planned_on", problem)
        return data

    @property
    def line(self):
        """For the act."""
        data = self.cleaned_data
        return PlanLine(data["enterprise"], data["planned_on"], data["planned_at"])


class BaseStopFormSet(BaseFormSet):
    """Lines that may stay empty; at least one is filled, none twice."""

    def initial_form_count(self):
        """All are new."""
        return 0 if not self.is_bound else super().initial_form_count()

    def add_fields(self, form, index):
        """The mark of a line that was taken out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Leave this line out")
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def get_form_kwargs(self, index):
        """The same for each line."""
        return dict(self.form_kwargs)

    def number_lines(self):
        """Count the lines that are shown, as the page does."""
        number = 0
        for form in self.forms:
            number += not form.removed
            form.line_label = _("Stop %(n)s") % {"n": number or 1}
        return self

    def clean(self):
        """Somebody must be visited, and nobody twice on one day."""
        lines = self.lines
        if not lines and not any(form.errors for form in self.forms):
            raise forms.ValidationError(_("Enter at least one enterprise."))
        seen = set()
        for line in lines:
            key = (line.enterprise.pk, line.day)
            if key in seen:
                raise forms.ValidationError(
                    _("%(enterprise)s stands twice on the same day.") % {"enterprise": line.enterprise}
                )
            seen.add(key)

    @property
    def lines(self):
        """Filled, correct lines."""
        return [form.line for form in self.forms if form.has_changed() and not form.errors]


def make_stops(user, data=None, initial=(), more=0):
    """The lines: posted ones, or the given ones and empty ones behind them."""
    filled = len(initial)
    extra = min(max(filled, 1 if filled else 3) + more, MOST)
    factory = formset_factory(
        StopForm,
        formset=BaseStopFormSet,
        extra=extra,
        max_num=MOST,
        absolute_max=MOST,
        validate_max=True,
        can_delete=True,
    )
    formset = factory(
        data,
        prefix=PREFIX,
        initial=None if data is not None else list(initial),
        form_kwargs={"user": user, "day": next_working_day()},
        error_messages={
            "too_many_forms": _("At most %(n)s enterprises at once.") % {"n": MOST},
            "missing_management_form": _("The lines arrived incomplete. Reload the page."),
        },
    )
    return formset.number_lines()


class ReplanForm(PlanForm):
    """A plan on another day, for somebody else, or with more said."""

    planned_on = DayField(label=pgettext_lazy("visit", "Day"))
    planned_at = ClockField(label=pgettext_lazy("visit", "Time"), required=False)
    field_order = ["planned_on", "planned_at"]

    def __init__(self, *args, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        self.fields["planned_on"].widget.attrs["min"] = f"{today():%Y-%m-%d}"

    def clean_planned_on(self):
        """A day to come."""
        day = self.cleaned_data["planned_on"]
        problem = checks.plan_problem(self.enterprise, day)
        if problem:
            raise forms.ValidationError(problem)
        return day
