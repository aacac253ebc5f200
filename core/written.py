"""Statements that are written once a day for each person: what Django needs ten milliseconds to write, and PostgreSQL one to
answer.

    written_for(user, "work", lambda: [source.mine(user) for source in work.sorted()])

What is made may depend on what the user sees (`core.counting.what_he_sees`), on `what` and on the day, and on nothing else.
What depends on the hour is written anew each time. The text of a statement, and what makes objects of its rows, weigh the
most: they are kept once for all who are asked the same with other values.
"""

from collections import OrderedDict
from copy import copy

from django.core.exceptions import EmptyResultSet
from django.utils.translation import get_language

from core.counting import depends_on_the_hour, what_he_sees
from core.prepared import Slot

MOST_KEPT = 1_000  # sets of values, each some KB
MOST_TEXTS = 500  # statements, each some forty KB
_kept, _texts = OrderedDict(), OrderedDict()


def written_for(user, what, make, **values):
    """The querysets of `make(slot)` as parts of `core.together.read_together`; `slot("name")` is the place of a value."""
    key = (what, get_language(), *what_he_sees(user))  # a statement may hold words
    kept = _kept.get(key)
    if kept is None:
        kept = [_written(queryset) for queryset in make(Slot)]
        if not any(depends_on_the_hour(params) for _rows, compiler, _sql, params in kept if compiler):
            _kept[key] = kept
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return [_for_one_use(*each, values) for each in kept]


def _written(queryset):
    rows = queryset.all()
    compiler = rows.query.get_compiler(rows.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return rows.none(), None, "", ()
    if (
        rows._prefetch_related_lookups or rows._known_related_objects
    ):  # what comes with it may be meant for this user
        return rows, compiler, sql, params
    key = (rows.model, rows._iterable_class, sql)  # objects, dicts and tuples of one text are not the same
    rows, compiler, sql = _texts.setdefault(key, (rows, compiler, sql))
    if len(_texts) > MOST_TEXTS:
        _texts.popitem(last=False)
    return rows, compiler, sql, params


def _for_one_use(rows, compiler, sql, params, values):
    if compiler is None:
        return rows.all()
    return rows.all(), copy(compiler), sql, [values[p.name] if isinstance(p, Slot) else p for p in params]
