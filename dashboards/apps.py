from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    """Pages that add up what the park's records say."""

    name = "dashboards"
    verbose_name = _("Dashboards")
