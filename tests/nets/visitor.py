"""A browser of the tests that changes people quickly and leaves nothing behind."""

from http.cookies import SimpleCookie

from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.nets.who import ANONYMOUS


class Visitor:
    """`visitor.get("chen", url)`: each request runs in a savepoint that is rolled back."""

    def __init__(self, world):
        self.world = world
        self.client = Client(raise_request_exception=False)
        self.sessions = {}

    def enter(self, who):
        """Be this person from now on."""
        self.client.cookies = SimpleCookie()
        if who == ANONYMOUS:
            return
        if who not in self.sessions:
            self.client.force_login(self.world[who], backend="accounts.backends.NameOrMobileBackend")
            self.sessions[who] = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        self.client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[who]

    def get(self, who, url, **more):
        """Open a page."""
        return self._ask("get", who, url, **more)

    def post(self, who, url, data=None, **more):
        """Send a form."""
        return self._ask("post", who, url, data=data or {}, **more)

    def _ask(self, method, who, url, **more):
        self.enter(who)
        with transaction.atomic():
            response = getattr(self.client, method)(url, **more)
            if response.streaming:
                b"".join(response.streaming_content)  # closes the file
            transaction.set_rollback(True)
        return response
