"""Samples that are delivered together: what was ticked, the delivery, and its slip on paper."""

from io import BytesIO
from pathlib import Path

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import READERS, STATION
from core import drafts, word
from core.acts import act
from core.ticked import ticked
from core.transitions import TransitionError
from core.views import Page
from licensing import actions
from licensing.models import Delivery, Sample
from licensing.testing_forms import DeliveryForm

LIMIT = 200  # samples of one delivery
FORM = "sample-delivery"
TEMPLATE = Path(__file__).resolve().parent.parent / "data" / "handover.docx"


class Deliver(Page):
    """`/licensing/deliveries/new/`: POST of ticked samples (`pk` many, or `all=1` with the list's `query`) shows what is
    handed over; with `confirm=1` it is done."""

    roles = STATION
    title = gettext_lazy("Deliver together")

    def get(self, request):
        """Nothing is ticked here: back to the list."""
        return HttpResponseRedirect(reverse("licensing:samples"))

    def post(self, request):
        """Look at it, or do it."""
        home = reverse("licensing:samples")
        chosen = ticked(request, home, LIMIT)
        self.back = chosen.back(home)
        rows = list(
            Sample.objects.visible_to(request.user).for_page().filter(pk__in=chosen.pks).order_by("pk")
        )
        if not rows or chosen.more:
            words = (
                _("One delivery holds at most %(n)s samples. Narrow the list.") % {"n": LIMIT}
                if chosen.more
                else _("Tick at least one sample first.")
            )
            messages.warning(request, words)
            return HttpResponseRedirect(self.back)
        if "confirm" not in request.POST:
            return self.show(rows, DeliveryForm(user=request.user))
        form = DeliveryForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show(rows, form, 422)
        return self.deliver(rows, form)

    def deliver(self, rows, form):
        """Once, however often it is sent."""
        key = self.request.POST.get("one_time_key", "")
        try:
            with act():
                delivery = actions.deliver_samples(
                    self.request.user, [row.pk for row in rows], **form.cleaned_data
                )
                drafts.use_up(key, FORM, self.request.user, delivery)
        except drafts.AlreadySubmitted:
            return self.saved_already(key)
        except TransitionError as error:
            if drafts.made_with(key, FORM, self.request.user):
                return self.saved_already(key)
            form.add_error(None, str(error))
            return self.show(rows, form, 409)
        messages.success(
            self.request,
            _("%(number)s: %(n)s samples are handed over; print the slip and have it signed.")
            % {"number": delivery.number, "n": len(rows)},
        )
        return HttpResponseRedirect(delivery.get_absolute_url())

    def saved_already(self, key):
        """To the delivery that the first post made."""
        made = drafts.made_with(key, FORM, self.request.user)
        messages.info(self.request, _("This was saved already; it was not saved twice."))
        return HttpResponseRedirect(made.get_absolute_url() if made else self.back)

    def show(self, rows, form, status=200):
        """What is handed over, and to whom."""
        bodies = list(dict.fromkeys(str(row.body) for row in rows))
        enterprises = {row.case.enterprise_id for row in rows}
        return self.render(
            "licensing/deliver.html",
            {
                "form": form,
                "rows": rows,
                "body": bodies[0] if len(bodies) == 1 else "",
                "bodies": "、".join(bodies),
                "enterprises": len(enterprises),
                "one_time_key": self.request.POST.get("one_time_key") or drafts.new_key(),
                "query": self.request.POST.get("query", "").replace("\0", ""),
                "cancel_url": self.back,
                "crumbs": [(_("Samples"), self.back), (self.title, None)],
                "save_label": ngettext("Hand over %(n)s sample", "Hand over %(n)s samples", len(rows))
                % {"n": len(rows)},
            },
            status,
        )


class OfDelivery(Page):
    """A page of one delivery: 404 when it is out of scope."""

    roles = READERS

    def setup(self, request, *args, **kwargs):
        """Find it once the person and the role are known to be right."""
        super().setup(request, *args, **kwargs)
        self.delivery = None
        if request.user.is_authenticated and request.user.role in self.roles:
            rows = Delivery.objects.visible_to(request.user).select_related("body", "delivered_by", "park")
            self.delivery = rows.filter(pk=kwargs["pk"]).first()
            if self.delivery is None:
                raise Http404

    def address(self):
        """The whole address behind the QR code; `SITE_URL` when the station knows its public name."""
        path = self.delivery.get_absolute_url()
        return (
            f"{settings.SITE_URL.rstrip('/')}{path}"
            if settings.SITE_URL
            else self.request.build_absolute_uri(path)
        )


class DeliveryPage(OfDelivery):
    """`/licensing/deliveries/<id>/`: the hand-over slip, to print."""

    def get(self, request, pk):
        """A page that prints clean on A4."""
        delivery = self.delivery
        self.title = _("Hand-over slip %(number)s") % {"number": delivery.number}
        return self.render(
            "licensing/delivery.html",
            {
                "crumbs": [(_("Samples"), reverse("licensing:samples")), (delivery.number, None)],
                "delivery": delivery,
                "qr_url": reverse("licensing:delivery_qr", args=[pk]),
                "word_url": reverse("licensing:delivery_word", args=[pk]),
                "address": self.address(),
            },
        )


class DeliveryQr(OfDelivery):
    """`/licensing/deliveries/<id>/qr.svg`."""

    def get(self, request, pk):
        """The QR code as SVG."""
        picture = BytesIO()
        segno.make(self.address(), error="m", micro=False).save(
            picture, kind="svg", scale=4, border=2, dark="#000", light="#fff"
        )
        return HttpResponse(
            picture.getvalue(),
            content_type="image/svg+xml",
            headers={"Cache-Control": "private, max-age=86400"},
        )


class DeliveryWord(OfDelivery):
    """`/licensing/deliveries/<id>/slip.docx`: the slip as a Word file, by the park's own template where it has one."""

    def get(self, request, pk):
        """The file."""
        delivery = self.delivery
        slip = {
            "park": delivery.park.name,
            "number": delivery.number,
            "body": delivery.body.name,
            "delivered_on": f"{delivery.delivered_on}",
            "delivered_by": str(delivery.delivered_by),
            "handed_to": delivery.handed_to,
            "note": delivery.note,
            "n": len(delivery.lines),
            "lines": delivery.lines,
            "address": self.address(),
        }
        content = word.fill_own(delivery.park_id, "handover", str(TEMPLATE), slip)
        return word.word_answer(content, _("Hand-over slip %(number)s") % {"number": delivery.number})
