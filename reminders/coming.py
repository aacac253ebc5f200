"""What is coming: dated things of all sources in a window, in the user's scope (DESIGN §1 "One clock")."""

from datetime import timedelta

from django.db.models import F

from core.clock import today as today_
from core.counting import counts_of
from reminders.sources import VALUES, Deadline, sources


def _rows(source, user, first, last, subject_id=None):
    """Rows of one source between two days; nothing due before the park went live."""
    rows = source.due(source.model.objects.visible_to(user)).filter(
        due_day__gte=first, due_day__lte=last, due_day__gt=F("park__live_from")
    )
    if subject_id is not None:
        rows = rows.filter(due_subject=subject_id)
    return rows


def coming(user, *, days=30, subject_id=None, limit=50, first=None):
    """Deadlines from today on for `days` days, soonest first, at most `limit`. One SQL query per source."""
    first = first or today_()
    last = first + timedelta(days=days)
    found = []
    for source in sources.sorted():
        rows = _rows(source, user, first, last, subject_id).order_by("due_day", "pk").values_list(*VALUES)
        found += [Deadline(source, *row) for row in rows[:limit]]
    found.sort(key=lambda deadline: (deadline.due_on, deadline.source.order, deadline.object_id))
    return found[:limit]


def of_subject(user, subject, *, days=90, limit=6):
    """Deadlines about one enterprise."""
    return coming(user, days=days, subject_id=subject.pk, limit=limit)


def count_coming(user, *, days=30):
    """How many deadlines are coming, over all sources, in one SQL query."""
    first = today_()
    last = first + timedelta(days=days)
    return sum(
        counts_of({code: _rows(source, user, first, last) for code, source in sources.items()}).values()
    )
