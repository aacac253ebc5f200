"""Filters of licence cases; each condition stands in the address."""

import django_filters as filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import STATION, Role
from core.filtersets import fixed
from licensing.models import Holder, Kind, LicenceCase, Stage, Status
from servicedesk.filters import PeriodFilterSet

GROUPS = [
    ("open", pgettext_lazy("licence cases", "open")),
    ("all", _("all")),
    ("over", pgettext_lazy("licence cases", "finished")),
]


def usual_status(query):
    """What a list shows that names no state."""
    return "all" if query.get("tab") == "all" else "open"


class CaseFilter(PeriodFilterSet):
    """What is asked of the list of cases."""

    period_field = "opened_on"
    period_widget = forms.HiddenInput
    from_label = _("Opened from")
    to_label = _("Opened until")

    q = filters.CharFilter(
        label=_("Search"),
        method="by_text",
        help_text=_("Product, number, enterprise or pinyin"),
        max_length=100,
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        method="by_status",
        empty_label=None,
        choices=fixed(lambda: [*GROUPS, *Status.choices]),
    )
    kind = filters.ChoiceFilter(label=_("Kind"), choices=fixed(lambda: Kind.choices))
    stage = filters.ChoiceFilter(label=_("Stage"), choices=fixed(lambda: Stage.choices))
    holder = filters.ChoiceFilter(label=_("Who has the baton"), choices=fixed(lambda: Holder.choices))
    owner = filters.ChoiceFilter(label=_("In charge"), field_name="owner_id")
    enterprise = filters.NumberFilter(
        label=_("Enterprise"), field_name="enterprise_id", widget=forms.HiddenInput, max_value=2**62
    )

    class Meta:
        model = LicenceCase
        fields = []

    def __init__(self, data=None, *args, **kwargs):
        data = data.copy() if data is not None else QueryDict(mutable=True)
        if not data.get("status"):
            data["status"] = usual_status(data)
        super().__init__(data, *args, **kwargs)
        user = self.request.user
        if user.role == Role.ENTERPRISE:
            self.filters["q"].extra["help_text"] = _("Product or number")
            for name in ("kind", "stage", "holder", "owner"):
                del self.filters[name]
        elif user.sees_all_parks:
            del self.filters["owner"]
        else:
            people = User.objects.filter(park_id=user.park_id, role__in=STATION, is_active=True)
            self.filters["owner"].extra["choices"] = [
                (person.pk, str(person)) for person in people.order_by("name", "pk")
            ]

    def in_period(self, rows, first, last):
        """Opened from, until."""
        return rows.opened(first, last)

    def by_status(self, rows, name, value):
        """A state, or a group of states."""
        if value == "open":
            return rows.open()
        if value == "over":
            return rows.over()
        return rows if value == "all" else rows.filter(status=value)
