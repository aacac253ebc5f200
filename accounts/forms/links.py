"""What a person types who opens an invitation or a password link, and mailing it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import AccountNameField, NewPasswordMixin, free_account_name, free_mobile
from accounts.models import User
from core.fields import CleanCharField, MobileField


class AcceptForm(NewPasswordMixin):
    """Open an account by an invitation."""

    name = CleanCharField(label=_("Your name"), max_length=40)
    mobile = MobileField(
        label=_("Mobile number"),
        help_text=_("For signing in, and for calls about your requests. Shown masked."),
    )
    username = AccountNameField()
    privacy = forms.BooleanField(
        label=_("I have read the privacy notice and agree to it"),
        error_messages={"required": _("Please read the privacy notice and tick that you agree.")},
    )
    field_order = ["name", "mobile", "username", "new_password1", "new_password2", "privacy"]

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = _("Password")
        self.fields["new_password2"].label = _("Password once more")

    def clean_mobile(self):
        """Nobody else's."""
        return free_mobile(self.cleaned_data["mobile"])

    def clean_username(self):
        """Nobody else's."""
        return free_account_name(self.cleaned_data["username"])

    def person(self):
        """Who it will be."""
        return User(
            username=self.cleaned_data.get("username") or "", name=self.cleaned_data.get("name") or ""
        )


class LinkPasswordForm(NewPasswordMixin):
    """Choose a password by a link."""

    def __init__(self, *args, user=None, owner, **kwargs):
        self.owner = owner
        super().__init__(*args, **kwargs)

    def person(self):
        """Whose account it is."""
        return self.owner


class MailForm(forms.Form):
    """Where to send a link."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
