"""Filters of licence cases; each condition stands in the address."""

import django_filters as filters
from django import forms
from django.db.models import Exists, F, OuterRef
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.roles import STATION, Role
from core.filtersets import fixed
from core.models import Park
from licensing import kept_usual
from licensing.models import Bottleneck, CaseBottleneck, CaseLeg, Holder, Kind, LicenceCase, Stage, Status
from servicedesk.filters import PeriodFilterSet, hidden_choice

GROUPS = [
    ("open", pgettext_lazy("licence cases", "open")),
    ("all", _("all")),
    ("over", pgettext_lazy("licence cases", "finished")),
]

TARGET = [("in", _("issued in time")), ("over", _("after the target day"))]
PACE = [("slow", _("slower than usual"))]
LIMIT = [("has", _("decided, with a legal limit")), ("over", _("beyond the legal limit"))]
INTERNAL = ("target", "pace", "limit", "ran", "red", "gap")  # how the station reads its numbers


def hidden_day(label, column, lookup_expr):
    """An end of a period, set by figures and statistics."""
    return filters.DateFilter(
        label=label, field_name=column, lookup_expr=lookup_expr, widget=forms.HiddenInput
    )


def _legs(value):
    """The legs of a case at a stage, or in the hands of a holder."""
    of = "stage" if value in Stage.values else "holder"
    return CaseLeg.objects.filter(case=OuterRef("pk"), **{of: value})


def usual_status(query):
    """What a list shows that names no state."""
    return {"all": "all", "closed": "over"}.get(query.get("tab"), "open")


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
    issued_after = hidden_day(_("Issued from"), "issued_on", "gte")
    issued_before = hidden_day(_("Issued until"), "issued_on", "lte")
    decided_after = hidden_day(_("Decided from"), "decided_on", "gte")
    decided_before = hidden_day(_("Decided until"), "decided_on", "lte")
    closed_after = hidden_day(_("Closed from"), "closed_on", "gte")
    closed_before = hidden_day(_("Closed until"), "closed_on", "lte")
    target = hidden_choice(_("Target"), "by_target", TARGET)
    pace = hidden_choice(_("Pace"), "by_pace", PACE)
    limit = hidden_choice(_("Limit of the authority"), "by_limit", LIMIT)
    ran = hidden_choice(_("Went through"), "by_leg", [*Stage.choices, *Holder.choices])
    red = hidden_choice(_("Longer than allowed"), "by_late_leg", [*Stage.choices, *Holder.choices])
    gap = hidden_choice(_("What held it up"), "by_gap", Bottleneck.choices)
    park = filters.ChoiceFilter(label=_("Park"), field_name="park_id", widget=forms.HiddenInput)
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
            for name in ("kind", "stage", "holder", "owner", "park", *INTERNAL):
                del self.filters[name]
        elif user.sees_all_parks:
            del self.filters["owner"]
            parks = Park.objects.filter(pk=data["park"]) if data.get("park", "").isdecimal() else ()
            self.filters["park"].extra["choices"] = [(park.pk, park.name) for park in parks]
        else:
            del self.filters["park"]
            people = User.objects.filter(park_id=user.park_id, role__in=STATION, is_active=True)
            self.filters["owner"].extra["choices"] = [
                (person.pk, str(person)) for person in people.order_by("name", "pk")
            ]

    def in_period(self, rows, first, last):
        """Opened from, until."""
        return rows.opened(first, last)

    def by_target(self, rows, name, value):
        """In time, or not."""
        return rows.in_target() if value == "in" else rows.past_target()

    def by_pace(self, rows, name, value):
        """Whose holder takes longer than usual."""
        return kept_usual.slower(rows)

    def by_limit(self, rows, name, value):
        """What the authority took beside what the law gave it."""
        rows = rows.limited()
        return rows.filter(authority_days__gt=F("authority_limit")) if value == "over" else rows

    def by_leg(self, rows, name, value):
        """That went through a stage, or through the hands of a holder."""
        return rows.filter(Exists(_legs(value).filter(days__isnull=False)))

    def by_late_leg(self, rows, name, value):
        """That took longer at a stage, or in the hands of a holder, than allowed."""
        return rows.filter(Exists(_legs(value).filter(is_late=True)))

    def by_gap(self, rows, name, value):
        """That a bottleneck held up, and that is out of the way."""
        gaps = CaseBottleneck.objects.filter(case=OuterRef("pk"), kind=value, closed_on__isnull=False)
        return rows.filter(Exists(gaps))

    def by_status(self, rows, name, value):
        """A state, or a group of states."""
        if value == "open":
            return rows.open()
        if value == "over":
            return rows.over()
        return rows if value == "all" else rows.filter(status=value)
