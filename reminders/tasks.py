"""Jobs of the ledger."""

from celery import shared_task


@shared_task
def send_owed():
    """Send what is owed."""


@shared_task
def sweep():
    """Owe what is due."""


@shared_task
def heartbeat():
    """Note that beat and worker live."""
