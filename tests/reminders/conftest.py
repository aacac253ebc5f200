"""A deadline source of the tests' own: the next visit of an enterprise, told to its liaison."""

import pytest

from enterprises.models import Enterprise
from reminders.models import LeadTime
from reminders.sources import DeadlineSource, sources


class NextVisits(DeadlineSource):
    """Enterprise.next_visit_on → its liaison and its members."""

    code = "test-next-visit"
    label = "下次走访"
    act = "约时间"
    model = Enterprise
    address = "/enterprises/{}/"

    def due(self, rows):
        return rows.filter(next_visit_on__isnull=False).annotate(
            **self.columns(due_on="next_visit_on", subject_id="pk", subject_label="name", title="name")
        )

    def recipients(self, rows):
        return [
            rows.filter(liaison__isnull=False).values_list("pk", "liaison_id"),
            rows.filter(memberships__is_active=True).values_list("pk", "memberships__user_id"),
        ]


@pytest.fixture
def source(db):
    """Only this source is registered, with steps 7, 1, 0 and one day after."""
    before = dict(sources)
    sources.clear()
    found = sources.add(NextVisits())
    LeadTime.objects.all().delete()
    LeadTime.objects.bulk_create(LeadTime(source=found.code, days_before=days) for days in (7, 1, 0, -1))
    yield found
    sources.clear()
    sources.update(before)
