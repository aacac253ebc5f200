"""What may be done after a refusal: dispute it, let it be, note what came of it, or begin anew."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import READERS, Role
from core.due import short_day
from core.views import Page
from licensing import actions, forms
from licensing.models import CaseRemedy
from licensing.views.acts import ActPage


class Ask(ActPage):
    """`/licensing/<id>/dispute/`: reconsideration was asked for, or a lawsuit begun."""

    act = "dispute"
    form_class = forms.AskRemedyForm
    save_label = gettext_lazy("Dispute the refusal")
    echo = gettext_lazy("Noted in %(number)s; what comes of it is noted there too.")

    def save(self, form):
        """Note it."""
        return actions.ask_remedy(self.object.pk, self.request.user, **form.cleaned_data)


class Waive(ActPage):
    """`/licensing/<id>/let-be/`: the refusal is accepted."""

    act = "dispute"
    form_class = forms.ReasonForm
    save_label = gettext_lazy("Accept the refusal")
    echo = gettext_lazy("Noted in %(number)s; nobody is reminded any more.")

    def save(self, form):
        """Let it be."""
        return actions.waive_remedy(self.object.pk, self.request.user, **form.cleaned_data)


class Decide(ActPage):
    """`/licensing/<id>/dispute/outcome/`: upheld or overturned."""

    act = "dispute"
    form_class = forms.DecideRemedyForm
    save_label = gettext_lazy("What came of the dispute")

    def save(self, form):
        """Note it; overturned, the case goes on."""
        return actions.decide_remedy(self.object.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Where it stands now."""
        if obj.is_open:
            return _("%(number)s goes on at “%(stage)s”.") % {
                "number": obj.number,
                "stage": obj.get_stage_display(),
            }
        return _("Noted in %(number)s; the case stays refused.") % {"number": obj.number}


class Again(ActPage):
    """`/licensing/<id>/again/`: a new case that carries everything over."""

    act = "again"
    save_label = gettext_lazy("New case out of this one")

    def extra_context(self, form):
        """What comes along."""
        return super().extra_context(form) | {
            "facts": [
                (_("Product"), self.object.product),
                (_("Procedure"), self.object.procedure),
                (_("Comes along"), _("diagnosis, documents with their files; contacts stay readable")),
            ]
        }

    def save(self, form):
        """One, whoever clicks."""
        return actions.try_again(self.object.pk, self.request.user)

    def done_url(self, obj):
        """The new case."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Opened now, or there already."""
        if obj.was_there:
            return _("There is a new case already: %(number)s.") % {"number": obj.number}
        return _("Case %(number)s is opened; target %(day)s.") % {
            "number": obj.number,
            "day": short_day(obj.target_on),
        }


class RemedyPage(Page):
    """`/licensing/remedies/<id>/`: where a reminder leads: the place on the page of the case."""

    roles = READERS | {Role.ENTERPRISE}

    def get(self, request, pk):
        """There it is."""
        remedy = self.get_object_or_404(
            CaseRemedy.objects.visible_to(request.user).select_related("case"), pk
        )
        return HttpResponseRedirect(remedy.get_absolute_url())
