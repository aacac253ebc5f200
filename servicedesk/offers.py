"""What may be started here from something else: note a request of an enterprise, or of a visit."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.contributions import Offer, offers


def _form(enterprise_id, origin=None):
    query = {"enterprise": enterprise_id}
    if origin is not None:
        query["origin"] = f"{origin._meta.label_lower}-{origin.pk}"
    return f"{reverse('servicedesk:new_request')}?{urlencode(query)}"


offers.add(
    Offer(
        "request-of-enterprise",
        "enterprises.Enterprise",
        _("Note a request"),
        "message-plus",
        url=lambda enterprise: _form(enterprise.pk),
        may=lambda user, enterprise: user.is_station and user.park_id == enterprise.park_id,
        order=10,
    )
)
offers.add(
    Offer(
        "request-of-visit",
        "visits.Visit",
        _("Note a request"),
        "message-plus",
        url=lambda visit: _form(visit.enterprise_id, visit),
        may=lambda user, visit: user.is_station and user.park_id == visit.park_id,
        order=10,
    )
)
offers.add(
    Offer(
        "request-of-consultation",
        "servicedesk.Consultation",
        _("Note a request"),
        "message-plus",
        url=lambda consultation: _form(consultation.enterprise_id, consultation),
        may=lambda user, consultation: (
            user.is_station
            and user.park_id == consultation.park_id
            and consultation.enterprise_id is not None
        ),
        order=10,
    )
)
offers.add(
    Offer(
        "request-of-product",
        "enterprises.Product",
        _("Note a request"),
        "message-plus",
        url=lambda product: _form(product.enterprise_id, product),
        may=lambda user, product: user.is_station and user.park_id == product.park_id,
        order=10,
    )
)
