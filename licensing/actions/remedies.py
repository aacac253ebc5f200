"""The time in which a refusal may be disputed (DOMAIN §9.4: RECONSIDER, LAWSUIT)."""

from core.calendars import calendar
from core.clock import now
from core.workdays import CALENDAR_DAYS, MONTHS
from licensing.models import CaseRemedy
from licensing.models.remedy import FLOW

RECONSIDER, LAWSUIT = 60, 6  # calendar days, months


def dates_of(known_on, in_force=None):
    """The columns that follow from the day the refusal became known."""
    in_force = in_force or calendar()
    first = in_force.due(known_on, RECONSIDER, CALENDAR_DAYS)
    last = in_force.due(known_on, LAWSUIT, MONTHS)
    return {
        "reconsider_by": first.date,
        "sue_by": last.date,
        "provisional": first.provisional or last.provisional,
    }


def open_remedy(case, known_on):
    """With the refusal it begins; of a case that was refused once before it begins anew. In the caller's act."""
    columns = {"known_on": known_on, "refusal": case.end_reason, **dates_of(known_on)}
    remedy = CaseRemedy.objects.filter(case=case).first()
    if remedy is None:
        return CaseRemedy.objects.create(park_id=case.park_id, case=case, **columns)
    blank = {"way": "", "body": "", "asked_on": None, "decided_on": None, "reason": "", "by": None}
    return FLOW.move(remedy, CaseRemedy.Status.OPEN, updated_at=now(), **columns, **blank)


def recompute():
    """Reckon again what was reckoned through a year that was not published."""
    in_force, moved = calendar(), []
    for remedy in CaseRemedy.objects.filter(provisional=True).select_for_update(no_key=True).order_by("pk"):
        for name, value in dates_of(remedy.known_on, in_force).items():
            setattr(remedy, name, value)
        moved.append(remedy)
    CaseRemedy.objects.bulk_update(moved, ["reconsider_by", "sue_by", "provisional"], batch_size=1000)
