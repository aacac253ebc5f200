"""What waits for a person, from all apps: the rows of My work and of the enterprise's home."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core.clock import today as today_
from core.contributions import work
from core.counting import counts_for
from core.together import read_together
from core.written import written_for

MODES = ("mine", "others", "done")
SHOWN = 60


def rows_of(source, user, mode):
    """The queryset of one source in one mode."""
    return getattr(source, mode)(user)


def counts(user, modes=MODES, **more):
    """{mode: number} over all sources, and of `more` ({mode: function that gives {key: queryset}}), in one statement."""

    def wanted():
        found = {
            f"{source.code}|{mode}": rows_of(source, user, mode) for source in work.values() for mode in modes
        }
        for mode, rows in more.items():
            found |= {f"{key}|{mode}": queryset for key, queryset in rows(user).items()}
        return found

    found = counts_for(user, ("work", *modes, *more), wanted)
    return {mode: sum(n for key, n in found.items() if key.endswith(f"|{mode}")) for mode in (*modes, *more)}


def parts(user, mode):
    """What to read for `items_of`: the first rows of all sources in one mode."""
    return written_for(
        user,
        ("work", mode),
        lambda _slot: [rows_of(source, user, mode)[:SHOWN] for source in work.sorted()],
    )


def items(user, mode):
    """WorkItems of all sources in one mode, read in one statement."""
    return items_of(read_together(*parts(user, mode)), user, mode)


def items_of(read, user, mode):
    """WorkItems of what was read; by due date, those without one last; finished ones newest first."""
    found = []
    for source, rows in zip(work.sorted(), read, strict=True):
        if rows:
            found += source.items(rows, user, mode)
    if mode != "done":
        found.sort(key=lambda item: (item.due_on is None, item.due_on or today_()))
    return found


def grouped(found, today=None):
    """Groups for `components/work.html`: overdue and today, this week, later, without a date."""
    today = today or today_()
    sunday = today + timedelta(days=6 - today.weekday())
    groups = [
        {"label": _("Overdue and due today"), "bad": True, "items": []},
        {"label": _("This week"), "items": []},
        {"label": _("Later"), "items": []},
        {"label": _("Without a date"), "items": []},
    ]
    for item in found:
        if item.due_on is None:
            groups[3]["items"].append(item)
        elif item.due_on <= today:
            groups[0]["items"].append(item)
        elif item.due_on <= sunday:
            groups[1]["items"].append(item)
        else:
            groups[2]["items"].append(item)
    return groups
