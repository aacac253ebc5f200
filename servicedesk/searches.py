"""What the one search box finds of requests and consultations."""

from django.utils.translation import gettext_lazy as _

from core.contributions import Hit, SearchSource, searches
from servicedesk.models import Consultation, ServiceRequest
from servicedesk.querysets import numbers_meant


def find_requests(user, q, limit):
    """By number, words or enterprise, newest first."""
    rows = (
        ServiceRequest.objects.visible_to(user).search(q).for_page().order_by("-submitted_at", "-pk")[:limit]
    )
    return [
        Hit(
            row.title,
            f"{row.number} · {row.enterprise} · {row.badge.label}",
            row.get_absolute_url(),
            row.category.icon,
        )
        for row in rows
    ]


def jump_to_request(user, q):
    """The address of the one request whose full number was typed."""
    numbers = numbers_meant(q)
    if len(numbers) != 1:
        return None
    found = list(ServiceRequest.objects.visible_to(user).filter(number=numbers[0])[:2])
    return found[0].get_absolute_url() if len(found) == 1 else None


def find_consultations(user, q, limit):
    """By words or enterprise, newest first."""
    rows = (
        Consultation.objects.visible_to(user)
        .search(q)
        .select_related("enterprise", "category")
        .order_by("-happened_at", "-pk")[:limit]
    )
    return [
        Hit(
            row.sentence,
            f"{row.happened_at:%Y-%m-%d} · {row.enterprise or row.person}".rstrip(" ·"),
            row.get_absolute_url(),
            row.category.icon,
        )
        for row in rows
    ]


searches.add(
    SearchSource("requests", _("Enterprise requests"), "message-2", find_requests, jump_to_request, order=20)
)
searches.add(SearchSource("consultations", _("Consultations"), "phone", find_consultations, order=60))
