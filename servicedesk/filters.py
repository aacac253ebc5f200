"""Filters of requests and consultations; each condition stands in the address."""

from datetime import timedelta

import django_filters as filters
from django import forms
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from accounts.roles import OFFICERS, Role
from core.clock import today
from core.filtersets import FilterSet, fixed
from core.prepared import Prepared
from servicedesk.models import Category, Channel, Consultation, ServiceRequest, Status

GROUPS = [
    ("open", pgettext_lazy("requests", "open")),
    ("all", _("all")),
    ("over", pgettext_lazy("requests", "finished")),
]
OUTCOMES = [
    ("on_time", _("answered on time")),
    ("late", _("answered late or overdue")),
    ("due", _("answered or overdue")),
]
RATED = [("yes", _("rated")), ("good", _("4 or 5 stars"))]
DUE = [
    ("past", _("before today")),
    ("today", _("today")),
    ("week", _("this week")),
    ("next", _("next week")),
    ("later", _("later")),
]
CATEGORY, HOLDER = "category", "holder"


def hidden_choice(label, method, choices):
    """A condition that figures set; it stands in the address and as a chip, not among the inputs."""
    return filters.ChoiceFilter(label=label, method=method, choices=lambda: choices, widget=forms.HiddenInput)


def hidden_day(label, lookup_expr):
    """An end of a period of promised dates, set by figures."""
    return filters.DateFilter(
        label=label, field_name="promised_on", lookup_expr=lookup_expr, widget=forms.HiddenInput
    )


def _categories_in_use():
    return Category.objects.order_by().values_list(
        Value(CATEGORY), "code", "name", Cast("position", CharField())
    )


def _with_people_of(slot):
    people = User.objects.filter(park_id=slot("park"), role__in=OFFICERS, is_active=True).order_by()
    return _categories_in_use().union(
        people.values_list(Value(HOLDER), Cast("pk", CharField()), "name", F("role")), all=True
    )


_categories = Prepared(lambda slot: _categories_in_use())
_with_people = Prepared(_with_people_of)


class PeriodFilterSet(FilterSet):
    """With `from` and `to`: two days, both included, as figures write them into an address."""

    period_field = ""
    period_widget = forms.DateInput

    @classmethod
    def get_filters(cls):
        """`from` is no name for an attribute, hence here."""
        found = super().get_filters()
        if cls.period_field:
            for name, label in (("from", cls.from_label), ("to", cls.to_label)):
                found[name] = filters.DateFilter(
                    label=label, field_name=name, method="by_period", widget=cls.period_widget
                )
        return found

    @cached_property
    def choices_in_use(self):
        """{"category": [(code, name)], "holder": [(id, name)]} in one statement; holders of one park only."""
        user = self.request.user
        whole = user.sees_all_parks or user.role == Role.ENTERPRISE
        found = {CATEGORY: [], HOLDER: []}
        for kind, code, name, order in _categories() if whole else _with_people(park=user.park_id):
            found[kind].append((order.rjust(12, "0"), name, code))
        return {kind: [(code, name) for _order, name, code in sorted(rows)] for kind, rows in found.items()}

    def by_text(self, rows, name, value):
        """Whatever was typed into the search box."""
        return rows.search(value, self.request.user)

    def by_period(self, rows, name, value):
        """One end of the period."""
        first, last = (value, None) if name == "from" else (None, value)
        return self.in_period(rows, first, last)


def usual_status(query):
    """What a list shows that names no state: open requests, on the tab of all requests all."""
    return "all" if query.get("tab") == "all" else "open"


