"""The dated records as a source of reminders."""

from benchmarks.models import DatedRecord
from reminders.sources import DeadlineSource, register


@register
class DatedRecords(DeadlineSource):
    """Whoever keeps the record is reminded."""

    code = "bench-dated"
    label = "Dated records"
    model = DatedRecord
    lead_days = (7, 1)
    address = "/enterprises/{}/"
    order = 900

    def due(self, rows):
        """Those not done."""
        return rows.filter(done_on=None).annotate(
            **self.columns(
                due_on="due_on",
                subject_id="enterprise_id",
                subject_label="enterprise__name",
                title="title",
            )
        )

    def recipients(self, rows):
        """The owner."""
        return [rows.values_list("pk", "owner_id")]
