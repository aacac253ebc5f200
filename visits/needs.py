"""The lines under 诉求: one form per line, empty ones are left out."""

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.clock import today
from core.fields import CleanTextField
from servicedesk.actions import Need
from visits.fields import DayField

PREFIX = "need"
MOST = 20
OFFERED = 3  # empty lines without a script
TITLE_LENGTH = 200
NAMES = ("text", "category", "owner", "promised_on", "DELETE")


class NeedForm(forms.Form):
    """What the enterprise asks for, who takes it, until when."""

    text = CleanTextField(
        label=gettext_lazy("What the enterprise asks for"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "data-counts": ""}),
        error_messages={
            "max_length": gettext_lazy("At most %(limit_value)d characters fit; this has %(show_value)d.")
        },
    )
    category = forms.ChoiceField(label=gettext_lazy("Kind of request"), required=False)
    owner = forms.ChoiceField(
        label=gettext_lazy("Who takes it"),
        error_messages={
            "required": gettext_lazy("Choose who takes it"),
            "invalid_choice": gettext_lazy("This person cannot take it; choose again"),
        },
    )
    promised_on = DayField(label=pgettext_lazy("visit", "Promised date"), required=False)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = choices
        self.line_label = ""
        self.fields["category"].choices = [("", _("by its words")), *choices.categories]
        self.fields["owner"].choices = [("", _("Please choose")), *choices.owners]
        self.fields["owner"].initial = str(choices.user.pk)
        if not self.is_bound:
            self.fields["promised_on"].initial = choices.promised_on

    @property
    def removed(self):
        """Whether the line was taken out."""
        if self.is_bound:
            return bool(self.data.get(self.add_prefix("DELETE")))
        return bool(self.initial.get("DELETE"))

    def has_changed(self):
        """A line counts when something is asked for in it."""
        return bool((self["text"].data or "").strip()) and not self.removed

    def clean_promised_on(self):
        """Not before today."""
        day = self.cleaned_data["promised_on"]
        if day and day < today():
            raise forms.ValidationError(
                _("The date cannot be before today (%(today)s)") % {"today": f"{today():%m-%d}"}
            )
        if day and day.year > today().year + 2:
            raise forms.ValidationError(_("Is the year %(year)s right?") % {"year": day.year})
        return day

    @property
    def need(self):
        """The line for the act; a long text stands in the details, its beginning is the title."""
        text = self.cleaned_data["text"]
        line = " ".join(text.split())
        fits = len(text) <= TITLE_LENGTH and "\n" not in text
        return Need(
            title=line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1] + "…",
            detail="" if fits else text,
            category=self.cleaned_data["category"] or self.choices.category_of(text),
            holder=self.choices.officers[self.cleaned_data["owner"]],
            promised_on=self.cleaned_data["promised_on"],
        )


class BaseNeedFormSet(BaseFormSet):
    """Lines that may stay empty; all of them are new, also those a draft brings back."""

    def initial_form_count(self):
        """No line existed before."""
        return 0 if not self.is_bound else super().initial_form_count()

    def add_fields(self, form, index):
        """The mark of a line that was taken out."""
        super().add_fields(form, index)
        form.fields["DELETE"].widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
        form.fields["DELETE"].label = _("Leave this line out")

    def number_lines(self):
        """Count the lines that are shown, as the page does."""
        number = 0
        for form in self.forms:
            if not form.removed:
                number += 1
            form.line_label = _("Request %(n)s") % {"n": number or 1}
        return self

    @property
    def needs(self):
        """The filled lines, for the act."""
        return [form.need for form in self.forms if form.has_changed()]

    def get_form_kwargs(self, index):
        """Each line has the same choices."""
        return dict(self.form_kwargs)


def make_needs(choices, data=None, initial=(), more=0):
    """The lines: posted ones, or those of a draft and empty ones behind them."""
    filled = len(initial)
    extra = min(max(OFFERED, filled + (1 if filled else 0)) + more, MOST)
    factory = formset_factory(
        NeedForm,
        formset=BaseNeedFormSet,
        extra=max(extra, filled),
        max_num=MOST,
        absolute_max=MOST * 2,
        validate_max=True,
        can_delete=True,
    )
    formset = factory(
        data,
        prefix=PREFIX,
        initial=None if data is not None else list(initial),
        form_kwargs={"choices": choices},
        error_messages={
            "too_many_forms": _("At most %(n)s requests in one visit; enter the rest one by one.")
            % {"n": MOST},
            "missing_management_form": _(
                "The lines of the requests arrived incomplete. Reload the page; the draft is kept."
            ),
        },
    )
    return formset.number_lines()


def lines_of(data):
    """[{field: value}] of the posted or drafted lines, without those that are empty or were taken out."""
    try:
        total = min(int(data.get(f"{PREFIX}-TOTAL_FORMS") or 0), MOST * 2)
    except ValueError:
        total = 0
    lines = []
    for number in range(total):
        line = {name: data.get(f"{PREFIX}-{number}-{name}") or "" for name in NAMES}
        if line["text"].strip() and not line["DELETE"]:
            lines.append(line)
    return lines[:MOST]
