"""Now and today in the station's time zone."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def now():
    """The moment, aware, to be shown in Asia/Shanghai."""
    return timezone.now()


def today():
    """The calendar day in Asia/Shanghai. Asked hundreds of times on a page, hence worked out once a day."""
    moment = timezone.now()
    starts, day, ends = _Day.known
    if not starts <= moment < ends:
        day = timezone.localdate(moment, timezone.get_default_timezone())
        starts, ends = _edges(day)
        _Day.known = (starts, day, ends)
    return day


class _Day:
    """The day as it was known last: when it starts, which it is, when it ends. One attribute, as threads share it."""

    known = (datetime.max.replace(tzinfo=UTC), None, datetime.min.replace(tzinfo=UTC))


def _edges(day):
    zone = timezone.get_default_timezone()
    return tuple(datetime.combine(each, time.min, tzinfo=zone) for each in (day, day + timedelta(days=1)))


def moments(first, last):
    """The span of two days, both included, as moments: [start, end). An open end, and one after the last day there is,
    is None."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone) if first else None
    endless = last is None or last == date.max
    return start, None if endless else datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)


def noon(day):
    """The middle of a day: for what is only known to have happened on it."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())
