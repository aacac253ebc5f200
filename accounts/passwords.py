"""Password policy (DOMAIN §12.1): 10 characters, 3 of 4 classes, not one of the previous five."""

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

REMEMBERED = 5
SHORTEST = 10


class LongEnoughValidator:
    """At least ten characters."""

    def validate(self, password, user=None):
        """Raise ValidationError with how many there are and how many it takes."""
        if len(password) < SHORTEST:
            raise ValidationError(
                _("This password has %(found)s characters; at least %(needed)s are needed."),
                code="password_too_short",
                params={"found": len(password), "needed": SHORTEST},
            )

    def get_help_text(self):
        """For the form."""
        return _("At least 10 characters, with three of: lower case, upper case, digits, other characters.")


class ThreeClassesValidator:
    """At least three of: lower case, upper case, digits, other characters."""

    def validate(self, password, user=None):
        """Raise ValidationError with what is missing."""
        classes = [
            any(ch.islower() for ch in password),
            any(ch.isupper() for ch in password),
            any(ch.isdigit() for ch in password),
            any(not ch.isalnum() for ch in password),
        ]
        if sum(classes) < 3:
            raise ValidationError(
                _("Use at least three of: lower case letters, upper case letters, digits, other characters."),
                code="password_too_simple",
            )

    def get_help_text(self):
        """For the form."""
        return _("At least 10 characters, with three of: lower case, upper case, digits, other characters.")


class NotAPreviousOneValidator:
    """Not the present one and none of the last five."""

    def validate(self, password, user=None):
        """Raise ValidationError when it was used before."""
        if user is None or user.pk is None:
            return
        hashes = [
            user.password,
            *user.old_passwords.order_by("-pk").values_list("password", flat=True)[:REMEMBERED],
        ]
        if any(check_password(password, old) for old in hashes if old):
            raise ValidationError(
                _("This is one of your last five passwords. Choose a new one."),
                code="password_used_before",
            )

    def get_help_text(self):
        """For the form."""
        return _("Not one of your last five passwords.")


def remember(user):
    """Keep the present hash among the old ones before it is replaced; forget those beyond five."""
    if user.password and user.has_usable_password():
        user.old_passwords.create(password=user.password)
        keep = user.old_passwords.order_by("-pk").values_list("pk", flat=True)[:REMEMBERED]
        user.old_passwords.exclude(pk__in=list(keep)).delete()
