"""Forms of the catalogue of standards: add, edit, and what is understood of a number while it is typed."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.attachments import attach_all
from core.transitions import StaleForm
from core.views import FormPage, Page, guard_stale
from enterprises.models import Standard
from enterprises.registers.numbers import normal_standard
from enterprises.registers.seen import seen_of_standard
from enterprises.standards import acts, forms
from enterprises.views.standards import OfStandard


class StandardFormPage(FormPage):
    """Base of both forms: number checked while it is typed."""

    roles = STATION
    form_class = forms.StandardForm
    template_name = "enterprises/standard_form.html"
    form_code = "standard"

    def extra_context(self, form):
        """Where it is checked, and the way back."""
        return {
            "check_url": reverse("enterprises:check_standard"),
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.back_to(self.home()),
        }


class NewStandard(StandardFormPage):
    """`/standards/new/`."""

    title = gettext_lazy("Add a standard")
    one_time = True

    def crumbs(self, *more):
        """From the catalogue."""
        return [(_("Standards"), self.home()), *more]

    def home(self):
        """The catalogue."""
        return reverse("enterprises:standards")

    def save(self, form):
        """The act, with its files."""
        data = dict(form.cleaned_data)
        files = data.pop("files", ())
        standard = acts.add_standard(self.request.user, **data)
        if files:
            captions = form.fields["files"].captions(self.request.POST, "files")
            attach_all(standard, files, self.request.user, captions)
        return standard

    def done_message(self, obj):
        """Echo."""
        return _("%(number)s stands in the catalogue.") % {"number": obj.number}


class EditStandard(OfStandard, StandardFormPage):
    """`/standards/<id>/edit/`."""

    title = gettext_lazy("Edit")
    version = None

    def get_form_kwargs(self):
        """Which one."""
        return {"standard": self.standard}

    def get_initial(self):
        """As it stands."""
        names = ("number", "title", "published_on", "effective_on", "note")
        return {name: getattr(self.standard, name) for name in names}

    def home(self):
        """Its page."""
        return self.standard.get_absolute_url()

    def extra_context(self, form):
        """The version for the stale-form guard."""
        version = self.version or self.request.POST.get("version") or self.standard.updated_at.isoformat()
        return {**super().extra_context(form), "version": version}

    def save(self, form):
        """The act, unless it changed since the form was opened."""

        def guard(row):
            try:
                guard_stale(form, row)
            except StaleForm:
                self.version = row.updated_at.isoformat()
                raise

        return acts.change_standard(self.standard.pk, self.request.user, guard=guard, **form.cleaned_data)


class CheckStandard(Page):
    """What is understood of a number while it is typed."""

    roles = STATION

    def get(self, request):
        """A part of the page, filled by preview.js."""
        number = normal_standard(request.GET.get("number", "").replace("\0", "")[:60])
        catalogue = Standard.objects.visible_to(request.user)
        seen = seen_of_standard(number, catalogue)[0] if number else []
        return self.render("enterprises/row_seen.html", {"seen": seen})
