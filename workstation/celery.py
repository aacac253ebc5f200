"""The Celery application. Tasks live in the apps' `tasks.py`; the beat schedule is data in `workstation/beat.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstation.settings")

app = Celery("workstation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
