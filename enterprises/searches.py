"""Enterprises in the one search box: by any part of the name, pinyin or a code; a code jumps straight to its page."""

from django.utils.translation import gettext_lazy as _

from core.contributions import Hit, SearchSource, searches
from core.normalise import clean_code
from enterprises.models import Enterprise
from enterprises.tables import short_facts

CODE_LENGTH = 18


def find(user, q, limit):
    """Hits in the user's scope, by name."""
    rows = (
        Enterprise.objects.visible_to(user)
        .search(q)
        .only("name", "uscc", "uscc_missing_reason", "industry_id", "size_class", "status")
        .order_by("sort_key", "id")[:limit]
    )
    return [
        Hit(row.name, f"{short_facts(row)} · {row.get_status_display()}", row.get_absolute_url())
        for row in rows
    ]


def jump(user, q):
    """The page of the enterprise whose credit code was typed."""
    code = clean_code(q)
    if len(code) != CODE_LENGTH:
        return None
    found = Enterprise.objects.visible_to(user).filter(uscc=code).only("pk").first()
    return found.get_absolute_url() if found else None


searches.add(
    SearchSource("enterprises", _("Enterprises"), "building-factory-2", find=find, jump=jump, order=10)
)
