"""The statements of a list's plain pages, written once a day for each person who opens them; and what its pages count.

Most looks at a list ask for nothing but a tab, an order and a page. To write the two statements for that takes Django
longer than PostgreSQL takes to answer them.
"""

from collections import OrderedDict
from copy import copy

from django.core.exceptions import EmptyResultSet
from django.db import connection

from core.counting import CAP, Ahead, depends_on_the_hour, sets_asked, what_he_sees
from core.prepared import evaluated

PLAIN = {"tab", "sort", "page", "status"}
LONGEST = 100
MOST_KEPT = 150  # pages, each some three hundred KB
_kept = OrderedDict()
_sets = OrderedDict()  # {list as somebody sees it: the sets of numbers its pages count}


def key_of(view):
    """What the statements of a plain page depend on; None for any other, and for lists that do not keep theirs."""
    query = view.request.GET
    if not view.keeps_statements or not PLAIN.issuperset(query) or len(query.urlencode()) > LONGEST:
        return None
    part = bool(view.request.htmx and not view.request.htmx.boosted)
    return (*_seen(view), query.urlencode(), part)


class KeptPage:
    """The rows of one page, and how many there are in all."""

    def __init__(self, paginator, number):
        """EmptyResultSet when there cannot be any."""
        self.rows, self.number = paginator.object_list, number  # all of them, never evaluated
        bottom = (number - 1) * paginator.per_page
        self.shown = self.rows[bottom : bottom + paginator.per_page]  # there may be more the next time
        self.compiler = self.shown.query.get_compiler(self.shown.db)
        self.statement = self.compiler.as_sql()
        self.counted = paginator.to_count.query.sql_with_params()
        self.sets = []  # what else the page counts

    @property
    def lasting(self):
        """Whether nothing in it depends on the hour."""
        return not depends_on_the_hour((*self.statement[1], *self.counted[1]))

    def read(self):
        """The rows of the page."""
        with connection.cursor() as cursor:
            cursor.execute(*self.statement)
            found = cursor.fetchall()
        return list(evaluated(self.shown.all(), copy(self.compiler), found))

    def ahead(self, user):
        """How many rows there are, to where counting stops, and the other numbers of the page, to be asked together."""
        return Ahead(user, self.sets, *self.counted)


def counted(view, paginator):
    """How many rows a page that is not kept has, with the numbers this list counted the last time, to be asked together.
    None when there cannot be any. What was found by words is read to be counted: only with the few numbers of the frame."""
    try:
        sql, params = paginator.to_count.query.sql_with_params()
    except EmptyResultSet:
        return None
    sets = _sets.get(_seen(view), ())
    if paginator.cap < CAP:
        sets = [key for key in sets if key[1] < CAP]
    return Ahead(view.request.user, sets, sql, params)


def remember(view):
    """What this page has counted beside its rows."""
    _sets[_seen(view)] = sets_asked(view.request.user)
    if len(_sets) > MOST_KEPT:
        _sets.popitem(last=False)


def _seen(view):
    return (type(view), *sorted(view.kwargs.items()), *what_he_sees(view.request.user))


def kept(key):
    """The kept page, or None."""
    return _kept.get(key) if key else None


def keep(key, paginator, number):
    """Write the statements of a page and remember them; the eldest are forgotten when there are too many. None for a page
    that has none to remember."""
    try:
        page = KeptPage(paginator, number)
    except EmptyResultSet:
        return None
    if page.lasting:
        _kept[key] = page
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return page
