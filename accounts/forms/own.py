"""Signing in, and what everybody may change about his own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import NewPasswordMixin, free_mobile
from accounts.widgets import Password
from core.fields import CleanCharField, MobileField


class SignInForm(forms.Form):
    """Account or mobile number, and password. `own_phone` is there on phones only."""

    username = forms.CharField(
        label=_("Name or mobile number"),
        max_length=60,
        error_messages={"required": _("Type your account name or mobile number.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=Password(new=False),
        error_messages={"required": _("Type your password.")},
    )
    own_phone = forms.BooleanField(required=False, widget=forms.CheckboxInput({"class": "form-check-input"}))

    def __init__(self, *args, on_phone=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not on_phone:
            del self.fields["own_phone"]


class OwnDataForm(forms.Form):
    """Mobile number (also for signing in), e-mail, post."""

    mobile = MobileField(
        label=_("Mobile number"), required=False, help_text=_("You can also sign in with this number.")
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        help_text=_("Reminders are sent here as well, if you give one."),
    )
    post = CleanCharField(label=_("Post"), required=False, max_length=40)

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_mobile(self):
        """Nobody else's."""
        return free_mobile(self.cleaned_data["mobile"], but=self.user)


class OwnPasswordForm(NewPasswordMixin):
    """The present password, and a new one twice."""

    old_password = forms.CharField(
        label=_("Present password"), strip=False, max_length=128, widget=Password(new=False)
    )
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def person(self):
        """Oneself."""
        return self.user

    def clean_old_password(self):
        """It is me at this desk."""
        password = self.cleaned_data["old_password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("This is not your present password."), code="wrong")
        return password
