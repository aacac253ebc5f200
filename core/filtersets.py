"""The base of all filter sets: django-filter, which copies its declared filters for each page, made quick."""

from collections import OrderedDict
from copy import copy

import django_filters


def fixed(choices):
    """Mark a function of choices: they are the same for everybody, always, and need not be asked for again."""
    choices.fixed = True
    return choices


class Declared(OrderedDict):
    """Declared filters. A page gets its own copy of each to narrow, not of all that hangs on it: labels, choices and
    widgets are the same for everybody."""

    def __deepcopy__(self, memo):
        copies = type(self)()
        for name, declared in self.items():
            copies[name] = each = copy(declared)
            each.extra = dict(declared.extra)
            if declared.method is not None:
                each.method = declared.method  # bound to the copy
        return copies


class FilterSet(django_filters.FilterSet):
    """What may be asked of a list; each condition stands in the address."""

    @classmethod
    def get_filters(cls):
        """The declared filters."""
        return Declared(super().get_filters())
