"""Forms of testing bodies: entered, corrected, used no more; what they test."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import STATION
from core.transitions import StaleForm
from core.views import FormPage, guard_stale
from enterprises.bodies import acts, forms
from enterprises.models import BodyAbility
from enterprises.views.bodies import OfBody

OF_BODY = (
    "name", "short_name", "cma_number", "cma_issued_on", "cma_valid_to", "contact", "mobile", "phone", "address",
    "region_code", "note",
)  # fmt: skip
OF_ABILITY = ("subject", "standard_number", "n", "unit", "fee", "valid_from", "valid_to")


class NewBody(FormPage):
    """`/bodies/new/`."""

    roles = STATION
    title = gettext_lazy("Add a testing body")
    form_class = forms.BodyForm
    form_code = "body"
    one_time = True

    def extra_context(self, form):
        """The way back."""
        home = reverse("enterprises:bodies")
        return {
            "crumbs": [(_("Testing bodies"), home), (self.title, None)],
            "cancel_url": self.back_to(home),
        }

    def save(self, form):
        """Enter it."""
        return acts.add_body(self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """What comes next."""
        return _("%(name)s is entered. Add what it tests.") % {"name": obj}


class OfBodyForm(OfBody, FormPage):
    """A form on the page of a body."""

    roles = STATION
    version = None

    def home(self):
        """Back to the body."""
        return self.body.get_absolute_url()

    def changed(self):
        """What the form changes; it carries a version."""
        return self.body

    def extra_context(self, form):
        """The way back, and the version for the guard of a stale form."""
        version = self.version or self.request.POST.get("version") or self.changed().updated_at.isoformat()
        return {
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.back_to(self.home()),
            "version": version,
        }

    def guard(self, form):
        """Refuse when somebody else was quicker."""

        def guard(row):
            try:
                guard_stale(form, row)
            except StaleForm:
                self.version = row.updated_at.isoformat()
                raise

        return guard

    def done_url(self, obj):
        """Back to the body."""
        return self.back_to(self.home())


class EditBody(OfBodyForm):
    """`/bodies/<id>/edit/`."""

    title = gettext_lazy("Edit")
    form_class = forms.BodyForm

    def get_form_kwargs(self):
        """Which one."""
        return {"body": self.body}

    def get_initial(self):
        """As it stands."""
        return {name: getattr(self.body, name) for name in OF_BODY}

    def save(self, form):
        """Correct it."""
        return acts.change_body(self.body.pk, self.request.user, guard=self.guard(form), **form.cleaned_data)


class UseBody(OfBodyForm):
    """`/bodies/<id>/use/`: samples go there again."""

    in_use = True
    title = pgettext_lazy("testing body", "Use again")
    form_class = forms.NothingForm
    template_name = "generic/confirm.html"

    def extra_context(self, form):
        """What happens."""
        return super().extra_context(form) | {
            "intro": _("It is suggested again."),
            "save_label": self.title,
            "version": "",
        }

    def save(self, form):
        """Do it."""
        return acts.use_body(self.body.pk, self.request.user, in_use=self.in_use)


class StopBody(UseBody):
    """`/bodies/<id>/stop/`: nothing is sent there any more."""

    in_use = False
    title = pgettext_lazy("testing body", "No longer use")

    def extra_context(self, form):
        """What happens."""
        return super().extra_context(form) | {
            "intro": _("It is no longer suggested; what lies there is tested to its end."),
            "bad": True,
        }


class NewAbility(OfBodyForm):
    """`/bodies/<id>/abilities/new/`."""

    title = gettext_lazy("Add what it tests")
    form_class = forms.AbilityForm
    form_code = "body-ability"
    one_time = True

    def get_form_kwargs(self):
        """Of which body."""
        return {"body": self.body}

    def save(self, form):
        """Enter it."""
        return acts.add_ability(self.body.pk, self.request.user, **form.cleaned_data)

    def extra_context(self, form):
        """Nothing to go stale."""
        return super().extra_context(form) | {"version": ""}


class EditAbility(OfBodyForm):
    """`/bodies/abilities/<id>/edit/`."""

    title = gettext_lazy("Edit")
    form_class = forms.AbilityForm

    def find(self, pk):
        """The body of the ability."""
        rows = BodyAbility.objects.visible_to(self.request.user).select_related("body__park")
        self.ability = rows.filter(pk=pk).first()
        if self.ability is None:
            raise Http404
        return self.ability.body

    def changed(self):
        """The ability."""
        return self.ability

    def get_form_kwargs(self):
        """Which one."""
        return {"body": self.body, "ability": self.ability}

    def get_initial(self):
        """As it stands."""
        return {name: getattr(self.ability, name) for name in OF_ABILITY}

    def save(self, form):
        """Correct it."""
        return acts.change_ability(
            self.ability.pk, self.request.user, guard=self.guard(form), **form.cleaned_data
        )
