"""Inputs of the sign-in pages."""

from django import forms


class Password(forms.PasswordInput):
    """A password that can be shown for checking (static/js/frame.js); never filled in by the server."""

    template_name = "widgets/password.html"

    def __init__(self, attrs=None, new=True):
        super().__init__({"autocomplete": "new-password" if new else "current-password", **(attrs or {})})
