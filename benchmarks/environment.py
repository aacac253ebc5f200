"""How a helper process of the benchmark becomes a Django process."""

import os


def set_up(settings: str = "benchmarks.settings.product") -> None:
    """Load the settings and the apps."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    import django

    django.setup()
