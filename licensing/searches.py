"""What the one search box finds of licence cases."""

from django.utils.translation import gettext_lazy as _

from core.conditions import newest
from core.contributions import Hit, SearchSource, searches
from core.numbering import numbers_like
from enterprises.querysets import of_some_enterprises_named
from licensing.models import Delivery, LicenceCase, Sample
from licensing.querysets import DELIVERY, KIND, SAMPLE


def find_cases(user, q, limit):
    """By number, product or enterprise, newest first."""
    found = LicenceCase.objects.visible_to(user).search(q, user, of_some_enterprises_named)
    return newest(found, "opened_on", limit, user).for_page()


def say_case(row):
    """Procedure and product; number, enterprise, state."""
    line2 = f"{row.number} · {row.enterprise} · {row.badge.label}"
    return Hit(f"{row.procedure} · {row.product}", line2, row.get_absolute_url(), "certificate")


def case_numbered(user, q):
    """The one case whose full number was typed."""
    numbers = numbers_like(KIND, q)
    return LicenceCase.objects.visible_to(user).filter(number=numbers[0]) if numbers else None


searches.add(
    SearchSource(
        "licence-cases",
        _("Licence assistance"),
        "certificate",
        find_cases,
        say_case,
        case_numbered,
        order=25,
    )
)


def sample_numbered(user, q):
    """The sample whose full number was typed."""
    numbers = numbers_like(SAMPLE, q)
    return Sample.objects.visible_to(user).filter(number=numbers[0]) if numbers else None


def find_samples(user, q, limit):
    """By number only: samples are found with their case."""
    found = Sample.objects.visible_to(user).filter(number__in=numbers_like(SAMPLE, q))
    return found.for_page().order_by("-pk")[:limit]


def say_sample(row):
    """What it is, of whom, how it stands."""
    return Hit(str(row), f"{row.body} · {row.case.enterprise} · {row.badge.label}", row.get_absolute_url())


def delivery_numbered(user, q):
    """The delivery whose full number was typed."""
    numbers = numbers_like(DELIVERY, q)
    return Delivery.objects.visible_to(user).filter(number=numbers[0]) if numbers else None


def find_deliveries(user, q, limit):
    """By number only."""
    found = Delivery.objects.visible_to(user).filter(number__in=numbers_like(DELIVERY, q))
    return found.select_related("body").order_by("-pk")[:limit]


def say_delivery(row):
    """Where to, and when."""
    return Hit(str(row), f"{row.delivered_on}", row.get_absolute_url())


searches.add(
    SearchSource("samples", _("Samples"), "packages", find_samples, say_sample, sample_numbered, order=26)
)
searches.add(
    SearchSource(
        "deliveries",
        _("Deliveries of samples"),
        "truck-delivery",
        find_deliveries,
        say_delivery,
        delivery_numbered,
        order=27,
    )
)
