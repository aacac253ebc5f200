"""What is coming: dated things of all sources in a window, in the user's scope (DESIGN §1 "One clock")."""

from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet, Value

from core.clock import today as today_
from core.scope import live_from
from core.written import written_for
from reminders.sources import VALUES, Deadline, sources


def _of_source(source, user, first, last, subject_id=None):
    """Rows of one source between two days; nothing due before the park went live."""
    rows = source.until(source.due(source.model.objects.visible_to(user)), last).filter(due_day__gte=first)
    rows = rows.filter(due_day__gte=live_from(user))
    if subject_id is not None:
        rows = rows.filter(due_subject=subject_id)
    return rows


def coming(user, *, days=30, subject_id=None, limit=50, first=None):
    """Deadlines from today on for `days` days, soonest first, at most `limit`, of all sources in one SQL query."""
    first = first or today_()
    what = ("coming", first, days, limit, subject_id is not None)
    (part,) = written_for(
        user,
        what,
        lambda slot: [_all(user, first, days, slot("subject") if what[-1] else None, limit)],
        subject=subject_id,
    )
    if isinstance(part, QuerySet):
        return []
    _rows, _compiler, sql, params = part
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Deadline(sources[code], *row) for *row, code, _order in cursor.fetchall()]


def _all(user, first, days, subject_id, limit):
    """The soonest of all sources."""
    last = first + timedelta(days=days)
    parts = [
        _of_source(source, user, first, last, subject_id)
        .annotate(due_source=Value(code), due_order=Value(source.order))
        .order_by("due_day", "pk")
        .values_list(*VALUES, "due_source", "due_order")[:limit]
        for code, source in sources.items()
    ]
    if len(parts) == 1:
        return parts[0]
    return parts[0].union(*parts[1:], all=True).order_by("due_day", "due_order", "pk")[:limit]


def of_subject(user, subject, *, days=90, limit=6):
    """Deadlines about one enterprise."""
    return coming(user, days=days, subject_id=subject.pk, limit=limit)


def countable(user, *, days=30):
    """{source: rows} of what is coming, to be counted with other things."""
    first = today_()
    last = first + timedelta(days=days)
    found = {}
    for code, source in sources.items():
        counted = source.counted(user, first, last)
        found[code] = _of_source(source, user, first, last) if counted is None else counted
    return found
