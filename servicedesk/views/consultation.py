"""Pages of one consultation."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import READERS, STATION
from core.contributions import offers_for
from core.templatetags.station import moment
from core.transitions import TransitionError, locked, require
from core.views import FormPage, Page, guard_stale
from servicedesk import actions, forms
from servicedesk.actions.consultations import AMENDABLE, TOO_LATE, may_amend
from servicedesk.models import Consultation
from servicedesk.views.intake import consultation_echo


class ConsultationPage(Page):
    """`/consultations/<id>/`."""

    roles = READERS

    def get(self, request, pk):
        """Show."""
        rows = Consultation.objects.visible_to(request.user).select_related(
            "category", "enterprise", "taken_by"
        )
        obj = self.get_object_or_404(rows, pk)
        self.title = obj.sentence
        acts = [
            {"label": offer["label"], "url": offer["url"], "icon": offer["icon"]}
            for offer in offers_for(request.user, obj)
        ]
        if may_amend(request.user, obj):
            url = reverse("servicedesk:edit_consultation", args=[pk])
            acts.append({"label": _("Amend"), "url": url, "icon": "edit"})
        enterprise = (
            (_("Enterprise"), obj.enterprise.name, obj.enterprise.get_absolute_url())
            if obj.enterprise_id
            else (_("Enterprise"), "")
        )
        return self.render(
            "generic/record.html",
            {
                "badge_line": f"{obj.category} · {obj.get_channel_display()}",
                "crumbs": [
                    (_("Consultations"), reverse("servicedesk:consultations")),
                    (_("Consultation"), None),
                ],
                "facts": [
                    enterprise,
                    (_("Who asked"), obj.person),
                    (_("Persons served"), obj.persons),
                    (_("When"), moment(obj.happened_at, True)),
                    (_("Taken by"), obj.taken_by),
                ],
                "facts_css": "five",
                "acts": acts,
            },
        )


class NewConsultation(FormPage):
    """`/consultations/new/`: something answered on the spot."""

    roles = STATION
    title = gettext_lazy("Note a consultation")
    form_class = forms.ConsultationForm
    form_code = "consultation"
    one_time = True

    def get_initial(self):
        """The enterprise, when the address names one."""
        enterprise = self.request.GET.get("enterprise", "")
        return {"enterprise": enterprise[:20]} if enterprise else {}

    def extra_context(self, form):
        """What it is for."""
        return {
            "intro": _("What was answered on the spot: one sentence, how many persons, about what."),
            "crumbs": [(_("Consultations"), reverse("servicedesk:consultations")), (self.title, None)],
            "cancel_url": self.back_to(reverse("servicedesk:consultations")),
        }

    def save(self, form):
        """Note it."""
        data = dict(form.cleaned_data)
        return actions.log_consultation(self.request.user, at=data.pop("happened_at"), **data)

    def done_message(self, obj):
        """How many were served."""
        return consultation_echo(obj)


class EditConsultation(FormPage):
    """`/consultations/<id>/edit/`: by its author, for 24 hours."""

    roles = STATION
    title = gettext_lazy("Amend the consultation")
    form_class = forms.ConsultationForm

    def dispatch(self, request, *args, **kwargs):
        """In scope first."""
        if request.user.is_authenticated and request.user.role in self.roles:
            self.object = self.get_object_or_404(Consultation.objects.visible_to(request.user), kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def allowed(self):
        """For the author, within 24 hours."""
        user = self.request.user
        require(self.object.taken_by_id == user.pk, _("Only who noted a consultation can change it."))
        if not may_amend(user, self.object):
            raise TransitionError(str(TOO_LATE))

    def get_initial(self):
        """As it stands."""
        return {
            name: getattr(self.object, f"{name}_id" if name in ("category", "enterprise") else name)
            for name in AMENDABLE
        }

    def extra_context(self, form):
        """With the moment it was opened."""
        return {
            "crumbs": [
                (_("Consultations"), reverse("servicedesk:consultations")),
                (_("Consultation"), self.object.get_absolute_url()),
                (_("Amend"), None),
            ],
            "cancel_url": self.object.get_absolute_url(),
            "version": self.request.POST.get("version") or self.object.updated_at.isoformat(),
        }

    def save(self, form):
        """Change it, unless somebody else did since the page was opened."""
        guard_stale(form, locked(Consultation.objects.visible_to(self.request.user), self.object.pk))
        return actions.amend_consultation(self.object.pk, self.request.user, **form.cleaned_data)
