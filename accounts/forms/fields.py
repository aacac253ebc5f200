"""Fields several forms of accounts share: an account name, a new password typed twice."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.backends import sign_in_name
from accounts.models import User
from accounts.widgets import Password
from core.fields import CleanCharField

ACCOUNT_NAME = re.compile(r"[a-z][a-z0-9._]{2,39}")


class AccountNameField(CleanCharField):
    """An account name: stored in small letters, full-width letters are understood."""

    clean_with = staticmethod(sign_in_name)

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Account name"))
        kwargs.setdefault(
            "help_text",
            _("3 to 40 letters and digits, beginning with a letter, e.g. zhangwei. For signing in."),
        )
        super().__init__(max_length=40, **kwargs)

    def validate(self, value):
        """Refuse what cannot be told from a mobile number, or cannot be typed everywhere."""
        super().validate(value)
        if value and not ACCOUNT_NAME.fullmatch(value):
            raise ValidationError(
                _("An account name has 3 to 40 letters a–z and digits, and begins with a letter."),
                code="account_name",
            )

    def widget_attrs(self, widget):
        """No capitals and no corrections by a phone."""
        return {
            "autocomplete": "username",
            "autocapitalize": "off",
            "spellcheck": "false",
            **super().widget_attrs(widget),
        }


def free_account_name(name):
    """The name, when nobody has it."""
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(_("This account name is taken. Choose another one."), code="taken")
    return name


def free_mobile(mobile, but=None):
    """The number, when it is nobody else's."""
    if mobile and User.objects.filter(mobile=mobile).exclude(pk=but.pk if but else None).exists():
        raise ValidationError(
            _("This mobile number has an account already. Use another one, or sign in with it."), code="taken"
        )
    return mobile


def password_field(**kwargs):
    """A new password."""
    return forms.CharField(label=_("New password"), strip=False, max_length=128, widget=Password, **kwargs)


class NewPasswordMixin(forms.Form):
    """`new_password1` with the policy below it, and `new_password2` typed once more."""

    new_password1 = password_field(
        help_text=_(
            "At least 10 characters, with three of: lower case, upper case, digits, other characters."
        )
    )
    new_password2 = forms.CharField(
        label=_("New password once more"), strip=False, max_length=128, widget=Password
    )

    def person(self):
        """The account the password is for: it must not resemble its name, nor be one of its earlier ones."""
        raise NotImplementedError

    def clean(self):
        """Both alike, and by the policy."""
        data = super().clean()
        first, second = data.get("new_password1"), data.get("new_password2")
        if first and second and first != second:
            self.add_error("new_password2", _("The two passwords are not alike. Type it once more."))
        if first:
            try:
                validate_password(first, self.person())
            except ValidationError as error:
                self.add_error("new_password1", error)
        return data
