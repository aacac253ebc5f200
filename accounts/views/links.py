"""Invitations and password links: for who hands them out, and for who opens them."""

from io import BytesIO

import segno
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts import actions, invitations
from accounts.forms.links import AcceptForm, LinkPasswordForm, MailForm
from accounts.models import Invitation
from accounts.roles import STATION, Role
from accounts.views.public import public_frame
from core.badges import Badge
from core.views import FormPage, Page

BACKEND = "accounts.backends.NameOrMobileBackend"
HANDS_OUT = STATION | {Role.SYSADMIN}


def badge_of(invitation):
    """How an invitation stands."""
    if invitation.used_at:
        return Badge("ok", "circle-check", pgettext("link", "used"))
    if invitation.revoked_at:
        return Badge("", "ban", pgettext("link", "withdrawn"))
    if not invitation.is_usable:
        return Badge("warn", "hourglass", pgettext("link", "too old"))
    return Badge("info", "link", pgettext("link", "waits to be used"))


class LinkPage(Page):
    """Base of the pages about one link, in the scope of who hands it out."""

    roles = HANDS_OUT

    def find(self, pk):
        """The invitation, or 404."""
        return self.get_object_or_404(
            Invitation.objects.visible_to(self.request.user).select_related(
                "park", "user", "invited_by", "used_by"
            ),
            pk,
        )


class InvitationPage(LinkPage):
    """`/invitations/<id>/`: the link, its code, ways to hand it over."""

    def get(self, request, pk):
        """Show it; a link that is over shows only how it ended."""
        return self.show(self.find(pk))

    def show(self, invitation, form=None, status=200):
        """The page, perhaps with an e-mail address that was not one."""
        if invitation.is_reset:
            self.title = _("Password link for %(name)s") % {"name": invitation.name}
        else:
            self.title = _("Invitation of %(subject)s") % {"subject": invitation.subject_name}
        facts = [
            (pgettext("link", "For"), invitation.name or _("anybody at the enterprise")),
            (_("Made by"), invitation.invited_by),
            (_("Usable until"), f"{localtime(invitation.expires_at):%Y-%m-%d %H:%M}"),
        ]
        if invitation.used_by:
            facts.append(
                (_("Used by"), f"{invitation.used_by} · {localtime(invitation.used_at):%Y-%m-%d %H:%M}")
            )
        acts = []
        if invitation.is_usable:
            acts = [
                {
                    "label": pgettext("link", "Withdraw"),
                    "url": reverse("accounts:revoke_invitation", args=[invitation.pk]),
                    "icon": "ban",
                    "post": True,
                },
                {
                    "label": _("Print slip"),
                    "url": reverse("accounts:slip", args=[invitation.pk]),
                    "icon": "printer",
                    "primary": True,
                },
            ]
        return self.render(
            "accounts/invitation.html",
            {
                "invitation": invitation,
                "link": invitations.link(invitation, self.request),
                "badges": [badge_of(invitation)],
                "facts": facts,
                "acts": acts,
                "form": form or MailForm(initial={"email": invitation.email}),
            },
            status=status,
        )


class SlipPage(LinkPage):
    """`/invitations/<id>/slip/`: an A4 slip to leave at the visit."""

    title = gettext_lazy("Slip with the link")

    def get(self, request, pk):
        """Only while the link can be used."""
        invitation = self.find(pk)
        if not invitation.is_usable:
            return redirect(invitation)
        return self.render(
            "accounts/slip.html",
            {
                "invitation": invitation,
                "link": invitations.link(invitation, request),
                "park": invitation.park,
                "crumbs": [(str(invitation), invitation.get_absolute_url()), (self.title, None)],
            },
        )


class QrCode(LinkPage):
    """`/invitations/<id>/qr.svg`."""

    def get(self, request, pk):
        """The picture of a link that can be used."""
        invitation = self.find(pk)
        if not invitation.is_usable:
            raise Http404
        picture = BytesIO()
        segno.make(invitations.link(invitation, request), error="m", micro=False).save(
            picture, kind="svg", scale=8, border=4, dark="#000", light="#fff"
        )
        return HttpResponse(
            picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"}
        )


