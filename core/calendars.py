"""The calendar in force: read from the database, published a year at a time.

`calendar()` costs one small query per request or task: the query returns the version of the calendar, and its
days only when this process has another version, so that no process ever reckons with a calendar gone stale.
Outside a request or task every call asks again; jobs that reckon in bulk keep the `Calendar` they were given.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from celery.signals import task_postrun, task_prerun
from django.core.exceptions import ValidationError
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from core.models.reference import CalendarDay, CalendarYear
from core.upsert import upsert
from core.workdays import REACHES_BACK_TO, Calendar

READ = """
    SELECT version, CASE WHEN version IS DISTINCT FROM %s THEN json_build_object(
        'published', (SELECT coalesce(json_agg(year), '[]') FROM core_calendaryear WHERE status = 'PUBLISHED'),
        'days', (SELECT coalesce(json_agg(json_build_array(date, kind)), '[]') FROM core_calendarday)
    )::text END AS content
    FROM (
        SELECT coalesce(string_agg(concat_ws(':', year, status, extract(epoch FROM imported_at)), ' ' ORDER BY year), '')
            AS version
        FROM core_calendaryear
    ) AS state
"""
WARN_FROM = (11, 15)  # the notice of the next year normally appears in early November
EARLIEST_YEAR = 1949


class _Scope(threading.local):
    """The calendar of the request or task that runs in this thread; depth is 0 outside of both."""

    depth = 0
    calendar = None


class _Process:
    """The last calendar this process read, with its version; one attribute, as threads share it."""

    known = (None, None)


_scope = _Scope()
Hook = Callable[[int], object]
_hooks: list[Hook] = []


class CalendarError(ValidationError):
    """A calendar file that cannot be right; the message says why."""


@dataclass(frozen=True)
class YearNotice:
    """The days one State Council notice takes out of the weekend rule."""

    year: int
    papers: tuple[str, ...]
    days: dict[date, tuple[str, str]]  # date -> (kind, festival)

    @property
    def notice_no(self):
        """The references of the notice, as far as they fit."""
        return " ".join(self.papers)[:300]


def calendar() -> Calendar:
    """Return the calendar in force."""
    if not _scope.depth:
        return _read()
    if _scope.calendar is None:
        _scope.calendar = _read()
    return _scope.calendar


class CalendarAsked:
    """The calendar in force as a part of `core.together.read_together`."""

    def __init__(self):
        self.known = _Process.known
        self.sql, self.params = ("SELECT 1", []) if _scope.calendar else (READ, [self.known[0]])

    def take(self, row):
        """The calendar, kept for the rest of the request."""
        found = _scope.calendar or _understood(self.known, row["version"], row["content"])
        if _scope.depth:
            _scope.calendar = found
        return found


def on_year_published(hook: Hook) -> Hook:
    """Register a function of the year that runs inside the transaction that publishes it.

    Apps recompute there the provisional due dates that reach the year. It may run again for a corrected year.
    Hooks live in an app's `reference.py`, which is found by itself.
    """
    if hook not in _hooks:
        _hooks.append(hook)
    return hook


def publish_year(data: dict, *, source: str = CalendarYear.Source.IMPORT) -> CalendarYear:
    """Import one year in the holiday-cn shape `{year, papers, days: [{name, date, isOffDay}]}`."""
    return publish_years([data], source=source)[0]


def publish_years(items: list[dict], *, source: str = CalendarYear.Source.IMPORT) -> list[CalendarYear]:
    """Import several years in one transaction, then tell those who registered, year by year."""
    notices = [read_notice(item) for item in items]
    autodiscover_modules("reference")
    with transaction.atomic():
        _store(notices, source)
        forget()
        for notice in notices:
            for hook in _hooks:
                hook(notice.year)
        forget()
        rows = CalendarYear.objects.in_bulk([notice.year for notice in notices])
    return [rows[notice.year] for notice in notices]


def read_notice(data: dict) -> YearNotice:
    """Check a year in the holiday-cn shape and return what it says."""
    if (
        not isinstance(data, dict)
        or not isinstance(data.get("year"), int)
        or not isinstance(data.get("days"), list)
    ):
        raise CalendarError(_("This is not a calendar file: it needs a year and its days."))
    year = data["year"]
    if not EARLIEST_YEAR <= year <= 2999:
        raise CalendarError(_("%(year)s is not a year this calendar can hold.") % {"year": year})
    if not data["days"]:
        raise CalendarError(
            _("The file for %(year)s holds no days: that year is not published yet.") % {"year": year}
        )
    days = {}
    for item in data["days"]:
        day, off, name = _read_day(item)
        if day.year != year and (day.year != year - 1 or (day.month, day.day) < REACHES_BACK_TO):
            raise CalendarError(
                _("%(day)s does not belong to the calendar of %(year)s.") % {"day": day, "year": year}
            )
        if day in days:
            raise CalendarError(_("%(day)s appears twice in the file.") % {"day": day})
        days[day] = (CalendarDay.Kind.RESTDAY if off else CalendarDay.Kind.WORKDAY, name)
    for month, number in ((1, 1), (5, 1), (10, 1)):
        festival = date(year, month, number)
        if days.get(festival, ("",))[0] != CalendarDay.Kind.RESTDAY:
            raise CalendarError(
                _("The file for %(year)s is not complete: %(day)s is not a day off.")
                % {"year": year, "day": festival}
            )
    return YearNotice(year, tuple(str(paper) for paper in data.get("papers") or ()), days)


def next_year_missing(today: date) -> bool:
    """Tell whether it is late in the year and the next one is not published yet."""
    return (today.month, today.day) >= WARN_FROM and today.year + 1 not in calendar().published


def forget():
    """Make this thread ask for the calendar again at the next call."""
    _scope.calendar = None


def _read_day(item):
    try:
        day, off, name = date.fromisoformat(item["date"]), item["isOffDay"], item["name"].strip()
        understood = isinstance(off, bool) and 0 < len(name) <= 60
    except (AttributeError, KeyError, TypeError, ValueError):
        understood = False
    if not understood:
        raise CalendarError(
            _("Each day needs a date (year-month-day), a name and whether it is a day off: %(day)s")
            % {"day": json.dumps(item, ensure_ascii=False)[:80]}
        )
    return day, off, name


def _store(notices, source):
    years = [notice.year for notice in notices]
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment = cursor.fetchone()[0].isoformat()
    upsert(
        CalendarYear,
        [
            {
                "year": notice.year,
                "status": CalendarYear.Status.PUBLISHED,
                "source": source,
                "notice_no": notice.notice_no,
                "imported_at": moment,
            }
            for notice in notices
        ],
        key=["year"],
        fields=["status", "source", "notice_no", "imported_at"],
    )
    CalendarDay.objects.filter(year__in=years).delete()
    # a later notice speaks last about the days it reaches back to
    taken = dict(CalendarDay.objects.filter(year__gt=min(years)).values_list("date", "year_id"))
    upsert(
        CalendarDay,
        [
            {
                "date": day.isoformat(),
                "year_id": notice.year,
                "kind": kind,
                "name": name,
                "source": source,
                "notice_no": notice.notice_no,
            }
            for day, (notice, kind, name) in _latest(notices).items()
            if taken.get(day, 0) <= notice.year
        ],
        key=["date"],
        fields=["year_id", "kind", "name", "source", "notice_no"],
    )


def _latest(notices):
    days = {}
    for notice in sorted(notices, key=lambda notice: notice.year):
        for day, (kind, name) in notice.days.items():
            days[day] = (notice, kind, name)
    return days


def _read():
    known = _Process.known
    with connection.cursor() as cursor:
        cursor.execute(READ, [known[0]])
        return _understood(known, *cursor.fetchone())


def _understood(known, version, content):
    """The calendar of a version; without content it is the one that was known."""
    if content is None:
        return known[1]
    content = json.loads(content)
    rest, work = set(), set()
    for day, kind in content["days"]:
        (rest if kind == CalendarDay.Kind.RESTDAY else work).add(date.fromisoformat(day))
    fresh = Calendar(frozenset(rest), frozenset(work), frozenset(content["published"]))
    _Process.known = (version, fresh)
    return fresh


def _enter(**_signal):
    _scope.depth += 1
    forget()


def _leave(**_signal):
    _scope.depth = max(_scope.depth - 1, 0)
    forget()


def _enter_request(**_signal):
    _scope.depth = 0  # a request that was never finished leaves nothing behind
    _enter()


request_started.connect(_enter_request, dispatch_uid="calendar-enter")
request_finished.connect(_leave, dispatch_uid="calendar-leave")
got_request_exception.connect(_leave, dispatch_uid="calendar-leave-broken")
task_prerun.connect(_enter, dispatch_uid="calendar-enter-task")
task_postrun.connect(_leave, dispatch_uid="calendar-leave-task")
