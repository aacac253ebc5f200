"""What the one search box finds of licence cases."""

from django.utils.translation import gettext_lazy as _

from core.conditions import newest
from core.contributions import Hit, SearchSource, searches
from core.numbering import numbers_like
from enterprises.querysets import of_some_enterprises_named
from licensing.models import LicenceCase
from licensing.querysets import KIND


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
