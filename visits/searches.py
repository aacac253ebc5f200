"""Visits in the one search box: by enterprise, or by words of the summary."""

from django.utils.translation import gettext_lazy as _

from core.conditions import newest
from core.contributions import Hit, SearchSource, searches
from enterprises.querysets import of_some_enterprises_named
from visits.models import Visit


def find(user, q, limit):
    """Newest first."""
    found = Visit.objects.visible_to(user).done().text(q, user, of_some_enterprises_named)
    return newest(found, "visited_on", limit, user).select_related("enterprise", "author")


def hit(row):
    """Enterprise; day, purpose, author and the beginning of the summary."""
    parts = (row.visited_on, row.get_purpose_display(), row.author, row.summary[:60])
    return Hit(str(row.enterprise), " · ".join(str(part) for part in parts if part), row.get_absolute_url())


searches.add(SearchSource("visits", _("Visits"), "walk", find, hit, order=40))
