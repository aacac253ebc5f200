"""A browser light enough that two hundred of them leave the machine to the server: http.client, cookies, forms.

It keeps its connection like a browser, sends forms as multipart with the CSRF token of the page, and tells three ends
apart: an answer, a connection that broke off (`Broken`), and a wait that was too long (`Broken` too, "no answer").
"""

import html
import http.client
import re
import time
import uuid
from dataclasses import dataclass, field

IDLE = 1.5  # the server closes a connection that rests for two seconds
FORM = re.compile(r'<form[^>]* method="post"[^>]*data-guard.*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


class Broken(Exception):
    """No answer: refused, broken off, or too long in coming."""


@dataclass
class Answer:
    """What came back."""

    status: int
    body: bytes
    location: str
    kind: str
    seconds: float
    cookies: list = field(default_factory=list)

    @property
    def text(self):
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def heading(self):
        """The words of the one <h1>, or an empty string."""
        found = HEADING.search(self.text)
        return html.unescape(TAG.sub("", found.group(1))).strip() if found else ""

    @property
    def says_it_in_chinese(self):
        """Whether a person is told something: an HTML page with a Chinese heading and no traceback."""
        return (
            self.kind.startswith("text/html")
            and bool(CHINESE.search(self.heading))
            and "Traceback" not in self.text
        )

    def hidden(self):
        """{name: value} of the hidden fields of the main form: CSRF token, one-time key, what else it sends along."""
        form = FORM.search(self.text)
        return {name: html.unescape(value) for name, value in HIDDEN.findall(form.group(0) if form else "")}


class Browser:
    """One person's browser."""

    def __init__(self, host, port, patience=30):
        self.host, self.port, self.patience = host, int(port), patience
        self.cookies = {}
        self.line = None
        self.used = 0.0

    def get(self, path, **headers):
        """Open a page."""
        return self._ask("GET", path, None, headers)

    def post(self, path, fields, files=(), **headers):
        """Send a form: fields {name: value or [values]}, files [(field, name, content)]."""
        body, kind = multipart(fields, files)
        headers = {"Content-Type": kind, "Referer": f"http://{self.host}:{self.port}{path}", **headers}
        return self._ask("POST", path, body, headers)

    def sign_in(self, name, password):
        """Through the sign-in page, as everybody."""
        token = self.get("/login/").hidden()["csrfmiddlewaretoken"]
        answer = self.post("/login/", {"csrfmiddlewaretoken": token, "username": name, "password": password})
        if answer.status != 302:
            raise Broken(f"{name} could not sign in: {answer.status} {answer.heading}")
        return self

    def close(self):
        """Leave."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def _ask(self, method, path, body, headers):
        if self.line is not None and time.monotonic() - self.used > IDLE:
            self.close()
        if self.line is None:
            self.line = http.client.HTTPConnection(self.host, self.port, timeout=self.patience)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.monotonic()
        try:
            self.line.request(method, path, body, {"Cookie": cookie, "Accept": "text/html", **headers})
            response = self.line.getresponse()
            raw = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Broken(f"{type(error).__name__} after {time.monotonic() - began:.1f} s") from error
        self.used = time.monotonic()
        set_cookies = response.headers.get_all("Set-Cookie") or []
        self._keep(set_cookies)
        if response.will_close:
            self.close()
        return Answer(
            status=response.status,
            body=raw,
            location=response.getheader("Location") or "",
            kind=response.getheader("Content-Type") or "",
            seconds=self.used - began,
            cookies=set_cookies,
        )

    def _keep(self, lines):
        for line in lines:
            name, _equals, rest = line.partition("=")
            value = rest.partition(";")[0]
            if value in ("", '""'):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def multipart(fields, files=()):
    """(body, content type) of a form."""
    border = uuid.uuid4().hex
    parts = []
    for name, values in fields.items():
        for value in values if isinstance(values, list) else [values]:
            parts.append(
                f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            )
    for name, filename, content in files:
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    parts.append(f"--{border}--\r\n".encode())
    return b"".join(parts), f"multipart/form-data; boundary={border}"
