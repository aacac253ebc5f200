"""How a due date is said: the date, and its distance (look: "Dates carry their distance")."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from core.calendars import calendar
from core.clock import today as today_

SOON = 2  # working days
BY_CALENDAR_DAYS = 30  # beyond this many calendar days working days tell nobody anything
WEEKDAYS = (
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)


@dataclass(frozen=True)
class Due:
    """A due date ready to be shown: two lines, a level ("", "soon", "late") and an icon."""

    line1: str
    line2: str
    level: str = ""
    icon: str = ""
    date: object = None


def weekday(day):
    """`周四`."""
    return _(WEEKDAYS[day.weekday()])


def short_day(day, today=None):
    """`11-26 周四`, with the year when it is not this year's."""
    today = today or today_()
    shown = f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
    return f"{shown} {weekday(day)}"


def distance(day, today=None):
    """Words for how far `day` is: `剩 3 个工作日`, `今天到期`, `超期 1 个工作日`, `剩 59 天`; and the level."""
    today = today or today_()
    if day == today:
        return _("due today"), "soon"
    if day < today:
        late = -calendar().working_days_between(today, day)
        if late <= 0:
            return ngettext("%(n)s day overdue", "%(n)s days overdue", (today - day).days) % {
                "n": (today - day).days
            }, "late"
        return ngettext("%(n)s working day overdue", "%(n)s working days overdue", late) % {"n": late}, "late"
    days = (day - today).days
    if days > BY_CALENDAR_DAYS:
        return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}, ""
    left = calendar().working_days_between(today, day)
    words = ngettext("%(n)s working day left", "%(n)s working days left", left) % {"n": left}
    return words, "soon" if left <= SOON else ""


def due_of(day, *, today=None, provisional=False):
    """The `Due` of a running clock. `provisional` marks a date computed through an unpublished year (暂定)."""
    if day is None:
        return Due("", "")
    words, level = distance(day, today)
    if provisional:
        words = " · ".join([words, _("provisional")])
    icon = {"soon": "clock", "late": "alert-circle"}.get(level, "")
    return Due(short_day(day, today), words, level, icon, day)


def paused_due(since, reason, *, today=None):
    """The `Due` of a clock that stands still, with the reason."""
    days = ((today or today_()) - since).days
    words = ngettext("stopped %(n)s day", "stopped %(n)s days", days) % {"n": days}
    return Due(_("clock stopped"), f"{words}：{reason}" if reason else words, "", "player-pause")
