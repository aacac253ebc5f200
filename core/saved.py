"""Saved filters: the query string of a list under a name, for oneself or for everybody in the park (FEATURES 16.3).

A list asks for those of its address, a home page for those that are pinned; the frame reads them with its counts, in one
statement (core.context).
"""

from urllib.parse import parse_qsl

from django.http import QueryDict
from django.utils.translation import gettext as _

from core.acts import act
from core.list_at import list_at
from core.models import SavedFilter
from core.models.exchange import LONGEST_QUERY, mine_or_shared, sees_shared
from core.normalise import clean_line
from core.prepared import Prepared
from core.transitions import TransitionError, in_its_words, require

MOST = 40
LONGEST_NAME = 40
PINNED = "pinned"


def ask(request, path):
    """Have the saved filters of a list (or the PINNED ones) read with the frame of this page."""
    request.saved_filters_of = path


def wanted(request):
    """The rows a page asked for; none where it did not."""
    path, user = getattr(request, "saved_filters_of", ""), request.user
    rows = SavedFilter.objects.visible_to(user)
    if path == PINNED:
        return rows.filter(pinned_by__contains=[user.pk]).order_by("name", "pk")[:MOST]
    return rows.filter(path=path).order_by("name", "pk")[:MOST] if path else rows.none()


def part(request):
    """The same as a part of `core.together.read_together`; for a list the statement is made once."""
    path, user = getattr(request, "saved_filters_of", ""), request.user
    if not path or path == PINNED:
        return wanted(request)
    if sees_shared(user):
        return _shared.given(user=user.pk, park=user.park_id, path=path)
    return _own.given(user=user.pk, path=path)


def _of_list(rows, slot):
    return rows.filter(path=slot("path")).order_by("name", "pk")[:MOST]


_own = Prepared(lambda slot: _of_list(SavedFilter.objects.filter(user_id=slot("user")), slot))
_shared = Prepared(
    lambda slot: _of_list(SavedFilter.objects.filter(mine_or_shared(slot("user"), slot("park"))), slot)
)


def shown(request, rows=None):
    """[{pk, name, url, mine, shared, current}] for the template."""
    here = pairs(request.GET.urlencode())
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "url": row.get_absolute_url(),
            "mine": row.user_id == request.user.pk,
            "shared": row.shared,
            "by": row.user_name,
            "current": row.path == request.path and pairs(row.query) == here,
        }
        for row in (wanted(request) if rows is None else rows)
    ]


def pairs(query):
    """What a query string says, whatever its order; the page is no part of a filter."""
    return sorted(pair for pair in parse_qsl(query) if pair[0] != "page")


def query_of(source):
    """The query string of a list's address as it is kept."""
    query = QueryDict(source.partition("?")[2], mutable=True)
    query.pop("page", None)
    for name in [name for name, values in query.lists() if not any(values)]:
        del query[name]
    return query.urlencode()


def save(request, source, name, *, shared=False, pin=False):
    """Keep the filter of a list under a name; the same name again keeps the new filter. Returns it."""
    view, user, query = list_at(request, source), request.user, query_of(source)
    name = clean_line(name)[:LONGEST_NAME]
    require(not shared or may_share(user), _("Only the station's staff share filters."))
    if not query:
        raise TransitionError(_("Nothing is filtered yet: choose a condition first, then save it."))
    if len(query) > LONGEST_QUERY:
        raise TransitionError(_("This filter is too long to be kept."))
    if not name:
        raise TransitionError(_("Give the filter a name."))
    with act():
        mine = SavedFilter.objects.editable_by(user)
        row = mine.filter(path=view.request.path, name=name).select_for_update().first()
        if row is None and mine.count() >= MOST:
            raise TransitionError(_("You have %(n)s filters; delete one you do not need.") % {"n": MOST})
        row = row or SavedFilter(user_id=user.pk, path=view.request.path, name=name)
        row.park_id, row.user_name = user.park_id, str(user)[:60]
        row.query, row.shared, row.list_title = query, shared, str(view.title)[:60]
        row.pinned_by = [*(pk for pk in row.pinned_by if pk != user.pk), *([user.pk] if pin else [])]
        with in_its_words(SavedFilter):  # saved twice at the same moment
            row.save()
    return row


def may_share(user):
    """The station's people share with their park."""
    return bool(user.is_station and user.park_id)