class MailLink(LinkPage):
    """POST email: send the link by e-mail. The page of the link is its form."""

    def get(self, request, pk):
        """The form stands on the page of the link."""
        return redirect("accounts:invitation", pk=pk)

    def post(self, request, pk):
        """Send it, and say whether the mail server took it."""
        invitation = self.find(pk)
        form = MailForm(request.POST)
        if not invitation.is_usable:
            return redirect(invitation)
        if not form.is_valid():
            page = InvitationPage()
            page.setup(request, pk=pk)
            return page.show(invitation, form, status=422)
        invitation = actions.note_address(pk, request.user, form.cleaned_data["email"])
        if invitations.mail(invitation, invitations.link(invitation, request)):
            messages.success(request, _("The link was sent to %(email)s.") % {"email": invitation.email})
        else:
            messages.error(
                request,
                _("The mail server did not take the message. Hand over the link or the slip instead."),
            )
        return redirect(invitation)


class RevokeLink(LinkPage):
    """POST: withdraw the link."""

    def get(self, request, pk):
        """The button stands on the page of the link."""
        return redirect("accounts:invitation", pk=pk)

    def post(self, request, pk):
        """Withdraw it."""
        self.find(pk)
        invitation = actions.revoke_invitation(pk, request.user)
        messages.success(request, _("The link was withdrawn; it no longer opens anything."))
        return redirect(invitation)


class AcceptPage(FormPage):
    """`/invite/<token>/`: open the account, or choose the password, the link is for."""

    public = True
    template_name = "accounts/accept.html"
    check_scope = False

    @cached_property
    def invitation(self):
        """What the token opens, or None."""
        token = self.kwargs["token"].replace("\0", "")
        return Invitation.objects.select_related("park", "user").filter(token=token).first()

    @property
    def joins(self):
        """Whether the reader may take the invitation with the account he is signed in with."""
        user = self.request.user
        return (
            not self.invitation.is_reset
            and user.is_authenticated
            and user.role == self.invitation.role
            and user.park_id == self.invitation.park_id
        )

    def dispatch(self, request, *args, **kwargs):
        """A link that is over says why, and nothing else."""
        trouble = invitations.why_unusable(self.invitation)
        if trouble:
            return self.over(trouble)
        return super().dispatch(request, *args, **kwargs)

    def over(self, trouble):
        """410 with the sentence."""
        self.title = _("This link no longer works")
        return self.render(
            "accounts/link_over.html", {"trouble": trouble, **public_frame(self.request)}, status=410
        )

    def make_form(self, data=None, files=None, **more):
        """Choose a password, or open an account."""
        if self.invitation.is_reset:
            return LinkPasswordForm(data, owner=self.invitation.user, **more)
        return AcceptForm(data, **more)

    def open_form(self):
        """Fresh; what the station knows of the person is filled in."""
        return self.make_form(initial={"name": self.invitation.name, "mobile": self.invitation.mobile})

    def extra_context(self, form):
        """What the link is for."""
        invitation = self.invitation
        reset = invitation.is_reset
        self.title = _("Choose a password") if reset else _("Open your account")
        park = invitation.park
        return {
            "invitation": invitation,
            "joins": self.joins,
            "park": park,
            "service_phone": park.phone if park else "",
        }

    def post(self, request, *args, **kwargs):
        """Join with one's own account, or the form."""
        if "join" in request.POST and self.joins:
            actions.accept_as(kwargs["token"], request.user)
            messages.success(
                request,
                _("%(subject)s was added to your account.") % {"subject": self.invitation.subject_name},
            )
            return redirect("home")
        return super().post(request, *args, **kwargs)

    def save(self, form):
        """Use the link up."""
        data = form.cleaned_data
        if self.invitation.is_reset:
            return actions.set_password_by_link(self.kwargs["token"], data["new_password1"])
        return actions.accept(
            self.kwargs["token"],
            name=data["name"],
            mobile=data["mobile"],
            username=data["username"],
            password=data["new_password1"],
        )

    def at_anothers_desk(self, user):
        """Whether somebody else is signed in here (staff who help at a visit): he stays who he is."""
        return self.request.user.is_authenticated and self.request.user.pk != user.pk

    def done_url(self, obj):
        """Signed in and at home."""
        if not self.at_anothers_desk(obj):
            login(self.request, obj, backend=BACKEND)
        return reverse("home")

    def done_message(self, obj):
        """Echo."""
        if self.at_anothers_desk(obj):
            return _("The account “%(username)s” is ready. You are still signed in as %(me)s.") % {
                "username": obj.username,
                "me": self.request.user,
            }
        return _("Your account “%(username)s” is ready.") % {"username": obj.username}
