"""What every request carries: a request id to quote, the history context, and errors said in a sentence."""

import logging
import secrets

import pghistory
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse

from core.address import client_address
from core.errors import explain
from core.ids import REQUEST_ID
from core.transitions import TransitionError

logger = logging.getLogger("station.errors")


class RequestIdFilter(logging.Filter):
    """Puts the request id into every log line."""

    def filter(self, record):
        """Add `request_id` to the record."""
        record.request_id = REQUEST_ID.get()
        return True


def newREQUEST_ID():
    """`QS-7F3A-10A2`: short enough to read out on the phone."""
    raw = secrets.token_hex(4).upper()
    return f"QS-{raw[:4]}-{raw[4:]}"


def request_id(get_response):
    """Give each request an id, and answer `/healthz` before anything else is touched."""

    def middleware(request):
        if request.path == "/healthz":
            return HttpResponse("ok", content_type="text/plain")
        request.request_id = newREQUEST_ID()
        token = REQUEST_ID.set(request.request_id)
        try:
            response = get_response(request)
        finally:
            REQUEST_ID.reset(token)
        response["X-Request-ID"] = request.request_id
        return response

    return middleware


def history_context(get_response):
    """Record who, from where and in which request on every change of a business row."""

    def middleware(request):
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return get_response(request)
        user = request.user
        with pghistory.context(
            user=user.pk,
            name=str(user) if user.is_authenticated else "",
            request=request.request_id,
            address=client_address(request) or "",
            url=request.path,
        ):
            return get_response(request)

    return middleware


class ExplainErrors:
    """Turns refusals that reach the top into a page with a sentence: 409 wrong state, 413 too large."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer our own exceptions; leave the rest to Django."""
        if isinstance(exception, TransitionError):
            return explain(request, 409, str(exception))
        if isinstance(exception, RequestDataTooBig):
            return explain(request, 413)
        return None
