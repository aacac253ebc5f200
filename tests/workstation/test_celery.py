"""How the worker stands to the broker."""

from types import SimpleNamespace

from celery.signals import celeryd_init
from django.conf import settings


def test_pages_give_up_on_a_silent_broker_and_the_worker_waits_for_it():
    given = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    assert given["socket_timeout"] <= 5
    conf = SimpleNamespace(broker_transport_options=given)
    celeryd_init.send(sender="worker@here", instance=None, conf=conf, options={})
    assert conf.broker_transport_options == {**given, "socket_timeout": None, "socket_keepalive": True}
    assert given["socket_timeout"] <= 5
