"""Jobs of the registers: thin, they call what reckons."""

from celery import shared_task

from enterprises.registers import recompute
from enterprises.standards import acts


@shared_task
def recompute_registers():
    """Dates and archives by the rules as they stand: every night, and when a rule was changed."""
    return {"dates": recompute.recompute_dates(), "archives": recompute.refresh_archives()}


@shared_task
def move_standards():
    """Standards that come into force or end by their day."""
    return acts.move_by_day()
