"""Filters of the inbox and the ledger."""

import django_filters
from django.utils.translation import gettext_lazy as _

from core.filtersets import FilterSet
from reminders.models import DueReminder, Message, State
from reminders.sources import sources


class InboxFilter(FilterSet):
    """Part of the title."""

    q = django_filters.CharFilter(
        label=_("Find"), field_name="title", lookup_expr="icontains", help_text=_("Words")
    )

    class Meta:
        model = Message
        fields = ["q"]


class LedgerFilter(FilterSet):
    """Source, state, and the due date with both ends included."""

    source = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=lambda: [(code, source.label) for code, source in sources.items()],
        empty_label=_("all"),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=lambda: State.choices, empty_label=_("all"))
    due = django_filters.DateFromToRangeFilter(label=_("Due"), field_name="due_on")

    class Meta:
        model = DueReminder
        fields = ["source", "state", "due"]
