"""`/status/`: where a request stands, without signing in."""

from datetime import timedelta

from axes.helpers import get_client_ip_address
from django.urls import reverse
from django.utils.translation import gettext_lazy

from core.clock import now
from core.counting import counts_of
from core.views import Page
from servicedesk.forms import StatusForm
from servicedesk.models import ServiceRequest, StatusAttempt
from servicedesk.words import came_in, for_enterprise, holder_words, steps

WRONG_TRIES = 5
TRIES_OF_ADDRESS = 30
LOCKED_FOR = timedelta(hours=1)
NOT_FOUND = gettext_lazy(
    "Number and digits do not belong together. Look at the message with your number, and use the phone you left "
    "with the request. After five wrong tries the number is locked for an hour."
)
LOCKED = gettext_lazy(
    "There were too many wrong tries for this number. Please wait an hour, or call the station."
)
TOO_MANY = gettext_lazy(
    "There were too many tries from this connection. Please wait an hour, or call the station."
)


class StatusPage(Page):
    """The look-up. A number that does not exist is locked and answered exactly like one that does."""

    public = True
    title = gettext_lazy("Where does my request stand")

    def get(self, request):
        """The empty form; the number may stand in the address, the digits never."""
        return self.show(StatusForm(initial={"number": request.GET.get("number", "")[:30]}))

    def post(self, request):
        """Look up, within the limits."""
        form = StatusForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        number = form.cleaned_data["number"]
        address = (get_client_ip_address(request) or "")[:45]
        attempt, refusal = self.try_(number, address)
        if refusal:
            form.add_error(None, refusal)
            return self.show(form, status=429)
        found = list(
            ServiceRequest.objects.looked_up(number, form.cleaned_data["digits"])
            .for_page()
            .order_by("park__name", "pk")
        )
        if not found:
            form.add_error(None, NOT_FOUND)
            return self.show(form, status=422)
        attempt.wrong = False
        attempt.save(update_fields=["wrong"])
        return self.show(StatusForm(), found=[self.shown(row) for row in found])

    def try_(self, number, address):
        """Note the try before anything is looked up, so that tries at once count each other: (attempt, refusal).

        A locked number is not locked any longer by trying on; the address pays for that.
        """
        moment = now()
        since = {"at__gt": moment - LOCKED_FOR}
        before = counts_of(
            {
                "number": StatusAttempt.objects.filter(number=number, wrong=True, **since),
                "address": StatusAttempt.objects.filter(address=address, **since),
            }
        )
        if before["address"] >= TRIES_OF_ADDRESS:
            return None, TOO_MANY
        locked = before["number"] >= WRONG_TRIES
        attempt = StatusAttempt.objects.create(number="" if locked else number, address=address, at=moment)
        if locked:
            return attempt, LOCKED
        earlier = StatusAttempt.objects.filter(number=number, wrong=True, pk__lt=attempt.pk, **since).count()
        return attempt, LOCKED if earlier >= WRONG_TRIES else ""

    def shown(self, row):
        """What the public may know: state, trail, promised date, the office that holds it; no names, no text."""
        return {
            "number": row.number,
            "park": row.park.name,
            "badge": row.own_badge,
            "came_in": came_in(row),
            "next": for_enterprise(row, public=True),
            "steps": steps(row),
            "office": holder_words(row, public=True),
            "due": row.due if not row.waiting_since else None,
        }

    def show(self, form, status=200, found=()):
        """The page."""
        context = {"form": form, "found": found, "login_url": reverse("accounts:login")}
        return self.render("servicedesk/status.html", context, status=status)
