"""Signing in and out, the idle clock, and coming back to a form that was sent after the sign-in had ended."""

import re
import time
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import lockout, privacy
from accounts.forms.own import SignInForm
from accounts.middleware import IDLE_OUT, OWN_PHONE, SEEN, allowance
from accounts.views.public import public_frame
from core.errors import KEPT_LIMIT
from core.views import KEPT, FormPage, Page, keep_post

KEPT_PREFIX = "kept."
PHONE = re.compile(r"Mobi|Android|iPhone|HarmonyOS|MicroMessenger", re.IGNORECASE)
DOORS = (
    (
        "search",
        gettext_lazy("How far is my request?"),
        gettext_lazy("With its number and the last 4 digits of the mobile number"),
        "servicedesk:status",
    ),
)


def doors():
    """What can be done without signing in; pages that are not there are left out."""
    found = []
    for icon, title, line2, name in DOORS:
        try:
            found.append({"icon": icon, "title": title, "line2": line2, "url": reverse(name)})
        except NoReverseMatch:
            continue
    return found


def on_phone(request):
    """Whether the browser says it is a phone."""
    return request.headers.get("Sec-CH-UA-Mobile") == "?1" or bool(
        PHONE.search(request.headers.get("User-Agent", ""))
    )


def take_out_kept(request):
    """Take the fields of a kept form out of what was posted, so that they reach neither the sign-in nor its log."""
    posted = request.POST.copy()
    pairs = [
        (name.removeprefix(KEPT_PREFIX), value)
        for name, values in posted.lists()
        if name.startswith(KEPT_PREFIX)
        for value in values
    ]
    for name in [name for name in posted if name.startswith(KEPT_PREFIX)]:
        del posted[name]
    path = (posted.pop("kept_path", None) or [""])[-1]
    request.POST = posted
    if sum(len(name) + len(value) for name, value in pairs) > KEPT_LIMIT or not own_path(request, path):
        pairs, path = [], ""
    request.kept, request.kept_path = pairs, path


def own_path(request, path):
    """Whether an address is one of this station."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(
        path, {request.get_host()}, request.is_secure()
    )


def back_to_form(request, path, pairs):
    """Where to go with a kept form: its own page, which fills it; for an act without one, the page that shows it."""
    try:
        view = resolve(urlsplit(path).path).func
    except Resolver404:
        return reverse("home")
    keep_post(request.session, path, pairs)
    view_class = getattr(view, "view_class", None)
    return path if view_class and issubclass(view_class, FormPage) else reverse("accounts:resume")


class SignInPage(Page):
    """`/login/`."""

    public = True
    title = gettext_lazy("Sign in")

    def get(self, request):
        """The form; an empty station is set up first, and who is signed in goes on."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(self.back_to(reverse("home")))
        frame = public_frame(request)
        if frame["empty"]:
            return redirect("accounts:setup")
        minutes = request.session.pop(IDLE_OUT, 0)
        return self.show(
            request, SignInForm(on_phone=on_phone(request)), idle_out=idle_words(minutes), frame=frame
        )

    @classmethod
    def show(cls, request, form, status=200, locked="", idle_out="", frame=None):
        """The page with the form, as first opened, refused or locked."""
        context = {
            "title": cls.title,
            "form": form,
            "next": request.POST.get("next") or request.GET.get("next") or "",
            "locked": locked,
            "idle_out": idle_out,
            "doors": doors(),
            "forgot_url": f"{reverse('accounts:sign_in_help')}#password",
            "invited_url": f"{reverse('accounts:sign_in_help')}#enterprise",
            "kept": getattr(request, "kept", []),
            "kept_path": getattr(request, "kept_path", ""),
            **(frame or public_frame(request)),
        }
        return render(request, "registration/login.html", context, status=status)

    def post(self, request):
        """Sign in, and go where he was going."""
        take_out_kept(request)
        form = SignInForm(request.POST, on_phone=on_phone(request))
        if not form.is_valid():
            return self.show(request, form, status=422)
        data = form.cleaned_data
        user = authenticate(request, username=data["username"], password=data["password"])
        if user is None:
            form.add_error(None, _("The name or the password is not right. Please check both."))
            return self.show(request, form, status=422)
        login(request, user)
        request.session[SEEN] = int(time.time())
        request.session[OWN_PHONE] = bool(data.get("own_phone"))
        request.session.pop(IDLE_OUT, None)
        target = self.back_to(reverse("home"))
        if request.kept:
            target = back_to_form(request, request.kept_path, request.kept)
        response = HttpResponseRedirect(target)
        if user.large_text:
            response.set_cookie("size", "large", max_age=365 * 24 * 3600, samesite="Lax")
        return response


