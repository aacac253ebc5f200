"""Now and today in the station's time zone."""

from django.utils import timezone


def now():
    """The moment, aware, to be shown in Asia/Shanghai."""
    return timezone.now()


def today():
    """The calendar day in Asia/Shanghai."""
    return timezone.localdate()
