"""The plate at the gate: a printable page with the QR code and the short code."""

from io import BytesIO

import segno
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from enterprises.views.base import OfEnterprise


class PlateBase(OfEnterprise):
    """What the plate leads to."""

    roles = STATION

    def address(self):
        """The whole address behind the QR code; `SITE_URL` when the station knows its public name."""
        path = reverse("enterprises:plate_code", args=[self.enterprise.short_code])
        return (
            f"{settings.SITE_URL.rstrip('/')}{path}"
            if settings.SITE_URL
            else self.request.build_absolute_uri(path)
        )


class PlatePage(PlateBase):
    """`/enterprises/<id>/plate/`."""

    title = gettext_lazy("Plate for the gate")

    def get(self, request, pk):
        """A page that prints clean on A4."""
        return self.render(
            "enterprises/plate.html",
            {
                "crumbs": self.crumbs((self.title, None)),
                "enterprise": self.enterprise,
                "address": self.address(),
                "qr_url": reverse("enterprises:plate_qr", args=[pk]),
            },
        )


class PlateQr(PlateBase):
    """`/enterprises/<id>/plate/qr.svg`."""

    def get(self, request, pk):
        """The QR code as SVG."""
        picture = BytesIO()
        segno.make(self.address(), error="q", micro=False).save(  # a plate at a gate gets dirty
            picture, kind="svg", scale=8, border=4, dark="#000", light="#fff"
        )
        return HttpResponse(
            picture.getvalue(),
            content_type="image/svg+xml",
            headers={"Cache-Control": "private, max-age=86400"},
        )
