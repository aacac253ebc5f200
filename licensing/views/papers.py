"""Documents of a case, and promises of those it was in touch with."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION, Role
from core.together import read_together
from licensing import actions, forms
from licensing.actions import reusing
from licensing.models import CaseContact, CaseDocument, Paper, ProcedureDocument
from licensing.views.acts import ActPage


class OfCase(ActPage):
    """An act on something that belongs to a case; `model` says what."""

    model = CaseDocument

    def find(self, pk):
        """The case; the thing itself is `self.part`."""
        rows = self.model.objects.visible_to(self.request.user).select_related("case")
        self.part = self.get_object_or_404(rows, pk)
        case = self.rows().filter(pk=self.part.case_id).first()
        if case is None:
            raise Http404
        return case

    def extra_context(self, form):
        """It is named in the title."""
        context = super().extra_context(form)
        self.title = f"{self.save_label} · {self.part}"
        return context | {"intro": self.said()}

    def said(self):
        """The sentence above the form."""
        return self.part.note

    def done_url(self, obj):
        """Back to the case."""
        return self.back_to(self.object.get_absolute_url())


class DocumentPage(OfCase):
    """`/licensing/documents/<id>/`: it is there, it is not needed, it has to be brought."""

    act = "paper"
    form_class = forms.DocumentForm
    save_label = gettext_lazy("Document")

    def get_initial(self):
        """What it needs next."""
        what = "RECEIVED" if self.part.status in Paper.OPEN else "MISSING"
        return {"what": what, "due_on": self.part.due_on}

    def save(self, form):
        """As the station says."""
        data = form.cleaned_data
        if data["what"] == "MISSING":
            return actions.return_document(
                self.part.pk, self.request.user, note=data["note"], due_on=data["due_on"]
            )
        return actions.settle_document(
            self.part.pk, self.request.user, status=data["what"], note=data["note"]
        )

    def done_message(self, obj):
        """State in words."""
        return _("%(label)s: %(state)s.") % {"label": obj.label, "state": obj.get_status_display()}


class Upload(OfCase):
    """`/licensing/documents/<id>/upload/`: files for a document."""

    roles = STATION | {Role.ENTERPRISE}
    act = "upload"
    form_class = forms.UploadForm
    form_code = "case-upload"
    one_time = True
    template_name = "generic/form.html"
    save_label = gettext_lazy("Upload")

    def save(self, form):
        """Bring it."""
        return actions.upload_document(self.part.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """State in words."""
        return _("%(label)s: %(state)s.") % {"label": obj.label, "state": obj.get_status_display()}


class Promise(OfCase):
    """`/licensing/promises/<id>/`: kept, or not."""

    act = "contact"
    model = CaseContact
    form_class = forms.KeptForm
    save_label = gettext_lazy("What came of it")

    def said(self):
        """What was promised, and for when."""
        return _("Promised for %(day)s: %(promise)s") % {
            "day": self.part.promised_on or "—",
            "promise": self.part.promise or self.part.text,
        }

    def save(self, form):
        """Note it."""
        return actions.settle_promise(self.part.pk, self.request.user, kept=form.cleaned_data["kept"])

    def done_message(self, obj):
        """Noted."""
        return _("Noted in %(number)s.") % {"number": obj.case.number}


class Reuse(OfCase):
    """`/licensing/documents/<id>/reuse/`: take what is there already."""

    roles = STATION | {Role.ENTERPRISE}
    act = "upload"
    form_class = forms.ReuseForm
    save_label = gettext_lazy("Take what is there")

    def get_form_kwargs(self):
        """What the archive and earlier cases offer."""
        licences, certificates, earlier, wanted = read_together(
            *reusing.sources(self.object),
            ProcedureDocument.objects.filter(procedure=self.object.procedure_id),
        )
        kinds = {row.label: row.licence_kind for row in wanted}
        offered = reusing.offers_for(self.part, licences, certificates, earlier, kinds)
        return super().get_form_kwargs() | {"offered": offered}

    def save(self, form):
        """Take it."""
        return actions.take_document(self.part.pk, self.request.user, form.cleaned_data["what"])

    def done_message(self, obj):
        """Where it came from."""
        return _("%(label)s: taken from %(source)s.") % {"label": obj.label, "source": obj.source}
