"""Error pages: a sentence, a request number, and no need of what has failed."""

import errno
import json

import psycopg2
import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
from django.test import Client, RequestFactory
from psycopg2.errors import DiskFull

from core.errors import server_error


def test_the_500_page_needs_no_database(db, django_assert_num_queries, cast):
    request = RequestFactory().get("/")
    request.user = cast.chen
    request.request_id = "QS-7F3A-10A2"
    with django_assert_num_queries(0):
        answer = server_error(request)
    assert answer.status_code == 500
    assert "QS-7F3A-10A2" in answer.content.decode()


@pytest.mark.parametrize("path", ["/nothing-here/", "/enterprises/999999/", "/requests/abc/"])
def test_404_says_what_to_do_and_quotes_the_request(sign_in, path):
    answer = sign_in("chen").get(path)
    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()


def test_healthz_touches_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0, connection=connection):
        assert client.get("/healthz").content == b"ok"


class TestOutage:
    """While the database is away or the disk is full: 503 with a sentence, and what was typed, sent again by a button."""

    FIELDS = {
        "title": "请上门检定压力表",
        "one_time_key": "0b0e9b2c-8f6e-4d9e-9c38-5a1d2c9b7f11",
        "password": "secret",
    }

    def answer(self, error, method="post", **headers):
        """The answer to an error that reaches the top."""
        request = getattr(RequestFactory(), method)("/requests/new/", self.FIELDS, **headers)
        request.request_id = "QS-7F3A-10A2"
        try:
            raise error
        except type(error):
            return server_error(request)

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (OperationalError("server closed the connection unexpectedly"), "数据库正在重新启动"),
            (InterfaceError("connection already closed"), "数据库正在重新启动"),
            (DatabaseError("server closed the connection unexpectedly"), "数据库正在重新启动"),
            (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
            (EndpointConnectionError(endpoint_url="https://bucket.example.cn"), "存放文件的地方没有响应"),
        ],
    )
    def test_it_is_said_and_what_was_typed_can_be_sent_again(self, error, words):
        answer = self.answer(error)
        html = answer.content.decode()
        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert words in html
        assert "请上门检定压力表" in html
        assert self.FIELDS["one_time_key"] in html
        assert 'name="csrfmiddlewaretoken"' in html
        assert "secret" not in html
        assert html.count("<h1>") == 1

    def test_a_page_is_offered_again_instead(self):
        html = self.answer(OperationalError("away"), "get").content.decode()
        assert 'href="/requests/new/' in html
        assert '<form class="kept' not in html

    def test_scripts_get_the_sentence_alone(self):
        answer = self.answer(OperationalError("away"), HTTP_ACCEPT="application/json")
        assert answer.status_code == 503
        assert "数据库正在重新启动" in json.loads(answer.content)["error"]

    def test_a_full_disk_of_the_database_is_told_from_its_restart(self):
        error = OperationalError("could not extend file")
        error.__cause__ = DiskFull("could not extend file")
        assert "磁盘已满" in self.answer(error).content.decode()

    def test_what_was_raised_on_the_way_out_does_not_hide_the_outage(self):
        error = TransactionManagementError("cannot execute until the end of the block")
        error.__context__ = OperationalError("terminating connection")
        assert self.answer(error).status_code == 503

    @pytest.mark.parametrize("error", [ValueError("ours"), IntegrityError("twice"), DataError("too long")])
    def test_a_mistake_of_ours_stays_one(self, error):
        assert self.answer(error).status_code == 500


@pytest.mark.django_db(transaction=True)
def test_a_cut_connection_gives_a_sentence_and_the_next_request_a_page(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.chen, backend="accounts.backends.NameOrMobileBackend")
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        connection.ensure_connection()
        cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        assert cursor.fetchone() == (True,)
    other.close()
    answer = client.get("/requests/new/")
    assert answer.status_code == 503
    assert "数据库正在重新启动" in answer.content.decode()
    connection.close()  # what the start of a request does, but not with the test client
    assert client.get("/requests/new/").status_code == 200
