"""Figures made of licence cases: opened, issued, refused, in time, with whom; how long it takes (DOMAIN §8)."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.figures import MEDIAN, SHARE, Figure, figures
from core.kept import Kept, Level, Spread, Standing
from licensing.models import HOLDERS_OUTSIDE, LicenceCase


def _cases(user):
    return LicenceCase.objects.visible_to(user)


def opened(user, period):
    """Opened in the period, whatever became of them."""
    return _cases(user).opened(period.first, period.last)


def issued(user, period):
    """Issued in the period."""
    return _cases(user).issued(period.first, period.last)


def issued_with_days(user, period):
    """The same with the days they took."""
    return issued(user, period).with_days()


def in_target(user, period):
    """Of these, by the target day of the case."""
    return issued(user, period).in_target()


def refused(user, period):
    """Refused in the period."""
    return _cases(user).refused(period.first, period.last)


def still_open(user, period):
    """Open today."""
    return _cases(user).open()


def over_target(user, period):
    """Open today, and past their target."""
    return _cases(user).over_target()


def with_baton(holder, user, period):
    """Running today, with the baton in these hands."""
    return _cases(user).with_baton(holder)


def days(period, name):
    """A period as two conditions of the list."""
    return f"{name}_after={period.first:%Y-%m-%d}&{name}_before={period.last:%Y-%m-%d}"


def issued_door(period, more=""):
    """The list of the licences issued in a period."""
    return f"{reverse('licensing:list')}?status=ISSUED&{days(period, 'issued')}{more}"


def refused_door(period, more=""):
    """The list of the cases refused in a period."""
    return f"{reverse('licensing:list')}?status=REFUSED&{days(period, 'decided')}{more}"


def opened_door(period, more=""):
    """The list of the cases opened in a period."""
    return f"{reverse('licensing:list')}?status=all&{period.query}{more}"


def tab_door(tab, period):
    """A tab of the list: how things stand today."""
    return f"{reverse('licensing:list')}?tab={tab}"


unit = pgettext_lazy("unit", "cases")
for figure in (
    Figure(
        "CASES_OPENED",
        _("Licence cases opened"),
        unit,
        rows=opened,
        url=opened_door,
        month_of="opened_on",
        kept=Kept("CASES_OPENED"),
        order=70,
    ),
    Figure(
        "CASES_ISSUED",
        _("Licences issued"),
        unit,
        rows=issued,
        url=issued_door,
        month_of="issued_on",
        kept=Kept("CASES_DAYS"),
        order=71,
    ),
    Figure(
        "CASES_IN_TARGET",
        _("Licences issued in time"),
        unit,
        rows=in_target,
        url=partial(issued_door, more="&target=in"),
        month_of="issued_on",
        kept=Kept("CASES_IN_TARGET"),
        order=72,
    ),
    Figure(
        "LICENCE_ON_TARGET",
        _("Issued within the target"),
        "%",
        kind=SHARE,
        part="CASES_IN_TARGET",
        whole="CASES_ISSUED",
        url=issued_door,
        order=73,
        decimals=1,
    ),
    Figure(
        "LICENCE_TURNAROUND",
        _("Median days to the licence"),
        pgettext_lazy("unit", "days"),
        kind=MEDIAN,
        rows=issued_with_days,
        field="days",
        url=issued_door,
        kept=Spread("CASES_DAYS"),
        order=74,
        decimals=1,
    ),
    Figure(
        "CASES_REFUSED",
        _("Licences refused"),
        unit,
        rows=refused,
        url=refused_door,
        month_of="decided_on",
        kept=Kept("CASES_REFUSED"),
        order=75,
    ),
    Figure(
        "CASES_OPEN",
        _("Open licence cases"),
        unit,
        rows=still_open,
        url=lambda period: reverse("licensing:list"),
        kept=Standing("CASES_BATON"),
        line=Level("CASES_STANDING"),
        order=76,
    ),
    Figure(
        "CASES_OVER_TARGET",
        _("Licence cases over target"),
        unit,
        rows=over_target,
        url=partial(tab_door, "late"),
        order=77,
    ),
):
    figures.add(figure)

for place, (holder, label) in enumerate(
    zip(
        HOLDERS_OUTSIDE,
        (_("Waiting for the enterprise"), _("Waiting for the testing body"), _("Waiting for the authority")),
        strict=True,
    )
):
    figures.add(
        Figure(
            f"CASES_WITH_{holder.value}",
            label,
            unit,
            rows=partial(with_baton, holder),
            url=partial(tab_door, holder.value.lower()),
            kept=Standing("CASES_BATON", frozenset({holder.value})),
            order=78 + place,
        )
    )
