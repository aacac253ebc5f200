"""上一条, 下一条: a record that was opened from a list knows its place there, by its address alone.

The first column of a list page that says `walks = True` leads to `…/?list=<address of the list>&at=<place>`. The page of
the record asks `walk_of(request, obj)`: the list is made again as it was filtered and sorted, and the rows before and
after this one are read, in one query. A record opened any other way has no neighbours.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict

from core.list_at import list_at

LIST, AT = "list", "at"
LONGEST = 7  # digits of a place


@dataclass(frozen=True)
class Walk:
    """Where the neighbours are, and the list itself; `query` keeps the place in links of the same record."""

    previous: str
    next: str
    list_url: str
    query: str


def query_of(source, place):
    """The query string that tells a record its list and its place, from 1."""
    return urlencode({LIST: source, AT: place})


def places_of(source, numbered):
    """{id: query string} of rows numbered from 1."""
    before = urlencode({LIST: source})
    return {row.pk: f"{before}&{AT}={place}" for place, row in numbered}


def source_of(request):
    """The address of a list as it is filtered and sorted, whatever its page."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def walk_of(request, obj):
    """The neighbours of a record in the list it was opened from, or None."""
    source, place = request.GET.get(LIST, "").replace("\0", ""), request.GET.get(AT, "")
    if not source or not (place.isascii() and place.isdigit() and len(place) <= LONGEST and int(place)):
        return None
    path, _mark, query = source.partition("?")
    rows, per_page = _rows_of(request, source)
    if rows is None or rows.model._meta.concrete_model is not obj._meta.concrete_model:
        return None
    index = int(place) - 1
    start = max(index - 1, 0)
    found = list(rows.values_list("pk", flat=True)[start : index + 2])
    if obj.pk in found:
        here = found.index(obj.pk)
        before, after = here - 1, here + 1
    else:  # it left the list meanwhile (it was answered, say): who came after it has moved up
        before, after = index - 1 - start, index - start

    def link(at):
        if not 0 <= at < len(found):
            return ""
        return f"{type(obj)(pk=found[at]).get_absolute_url()}?{query_of(source, start + at + 1)}"

    pages = QueryDict(query, mutable=True)
    if index >= per_page:
        pages["page"] = index // per_page + 1
    return Walk(
        link(before),
        link(after),
        f"{path}?{pages.urlencode()}" if pages else path,
        query_of(source, place),
    )


def _rows_of(request, source):
    """(rows in their order, rows per page) of the list at an address, as this user sees them; (None, 0) for any other."""
    try:
        view = list_at(request, source)
    except (Http404, PermissionDenied):
        return None, 0
    if not view.walks:
        return None, 0
    return view.sorted_rows()[1], view.per_page
