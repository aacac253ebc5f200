"""A save whose database goes away in the middle leaves nothing behind, and is made once when it is sent again."""

import psycopg2
import pytest
from django.db import connection
from django.test import Client

from core import drafts
from core.clock import today
from servicedesk.models import ServiceRequest
from tests.visits.making import line, posted
from visits.actions import log
from visits.models import Visit


@pytest.mark.django_db(transaction=True)
def test_a_visit_cut_in_the_middle_is_saved_once_when_it_is_sent_again(cast, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(cast.chen, backend="accounts.backends.NameOrMobileBackend")
    day = f"{today():%Y-%m-%d}"
    needs = [line(text, cast.chen, promised_on=day) for text in ("压力表检定约时间", "出口包装标识")]
    form = posted(cast.yunlu_co, needs, visited_on=day, one_time_key=drafts.new_key())
    write = log.record_on_timeline

    def cut(*args, **kwargs):
        monkeypatch.setattr(log, "record_on_timeline", write)
        with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        other.close()
        return write(*args, **kwargs)

    monkeypatch.setattr(log, "record_on_timeline", cut)
    refused = client.post("/visits/new/", form)
    page = refused.content.decode()
    assert refused.status_code == 503
    assert form["one_time_key"] in page
    assert "压力表检定约时间" in page
    connection.close()  # what the start of a request does, but not with the test client
    assert not Visit.objects.exists()
    assert not ServiceRequest.objects.exists()

    first, again = client.post("/visits/new/", form), client.post("/visits/new/", form)
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert Visit.objects.get().need_count == ServiceRequest.objects.count() == 2
