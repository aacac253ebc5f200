"""Models of the ground floor."""

from core.models.exchange import SavedFilter, Transfer, TransferRow
from core.models.park import Counter, Park
from core.models.records import Attachment, Draft, Heartbeat, Submission, TimelineEntry
from core.models.reference import CalendarDay, CalendarYear, Industry, Region
from core.models.tally import Tally

__all__ = [
    "Attachment",
    "CalendarDay",
    "CalendarYear",
    "Counter",
    "Draft",
    "Heartbeat",
    "Industry",
    "Park",
    "Region",
    "SavedFilter",
    "Submission",
    "Tally",
    "TimelineEntry",
    "Transfer",
    "TransferRow",
]
