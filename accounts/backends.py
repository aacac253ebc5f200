"""Sign-in by account name or mobile number."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from accounts.models import User
from core.normalise import clean_code


def sign_in_name(typed):
    """What was typed as account or mobile number: half-width, without spaces, lower case."""
    return clean_code(typed or "").lower()


def lockout_name(request, credentials):
    """The key of the lock-out: the person, whichever of his names was typed, so that both share one count."""
    typed = sign_in_name(
        (credentials or {}).get("username") or request.POST.get("username", "")
    )
    user = (
        User.objects.filter(Q(username__iexact=typed) | Q(mobile=typed))
        .only("username")
        .first()
    )
    return user.username if user else typed[:40]


class NameOrMobileBackend(ModelBackend):
    """Django's backend, finding the person by either name."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The person, when the password is right and the account is active."""
        if username is None or password is None:
            return None
        typed = sign_in_name(username)
        user = User.objects.filter(Q(username__iexact=typed) | Q(mobile=typed)).first()
        if user is None:
            User().set_password(password)  # as slow as a real check
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None

    def get_user(self, user_id):
        """The person with what every page needs, in one query."""
        user = (
            User.objects.select_related("park", "department").filter(pk=user_id).first()
        )
        return user if user and self.user_can_authenticate(user) else None
