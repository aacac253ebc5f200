"""Visits in the one search box: by enterprise, or by words of the summary."""

from django.utils.translation import gettext_lazy as _

from core.contributions import Hit, SearchSource, searches
from visits.models import Visit


def find(user, q, limit):
    """Newest first."""
    rows = (
        Visit.objects.visible_to(user)
        .done()
        .text(q)
        .select_related("enterprise", "author")
        .order_by("-visited_on", "-pk")[:limit]
    )
    return [
        Hit(
            str(row.enterprise),
            " · ".join(
                str(part)
                for part in (row.visited_on, row.get_purpose_display(), row.author, row.summary[:60])
                if part
            ),
            row.get_absolute_url(),
        )
        for row in rows
    ]


searches.add(SearchSource("visits", _("Visits"), "walk", find=find, order=40))
