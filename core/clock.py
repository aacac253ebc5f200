"""Now and today in the station's time zone."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def now():
    """The moment, aware, to be shown in Asia/Shanghai."""
    return timezone.now()


def today():
    """The calendar day in Asia/Shanghai."""
    return timezone.localdate()


def moments(first, last):
    """The span of two days, both included, as moments: [start, end). An open end, and one after the last day there is,
    is None."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone) if first else None
    endless = last is None or last == date.max
    return start, None if endless else datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
