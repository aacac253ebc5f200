"""`/licensing/renew/<register>/<id>/`: a licence or certificate that runs out is renewed in one click."""

from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.due import short_day
from core.views import FormPage
from enterprises.registers import REGISTERS
from licensing import actions, forms
from licensing.actions import renewing


class Renew(FormPage):
    """What will be opened, and the button; every link to it may also post at once."""

    roles = STATION
    title = gettext_lazy("Renew")
    template_name = "generic/confirm.html"
    form_class = forms.EmptyForm

    def setup(self, request, *args, **kwargs):
        """The row must be in scope before anything else."""
        super().setup(request, *args, **kwargs)
        if kwargs["register"] not in renewing.MODELS:
            raise Http404
        if request.user.is_authenticated and request.user.role in self.roles:
            rows = renewing.MODELS[kwargs["register"]].objects.visible_to(request.user)
            self.object = self.get_object_or_404(rows.select_related("enterprise"), kwargs["pk"])

    def get(self, request, *args, **kwargs):
        """A renewal that is open already is where it goes on."""
        there = renewing.open_renewals_of(kwargs["register"], kwargs["pk"]).first()
        if there is not None:
            return HttpResponseRedirect(there.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def allowed(self):
        """In force and due before long; who comes second is led to the case there is."""
        if self.request.method == "GET":
            renewing.check_renewable(self.object)

    def get_form_kwargs(self):
        """The row."""
        return {"obj": self.object}

    def extra_context(self, form):
        """What is renewed, and by which procedure."""
        row, register = self.object, REGISTERS[self.kwargs["register"]]
        url = row.get_absolute_url()
        return {
            "intro": _("A case is opened with product, procedure and the documents that are there already."),
            "facts": [
                (_("Enterprise"), row.enterprise.name),
                (capfirst(register.one), f"{row} {getattr(row, 'number', '') or row.cert_no}"),
                (_("Valid to"), f"{row.due_on}"),
                (_("Apply by"), f"{row.act_by or '—'}"),
                (_("Procedure"), renewing.procedure_for(register.code, row.kind)),
            ],
            "save_label": _("Open the renewal"),
            "cancel_url": self.back_to(url),
            "crumbs": [(str(row), url), (self.title, None)],
        }

    def save(self, form):
        """One case, whoever clicks."""
        return actions.renew(self.request.user, self.kwargs["register"], self.object.pk)

    def done_url(self, obj):
        """The case."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Opened now, or there already."""
        if obj.was_there:
            return _("It is being renewed already: %(number)s.") % {"number": obj.number}
        return _("Case %(number)s is opened; target %(day)s.") % {
            "number": obj.number,
            "day": short_day(obj.target_on),
        }
