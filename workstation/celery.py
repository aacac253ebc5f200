"""The Celery application. Tasks live in the apps' `tasks.py`; the beat schedule is data in `workstation/beat.py`."""

import os

from celery import Celery
from celery.signals import celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workstation.settings")

app = Celery("workstation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def wait_for_a_silent_broker(conf=None, **_said):
    """A worker waits for a broker that hangs, as long as it takes; only pages must not.

    Where reading times out while a job is acknowledged, Celery notes that and goes on with the connection, but the job
    keeps its place and the worker takes no other one ever again. A broker that is gone is noticed by the keep-alive.
    """
    patient = {"socket_timeout": None, "socket_keepalive": True}
    conf.broker_transport_options = {**conf.broker_transport_options, **patient}
