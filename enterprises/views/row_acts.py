"""Acts on a row of a register, each with its page: remove, confirm as still true, add files."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.fields import CleanCharField
from enterprises.detail_forms import FilesForm
from enterprises.registers import acts, proposals
from enterprises.views.base import FormOfEnterprise, NoForm
from enterprises.views.rows import EDITORS, OfRow, files_of, said_of


class ReasonForm(forms.Form):
    """Why a row is taken out."""

    reason = CleanCharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class RowAct(OfRow, FormOfEnterprise):
    """An act on a row with its own page."""

    roles = EDITORS
    template_name = "generic/confirm.html"

    def home(self):
        """The row."""
        return self.row.get_absolute_url()


class RemoveRow(RowAct):
    """`/registers/<code>/<id>/remove/`."""

    form_class = ReasonForm
    save_label = gettext_lazy("Remove")

    @property
    def title(self):
        """Which row."""
        return _("Remove “%(name)s”") % {"name": self.row}

    def intro(self):
        """What it means."""
        if acts.may_propose(self.request.user):
            return _("The station looks at it first; until then the row stays as it is.")
        return _("It is taken out of the register of %(name)s; history keeps it with your reason.") % {
            "name": self.enterprise.name
        }

    def extra_context(self, form):
        """It takes something away."""
        return {**super().extra_context(form), "bad": True}

    def save(self, form):
        """The act; of the enterprise a proposal."""
        user, reason = self.request.user, form.cleaned_data["reason"]
        if acts.may_propose(user):
            return proposals.propose_removal(self.register, self.row.pk, user, reason=reason)
        return acts.remove_row(self.register.code, self.row.pk, user, reason=reason)

    def done_url(self, obj):
        """The register."""
        return self.register.url_of(self.enterprise.pk)

    def done_message(self, obj):
        """Echo."""
        return said_of(obj) or _("“%(name)s” was removed.") % {"name": self.row}


class ConfirmRow(RowAct):
    """`/registers/<code>/<id>/confirm/`."""

    form_class = NoForm
    save_label = gettext_lazy("Still true")

    @property
    def title(self):
        """Which row."""
        return _("“%(name)s” is still true") % {"name": self.row}

    def intro(self):
        """What it means."""
        return _("Nothing has changed: you have seen it today. Nobody need ask the enterprise for it again.")

    def save(self, form):
        """The act."""
        return acts.confirm_row(self.register.code, self.row.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("Confirmed: “%(name)s” is still true.") % {"name": obj}


class AddRowFiles(RowAct):
    """`/registers/<code>/<id>/files/`."""

    roles = STATION
    template_name = "generic/form.html"
    title = gettext_lazy("Add files")
    save_label = gettext_lazy("Add files")
    one_time = True

    form_class = FilesForm

    def save(self, form):
        """Attach them all, or none."""
        return acts.add_files(
            self.register.code, self.row.pk, self.request.user, **files_of(form, self.request)
        )
