"""`/licensing/new/`: a case is opened."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.clock import today
from core.due import short_day
from core.views import FormPage
from licensing import actions, forms
from licensing.diagnosis import Asked
from servicedesk.views.intake import origin_of


class NewCase(FormPage):
    """For an enterprise of the park, by the station."""

    roles = STATION
    title = gettext_lazy("Open a case")
    form_class = forms.OpenForm
    form_code = "licence-case"
    one_time = True
    template_name = "licensing/open.html"

    def get_initial(self):
        """What the address brings along: the enterprise, how it came, the record it came out of, what was diagnosed."""
        query = self.request.GET
        names = ("enterprise", "product", "procedure", "rule", "origin", "source")
        return {name: query[name].replace("\0", "")[:100] for name in names if query.get(name)}

    def extra_context(self, form):
        """What it is for."""
        list_url = reverse("licensing:list")
        return {
            "part_url": f"{reverse('licensing:diagnosis_part')}?brief=1",
            "diagnosis_url": reverse("licensing:diagnosis"),
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
        enterprise, rule = data.pop("enterprise"), data.pop("rule")
        if rule:
            data["asked"] = Asked(product=data["product"], on=today(), rule=rule)
        return actions.open_case(self.request.user, enterprise, **data)

    def done_message(self, obj):
        """Number and target."""
        return _("Case %(number)s is opened; target %(day)s.") % {
            "number": obj.number,
            "day": short_day(obj.target_on),
        }
