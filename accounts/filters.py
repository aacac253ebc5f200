"""Filters of the people page."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.backends import sign_in_name
from accounts.models import User
from accounts.roles import Role
from core.filtersets import FilterSet


class PeopleFilter(FilterSet):
    """Name, account or mobile number; role."""

    q = django_filters.CharFilter(label=_("Find"), method="find", help_text=_("Name, account, mobile number"))
    role = django_filters.ChoiceFilter(label=_("Role"), choices=lambda: Role.choices, empty_label=_("all"))

    class Meta:
        model = User
        fields = ["q", "role"]

    def find(self, rows, name, value):
        """Part of the name or account; the number from its beginning."""
        typed = sign_in_name(value)
        return rows.filter(
            Q(name__icontains=value.strip()) | Q(username__icontains=typed) | Q(mobile__startswith=typed)
        )
