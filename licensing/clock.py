"""When a stage is due, by the calendar in force (DOMAIN §9)."""

from datetime import date, timedelta

from core.calendars import calendar
from licensing.models import CaseLeg, LicenceCase, Status
from licensing.relay import RED, Hold, Leg, authority_days, colour, used


def legs_of(rows):
    """Legs of the database as the arithmetic knows them."""
    return [
        Leg(row.stage, row.holder, row.began_on, row.ended_on, row.n, row.unit, row.pauses_authority)
        for row in rows
    ]


def holds_of(rows):
    """Times on hold as the arithmetic knows them."""
    return [Hold(row.paused_on, row.resumed_on) for row in rows]


def is_late(leg, holds, on):
    """Whether a stage that ends on a day took longer than it was allowed, in the unit of what it was allowed."""
    if (on - leg.began).days <= leg.n:  # there are no more working days than days
        return False
    return colour(used(leg, holds, on, calendar()), leg.n) == RED


def authority_columns(case, legs, decided_on):
    """What the authority took from acceptance to decision, and what the law gave it, as columns of a case."""
    if not (case.accepted_on and decided_on):
        return {}
    days = authority_days(case.accepted_on, decided_on, legs_of(legs), calendar())
    return {"authority_days": days, "authority_limit": case.procedure.decision_days}


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
    return len(moved) + _recount(year, in_force)


def _recount(year, in_force):
    """Count again the working days of the authority in cases that are over; returns how many changed."""
    rows = (
        LicenceCase.objects.over()
        .filter(accepted_on__lte=date(year, 12, 31), decided_on__gte=date(year, 1, 1))
        .select_for_update(of=("self",), no_key=True)
        .prefetch_related("legs")
        .order_by("pk")
    )
    changed = []
    for case in rows:
        days = authority_days(case.accepted_on, case.decided_on, legs_of(case.legs.all()), in_force)
        if days != case.authority_days:
            case.authority_days = days
            changed.append(case)
    LicenceCase.objects.bulk_update(changed, ["authority_days"], batch_size=1000)
    return len(changed)
