"""The period a page of numbers looks at: the park's default, this year, last year, or any two days in the address."""

from datetime import date

from django.utils.translation import gettext as _

from core.clock import today as today_
from core.figures import Period
from core.models import Park

YEARS = (1950, 2100)  # within these every period has one before it and a month after it


def _year(year, last=None):
    return Period(date(year, 1, 1), last or date(year, 12, 31), _("%(year)s") % {"year": year}, f"y{year}")


def park_of(user):
    """The park whose default period counts: the user's, else the first park of the installation."""
    return user.park or Park.objects.order_by("pk").first()


def choices(user, today=None):
    """Periods offered in the menu, the default first."""
    today = today or today_()
    park = park_of(user)
    periods = []
    if park and park.default_from and park.default_to:
        periods.append(
            Period(park.default_from, park.default_to, park.default_label or _("default period"), "default")
        )
    this = Period(date(today.year, 1, 1), today, _("this year"), "this-year")
    return [*periods, this, _year(today.year - 1)]


def read(user, query, today=None):
    """The period of an address: `period=<code>` or `from=…&to=…`. A wrong or reversed span falls back to the default;
    returns (period, sentence or "")."""
    offered = choices(user, today)
    first, last = query.get("from", ""), query.get("to", "")
    if first and last:
        try:
            span = Period(date.fromisoformat(first), date.fromisoformat(last), _("chosen days"), "own")
        except ValueError:
            return offered[0], _("The dates could not be read. Write them as 2026-11-23.")
        if span.first > span.last:
            return offered[0], _("The period ends before it begins.")
        if not (YEARS[0] <= span.first.year and span.last.year <= YEARS[1]):
            words = _("Choose a period between the years %(first)s and %(last)s.")
            return offered[0], words % {"first": YEARS[0], "last": YEARS[1]}
        if (span.last - span.first).days > 3660:
            return offered[0], _("Choose a period of at most ten years.")
        return span, ""
    wanted = query.get("period", "")
    return next((period for period in offered if period.code == wanted), offered[0]), ""
