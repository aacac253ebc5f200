"""Filters of visits, plans and enterprises visited; each condition stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import people
from core.filtersets import FilterSet, fixed
from enterprises.models import Enterprise
from visits.models import Finding, Visit, VisitedEnterprise

LARGEST = 2**62


def subject_choices():
    """Each subject with a problem, with something to improve, or looked at: METROLOGY-PROBLEM."""
    levels = (Finding.Level.PROBLEM, Finding.Level.IMPROVE, Finding.Level.NORMAL)
    return [
        (f"{subject}-{level}", f"{subject.label} {level.label}")
        for subject in Finding.Subject
        for level in levels
    ]


def hidden_number(label, **options):
    """An id that other pages set; shown as a chip."""
    return filters.NumberFilter(label=label, widget=forms.HiddenInput, max_value=LARGEST, **options)


class PeriodFilterSet(FilterSet):
    """With `from` and `to`: two days, both included, as figures write them into an address."""

    @classmethod
    def get_filters(cls):
        """`from` is no name for an attribute, hence here."""
        found = super().get_filters()
        if cls.period_labels:
            for name, label in zip(("from", "to"), cls.period_labels, strict=True):
                found[name] = filters.DateFilter(field_name=name, label=label, method="by_period")
        return found

    period_labels = ()

    def by_period(self, rows, name, value):
        """One end of the period."""
        raise NotImplementedError


class VisitFilter(PeriodFilterSet):
    """What is asked of the list of visits."""

    period_labels = (_("Visited from"), _("Visited until"))
    day_field = "visited_on"

    q = filters.CharFilter(
        label=_("Search"), method="by_text", help_text=_("Enterprise, pinyin or words"), max_length=100
    )
    author = filters.ChoiceFilter(label=_("Visitor"), method="by_person")
    purpose = filters.ChoiceFilter(label=_("Purpose"), choices=fixed(lambda: Visit.Purpose.choices))
    risk = filters.ChoiceFilter(label=_("Risk"), choices=fixed(lambda: Visit.Risk.choices))
    finding = filters.ChoiceFilter(
        label=pgettext_lazy("visit", "Found"), choices=fixed(subject_choices), method="by_finding"
    )
    needs = filters.ChoiceFilter(
        label=_("Requests"),
        choices=lambda: [("yes", _("with requests")), ("no", _("without"))],
        method="by_needs",
    )
    enterprise = hidden_number(_("Enterprise"), field_name="enterprise_id", method="by_enterprise")

    class Meta:
        model = Visit
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        if user.sees_all_parks:
            del self.filters["author"]
        else:
            self.filters["author"].extra["choices"] = people.options(people.officers, user.park_id)

    def by_text(self, rows, name, value):
        """The enterprise by any part, or words of the summary."""
        return rows.text(value, self.request.user)

    def by_person(self, rows, name, value):
        """Who went or came along."""
        joined = Visit.companions.through.objects.filter(user_id=int(value)).values("visit_id")
        return rows.filter(Q(author_id=int(value)) | Q(pk__in=joined))

    def by_finding(self, rows, name, value):
        """A subject at a level."""
        subject, _sign, level = value.partition("-")
        found = Finding.objects.filter(visit_id=OuterRef("pk"), subject=subject, level=level)
        return rows.filter(Exists(found))

    def by_needs(self, rows, name, value):
        """Whether the enterprise asked for something."""
        return rows.filter(need_count__gt=0) if value == "yes" else rows.filter(need_count=0)

    def by_enterprise(self, rows, name, value):
        """Of one enterprise."""
        return rows.filter(enterprise_id=int(value))

    def by_period(self, rows, name, value):
        """One end of the period."""
        return rows.filter(**{f"{self.day_field}__{'gte' if name == 'from' else 'lte'}": value})


class PlanFilter(VisitFilter):
    """What is asked of the list of plans."""

    period_labels = (_("Planned from"), _("Planned until"))
    day_field = "planned_on"
    risk = finding = needs = None

    def by_text(self, rows, name, value):
        """The enterprise by any part."""
        return rows.filter(enterprise_id__in=Enterprise.objects.search(value).values("pk"))


class CoverageFilter(PeriodFilterSet):
    """The period in which enterprises were visited, and the day on which they are in the park."""

    period_labels = (_("Visited from"), _("Visited until"))

    q = filters.CharFilter(
        label=_("Search"), method="by_text", help_text=_("Enterprise or pinyin"), max_length=100
    )
    liaison = filters.ChoiceFilter(label=_("Liaison"), field_name="liaison_id")
    in_park_on = filters.DateFilter(label=_("In the park on"), method="by_park_day", widget=forms.HiddenInput)

    class Meta:
        model = VisitedEnterprise
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        if user.sees_all_parks:
            del self.filters["liaison"]
        else:
            choices = people.options(people.active_officers, user.park_id)
            self.filters["liaison"].extra["choices"] = choices

    def by_text(self, rows, name, value):
        """Any part of the name."""
        return rows.search(value)

    def by_park_day(self, rows, name, value):
        """In the park on that day."""
        return rows.in_park(value)

    def by_period(self, rows, name, value):
        """The page reads the period itself: visits, not enterprises, have a day."""
        return rows


class MissedFilter(CoverageFilter):
    """What is asked of the 漏访 list."""

    period_labels = ()
    in_park_on = None
    planned = filters.ChoiceFilter(
        label=pgettext_lazy("visit", "Plan"),
        choices=lambda: [("no", _("not planned")), ("yes", _("planned"))],
        method="by_plan",
    )

    def by_plan(self, rows, name, value):
        """Whether somebody has planned a visit."""
        planned = Visit.objects.planned().filter(enterprise_id=OuterRef("pk"))
        return rows.filter(Exists(planned)) if value == "yes" else rows.filter(~Exists(planned))
