"""Pages that begin an import: the template, and the upload."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import on_failure
from core.attachments import clean_name
from core.clock import now
from core.exchange import jobs
from core.exchange.containers import Unusable, kind_of
from core.exchange.declaration import exchanges
from core.exchange.sheets import download
from core.exchange.template import template_of
from core.models import Transfer
from core.views import FormPage, Page


class OfExchange(Page):
    """Base of the pages of one Exchange: its `code` comes with the address, its subject (an enterprise) as `pk`."""

    code = ""

    def setup(self, request, *args, **kwargs):
        """404 for what is not there, 403 for who does not import here."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            kind = exchanges.get(self.code or kwargs.get("code", ""))
            if kind is None:
                raise Http404
            subject = None
            if "pk" in kwargs:
                subject = kind.subject_of(request.user, kwargs["pk"])
                if subject is None:
                    raise Http404
            if not kind.may(request.user, subject):
                raise PermissionDenied
            self.exchange = kind(request.user, subject)


class TemplateFile(OfExchange):
    """The template as a download."""

    def get(self, request, **kwargs):
        """Made for the park: its drop-downs know its people."""
        self.exchange.prepare()
        name = self.exchange.file_name or _("%(label)s (template)") % {"label": self.exchange.label}
        return download(template_of(self.exchange), f"{name}.xlsx")


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        help_text=gettext_lazy("The template, or your own table in Excel (.xlsx); at most 20,000 rows"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv", "class": "form-control"}),
    )

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_file(self):
        """What it really is; the rest is found out by the worker."""
        file = self.cleaned_data["file"]
        if file.size > settings.ATTACHMENT_MAX_BYTES:
            raise forms.ValidationError(
                _("The file has %(size)s MB; at most %(limit)s MB fit. Send it in parts.")
                % {
                    "size": file.size // 1024 // 1024,
                    "limit": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024,
                }
            )
        try:
            kind_of(file, file.name)
        except Unusable as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ImportPage(OfExchange, FormPage):
    """Send a file; the next page tells how far its check is, then shows the preview."""

    form_class = UploadForm
    template_name = "exchange/import.html"
    one_time = True
    check_scope = False
    template_url_name = ""

    @property
    def title(self):
        """What is imported."""
        return _("Import: %(label)s") % {"label": self.exchange.label}

    def extra_context(self, form):
        """The template, and how rows are recognised."""
        subject = self.exchange.subject
        return {
            "exchange": self.exchange,
            "template_url": reverse(self.template_url_name, kwargs=self.kwargs),
            "cancel_url": self.exchange.back_url(),
            "crumbs": [(str(self.exchange.label), self.exchange.back_url()), (_("Import"), None)],
            "intro": str(subject) if subject else "",
            "save_label": _("Check the file"),
        }

    def save(self, form):
        """Keep the file and have it checked."""
        file, subject = form.cleaned_data["file"], self.exchange.subject
        transfer = Transfer(created_at=now())
        transfer.source.save("file", file, save=False)
        on_failure(lambda: transfer.source.storage.delete(transfer.source.name))
        return jobs.begin(
            self.request.user,
            Transfer.Kind.IMPORT,
            Transfer.Step.CHECK,
            code=self.exchange.code,
            title=self.title if subject is None else f"{self.title} · {subject}",
            options={"subject": subject.pk if subject else None},
            park_id=getattr(subject, "park_id", None),
            source=transfer.source.name,
            source_name=clean_name(file.name),
        )

    def done_url(self, obj):
        """Its progress."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Nothing: the page says it."""
        return ""
