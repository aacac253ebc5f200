"""What the station knows of an enterprise before a visit: the last one, what is not finished, what falls due."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.roles import READERS
from core.clock import today
from core.due import due_of
from reminders import coming
from servicedesk.models import ServiceRequest
from visits.models import Visit
from visits.words import findings_badge, needs_words

OPEN_SHOWN = 8
DUE_SHOWN = 6
OWN_SOURCES = {"visit-next", "visit-missed", "visit-planned", "request-promise"}


class Brief:
    """Read once for the aside, and for the folded brief of a phone."""

    def __init__(self, user, enterprise):
        self.user = user
        self.enterprise = enterprise

    @cached_property
    def last(self):
        """The last visit that took place."""
        return (
            Visit.objects.visible_to(self.user)
            .done()
            .filter(enterprise_id=self.enterprise.pk)
            .for_list()
            .order_by("-visited_on", "-pk")
            .first()
        )

    @property
    def last_summary(self):
        """What it was about."""
        return self.last.summary or self.last.get_purpose_display()

    @property
    def last_words(self):
        """`诉求 2 件 · 风险 中`"""
        visit = self.last
        parts = [str(visit.author)]
        if visit.need_count:
            parts.append(needs_words(visit.need_count))
        if visit.risk:
            parts.append(_("risk %(risk)s") % {"risk": visit.get_risk_display()})
        return " · ".join(parts)

    @property
    def last_badge(self):
        """The worst of what was found."""
        return findings_badge(self.last.levels)

    @property
    def twice(self):
        """The user was there today and wrote it down already."""
        return self.last and self.last.visited_on == today() and self.last.author_id == self.user.pk

    @cached_property
    def open_items(self):
        """Requests that are not finished: they stand here so that nobody notes them again."""
        rows = (
            ServiceRequest.objects.visible_to(self.user)
            .open()
            .filter(enterprise_id=self.enterprise.pk)
            .for_page()
            .order_by("promised_on", "pk")[:OPEN_SHOWN]
        )
        return [
            {
                "title": row.title,
                "url": row.get_absolute_url(),
                "badge": row.badge,
                "line2": f"{row.number} · {row.held_by}",
            }
            for row in rows
        ]

    @cached_property
    def due_items(self):
        """What falls due and may be seen to on the same trip."""
        if self.user.role not in READERS:
            return []
        found = coming.of_subject(self.user, self.enterprise, limit=DUE_SHOWN + len(OWN_SOURCES))
        return [
            {
                "title": deadline.title,
                "url": deadline.url,
                "due": due_of(deadline.due_on),
                "line2": deadline.source.label,
            }
            for deadline in found
            if deadline.source.code not in OWN_SOURCES
        ][:DUE_SHOWN]
