"""The promised date of a request: whoever holds it is reminded, the leads while nobody does."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import OFFICERS, Role
from reminders.sources import DeadlineSource, register
from servicedesk.models import ServiceRequest


@register
class PromisedDates(DeadlineSource):
    """Runs while the clock of the request runs; a stopped clock is not due."""

    code = "request-promise"
    label = _("promised date of a request")
    icon = "message-2"
    act = _("Answer")
    act_address = "/requests/{}/#main-act"
    act_roles = OFFICERS
    model = ServiceRequest
    lead_days = (1, 0, -1)
    address = "/requests/{}/"
    order = 10

    def due(self, rows):
        """Requests whose clock runs."""
        return rows.running().annotate(
            **self.columns(
                due_on="promised_on",
                subject_id="enterprise_id",
                subject_label="enterprise__name",
                title="title",
            )
        )

    def recipients(self, rows):
        """The holder; the leads of the park while there is none."""
        loose = rows.filter(holder=None, park__user__role=Role.LEAD, park__user__is_active=True)
        return [
            rows.filter(holder__isnull=False).values_list("pk", "holder_id"),
            loose.values_list("pk", "park__user__id"),
        ]
