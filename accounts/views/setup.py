"""The first page of an empty station."""

from django.contrib.auth import login
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import founding
from accounts.forms.setup import SetupForm
from accounts.views.links import BACKEND
from core.models import Park
from core.views import FormPage


class SetupPage(FormPage):
    """`/setup/`: there while the station has no park, and gone afterwards."""

    public = True
    form_class = SetupForm
    template_name = "accounts/setup.html"
    title = gettext_lazy("Set up the station")
    check_scope = False

    def dispatch(self, request, *args, **kwargs):
        """Gone once there is a park."""
        if Park.objects.exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def save(self, form):
        """Make everything, or, when somebody was quicker, nothing."""
        lead, sysadmin = form.people()
        return founding.set_up_station(
            park=form.park(),
            region=form.region(),
            department_codes=form.cleaned_data["departments"],
            lead=lead,
            sysadmin=sysadmin,
        )

    def done_url(self, obj):
        """The lead is signed in, at home."""
        login(self.request, obj, backend=BACKEND)
        return reverse("home")

    def done_message(self, obj):
        """Echo."""
        return _("The station is ready. You are signed in as its lead.")
