"""The enterprise's home: ask, what it owes, its requests, what is coming, its liaison (look: portal)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.calendars import CalendarAsked
from core.due import due_of
from core.together import read_together
from dashboards import todo
from enterprises.archive import meters_of
from enterprises.models import Enterprise
from reminders.coming import coming
from servicedesk.models import ServiceRequest
from servicedesk.words import card_of

REQUESTS_SHOWN = 6


def portal_context(request):
    """Everything `dashboards/portal.html` shows. A user may act for several enterprises; the cards say whose it is."""
    user = request.user
    requests = ServiceRequest.objects.visible_to(user)
    _calendar, enterprises, open_requests, *read = read_together(
        CalendarAsked(),
        Enterprise.objects.visible_to(user).select_related("liaison", "park").order_by("sort_key", "pk")[:20],
        requests.open()
        .select_related("enterprise", "holder__department", "category")
        .order_by("promised_on", "pk"),
        *todo.parts(user, "mine"),
    )
    enterprise = next(
        (row for row in enterprises if str(row.pk) == request.GET.get("enterprise")), None
    ) or next(iter(enterprises), None)
    waiting = todo.items_of(read, user, "mine")
    return {
        "enterprise": enterprise,
        "enterprises": enterprises if len(enterprises) > 1 else [],
        "intro": _intro(user, waiting, open_requests),
        "owes": [
            {
                "icon": item.icon,
                "title": item.title,
                "url": item.url,
                "line2": item.why,
                "act": item.act,
                "act_url": item.act_url,
                "primary": position == 0,
            }
            for position, item in enumerate(waiting)
        ],
        "requests": [card_of(row, user) for row in open_requests[:REQUESTS_SHOWN]],
        "open_count": len(open_requests),
        "all_count": requests.count(),
        "coming": [
            {
                "title": deadline.title,
                "url": deadline.url,
                "due": due_of(deadline.due_on),
                "line2": str(deadline.source.label),
            }
            for deadline in coming(user, days=90, limit=5)
        ],
        "meters": meters_of(enterprise) if enterprise else [],
        "archive_url": reverse("enterprises:detail", args=[enterprise.pk]) if enterprise else "",
    }


def _intro(user, waiting, open_requests):
    """`您好，卢汪洋。有 2 件事等您办，3 件诉求在办。`"""
    hello = _("Hello, %(name)s.") % {"name": user.name}
    if waiting:
        todo_words = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", len(waiting)) % {
            "n": len(waiting)
        }
    else:
        todo_words = _("nothing waits for you")
    in_hand = ngettext("%(n)s request in hand", "%(n)s requests in hand", len(open_requests)) % {
        "n": len(open_requests)
    }
    return _("%(hello)s %(todo)s, %(in_hand)s.") % {"hello": hello, "todo": todo_words, "in_hand": in_hand}
