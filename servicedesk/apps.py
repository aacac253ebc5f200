from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ServicedeskConfig(AppConfig):
    """The one inbox of requests and consultations."""

    name = "servicedesk"
    verbose_name = _("Requests and consultations")
