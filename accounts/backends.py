"""Sign-in by account name or mobile number."""

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from core.normalise import clean_mobile
from core.prepared import Prepared

LONGEST = 40
_with_park = Prepared(lambda slot: User.objects.select_related("park", "department").filter(pk=slot("pk")))


def sign_in_name(typed):
    """What was typed as account or mobile number: half-width, without spaces and +86, in small letters."""
    return clean_mobile(typed or "").lower()[: LONGEST + 1]


def lockout_name(request, credentials):
    """The key of the lock-out: the person, whichever of his names was typed, so that both share one count."""
    typed = sign_in_name((credentials or {}).get("username") or request.POST.get("username", ""))
    user = User.objects.find(typed).only("username").first()
    return user.username if user else typed


class NameOrMobileBackend(ModelBackend):
    """Django's backend, finding the person by either name."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The person, when the password is right and the account is active."""
        if username is None or password is None:
            return None
        user = User.objects.find(sign_in_name(username)).first()
        if user is None:
            User().set_password(password)  # as slow as a real check
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None

    def get_user(self, user_id):
        """The person with what every page needs, in one query."""
        found = _with_park(pk=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
