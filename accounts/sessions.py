"""Sessions in the database, as Django keeps them; reading one is the first statement of every page (core.prepared)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from core.prepared import Prepared

_running = Prepared(lambda slot: Session.objects.filter(session_key=slot("key"), expire_date__gt=slot("now")))


class SessionStore(db.SessionStore):
    """Django's own, but for the way a session is found."""

    def _get_session_from_db(self):
        found = _running(key=self.session_key, now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None
