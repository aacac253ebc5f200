"""Figures made of enterprises: how many are in the park, how many archives are built (DOMAIN §8, §11)."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.figures import COUNT, SHARE, Figure, figures
from core.kept import Level
from enterprises.models import Enterprise, Product


def in_park(user, period):
    """In the park on the last day of the period."""
    return Enterprise.objects.visible_to(user).in_park(period.last)


def built(user, period):
    """Of these, the archives built by then."""
    return in_park(user, period).built(period.last)


def unsettled(user, period):
    """Products, made or paused, without a standard, with one that is not declared, or with one that has ended: today."""
    return Product.objects.visible_to(user).live().standing("any")


def door(name):
    """The list with one day in its address."""
    return lambda period: f"{reverse('enterprises:list')}?{name}={period.last:%Y-%m-%d}"


figures.add(
    Figure(
        code="ENTERPRISES_IN_PARK",
        label=_("Enterprises in the park"),
        unit=pgettext_lazy("unit", "enterprises"),
        kind=COUNT,
        rows=in_park,
        url=door("in_park_on"),
        kept=Level("IN_PARK"),
        level=True,
        order=10,
    )
)
figures.add(
    Figure(
        code="ARCHIVE_BUILT",
        label=_("Archives built"),
        unit=pgettext_lazy("unit", "enterprises"),
        kind=COUNT,
        rows=built,
        url=door("built_by"),
        kept=Level("ARCHIVE_BUILT"),
        level=True,
        order=20,
    )
)
figures.add(
    Figure(
        code="ARCHIVE_COVERAGE",
        label=_("Archive coverage"),
        unit="%",
        kind=SHARE,
        part="ARCHIVE_BUILT",
        whole="ENTERPRISES_IN_PARK",
        url=door("built_by"),
        order=30,
        decimals=2,
    )
)
figures.add(
    Figure(
        code="PRODUCTS_UNSETTLED",
        label=_("Products whose standard is missing, undeclared or obsolete"),
        unit=pgettext_lazy("measure word", "products"),
        kind=COUNT,
        rows=unsettled,
        url=lambda period: f"{reverse('enterprises:register', args=['products'])}?standing=any",
        order=40,
    )
)
