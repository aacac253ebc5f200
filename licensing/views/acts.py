"""The acts on one case, each with its own address: a page to confirm, and the door every button posts to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import STATION, Role
from core.views import FormPage
from licensing import actions, forms
from licensing.models import LicenceCase, ProcedureStage
from licensing.rights import check
from licensing.words import sentence


class ActPage(FormPage):
    """One act: `act` names its right, `form_class` what it asks, `save_label` the word on the button, `echo` what is
    said afterwards."""

    roles = STATION
    act = ""
    template_name = "generic/confirm.html"
    form_class = forms.EmptyForm
    save_label = ""
    echo = ""
    bad = False

    def rows(self):
        """Cases in scope."""
        return LicenceCase.objects.visible_to(self.request.user).for_page()

    def find(self, pk):
        """The case an address names."""
        return self.get_object_or_404(self.rows(), pk)

    def setup(self, request, *args, **kwargs):
        """The case must be in scope before anything else."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and request.user.role in self.roles:
            self.object = self.find(kwargs["pk"])

    def allowed(self):
        """The right person, the right state; in a wrong one it says what happened instead (409)."""
        check(self.act, self.request.user, self.object)

    def get_form_kwargs(self):
        """The form knows its case."""
        return {"obj": self.object}

    def show(self, form, status=200):
        """After a refusal the page says where the case stands now."""
        if status == 409:
            self.object = self.rows().filter(pk=self.object.pk).first() or self.object
        return super().show(form, status)

    def extra_context(self, form):
        """Title, where it stands, the word on the button."""
        self.title = f"{self.save_label} · {self.object.product}"
        url = self.object.get_absolute_url()
        return {
            "intro": sentence(self.object, self.request.user),
            "save_label": self.save_label,
            "bad": self.bad,
            "cancel_url": self.back_to(url),
            "crumbs": [(self.object.number, url), (self.save_label, None)],
        }

    def done_message(self, obj):
        """What was done, to which number."""
        return self.echo % {
            "number": obj.number,
            "who": obj.owner,
            "enterprise": obj.enterprise,
            "stage": obj.get_stage_display(),
            "holder": obj.get_holder_display(),
        }


class Move(ActPage):
    """`/licensing/<id>/move/`: the baton goes on."""

    act = "move"
    form_class = forms.MoveForm
    save_label = _("Pass the baton on")
    echo = _("%(number)s is at “%(stage)s” now, in the hands of: %(holder)s.")

    def extra_context(self, form):
        """With what has to be done before the stage is over."""
        exits = ProcedureStage.objects.filter(procedure=self.object.procedure_id, stage=self.object.stage)
        facts = [(_("It is over when"), exit) for exit in exits.values_list("exit", flat=True) if exit]
        return super().extra_context(form) | {"facts": facts}

    def save(self, form):
        """On it goes."""
        return actions.move_case(self.object.pk, self.request.user, **form.cleaned_data)


class Hold(ActPage):
    """`/licensing/<id>/hold/`: it stands still."""

    act = "hold"
    form_class = forms.ReasonForm
    save_label = _("Put on hold")
    echo = _("%(number)s is on hold; %(enterprise)s has been told.")

    def save(self, form):
        """Hold."""
        return actions.hold_case(self.object.pk, self.request.user, **form.cleaned_data)


class Resume(ActPage):
    """`/licensing/<id>/resume/`: it goes on."""

    act = "resume"
    save_label = _("Take up again")
    echo = _("%(number)s goes on at “%(stage)s”.")

    def save(self, form):
        """Go on."""
        return actions.resume_case(self.object.pk, self.request.user)


class Give(ActPage):
    """`/licensing/<id>/give/`: somebody else is in charge."""

    act = "give"
    form_class = forms.GiveForm
    save_label = _("Hand over")
    echo = _("%(who)s is in charge of %(number)s now.")

    def save(self, form):
        """Give it."""
        return actions.give_case(self.object.pk, self.request.user, **form.cleaned_data)


class Contact(ActPage):
    """`/licensing/<id>/contact/`: a call or a visit, and what was promised."""

    act = "contact"
    form_class = forms.ContactForm
    form_code = "case-contact"
    one_time = True
    template_name = "generic/form.html"
    save_label = _("Note a contact")
    echo = _("The contact is noted in %(number)s.")

    def get_initial(self):
        """What the address brings along, e.g. of a report that is late."""
        query = self.request.GET
        names = ("party", "way", "person", "text", "promise")
        return {name: query[name].replace("\0", "")[:200] for name in names if query.get(name)}

    def save(self, form):
        """Note it."""
        data = form.cleaned_data
        return actions.record_contact(self.object.pk, self.request.user, **data).case


class Issue(ActPage):
    """`/licensing/<id>/issue/`: the licence is there."""

    act = "issue"
    form_class = forms.IssueForm
    one_time = True
    save_label = pgettext_lazy("licence case", "Licence issued")
    echo = _("%(number)s is closed: the licence stands in the archive, %(enterprise)s has been told.")

    def save(self, form):
        """Into the archive."""
        return actions.issue_licence(self.object.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Only what has a register stands in the archive."""
        if actions.result_of(obj)[0]:
            return super().done_message(obj)
        return _("%(number)s is closed, %(enterprise)s has been told.") % {
            "number": obj.number,
            "enterprise": obj.enterprise,
        }


class Refuse(ActPage):
    """`/licensing/<id>/refuse/`: the authority said no."""

    act = "refuse"
    form_class = forms.RefuseForm
    save_label = pgettext_lazy("licence case", "Refused by the authority")
    echo = _("%(number)s is closed as refused; the reasons are kept.")
    bad = True

    def save(self, form):
        """Refused."""
        return actions.refuse_licence(self.object.pk, self.request.user, **form.cleaned_data)


class Withdraw(ActPage):
    """`/licensing/<id>/withdraw/`: the enterprise no longer wants it."""

    roles = STATION | {Role.ENTERPRISE}
    act = "withdraw"
    form_class = forms.ReasonForm
    save_label = _("Withdraw")
    echo = _("%(number)s is withdrawn.")
    bad = True

    def save(self, form):
        """Withdraw."""
        return actions.withdraw_case(self.object.pk, self.request.user, **form.cleaned_data)


class Terminate(ActPage):
    """`/licensing/<id>/terminate/`: the station ends it."""

    act = "terminate"
    form_class = forms.ReasonForm
    save_label = _("Terminate")
    echo = _("%(number)s is terminated; %(enterprise)s has been told.")
    bad = True

    def save(self, form):
        """End it."""
        return actions.terminate_case(self.object.pk, self.request.user, **form.cleaned_data)
