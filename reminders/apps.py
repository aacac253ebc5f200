from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemindersConfig(AppConfig):
    """Due dates, the ledger of what is owed, messages."""

    name = "reminders"
    verbose_name = _("Reminders")
