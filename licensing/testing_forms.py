"""Forms of samples: taken, delivered, reported, cancelled."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.bigrams import lexemes
from core.clock import today
from core.fields import CleanCharField, RowField
from core.files import AttachmentsField
from core.ids import row_id
from core.widgets import Day, Seg
from enterprises.models import BodyAbility, Product
from licensing.actions.testing import UNUSABLE, not_covered
from licensing.gap_forms import not_tomorrow
from licensing.models import CaseDocument, Holder, Paper, SampleVerdict
from licensing.queue import queues_of, suggest
from servicedesk.forms.acts import ActForm
from servicedesk.forms.intake import UserForm

NONE = [("", _("none"))]
MOST = 30  # abilities a form offers at once
LOOKED_AT = 300  # among which those that fit are found


def offered_in(park_id):
    """What bodies in use test today in a park."""
    rows = BodyAbility.objects.on(today()).filter(park_id=park_id, body__is_active=True)
    return rows.select_related("body").order_by("subject", "standard_number", "pk")


def fitting(abilities, words):
    """Those whose subject or standard shares most pairs of characters with what is made; none that shares no pair."""
    wanted = {each for each in lexemes(words) if len(each) > 1}
    shared = {row.pk: len(wanted & lexemes(f"{row.subject} {row.standard_number}")) for row in abilities}
    most = max(shared.values(), default=0)
    return [row for row in abilities if most and shared[row.pk] == most]


def words_of(case):
    """What is made: the product of the case, and its category where the archive has it."""
    made = Product.objects.filter(enterprise_id=case.enterprise_id).values_list("name", "category")[
        :LOOKED_AT
    ]
    kinds = [kind for name, kind in made if kind and (name in case.product or case.product in name)]
    return " ".join([case.product, *kinds])


class AbilityField(RowField):
    """What is tested, by whom. A form that is posted knows the one that was chosen; one that is shown offers some, those
    that fit first, each with the day its report is likely."""

    def know(self, park_id, value):
        """The one that was chosen."""
        rows = offered_in(park_id)
        self.offer(rows.filter(pk=row_id(value)) if row_id(value) else ())

    def compare(self, park_id, words, tested="", chosen=None):
        """What is offered, narrowed to `tested`; returns the queues of those that fit."""
        rows = offered_in(park_id)
        found = list((rows.search(tested) if tested else rows)[:LOOKED_AT])
        fit = found if tested else fitting(found, words)
        first = {row.pk for row in fit}
        shown = [*fit, *(row for row in found if row.pk not in first)][:MOST]
        if chosen and all(row.pk != chosen for row in shown):
            shown += rows.filter(pk=chosen)
        queues = queues_of(shown)
        self.rows = {str(row.pk): row for row in shown}
        ordered = sorted(queues.values(), key=lambda queue: (queue.ability.pk not in first, queue.likely_on))
        self.choices = [
            ("", _("Please choose")),
            *((queue.ability.pk, f"{queue.ability} · {queue.said}") for queue in ordered),
        ]
        return [queues[row.pk] for row in fit if row.pk in queues]


def chosen_ability(form):
    """The id that was posted, or that the form was opened with."""
    return row_id((form.data if form.is_bound else form.initial).get("ability"))


class SampleForm(ActForm):
    """A sample of a case: what is tested, and what there is of it."""

    ability = AbilityField(
        label=_("What is tested, and by whom"),
        help_text=_("Those that fit the product stand first; the day is when the report is likely."),
        error_messages={"required": _("Choose what is tested, and by whom.")},
    )
    name = CleanCharField(label=_("Sample"), max_length=100, help_text=_("As it stands on the slip"))
    batch = CleanCharField(label=_("Batch"), max_length=60, required=False)
    quantity = CleanCharField(
        label=_("Quantity"), max_length=60, required=False, help_text=_("With its unit, e.g. 3 × 500 g")
    )
    taken_on = forms.DateField(label=_("Taken on"), widget=Day)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.fields["ability"].know(self.obj.park_id, self.data.get("ability"))
        self.fields["name"].initial = self.obj.product
        self.fields["taken_on"].initial = today

    def compare(self, tested=""):
        """Before it is shown: what is offered, and who would report first."""
        field, chosen = self.fields["ability"], chosen_ability(self)
        suggestion = suggest(field.compare(self.obj.park_id, words_of(self.obj), tested, chosen))
        field.initial = suggestion.best and suggestion.best.ability.pk
        return suggestion

    def clean_taken_on(self):
        """Not in the future, not before the case."""
        day = not_tomorrow(self.cleaned_data["taken_on"])
        if day and day < self.obj.opened_on:
            raise forms.ValidationError(
                _("The case was opened on %(day)s: it cannot be older.") % {"day": self.obj.opened_on}
            )
        return day


class DeliveryForm(UserForm):
    """When, by whom it was taken over."""

    delivered_on = forms.DateField(label=_("Delivered on"), widget=Day)
    handed_to = CleanCharField(
        label=_("Handed to"), max_length=40, required=False, help_text=_("Who takes them over there")
    )
    note = CleanCharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delivered_on"].initial = today

    def clean_delivered_on(self):
        """Not in the future."""
        return not_tomorrow(self.cleaned_data["delivered_on"])


class ReportForm(ActForm):
    """A report has come: what it says, and whether it counts."""

    verdict = forms.ChoiceField(
        label=_("What it says"),
        choices=[*SampleVerdict.choices, (UNUSABLE, _("not usable"))],
        widget=Seg,
        error_messages={"required": _("Say what the report says.")},
    )
    number = CleanCharField(label=_("Report number"), max_length=60)
    on = forms.DateField(
        label=_("Date of the report"), widget=Day, help_text=_("The CMA must cover this day")
    )
    document = RowField(label=_("Document of the checklist it settles"), required=False)
    files = AttachmentsField(label=_("The report"), help_text=_("Needed for one that has passed"))
    note = CleanCharField(
        label=_("What failed, or why it is not usable"),
        max_length=200,
        required=False,
        help_text=_("What failed the enterprise reads; why it is not usable stays with the station"),
    )
    ability = AbilityField(
        label=_("Where the sample goes next"),
        required=False,
        help_text=_("Only for a report that is not usable"),
    )

    def __init__(self, *args, sample, **kwargs):
        super().__init__(*args, **kwargs)
        self.sample = sample
        if self.is_bound:
            asked = row_id(self.data.get("document"))
            self.fields["document"].offer(self.documents().filter(pk=asked) if asked else (), NONE)
            self.fields["ability"].know(self.obj.park_id, self.data.get("ability"))
        self.fields["on"].initial = today

    def documents(self):
        """What the body owes."""
        rows = CaseDocument.objects.filter(case=self.obj, owed_by=Holder.BODY)
        return rows.exclude(status=Paper.WAIVED)

    def compare(self):
        """Before it is shown: the documents it may settle, and where the sample may go next."""
        field = self.fields["document"]
        field.offer(self.documents(), NONE)
        field.initial = next((row.pk for row in field.rows.values()), None)
        field, chosen = self.fields["ability"], chosen_ability(self)
        field.compare(self.obj.park_id, self.sample.ability.subject, chosen=chosen)

    def clean_on(self):
        """Not in the future, not before the delivery."""
        day = not_tomorrow(self.cleaned_data["on"])
        if day and self.sample.delivered_on and day < self.sample.delivered_on:
            raise forms.ValidationError(
                _("The sample was delivered on %(day)s: the report cannot be older.")
                % {"day": self.sample.delivered_on}
            )
        return day

    def clean(self):
        """What each verdict needs."""
        data = super().clean()
        verdict, on = data.get("verdict"), data.get("on")
        if verdict == UNUSABLE:
            if not data.get("note"):
                self.add_error("note", _("Say why the report is not usable."))
            if not data.get("ability"):
                self.add_error("ability", _("Choose where the sample goes next."))
            return data
        if verdict == SampleVerdict.PASSED and not data.get("files") and "files" not in self.errors:
            self.add_error("files", _("Attach the report: it belongs to the documents of the case."))
        if verdict and on and (sentence := not_covered(self.sample, on)):
            self.add_error("on", sentence)
        return data
