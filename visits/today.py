"""Today's visits of a person, as the stops of the day on My work."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.clock import today
from visits.models import Visit


def plans_of_today(user, on=None):
    """Open plans of a day where the user goes or comes along, in the order of the day."""
    joined = Visit.companions.through.objects.filter(user_id=user.pk, visit_id=OuterRef("pk"))
    rows = Visit.objects.visible_to(user).planned().filter(planned_on=on or today())
    mine = rows.filter(Q(author_id=user.pk) | Exists(joined))
    return mine.select_related("enterprise", "author").order_by("planned_at", "pk")


def stops_of(plans, user):
    """[{time, title, url, line2, acts}] of today's plans for `components/stops.html`."""
    return [stop_of(plan, user) for plan in plans]


def stop_of(plan, user):
    """One stop: when, where, what the station knows, and the button that opens the form."""
    words = [str(plan.get_purpose_display())]
    if plan.enterprise.last_visited_on:
        words.append(_("last visit %(day)s") % {"day": plan.enterprise.last_visited_on})
    if plan.plan_note:
        words.append(plan.plan_note)
    acts = []
    if plan.author_id == user.pk:
        acts = [
            {
                "label": _("Begin the record"),
                "icon": "walk",
                "url": f"{reverse('visits:new')}?plan={plan.pk}",
                "css": "btn-s",
            }
        ]
    else:
        words.append(_("with %(who)s") % {"who": plan.author})
    return {
        "time": f"{plan.planned_at:%H:%M}" if plan.planned_at else _("some time"),
        "title": str(plan.enterprise),
        "url": plan.enterprise.get_absolute_url(),
        "line2": " · ".join(words),
        "acts": acts,
    }
