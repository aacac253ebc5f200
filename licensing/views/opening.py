"""`/licensing/new/`: a case is opened."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.due import short_day
from core.views import FormPage
from licensing import actions, forms
from servicedesk.views.intake import origin_of


class NewCase(FormPage):
    """For an enterprise of the park, by the station."""

    roles = STATION
    title = gettext_lazy("Open a case")
    form_class = forms.OpenForm
    form_code = "licence-case"
    one_time = True

    def get_initial(self):
        """What the address brings along: the enterprise, how it came, the record it came out of."""
        query = self.request.GET
        names = ("enterprise", "product", "origin", "source")
        return {name: query[name].replace("\0", "")[:60] for name in names if query.get(name)}

    def extra_context(self, form):
        """What it is for."""
        list_url = reverse("licensing:list")
        return {
            "intro": _(
                "The case gets a number, its stages and its checklist; the enterprise sees it at once."
            ),
            "crumbs": [(_("Licence assistance"), list_url), (self.title, None)],
            "save_label": _("Open the case"),
            "cancel_url": self.back_to(list_url),
        }

    def save(self, form):
        """Open it."""
        data = dict(form.cleaned_data)
        data["source"] = origin_of(data["source"], self.request.user)
        return actions.open_case(self.request.user, data.pop("enterprise"), **data)

    def done_message(self, obj):
        """Number and target."""
        return _("Case %(number)s is opened; target %(day)s.") % {
            "number": obj.number,
            "day": short_day(obj.target_on),
        }