class RequestFilter(PeriodFilterSet):
    """What is asked of a list of requests."""

    period_field = "submitted_at"
    period_widget = forms.HiddenInput
    from_label = _("Submitted from")
    to_label = _("Submitted until")

    q = filters.CharFilter(
        label=_("Search"),
        method="by_text",
        help_text=_("Words, number, enterprise or pinyin"),
        max_length=100,
    )
    status = filters.ChoiceFilter(label=_("Status"), method="by_status", empty_label=None)
    category = filters.ChoiceFilter(label=_("Category"), field_name="category_id")
    holder = filters.ChoiceFilter(label=_("Holder"), method="by_holder")
    due = filters.ChoiceFilter(label=_("Promised"), method="by_due", choices=fixed(lambda: DUE))
    channel = filters.ChoiceFilter(label=_("Channel"), choices=fixed(lambda: Channel.choices))
    outcome = hidden_choice(_("Outcome"), "by_outcome", OUTCOMES)
    rated = hidden_choice(_("Rating"), "by_rating", RATED)
    late = hidden_choice(_("Overdue"), "by_late", [("yes", _("yes"))])
    enterprise = filters.NumberFilter(
        label=_("Enterprise"), field_name="enterprise_id", widget=forms.HiddenInput, max_value=2**62
    )
    promised_after = hidden_day(_("Promised from"), lookup_expr="gte")
    promised_before = hidden_day(_("Promised until"), lookup_expr="lte")

    class Meta:
        model = ServiceRequest
        fields = []

    def __init__(self, data=None, *args, **kwargs):
        data = data.copy() if data is not None else QueryDict(mutable=True)
        if not data.get("status"):
            data["status"] = usual_status(data)
        super().__init__(data, *args, **kwargs)
        user = self.request.user
        self.filters["status"].extra["choices"] = [*GROUPS, *Status.choices]
        if user.role == Role.ENTERPRISE:
            self.filters["q"].extra["help_text"] = _("Words or number")
            for name in ("category", "holder", "channel", "due", "outcome", "rated"):
                del self.filters[name]
            return
        self.filters["category"].extra["choices"] = self.choices_in_use[CATEGORY]
        people = self.choices_in_use[HOLDER]
        if people:
            self.filters["holder"].extra["choices"] = [("none", pgettext("holder", "not assigned")), *people]
        else:
            del self.filters["holder"]

    def in_period(self, rows, first, last):
        """Submitted from, until."""
        return rows.submitted(first, last)

    def by_status(self, rows, name, value):
        """A state, or a group of states."""
        if value == "open":
            return rows.open()
        if value == "over":
            return rows.over()
        return rows if value == "all" else rows.filter(status=value)

    def by_holder(self, rows, name, value):
        """In somebody's hands, or in nobody's."""
        return rows.filter(holder=None) if value == "none" else rows.filter(holder_id=value)

    def by_due(self, rows, name, value):
        """When it was promised, as people say it."""
        day = today()
        monday = day - timedelta(days=day.weekday())
        spans = {
            "past": {"promised_on__lt": day},
            "today": {"promised_on": day},
            "week": {"promised_on__range": (monday, monday + timedelta(days=6))},
            "next": {"promised_on__range": (monday + timedelta(days=7), monday + timedelta(days=13))},
            "later": {"promised_on__gt": monday + timedelta(days=13)},
        }
        return rows.filter(**spans[value])

    def by_outcome(self, rows, name, value):
        """How the promise was kept."""
        rows = rows.owed()
        if value == "on_time":
            return rows.on_time()
        return rows.exclude(answered_at__isnull=False, answered_late=False) if value == "late" else rows

    def by_rating(self, rows, name, value):
        """Rated at all, or with four and five stars."""
        return rows.filter(rating__gte=4) if value == "good" else rows.filter(rating__isnull=False)

    def by_late(self, rows, name, value):
        """Overdue now."""
        return rows.overdue()


class ConsultationFilter(PeriodFilterSet):
    """What is asked of the list of consultations."""

    period_field = "happened_at"
    from_label = _("From")
    to_label = _("Until")

    q = filters.CharFilter(
        label=_("Search"), method="by_text", help_text=_("Words, enterprise or pinyin"), max_length=100
    )
    category = filters.ChoiceFilter(label=_("Category"), field_name="category_id")
    channel = filters.ChoiceFilter(label=_("Channel"), choices=fixed(lambda: Channel.choices))
    taken_by = filters.ChoiceFilter(label=_("Taken by"), field_name="taken_by_id")
    enterprise = filters.NumberFilter(
        label=_("Enterprise"), field_name="enterprise_id", widget=forms.HiddenInput, max_value=2**62
    )

    class Meta:
        model = Consultation
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = self.choices_in_use[CATEGORY]
        people = self.choices_in_use[HOLDER]
        if people:
            self.filters["taken_by"].extra["choices"] = people
        else:
            del self.filters["taken_by"]

    def in_period(self, rows, first, last):
        """Happened from, until."""
        return rows.happened(first, last)