def idle_words(minutes):
    """Why one is back at the sign-in page."""
    if not minutes:
        return ""
    if minutes >= 60:
        hours = minutes // 60
        return ngettext(
            "You were signed out because nothing happened for %(n)s hour. What you had written is kept.",
            "You were signed out because nothing happened for %(n)s hours. What you had written is kept.",
            hours,
        ) % {"n": hours}
    return ngettext(
        "You were signed out because nothing happened for %(n)s minute. What you had written is kept.",
        "You were signed out because nothing happened for %(n)s minutes. What you had written is kept.",
        minutes,
    ) % {"n": minutes}


def locked_out(request, response=None, credentials=None):
    """The sign-in page of a locked account: how long, and the typed name stays."""
    form = SignInForm(request.POST, on_phone=on_phone(request))
    return SignInPage.show(
        request, form, status=429, locked=lockout.sentence(lockout.minutes_left(request, credentials))
    )


class SignOut(Page):
    """POST: sign out."""

    public = True

    def post(self, request):
        """End the session."""
        signed_in = request.user.is_authenticated
        logout(request)
        if signed_in:
            messages.success(request, _("You are signed out."))
        response = redirect("accounts:login")
        # the next person at this desk does not find the last page by going back (over TLS)
        response["Clear-Site-Data"] = '"cache"'
        return response


class Ping(Page):
    """POST from the pages while somebody types: counts as activity, tells what is left."""

    def post(self, request):
        """Note the activity."""
        request.session[SEEN] = int(time.time())
        return JsonResponse({"left": allowance(request.session)})

    def sign_in_first(self, request):
        """Scripts get a status, not a page."""
        return JsonResponse({"left": 0, "error": _("You are signed out.")}, status=401)


class ResumePage(Page):
    """After signing in again: what had been sent to an act without a form of its own, to be sent once more."""

    title = gettext_lazy("Send it once more")

    def get(self, request):
        """Show what was typed, with the button."""
        kept = request.session.get(KEPT) or {}
        path = next(iter(kept), "")
        if not path:
            return redirect("home")
        pairs = [(name, value) for name, values in kept[path].items() for value in values]
        return self.render("accounts/resume.html", {"kept": pairs, "action": path})

    def post(self, request):
        """It is not wanted any more."""
        request.session.pop(KEPT, None)
        return redirect("home")


class SignInHelp(Page):
    """`/login/help/`: a forgotten password, and how an enterprise gets its account."""

    public = True
    title = gettext_lazy("Help with signing in")

    def get(self, request):
        """Plain words."""
        return self.render("accounts/sign_in_help.html", public_frame(request))


class PrivacyPage(Page):
    """`/privacy/`: the privacy notice."""

    public = True
    title = gettext_lazy("Privacy notice")

    def get(self, request):
        """The notice with its version."""
        return self.render("accounts/privacy.html", {**public_frame(request), "version": privacy.VERSION})


def admin_sign_in(request):
    """The administration has no sign-in of its own: ours counts failures and locks."""
    if request.user.is_authenticated:
        raise PermissionDenied
    target = request.GET.get("next", reverse("admin:index"))
    return HttpResponseRedirect(f"{reverse('accounts:login')}?{urlencode({'next': target})}")


def admin_change_password(request):
    """Nor a change of password: ours keeps the policy."""
    return redirect("accounts:change_password")
