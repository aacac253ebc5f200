"""A small web server for the tests of the scripts: rendered templates, the static files, and answers a test chooses.

It sends the policy of the product, so that a script or a style the policy refuses fails here too.
"""

import json
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from django.conf import settings

POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)
SUGGESTIONS = {
    "results": [
        {"id": 5, "name": "九江云麓食品有限公司", "line2": "C14 食品制造业"},
        {"id": 6, "name": "云麓茶业", "line2": "C15 酒、饮料和精制茶制造业"},
    ],
    "more": False,
}


class Handler(SimpleHTTPRequestHandler):
    """Pages from memory, files from the static folders, everything posted is written down."""

    def log_message(self, *args):
        """Say nothing."""

    def answer(self, body, kind="text/html; charset=utf-8", status=200):
        """Send one answer with the product's policy."""
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        """A page, a static file, or suggestions."""
        path, _mark, query = self.path.partition("?")
        stand = self.server.stand
        if path == "/suggest/":
            stand.asked.append(query)
            self.answer(json.dumps(SUGGESTIONS), "application/json")
        elif path.startswith("/static/vendor/"):
            self.file(settings.VAR_DIR / "vendor" / path.removeprefix("/static/vendor/"))
        elif path.startswith("/static/"):
            self.file(settings.BASE_DIR / "static" / path.removeprefix("/static/"))
        elif path in stand.pages:
            self.answer(stand.pages[path])
        else:
            self.answer("missing", status=404)

    def file(self, path):
        """A static file."""
        if not path.is_file():
            return self.answer("missing", status=404)
        return self.answer(path.read_bytes(), self.guess_type(str(path)))

    def do_POST(self):
        """Write down what came; drafts and pings answer as the test chose."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        stand = self.server.stand
        stand.posted.append((self.path, body))
        if self.path.startswith("/drafts/"):
            self.answer(json.dumps({"saved_at": "10:32"}), "application/json", stand.draft_status)
        else:
            time.sleep(stand.slow)
            self.answer("<h1>done</h1>")


def saved(page, stand):
    """Wait for the next draft and give its payload."""
    before = len(stand.posts("/drafts/visit/new/"))
    for _wait in range(60):
        page.wait_for_timeout(100)
        posts = stand.posts("/drafts/visit/new/")
        if len(posts) > before:
            return json.loads(posts[-1])["payload"]
    raise AssertionError("no draft arrived")


def until(page, condition):
    """Wait for a condition in the page (the policy forbids Playwright's own way of asking)."""
    for _wait in range(60):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(100)
    raise AssertionError(condition)


def local_copies(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('qs-draft')).length")


class Stand:
    """The server; use as a context manager."""

    def __init__(self):
        self.pages, self.posted, self.asked = {}, [], []
        self.draft_status, self.slow = 200, 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.stand = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()

    def posts(self, path):
        """Bodies posted to this address."""
        return [body for posted, body in self.posted if posted == path]
