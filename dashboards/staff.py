"""My work: what waits for me, for others, what is coming, what is done; today's visits; the 30-second log."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import STATION
from core.calendars import CalendarAsked
from core.clock import today
from core.contributions import work
from core.due import weekday
from core.together import read_together
from dashboards import todo
from reminders.coming import coming, countable
from reminders.tables import coming_row
from servicedesk.forms import QuickLogForm
from visits.today import plans_of_today, stops_of

TABS = ("mine", "others", "coming", "done")
COMING_SHOWN = 6


def staff_context(request):
    """Everything `dashboards/my_work.html` shows."""
    user = request.user
    tab = request.GET.get("tab", "mine")
    tab = tab if tab in TABS else "mine"
    numbers = todo.counts(user, coming=countable)
    labels = {
        "mine": _("Waiting for me"),
        "others": _("Waiting for others"),
        "coming": _("Coming"),
        "done": _("Done"),
    }
    _calendar, plans, *read = read_together(
        CalendarAsked(),
        plans_of_today(user),
        *todo.parts(user, "mine"),
        *(todo.parts(user, tab) if tab in ("others", "done") else ()),
    )
    mine = todo.items_of(read[: len(work)], user, "mine")
    found = {"mine": mine, "coming": []}.get(tab)
    if found is None:
        found = todo.items_of(read[len(work) :], user, tab)
    upcoming = coming(user, limit=200 if tab == "coming" else COMING_SHOWN)
    stops = stops_of(plans, user)
    return {
        "intro": _intro(mine, stops),
        "tab": tab,
        "tabs": [
            {
                "code": code,
                "label": labels[code],
                "query": f"tab={code}" if code != "mine" else "",
                "count": numbers[code],
                "current": code == tab,
            }
            for code in TABS
        ],
        "groups": todo.grouped(found) if tab in ("mine", "others") else [{"label": "", "items": found}],
        "found": found,
        "coming": [coming_row(deadline, user) for deadline in upcoming],
        "coming_count": numbers["coming"],
        "stops": stops,
        "quick_form": QuickLogForm(user=user) if user.role in STATION else None,
    }


def _intro(mine, stops):
    """`11 月 23 日 星期一。今天走访 2 家，到期 3 件，其中 1 件已超期。`"""
    day = today()
    parts = []
    if stops:
        parts.append(ngettext("%(n)s visit today", "%(n)s visits today", len(stops)) % {"n": len(stops)})
    due = [item for item in mine if item.due_on and item.due_on <= day]
    late = [item for item in due if item.due_on < day]
    if due:
        words = ngettext("%(n)s item due", "%(n)s items due", len(due)) % {"n": len(due)}
        if late:
            words += ngettext(", %(n)s of them overdue", ", %(n)s of them overdue", len(late)) % {
                "n": len(late)
            }
        parts.append(words)
    if not parts:
        parts.append(_("nothing due today"))
    return _("%(month)s/%(day)s, %(weekday)s. %(what)s.") % {
        "month": day.month,
        "day": day.day,
        "weekday": weekday(day),
        "what": _(", ").join(parts),
    }
