"""My account: my data, my password, how the pages look to me."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.forms.own import OwnDataForm, OwnPasswordForm
from accounts.middleware import OWN_PHONE
from accounts.views.signin import on_phone
from core.views import FormPage, Page


class MePage(FormPage):
    """`/me/`."""

    form_class = OwnDataForm
    template_name = "accounts/me.html"
    title = gettext_lazy("My account")
    check_scope = False

    def get_initial(self):
        """As it stands."""
        user = self.request.user
        return {"mobile": user.mobile, "email": user.email, "post": user.post}

    def extra_context(self, form):
        """Who I am, and the switches."""
        user = self.request.user
        facts = [
            (_("Name"), user.name),
            (_("Account name"), user.username),
            (_("Role"), user.get_role_display()),
            (_("Park"), user.park),
        ]
        if user.department_id:
            facts.append((_("Department"), user.department.name))
        return {
            "facts": facts,
            "on_phone": on_phone(self.request),
            "own_phone": bool(self.request.session.get(OWN_PHONE)),
            "acts": [
                {"label": _("Change password"), "url": reverse("accounts:change_password"), "icon": "key"}
            ],
        }

    def save(self, form):
        """Keep it."""
        return actions.change_own_data(self.request.user, **form.cleaned_data)

    def done_url(self, obj):
        """Back here."""
        return reverse("accounts:me")


class OwnPhone(Page):
    """POST own=1|0: whether this phone is my own, for this sign-in."""

    def post(self, request):
        """Only on a phone; a desk keeps its 15 minutes."""
        request.session[OWN_PHONE] = request.POST.get("own") == "1" and on_phone(request)
        return HttpResponseRedirect(self.back_to(reverse("accounts:me")))


class ChangePassword(FormPage):
    """`/me/password/`; forced at the first sign-in."""

    form_class = OwnPasswordForm
    title = gettext_lazy("Change password")
    check_scope = False

    def extra_context(self, form):
        """Why, and what happens."""
        forced = self.request.user.must_change_password
        return {
            "intro": _("This is your first sign-in: choose a password that only you know.")
            if forced
            else _("Other devices on which you are signed in will have to sign in again."),
            "save_label": _("Change password"),
            "cancel_url": "" if forced else reverse("accounts:me"),
            "crumbs": [(_("My account"), reverse("accounts:me")), (self.title, None)],
        }

    def save(self, form):
        """Take it; this session goes on, all others end."""
        user = actions.change_password(self.request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, user)
        return user

    def done_url(self, obj):
        """Where he was going, else his account."""
        return self.back_to(reverse("accounts:me"))

    def done_message(self, obj):
        """Echo."""
        return _("Your password was changed.")
