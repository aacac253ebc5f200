"""Words that several modules of this app put together."""

from django.utils.translation import pgettext


def listed(names):
    """`计量、关键岗位`: names one after the other."""
    return pgettext("between names", ", ").join(str(name) for name in names)
