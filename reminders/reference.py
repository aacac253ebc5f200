"""Default lead times of every deadline source; administrators edit the rows afterwards."""

from core.reference import Loaded, reference
from reminders.models import LeadTime
from reminders.sources import sources


@reference("lead times")
def load_lead_times():
    """Give a source that has no rows yet its default steps."""
    known = set(LeadTime.objects.values_list("source", flat=True))
    rows = [
        LeadTime(source=code, days_before=days)
        for code, source in sources.items()
        if code not in known
        for days in source.lead_days
    ]
    LeadTime.objects.bulk_create(rows)
    return Loaded(rows=sum(len(source.lead_days) for source in sources.values()), changed=len(rows))
