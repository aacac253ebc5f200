"""Registering an enterprise and changing its master data; status and liaison."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import STATION
from core.clock import today
from core.codes import uscc_warnings, validate_uscc
from core.fields import CleanCharField
from core.ids import row_id
from core.normalise import clean_code, clean_line
from core.transitions import StaleForm
from core.views import FormPage, Page, guard_stale
from core.widgets import Day
from enterprises.actions import change_enterprise, change_liaison, change_status, register_enterprise
from enterprises.forms import EnterpriseForm, check_past
from enterprises.lookalikes import look_alikes
from enterprises.models import Enterprise
from enterprises.models.enterprise import FLOW
from enterprises.views.base import FormOfEnterprise


class NewEnterprise(FormPage):
    """`/enterprises/new/`."""

    roles = STATION
    title = gettext_lazy("Register an enterprise")
    form_class = EnterpriseForm
    form_code = "enterprise"
    one_time = True
    template_name = "enterprises/form.html"

    def extra_context(self, form):
        """The aside with what is known already."""
        return {
            "crumbs": [(_("Quality archives"), reverse("enterprises:list")), (self.title, None)],
            "intro": _(
                "Name, credit code and the day of admission are enough to begin; the rest can follow at the visit."
            ),
            "save_label": _("Register"),
            "cancel_url": reverse("enterprises:list"),
            "similar": form.similar,
            "check_url": reverse("enterprises:check"),
        }

    def save(self, form):
        """The act."""
        return register_enterprise(self.request.user.park, self.request.user, **form.changes())

    def done_message(self, obj):
        """Echo, with what is odd about the code."""
        doubts = uscc_warnings(obj.uscc or "")
        return " ".join([_("“%(name)s” is registered; its plate code is %(code)s.")
                         % {"name": obj.name, "code": obj.short_code}, *doubts])  # fmt: skip


class EditEnterprise(FormOfEnterprise):
    """`/enterprises/<id>/edit/`."""

    roles = STATION
    title = gettext_lazy("Edit master data")
    form_class = EnterpriseForm
    form_code = "enterprise"
    template_name = "enterprises/form.html"
    check_scope = True
    version = None

    def get_form_kwargs(self):
        """A copy of its own: the form writes what is typed into it."""
        return {"instance": Enterprise.objects.get(pk=self.enterprise.pk)}

    def get_initial(self):
        """The child rows as lines."""
        return {
            "products": [product.name for product in self.enterprise.products.all()],
            "former_names": list(self.enterprise.former_names.order_by("pk").values_list("name", flat=True)),
        }

    def extra_context(self, form):
        """The version for the stale-form guard: the one posted, until somebody else's change was shown."""
        version = self.version or self.request.POST.get("version") or self.enterprise.updated_at.isoformat()
        return {
            **super().extra_context(form),
            "version": version,
            "similar": form.similar,
            "check_url": f"{reverse('enterprises:check')}?pk={self.enterprise.pk}",
        }

    def save(self, form):
        """The act, unless the row changed since the form was opened."""
        now_there = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=self.enterprise.pk)
        try:
            guard_stale(form, now_there)
        except StaleForm:
            self.version = now_there.updated_at.isoformat()
            raise
        return change_enterprise(self.enterprise.pk, self.request.user, **form.changes())


class CheckTyped(Page):
    """What the station knows about a name or a code while it is typed: a part of the page, filled by preview.js."""

    roles = STATION

    def get(self, request):
        """Names that look alike; whether the code can be right."""
        name = clean_line(request.GET.get("name", ""))[:200]
        code = clean_code(request.GET.get("uscc", ""))[:40]
        besides = row_id(request.GET.get("pk"))
        visible = Enterprise.objects.visible_to(request.user)
        me = visible.filter(pk=besides).first() if besides is not None else None
        similar = (
            look_alikes(name, request.user, besides=me) if name and (not me or name != me.name) else None
        )
        return self.render("enterprises/seen.html", {"similar": similar, **self.of_code(code, visible, me)})

    def of_code(self, code, visible, me):
        """A sentence about the code: wrong, taken, odd, or right."""
        if not code:
            return {}
        try:
            validate_uscc(code)
        except forms.ValidationError as error:
            return {"code": code, "code_wrong": error.messages[0]}
        taken = visible.filter(uscc=code).exclude(pk=me.pk if me else None).first()
        return {"code": code, "code_taken": taken, "code_doubts": uscc_warnings(code)}


class StatusForm(forms.Form):
    """Where the enterprise goes from here."""

    status = forms.ChoiceField(label=gettext_lazy("New status"))
    on = forms.DateField(
        label=gettext_lazy("Since"),
        widget=Day,
        help_text=gettext_lazy("The day it happened, not the day it is typed"),
    )
    reason = CleanCharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The enterprise sees it on its timeline"),
    )

    def __init__(self, *args, user, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        allowed = FLOW.steps[enterprise.status]
        self.fields["status"].choices = [c for c in Enterprise.Status.OFFERED if c[0] in allowed]

    def clean_on(self):
        """Not in the future."""
        return check_past(self.cleaned_data["on"], self.fields["on"].label)


class ChangeStatus(FormOfEnterprise):
    """`/enterprises/<id>/status/`."""

    roles = STATION
    title = gettext_lazy("Change status")
    form_class = StatusForm
    template_name = "generic/confirm.html"
    save_label = gettext_lazy("Change status")

    def get_form_kwargs(self):
        """What may follow the present status."""
        return {"enterprise": self.enterprise}

    def get_initial(self):
        """Usually today."""
        return {"on": today()}

    def intro(self):
        """What it is now."""
        return _(
            "%(name)s is “%(status)s” now. Who leaves the park is not counted in its figures from that day."
        ) % {
            "name": self.enterprise.name,
            "status": self.enterprise.get_status_display(),
        }

    def save(self, form):
        """The act."""
        data = form.cleaned_data
        return change_status(
            self.enterprise.pk, self.request.user, data["status"], reason=data["reason"], on=data["on"]
        )


class LiaisonForm(forms.Form):
    """Whom the enterprise calls."""

    liaison = forms.ModelChoiceField(label=gettext_lazy("Station liaison"), queryset=User.objects.none())

    def __init__(self, *args, user, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.active().filter(park_id=enterprise.park_id, role__in=STATION)
        self.fields["liaison"].queryset = people.exclude(pk=enterprise.liaison_id).order_by("name", "pk")


class ChangeLiaison(FormOfEnterprise):
    """`/enterprises/<id>/liaison/`."""

    roles = STATION
    title = gettext_lazy("Change liaison")
    form_class = LiaisonForm
    template_name = "generic/confirm.html"
    save_label = gettext_lazy("Change liaison")

    def get_form_kwargs(self):
        """People of the same station."""
        return {"enterprise": self.enterprise}

    def intro(self):
        """Who it is now."""
        now = self.enterprise.liaison.name if self.enterprise.liaison_id else _("nobody")
        return _("The liaison of %(enterprise)s is %(name)s now.") % {
            "enterprise": self.enterprise.name,
            "name": now,
        }

    def save(self, form):
        """The act."""
        return change_liaison(self.enterprise.pk, self.request.user, form.cleaned_data["liaison"])
