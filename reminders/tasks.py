"""Jobs of the ledger: thin, they call the sweep and the sending."""

from celery import shared_task

from reminders import sending
from reminders.sweep import sweep as sweep_all


@shared_task
def sweep():
    """Owe what is due, then send."""
    made = sweep_all()
    sending.beat("sweep", **made)
    send_owed()
    return made


@shared_task
def send_owed():
    """Send what is owed."""
    counts = sending.send_owed()
    sending.beat("send", **counts)
    return counts


@shared_task
def heartbeat():
    """Note that beat and worker live."""
    sending.beat("beat")
