"""What may be started here from something else: a case for an enterprise, out of a request or a visit; a
diagnosis of a product."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.contributions import Offer, offers
from licensing.actions import renewing


def _form(enterprise_id, source=None, **more):
    query = {"enterprise": enterprise_id, **more}
    if source is not None:
        query["source"] = f"{source._meta.label_lower}-{source.pk}"
    return f"{reverse('licensing:new')}?{urlencode(query)}"


def _diagnosis(enterprise_id, **more):
    return f"{reverse('licensing:diagnosis')}?{urlencode({'enterprise': enterprise_id, **more})}"


def _may(user, obj):
    return user.is_station and user.park_id == obj.park_id


offers.add(
    Offer(
        "case-of-enterprise",
        "enterprises.Enterprise",
        _("Open a licence case"),
        "certificate",
        url=lambda enterprise: _form(enterprise.pk),
        may=_may,
        order=40,
    )
)
offers.add(
    Offer(
        "case-of-visit",
        "visits.Visit",
        _("Open a licence case"),
        "certificate",
        url=lambda visit: _form(visit.enterprise_id, visit, origin="VISIT"),
        may=_may,
        order=40,
    )
)
offers.add(
    Offer(
        "case-of-request",
        "servicedesk.ServiceRequest",
        _("Open a licence case"),
        "certificate",
        url=lambda request: _form(request.enterprise_id, request, origin="PHONE"),
        may=_may,
        order=40,
    )
)
offers.add(
    Offer(
        "diagnosis-of-product",
        "enterprises.Product",
        _("Which licence is needed?"),
        "help-circle",
        url=lambda product: _diagnosis(product.enterprise_id, product=product.name),
        order=60,
    )
)


def _may_renew(user, row):
    return _may(user, row) and renewing.is_renewable(row)


for _model, _register in (("Licence", "licences"), ("Certificate", "certificates")):
    offers.add(
        Offer(
            f"renewal-of-{_model.lower()}",
            f"enterprises.{_model}",
            _("Open the renewal"),
            "certificate",
            url=lambda row, register=_register: reverse("licensing:renew", args=[register, row.pk]),
            may=_may_renew,
            order=30,
            post=True,
        )
    )
