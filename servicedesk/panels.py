"""Menu entries, the tab on an enterprise's page, and what requests and consultations say on the timeline."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, Role
from core.contributions import MenuEntry, Panel, Printed, menu, panels, printed
from core.timeline import say
from servicedesk.models import Consultation, ServiceRequest
from servicedesk.words import card_of

SHOWN = 30
PRINTED = 20


def open_requests(user):
    """Open requests in the user's scope: the number beside the menu entry."""
    return ServiceRequest.objects.visible_to(user).open()


menu.add(
    MenuEntry(
        "requests",
        _("Enterprise requests"),
        "message-2",
        "servicedesk:requests",
        READERS | {Role.DEPARTMENT},
        order=40,
        count=open_requests,
        phone=4,
        short_label=_("Requests"),
    )
)
menu.add(
    MenuEntry(
        "own-requests",
        _("My requests"),
        "message-2",
        "servicedesk:requests",
        frozenset({Role.ENTERPRISE}),
        order=40,
        count=open_requests,
        phone=2,
        short_label=_("Requests"),
    )
)
menu.add(
    MenuEntry(
        "submit-request",
        _("Submit a request"),
        "plus",
        "servicedesk:new_request",
        frozenset({Role.ENTERPRISE}),
        phone=3,
        primary=True,
    )
)
menu.add(
    MenuEntry("consultations", _("Consultations"), "phone", "servicedesk:consultations", READERS, order=50)
)

say(
    "request",
    _("request"),
    "message-2",
    request_by_web=_("%(number)s %(title)s: submitted online"),
    request_by_phone=_("%(number)s %(title)s: asked for on the phone"),
    request_by_walk_in=_("%(number)s %(title)s: asked for at the desk"),
    request_by_visit=_("%(number)s %(title)s: asked for at a visit"),
    request_assigned=_("%(number)s %(title)s: given to %(who)s"),
    request_transferred=_("%(number)s %(title)s: handed from %(before)s to %(who)s"),
    request_started=_("%(number)s %(title)s: work began"),
    request_asked=_("%(number)s %(title)s: waits for the enterprise, %(reason)s"),
    request_replied=_("%(number)s %(title)s: the enterprise added what was missing"),
    request_answered=_("%(number)s %(title)s: answered"),
    request_closed=_("%(number)s %(title)s: closed"),
    request_closed_by_itself=_("%(number)s %(title)s: closed by itself 5 working days after the answer"),
    request_rated=_("%(number)s %(title)s: rated with %(stars)s stars"),
    request_reopened=_("%(number)s %(title)s: reopened, %(reason)s"),
    request_withdrawn=_("%(number)s %(title)s: withdrawn, %(reason)s"),
)
say("consultation", _("calls and consultations"), "phone", consulted=_("Consultation: %(text)s"))


def _rows(user, subject):
    return ServiceRequest.objects.visible_to(user).filter(enterprise=subject)


def show_requests(request, subject):
    """The tab: open requests first, then the newest; and what was answered on the spot."""
    user = request.user
    rows = _rows(user, subject).for_page()
    shown = list(rows.open().order_by("promised_on", "pk")[:SHOWN])
    over = (
        list(rows.over().order_by("-submitted_at", "-pk")[: SHOWN - len(shown)]) if len(shown) < SHOWN else []
    )
    own = user.role == Role.ENTERPRISE
    consultations = (
        Consultation.objects.visible_to(user)
        .filter(enterprise=subject)
        .select_related("category", "taken_by")
        .order_by("-happened_at", "-pk")[:10]
    )
    return "servicedesk/panel.html", {
        "open_items": [_mini(row, own) for row in shown],
        "over_items": [_mini(row, own) for row in over],
        "cards": [card_of(row, user) for row in shown] if own else [],
        "consultations": [] if own else consultations,
        "all_url": f"{reverse('servicedesk:requests')}?tab=all&enterprise={subject.pk}",
        "new_url": f"{reverse('servicedesk:new_request')}?enterprise={subject.pk}"
        if user.is_station or own
        else "",
    }


def _mini(row, own):
    """A line of a mini list."""
    return {
        "title": row.title,
        "url": row.get_absolute_url(),
        "badge": row.own_badge if own else row.badge,
        "line2": f"{row.number} · {row.held_by} · {row.due.line1} {row.due.line2}".rstrip(),
    }


panels.add(
    Panel(
        "requests",
        _("Requests"),
        show_requests,
        order=40,
        count=lambda user, subject: _rows(user, subject).open(),
        may=lambda user, subject: user.role in READERS | {Role.DEPARTMENT, Role.ENTERPRISE},
    )
)


def printed_requests(user, subject):
    """What is not finished, soonest first."""
    rows = _rows(user, subject).open().order_by("promised_on", "pk")[:PRINTED]
    return [
        [
            row.number,
            row.title,
            f"{row.submitted_at:%Y-%m-%d}",
            f"{row.promised_on}",
            row.get_status_display(),
        ]
        for row in rows
    ]


printed.add(
    Printed(
        "requests",
        _("Open requests"),
        (_("number"), _("title"), _("submitted"), _("promised for"), _("status")),
        printed_requests,
        may=lambda user: user.role in READERS | {Role.DEPARTMENT, Role.ENTERPRISE},
        order=40,
    )
)
