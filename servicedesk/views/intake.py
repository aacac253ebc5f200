"""Requests and consultations come in: the enterprise's form, the station's form, the 30-second log."""

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.roles import STATION, Role
from core.clock import now
from core.due import short_day
from core.ids import row_id
from core.views import FormPage
from servicedesk import actions, clock, forms
from servicedesk.models import PromiseRule, ServiceRequest


def origin_of(text, user):
    """The record a request starts from (`visits.visit-12`), when the user may see it; else None."""
    label, _dash, pk = (text or "").rpartition("-")
    if row_id(pk) is None:
        return None
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    if not hasattr(model.objects, "visible_to"):
        return None
    return model.objects.visible_to(user).filter(pk=row_id(pk)).first()


class NewRequest(FormPage):
    """`/requests/new/`: for the enterprise its own request; for the station a call or a walk-in."""

    roles = STATION | {Role.ENTERPRISE}
    template_name = "servicedesk/new_request.html"
    form_code = "request"
    one_time = True
    more_forms = (forms.SubmitForm, forms.LogForm)

    @property
    def own(self):
        """Whether an enterprise asks."""
        return self.request.user.role == Role.ENTERPRISE

    @property
    def title(self):
        """What is done here."""
        return _("Submit a request") if self.own else _("Note a request")

    @property
    def form_class(self):
        """Two forms at one address."""
        return forms.SubmitForm if self.own else forms.LogForm

    def get_initial(self):
        """What the address brings along: the sentence typed on the home page, the enterprise, the origin."""
        query = self.request.GET
        initial = {name: query[name] for name in ("title", "enterprise", "origin") if query.get(name)}
        return {name: value.replace("\0", "")[:200] for name, value in initial.items()}

    def extra_context(self, form):
        """What saving will do."""
        promise = clock.promise(now(), PromiseRule.Urgency.NORMAL)
        return {
            "own": self.own,
            "intro": _("One sentence is enough; a number and a promised date come at once.")
            if self.own
            else _("Enterprise, one sentence, done; the details can follow."),
            "crumbs": [
                (_("My requests") if self.own else _("Enterprise requests"), reverse("servicedesk:requests")),
                (self.title, None),
            ],
            "save_label": pgettext("request", "Submit") if self.own else _("Save, give it a number"),
            "cancel_url": self.back_to(reverse("servicedesk:requests")),
            "promise": promise,
        }

    def save(self, form):
        """Make it."""
        data = dict(form.cleaned_data)
        enterprise = data.pop("enterprise")
        if self.own:
            return actions.submit_request(self.request.user, enterprise, **data)
        data["origin"] = origin_of(data.pop("origin"), self.request.user)
        return actions.log_request(self.request.user, enterprise, **data)

    def in_scope(self, obj):
        """The act has looked at the membership of an enterprise's person, in the same transaction."""
        return self.own or super().in_scope(obj)

    def done_url(self, obj):
        """Its page, which says what comes next."""
        return self.back_to(obj.get_absolute_url())

    def done_message(self, obj):
        """Number and promise."""
        return echo_of(obj)


def echo_of(request):
    """`诉求 SQ-2026-0412 已登记，11-26 周四前答复。`"""
    return _("Request %(number)s is registered; answer by %(day)s.") % {
        "number": request.number,
        "day": short_day(request.promised_on),
    }


class QuickLog(FormPage):
    """`/requests/log/`: enterprise, one sentence, done. It goes back to where it was opened."""

    roles = STATION
    title = gettext_lazy("Log a call in 30 seconds")
    template_name = "servicedesk/quick_log_page.html"
    form_class = forms.QuickLogForm
    one_time = True

    def get_initial(self):
        """The enterprise, when the address names one."""
        enterprise = self.request.GET.get("enterprise", "")
        return {"enterprise": enterprise[:20]} if enterprise else {}

    def extra_context(self, form):
        """Where it leads back."""
        return {
            "intro": _(
                "Details can follow. What was answered on the spot becomes a consultation, the rest a request."
            ),
            "cancel_url": self.back_to(reverse("home")),
        }

    def save(self, form):
        """A consultation, or a request in the hands of who took the call."""
        data, user = form.cleaned_data, self.request.user
        if data["answered"]:
            return actions.log_consultation(
                user,
                sentence=data["sentence"],
                channel=data["channel"],
                category=data["category"],
                persons=data["persons"],
                enterprise=data["enterprise"],
                person=data["person"],
            )
        return actions.log_request(
            user,
            data["enterprise"],
            title=data["sentence"],
            channel=data["channel"],
            category=data["category"],
            holder=user,
        )

    def done_url(self, obj):
        """Back to where it came from."""
        return self.back_to(reverse("home"))

    def done_message(self, obj):
        """The number, or how many were served."""
        if isinstance(obj, ServiceRequest):
            return echo_of(obj)
        return consultation_echo(obj)


def consultation_echo(consultation):
    """`已记咨询，1 人次。`"""
    n = consultation.persons
    return ngettext(
        "Consultation noted, %(n)s person served.", "Consultation noted, %(n)s persons served.", n
    ) % {"n": n}
