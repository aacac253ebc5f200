"""What is done to a standard: superseded, withdrawn, taken back, given files."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import STATION
from core.acts import act
from core.attachments import attach_all
from core.views import FormPage
from enterprises.detail_forms import FilesForm
from enterprises.standards import acts, forms
from enterprises.views.standards import SHOWN, OfStandard


class StandardAct(OfStandard, FormPage):
    """An act with its own page, which lists whoever uses the standard."""

    roles = STATION
    template_name = "enterprises/standard_end.html"
    save_label = ""
    says = ""
    bad = True

    def get_form_kwargs(self):
        """Which one."""
        return {"standard": self.standard}

    def allowed(self):
        """Not twice."""
        acts.check_open(self.standard)

    def extra_context(self, form):
        """What will happen, and to whom."""
        uses = list(self.uses()) if self.says else []
        n = len({use.enterprise_id for use in uses})
        told = ngettext("%(n)s enterprise is told once.", "%(n)s enterprises are told once.", n) % {"n": n}
        return {
            "intro": self.says or self.standard.title,
            "told": told
            if uses
            else (_("No product here is made to it; nobody has to be told.") if self.says else ""),
            "uses": uses[:SHOWN],
            "more_uses": len(uses) > SHOWN,
            "crumbs": self.crumbs((self.title, None)),
            "save_label": self.save_label,
            "cancel_url": self.standard.get_absolute_url(),
            "bad": self.bad,
            "check_url": reverse("enterprises:check_standard"),
        }


class SupersedeStandard(StandardAct):
    """`/standards/<id>/supersede/`."""

    form_class = forms.SupersedeForm
    save_label = gettext_lazy("Supersede and tell")
    says = gettext_lazy("From this day on another standard takes its place.")

    @property
    def title(self):
        """Which one."""
        return _("Supersede %(number)s") % {"number": self.standard.number}

    def save(self, form):
        """The act."""
        return acts.supersede_standard(self.standard.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Echo."""
        words = {"number": obj.number, "heir": obj.replaced_by.number, "day": obj.ended_on}
        return _("%(number)s is superseded by %(heir)s from %(day)s; whoever uses it was told.") % words


class WithdrawStandard(StandardAct):
    """`/standards/<id>/withdraw/`."""

    form_class = forms.EndForm
    save_label = gettext_lazy("Withdraw and tell")
    says = gettext_lazy("From this day on it is no longer in force, and nothing takes its place.")

    @property
    def title(self):
        """Which one."""
        return _("Withdraw %(number)s") % {"number": self.standard.number}

    def save(self, form):
        """The act."""
        return acts.withdraw_standard(self.standard.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Echo."""
        words = {"number": obj.number, "day": obj.ended_on}
        return _("%(number)s is withdrawn from %(day)s; whoever uses it was told.") % words


class RestoreStandard(StandardAct):
    """`/standards/<id>/restore/`."""

    form_class = forms.TakeBackForm
    template_name = "generic/confirm.html"
    save_label = gettext_lazy("Take back")
    bad = False

    @property
    def title(self):
        """Which one."""
        return _("%(number)s stays in force") % {"number": self.standard.number}

    def allowed(self):
        """The act decides, with the messages locked."""

    def save(self, form):
        """The act."""
        return acts.take_back_end(self.standard.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("%(number)s is in force again; the messages were taken back unread.") % {
            "number": obj.number
        }


class AddStandardFiles(StandardAct):
    """`/standards/<id>/files/`."""

    form_class = FilesForm
    template_name = "generic/form.html"
    title = gettext_lazy("Add files")
    save_label = gettext_lazy("Add files")
    one_time = True

    def get_form_kwargs(self):
        """The form knows no standard."""
        return {}

    def allowed(self):
        """In any state."""

    def save(self, form):
        """Attach them all, or none."""
        with act():
            captions = form.fields["files"].captions(self.request.POST, "files")
            attach_all(self.standard, form.cleaned_data["files"], self.request.user, captions)
        return self.standard
