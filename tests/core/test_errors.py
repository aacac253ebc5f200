"""Error pages: a sentence, a request number, and no need of what has failed."""

import pytest
from django.db import connection
from django.test import RequestFactory

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
