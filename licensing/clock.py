"""When a stage is due, by the calendar in force (DOMAIN §9)."""

from datetime import date, timedelta

from core.calendars import calendar
from licensing.models import CaseLeg, LicenceCase, Status
from licensing.relay import Hold, Leg


def legs_of(rows):
    """Legs of the database as the arithmetic knows them."""
    return [
        Leg(row.stage, row.holder, row.began_on, row.ended_on, row.n, row.unit, row.pauses_authority)
        for row in rows
    ]


def holds_of(rows):
    """Times on hold as the arithmetic knows them."""
    return [Hold(row.paused_on, row.resumed_on) for row in rows]


def stage_due(began, n, unit, holds=(), in_force=None):
    """When a stage is over by its usual duration, as a `DueDate`; the days on hold do not count."""
    spans = [(hold.began + timedelta(days=1), hold.ended) for hold in holds if hold.ended != hold.began]
    return (in_force or calendar()).due(began, n, unit, spans)


def due_columns(began, n, unit, holds=()):
    """The same as columns of a case."""
    due = stage_due(began, n, unit, holds)
    return {"stage_due_on": due.date, "stage_provisional": due.provisional}


def recompute(year):
    """Reckon again the stages that reach a year whose calendar was published or corrected; returns how many moved."""
    rows = list(
        LicenceCase.objects.filter(
            status=Status.RUNNING,
            stage_due_on__range=(date(year - 1, 12, 28), date(year + 1, 1, 15)),
        )
        .select_for_update(of=("self",), no_key=True)
        .prefetch_related("pauses")
        .order_by("pk")
    )
    legs = {leg.case_id: leg for leg in CaseLeg.objects.filter(case__in=rows, ended_on=None)}
    in_force, moved = calendar(), []
    for case in rows:
        leg = legs[case.pk]
        due = stage_due(leg.began_on, leg.n, leg.unit, holds_of(case.pauses.all()), in_force)
        if (due.date, due.provisional) != (case.stage_due_on, case.stage_provisional):
            case.stage_due_on, case.stage_provisional = due.date, due.provisional
            moved.append(case)
    LicenceCase.objects.bulk_update(moved, ["stage_due_on", "stage_provisional"], batch_size=1000)
    return len(moved)
