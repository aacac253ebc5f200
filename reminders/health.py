"""Numbers of the ledger for the health page."""

from core.counting import counts_of
from reminders.models import Delivery, DueReminder, State


def owed_and_failed():
    """Reminders and deliveries owed and failed, as numbers. Not scoped: the health page shows no rows."""
    return counts_of(
        {
            "reminders_owed": DueReminder.objects.filter(state=State.OWED),
            "deliveries_owed": Delivery.objects.filter(state=State.OWED),
            "deliveries_failed": Delivery.objects.filter(state=State.FAILED),
        }
    )
