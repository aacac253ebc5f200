from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    """Enterprises, who belongs to them, quality archives."""

    name = "enterprises"
    verbose_name = _("Enterprises and archives")

    def ready(self):
        """Keys to an enterprise do not lead to one that was merged away."""
        from enterprises.merging import guard

        guard.register()
