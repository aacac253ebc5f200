"""Sends any request as anybody, and forgets what it did."""

import traceback
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote_from_bytes, unquote_plus, urlsplit

from django.conf import settings
from django.db import connection, transaction

from tests.fuzz.hostile import coded
from tests.fuzz.pages import Page
from tests.fuzz.runner import RUN
from tests.nets.visitor import Visitor
from tests.nets.who import ANONYMOUS, EVERYBODY


@dataclass
class Ask:
    """A request; `query` and `pairs` are (name, value) pairs, `body` goes as it is."""

    who: str
    path: str
    method: str = "GET"
    query: tuple = ()
    body: bytes = b""
    content_type: str = ""
    headers: tuple = ()
    cookie: str = ""

    @classmethod
    def to(cls, who, url, method="GET", body=b"", content_type=""):
        """A request to an address as it stands in a link."""
        path, _sign, query = url.partition("?")
        pairs = tuple(pair.partition("=")[::2] for pair in query.partition("#")[0].split("&") if pair)
        pairs = tuple((unquote_plus(name), unquote_plus(value)) for name, value in pairs)
        return cls(who, urlsplit(path).path, method, pairs, body, content_type)

    def __str__(self):
        more = [f"{name}={value[:60]!r}" for name, value in (*self.query, *self.headers) if value]
        return f"{self.who} {self.method} {self.path[:120]} {' '.join(more)} {self.body[:300]!r}"


@dataclass
class Answer:
    """What came back."""

    ask: Ask
    status: int
    headers: dict
    body: bytes
    exc_info: tuple = None
    _page: list = field(default_factory=list)

    @property
    def text(self):
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def is_html(self):
        """Whether a browser would show it as a page."""
        return "html" in self.headers.get("content-type", "")

    @property
    def page(self):
        """The body, read."""
        if not self._page:
            self._page.append(Page(self.text))
        return self._page[0]

    @property
    def location(self):
        """Where it leads, by either kind of redirect."""
        return self.headers.get("location") or self.headers.get("hx-redirect") or ""

    @property
    def trace(self):
        """The last lines of what went wrong inside."""
        return "".join(traceback.format_exception(*self.exc_info)[-4:]) if self.exc_info else ""


class Asker(Visitor):
    """A browser without manners."""

    def __init__(self, world):
        super().__init__(world)
        for who in sorted(EVERYBODY):
            self.enter(who)  # a session that began inside a trial would be forgotten with it

    @contextmanager
    def trial(self):
        """Several requests that see each other's rows; nothing of it stays."""
        with transaction.atomic():
            yield
            if not connection.needs_rollback:
                connection.check_constraints()  # foreign keys are only looked at on commit
            transaction.set_rollback(True)

    def send(self, ask):
        """One request."""
        self.enter(ask.who)
        more = dict(ask.headers)
        if ask.cookie:
            session = self.sessions.get(ask.who) if ask.who != ANONYMOUS else None
            known = f"{settings.SESSION_COOKIE_NAME}={session}; " if session else ""
            more["HTTP_COOKIE"] = known + ask.cookie.encode().decode("latin-1")
        more["QUERY_STRING"] = query_string(ask.query)
        content_type = ask.content_type or "application/x-www-form-urlencoded"
        response = self.client.generic(ask.method, ask.path, ask.body, content_type=content_type, **more)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        headers = {name.lower(): value for name, value in response.items()}
        RUN.answers[response.status_code] += 1
        return Answer(ask, response.status_code, headers, body, getattr(response, "exc_info", None))


def query_string(pairs):
    """Percent-encoded pairs, lone surrogates as the bytes an attacker would send."""
    return "&".join(
        f"{quote_from_bytes(coded(name))}={quote_from_bytes(coded(value))}" for name, value in pairs
    )


def urlencoded(pairs):
    """A body of a plain form."""
    return query_string(pairs).encode()


def multipart(pairs, files=()):
    """A body with files: (field, file name as it is, content, content type)."""
    mark = b"----9fb2c1"
    parts = []
    for name, value in pairs:
        parts.append(b'Content-Disposition: form-data; name="' + quoted(name) + b'"\r\n\r\n' + coded(value))
    for name, filename, content, mime in files:
        head = b'Content-Disposition: form-data; name="' + quoted(name) + b'"; filename="' + quoted(filename)
        parts.append(head + b'"\r\nContent-Type: ' + mime.encode() + b"\r\n\r\n" + content)
    body = b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
    return body, "multipart/form-data; boundary=" + mark.decode()


def quoted(name):
    """A name inside a header of a part, as browsers write it."""
    return coded(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
