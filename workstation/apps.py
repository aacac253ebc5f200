"""The wiring app: commands that prepare and fill a station."""

from django.apps import AppConfig


class WorkstationConfig(AppConfig):
    """Registers the contributions of all apps once they are loaded."""

    name = "workstation"

    def ready(self):
        """Discover what each app contributes to the floors below."""
        from core.contributions import discover
        from workstation.celery import app

        app.set_default()
        discover()
