"""Pages and endpoints of the ground floor."""

import json
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import get_supported_language_variant, gettext_lazy
from django.utils.translation import gettext as _

from core import attachments, drafts, finding, kept_files
from core.models import Attachment
from core.transitions import locked, require
from core.views import FormPage, Page

PER_SOURCE = 8
YEAR = 365 * 24 * 3600


class SearchPage(Page):
    """`/search/?q=`: one box over everything the user may see; a number jumps straight to its record."""

    title = gettext_lazy("Search")

    def get(self, request):
        """Jump, or show what each source found."""
        q = request.GET.get("q", "").replace("\0", "").strip()[:100]
        groups = []
        if q:
            target = finding.numbered(request.user, q)
            if target:
                return HttpResponseRedirect(target)
            groups = finding.groups(request.user, q, PER_SOURCE)
        return self.render("core/search.html", {"q": q, "groups": groups, "per_source": PER_SOURCE})


class SaveDraft(Page):
    """POST of what is typed: `{"payload": {name: [values]}, "title": "…"}` → `{"saved_at": "10:32"}`."""

    def post(self, request, form, key):
        """Keep it."""
        try:
            body = json.loads(request.body)
            payload = body["payload"]
            clean = {
                str(name)[:100]: [str(value) for value in values]
                for name, values in payload.items()
                if "password" not in name and name not in ("csrfmiddlewaretoken", "one_time_key")
            }
            saved_at = drafts.save_draft(request.user, form[:40], key[:60], clean, str(body.get("title", "")))
        except (ValueError, KeyError, AttributeError, TypeError):
            return JsonResponse(
                {"error": _("The draft could not be kept: it is too long or damaged.")}, status=400
            )
        return JsonResponse({"saved_at": f"{localtime(saved_at):%H:%M}"})

    def sign_in_first(self, request):
        """Scripts get a status, not a page."""
        return JsonResponse({"error": _("You are signed out.")}, status=401)


class DiscardDraft(Page):
    """POST: throw a draft away."""

    def post(self, request, form, key):
        """Forget it and go back."""
        drafts.discard(request.user, form, key)
        kept_files.forget_orphans(request.user)
        messages.success(request, _("The draft was thrown away."))
        return drafts.settle(HttpResponseRedirect(self.back_to(reverse("home"))), form, key)


def visible_attachment(user, pk):
    """The attachment and its object, when the user may see the object; else 404."""
    attachment = Attachment.objects.select_related("object_type").filter(pk=pk).first()
    model = attachment and attachment.object_type.model_class()
    if not model or not hasattr(model.objects, "visible_to"):
        raise Http404
    obj = model.objects.visible_to(user).filter(pk=attachment.object_id).first()
    if obj is None or (
        hasattr(obj, "attachment_visible_to") and not obj.attachment_visible_to(attachment, user)
    ):
        raise Http404
    return attachment, obj


class ServeAttachment(Page):
    """`/attachments/<id>/`: the file, through the scope of the object it belongs to."""

    def get(self, request, pk):
        """Photos and PDF are shown, the rest is downloaded; nothing runs as a page of ours."""
        attachment, _obj = visible_attachment(request.user, pk)
        if attachment.removed_at:
            raise Http404
        show = attachment.kind in (Attachment.Kind.IMAGE, Attachment.Kind.PDF)
        response = FileResponse(attachment.file.open("rb"), content_type=attachment.mime)
        disposition = "inline" if show else "attachment"
        response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(attachment.name)}"
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        response["Cache-Control"] = "private, max-age=3600"
        return response


class ReasonForm(forms.Form):
    """A reason, in a sentence."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)


class RemoveAttachment(FormPage):
    """Take a wrong file away, with a reason; the trace stays."""

    form_class = ReasonForm
    template_name = "generic/confirm.html"
    title = gettext_lazy("Remove file")
    check_scope = False

    def setup(self, request, *args, **kwargs):
        """Find the file before anything else."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.attachment, self.object = visible_attachment(request.user, kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        """Uploader, or the station."""
        if request.user.is_authenticated:
            require(
                self.attachment.uploaded_by_id == request.user.pk or request.user.is_station,
                _("Only who uploaded the file, or the station, may remove it."),
            )
        return super().dispatch(request, *args, **kwargs)

    def extra_context(self, form):
        """What will happen."""
        return {
            "intro": _("“%(name)s” disappears from the record; who removed it and why stays on file.")
            % {"name": self.attachment.name},
            "save_label": _("Remove"),
            "bad": True,
            "cancel_url": self.back_to(self.object.get_absolute_url()),
        }

    def save(self, form):
        """Once: who comes second finds it removed."""
        attachment = locked(Attachment.objects.all(), self.attachment.pk)
        if not attachment.removed_at:
            attachments.remove(attachment, self.request.user, form.cleaned_data["reason"])
        return attachment

    def done_url(self, obj):
        """Back to the record."""
        return self.back_to(self.object.get_absolute_url())

    def done_message(self, obj):
        """Echo."""
        return _("“%(name)s” was removed.") % {"name": obj.name}


class Preferences(Page):
    """POST size=large|normal and language=zh-hans|en; kept in cookies, size also with the account."""

    public = True

    def post(self, request):
        """Remember and go back."""
        response = HttpResponseRedirect(self.back_to(reverse("home")))
        size = request.POST.get("size")
        if size in ("large", "normal"):
            response.set_cookie("size", size, max_age=YEAR, samesite="Lax")
            if request.user.is_authenticated:
                with transaction.atomic():
                    request.user.large_text = size == "large"
                    request.user.save(update_fields=["large_text"])
        language = request.POST.get("language")
        if language:
            try:
                variant = get_supported_language_variant(language)
            except LookupError:
                return response
            translation.activate(variant)
            response.set_cookie("django_language", variant, max_age=YEAR, samesite="Lax")
        return response
