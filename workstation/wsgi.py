"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstation.settings")
application = get_wsgi_application()

# What is loaded stays: the collector need not look through it again (a tenth of the time of a page), and the workers
# that are forked from here share it.
gc.collect()
gc.freeze()
gc.set_threshold(25_000, 10, 10)
