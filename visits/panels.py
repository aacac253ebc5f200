"""Menu entries, the tab on an enterprise's page, and what visits say on the timeline."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import OFFICERS, READERS, Role
from core.contributions import MenuEntry, Panel, Printed, menu, panels, printed
from core.due import due_of
from core.timeline import say
from visits.models import Visit
from visits.words import findings_badge, line_of, risk_badge

SHOWN = 30
PRINTED = 20

menu.add(MenuEntry("visits", _("Visits"), "walk", "visits:list", READERS | {Role.DEPARTMENT}, order=30))
menu.add(
    MenuEntry(
        "record-visit", _("Record visit"), "plus", "visits:new", OFFICERS, order=35, phone=3, primary=True
    )
)

say(
    "visit",
    _("visit"),
    "walk",
    visit_done=_("The station visited: %(purpose)s."),
    visit_done_with_needs=_("The station visited: %(purpose)s. Requests noted: %(n)s."),
    visit_found=_("What was seen: %(summary)s"),
    visit_amended=_("The record of the visit of %(day)s was corrected: %(reason)s"),
    visit_void=_("The record of the visit of %(day)s was a mistake and is void."),
)


def _rows(user, subject):
    return Visit.objects.visible_to(user).filter(enterprise_id=subject.pk)


def show_visits(request, subject):
    """The tab: plans, then visits, newest first."""
    user = request.user
    rows = _rows(user, subject).select_related("author", "enterprise")
    plans = list(rows.live_plans().order_by("planned_on", "planned_at", "pk")[:SHOWN])
    done = list(rows.done().for_list().order_by("-visited_on", "-pk")[:SHOWN])
    here = user.is_officer and user.park_id == subject.park_id
    return "visits/panel.html", {
        "plan_items": [
            {
                "title": f"{plan.get_purpose_display()} · {plan.author}",
                "url": plan.get_absolute_url(),
                "due": due_of(plan.planned_on),
                "line2": plan.plan_note,
            }
            for plan in plans
        ],
        "visit_items": [
            {
                "title": f"{visit.visited_on} {visit.get_purpose_display()}",
                "url": visit.get_absolute_url(),
                "badge": findings_badge(visit.levels) or (risk_badge(visit) if visit.risk else None),
                "line2": line_of(visit),
            }
            for visit in done
        ],
        "all_url": f"{reverse('visits:list')}?enterprise={subject.pk}",
        "new_url": f"{reverse('visits:new')}?enterprise={subject.pk}" if here else "",
        "plan_url": f"{reverse('visits:plan')}?enterprise={subject.pk}" if here and user.is_station else "",
    }


panels.add(
    Panel(
        "visits",
        _("Visits"),
        show_visits,
        order=30,
        count=lambda user, subject: _rows(user, subject).done(),
        may=lambda user, subject: user.role in READERS,
    )
)


def printed_visits(user, subject):
    """The last visits, without what was found."""
    rows = _rows(user, subject).done().select_related("author").order_by("-visited_on", "-pk")[:PRINTED]
    return [
        [f"{visit.visited_on}", visit.get_purpose_display(), visit.author.name, visit.summary]
        for visit in rows
    ]


printed.add(
    Printed(
        "visits",
        _("Last visits"),
        (_("day"), _("purpose"), _("visited by"), _("summary")),
        printed_visits,
        may=lambda user: user.role in READERS,
        order=30,
    )
)
