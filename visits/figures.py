"""Figures made of visits: how many, to how many enterprises, which share of the park (DOMAIN §8, §11)."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.figures import COUNT, SHARE, Figure, figures
from core.kept import ONE_DAY, Beside, Firsts, Kept, month_end
from visits.models import Visit, VisitedEnterprise


def visits(user, period):
    """Visits that took place in the period."""
    return Visit.objects.visible_to(user).done().between(period.first, period.last)


def visited(user, period):
    """The enterprises they went to, each once."""
    return VisitedEnterprise.objects.visible_to(user).visited(user, period.first, period.last)


def visited_after(user, period):
    """The enterprises visited after the period, in its last month, and not in it: the kept months count them."""
    first, last = period.last + ONE_DAY, month_end(period.last)
    rows = VisitedEnterprise.objects.visible_to(user)
    if first > last:
        return rows.none()
    within = visits(user, period).filter(enterprise_id=OuterRef("pk"))
    return rows.visited(user, first, last).filter(~Exists(within))


def visited_in_park(user, period):
    """Of these, the ones in the park at the end of the period: a share of the park cannot pass 100 %."""
    return visited(user, period).in_park(period.last)


def visited_door(period):
    """The list of the enterprises visited."""
    return f"{reverse('visits:visited')}?{period.query}"


figures.add(
    Figure(
        code="VISITS",
        label=_("Visits made"),
        unit=pgettext_lazy("unit", "visits"),
        kind=COUNT,
        rows=visits,
        url=lambda period: f"{reverse('visits:list')}?{period.query}",
        month_of="visited_on",
        kept=Kept("VISITS"),
        order=60,
    )
)
figures.add(
    Figure(
        code="ENTERPRISES_VISITED",
        label=_("Enterprises visited"),
        unit=pgettext_lazy("unit", "enterprises"),
        kind=COUNT,
        rows=visited,
        url=visited_door,
        month_of="first_visit_on",
        cumulative=True,
        kept=Firsts("ENTERPRISES_VISITED", beside=Beside(visited_after, sign=-1)),
        order=61,
    )
)
figures.add(
    Figure(
        code="PARK_ENTERPRISES_VISITED",
        label=_("Enterprises of the park visited"),
        unit=pgettext_lazy("unit", "enterprises"),
        kind=COUNT,
        rows=visited_in_park,
        url=lambda period: f"{visited_door(period)}&in_park_on={period.last:%Y-%m-%d}",
        order=62,
    )
)
figures.add(
    Figure(
        code="VISIT_COVERAGE",
        label=_("Visit coverage"),
        unit="%",
        kind=SHARE,
        part="PARK_ENTERPRISES_VISITED",
        whole="ENTERPRISES_IN_PARK",
        url=lambda period: f"{visited_door(period)}&in_park_on={period.last:%Y-%m-%d}",
        order=63,
        decimals=2,
    )
)
