"""Filters of the list of enterprises; each condition stands in the address."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import people
from accounts.roles import Role
from core.filtersets import FilterSet, fixed
from core.models import Park
from enterprises import archive
from enterprises.industries import division_choices
from enterprises.models import Enterprise, Section, SectionState

FLAGS = (
    "is_food",
    "uses_special_equipment",
    "needs_production_licence",
    "key_energy_user",
    "is_two_high",
    "in_abnormal_list",
    "serious_dishonest",
)
DAYS = ("built_by", "not_built_by", "in_park_on")
OF_STATUS = ("status", *DAYS)  # with one of these the list does not hold to those in the park now


def flag_choices():
    """[(field, words)] of the marks an enterprise may carry."""
    return [(name, Enterprise._meta.get_field(name).verbose_name) for name in FLAGS]


def state_choices():
    """States of a section; INCOMPLETE is every state but complete."""
    return [*SectionState.choices, ("INCOMPLETE", _("not complete"))]


def hidden_day(label, method):
    """A day that other pages set (figures of a period); shown as a chip, not as an input."""
    return filters.DateFilter(label=label, method=method, widget=forms.HiddenInput)


class EnterpriseFilter(FilterSet):
    """What is asked of a list of enterprises."""

    folded = ("size", "flag")  # rarely asked: one line of filters fits a desk

    q = filters.CharFilter(
        label=_("Search"),
        method="by_text",
        help_text=_("Name, credit code or pinyin initials"),
        max_length=200,
    )
    park = filters.ModelChoiceFilter(label=_("Park"), queryset=Park.objects.none())
    status = filters.ChoiceFilter(label=_("Status"), choices=fixed(lambda: Enterprise.Status.OFFERED))
    industry = filters.ChoiceFilter(
        label=_("Industry"), choices=fixed(division_choices), method="by_industry"
    )
    size = filters.ChoiceFilter(
        label=_("Size"), field_name="size_class", choices=fixed(lambda: Enterprise.Size.choices)
    )
    built = filters.ChoiceFilter(
        label=_("Archive"), method="by_built", choices=lambda: [("yes", _("built")), ("no", _("not built"))]
    )
    section = filters.ChoiceFilter(
        label=_("Section"),
        method="by_section",
        choices=lambda: [choice for choice in Section.choices if choice[0] != Section.RECORD],
        widget=forms.HiddenInput,
    )
    state = filters.ChoiceFilter(
        label=_("Section state"), method="by_section", choices=state_choices, widget=forms.HiddenInput
    )
    liaison = filters.ChoiceFilter(label=_("Liaison"), field_name="liaison_id")
    flag = filters.ChoiceFilter(label=_("Mark"), method="by_flag", choices=fixed(flag_choices))
    built_by = hidden_day(_("Archive built by"), "by_built_day")
    not_built_by = hidden_day(_("Archive not built by"), "by_not_built_day")
    in_park_on = hidden_day(_("In the park on"), "by_park_day")

    class Meta:
        model = Enterprise
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        user = self.request.user
        if user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
            del self.filters["liaison"]
            self.folded = ("built", *self.folded)
        else:
            del self.filters["park"]
            if user.role == Role.ENTERPRISE:
                del self.filters["liaison"]
            else:
                choices = people.options(people.active_staff, user.park_id)
                self.filters["liaison"].extra["choices"] = choices

    def by_text(self, rows, name, value):
        """Any part of a name, its pinyin, or a code."""
        return rows.search(value)

    def by_industry(self, rows, name, value):
        """The division and all that belongs to it."""
        return rows.filter(industry__code__startswith=value)

    def by_built(self, rows, name, value):
        """Whose archive is built, and whose is not."""
        return rows.built() if value == "yes" else rows.not_built()

    def by_section(self, rows, name, value):
        """One section in one state: both conditions are one question, asked once."""
        section, state = self.form.cleaned_data.get("section"), self.form.cleaned_data.get("state")
        if name == "state" and section:
            return rows
        return rows.filter(archive.having(section, state))

    def by_flag(self, rows, name, value):
        """Those that carry the mark."""
        return rows.filter(**{value: True})

    def by_built_day(self, rows, name, value):
        """In the park on that day, with an archive built by then."""
        return rows.in_park(value).built(value)

    def by_not_built_day(self, rows, name, value):
        """In the park on that day, with no archive by then."""
        return rows.in_park(value).not_built(value)

    def by_park_day(self, rows, name, value):
        """In the park on that day."""
        return rows.in_park(value)
