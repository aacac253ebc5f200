from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.migrating import spare_rendering


class CoreConfig(AppConfig):
    """The ground floor."""

    name = "core"
    verbose_name = _("Parks and dictionaries")

    def ready(self):
        """Migrations are quick (core.migrating)."""
        spare_rendering()
