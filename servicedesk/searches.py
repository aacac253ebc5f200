"""What the one search box finds of requests and consultations."""

from django.utils.translation import gettext_lazy as _

from core.conditions import newest
from core.contributions import Hit, SearchSource, searches
from enterprises.querysets import of_some_enterprises_named
from servicedesk.models import Consultation, ServiceRequest
from servicedesk.querysets import numbers_meant


def find_requests(user, q, limit):
    """By number, words or enterprise, newest first."""
    found = ServiceRequest.objects.visible_to(user).search(q, user, of_some_enterprises_named)
    return newest(found, "submitted_at", limit, user).for_page()


def say_request(row):
    """Title; number, enterprise, state."""
    line2 = f"{row.number} · {row.enterprise} · {row.badge.label}"
    return Hit(row.title, line2, row.get_absolute_url(), row.category.icon)


def request_numbered(user, q):
    """The one request whose full number was typed."""
    numbers = numbers_meant(q)
    return ServiceRequest.objects.visible_to(user).filter(number=numbers[0]) if len(numbers) == 1 else None


def find_consultations(user, q, limit):
    """By words or enterprise, newest first."""
    found = Consultation.objects.visible_to(user).search(q, user, of_some_enterprises_named)
    return newest(found, "happened_at", limit, user).select_related("enterprise", "category")


def say_consultation(row):
    """The sentence; the day and who asked."""
    line2 = f"{row.happened_at:%Y-%m-%d} · {row.enterprise or row.person}".rstrip(" ·")
    return Hit(row.sentence, line2, row.get_absolute_url(), row.category.icon)


searches.add(
    SearchSource(
        "requests",
        _("Enterprise requests"),
        "message-2",
        find_requests,
        say_request,
        request_numbered,
        order=20,
    )
)
searches.add(
    SearchSource("consultations", _("Consultations"), "phone", find_consultations, say_consultation, order=60)
)
