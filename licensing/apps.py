from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LicensingConfig(AppConfig):
    """Licence assistance: cases, who holds the baton, documents, contacts."""

    name = "licensing"
    verbose_name = _("Licence assistance")
