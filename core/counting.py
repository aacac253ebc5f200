"""Many numbers in one SQL statement, and counts that stop (DESIGN §3 "Lists"; TRAPS 16)."""

from collections import OrderedDict
from datetime import datetime, time

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.timezone import localtime

from core.clock import today

CAP = 10_000
FOUND_CAP = 75  # of what was found by words
NUMBER, TOTAL, STATED = "COUNT(*)", "COALESCE(SUM(v), 0)", "MAX(v)"
MIDDLE = "percentile_cont(0.5) WITHIN GROUP (ORDER BY v)"
MONTHS = "MONTHS"


def many(wanted):
    """Evaluate many numbers in one statement.

    `wanted` maps a key to (queryset of one column, NUMBER | TOTAL | STATED | MIDDLE): how many, their sum, the one there
    is, their median; or to (queryset of month and value, MONTHS). Returns {key: {month or None: number}}. A queryset that cannot have rows is not
    asked; its key is missing, as is the key of a month query without rows.
    """
    return _asked(*_written(wanted))


def _written(wanted):
    """(keys, statement, parameters) of many numbers."""
    keys, parts, params = [], [], []
    for key, (queryset, what) in wanted.items():
        try:
            sql, sql_params = queryset.query.sql_with_params()
        except EmptyResultSet:
            continue
        if what == MONTHS:
            parts.append(f"SELECT {len(keys)}, m::date, v::numeric FROM ({sql}) AS s(m, v)")
        else:
            parts.append(f"SELECT {len(keys)}, NULL::date, ({what})::numeric FROM ({sql}) AS s(v)")
        keys.append(key)
        params += sql_params
    return keys, " UNION ALL ".join(parts), params


def _asked(keys, sql, params):
    """{key: {month or None: number}} of a written statement."""
    found = {}
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            for position, month, value in cursor.fetchall():
                found.setdefault(keys[position], {})[month] = value
    return found


def counts_of(querysets, cap=CAP):
    """{key: number of rows, counted up to one more than `cap`} for {key: queryset}, in one statement."""
    return _numbers(list(querysets), _asked(*_written(_counted(querysets, cap))))


def counts_for(user, what, make, cap=CAP):
    """`counts_of(make())` of what a user sees on page after page: the statement is written once a day for each.

    `what` names the set. `make()` may depend on the user's own columns and his park's first day, on `what` and on the
    day, and on nothing else; what depends on the hour is written anew each time.
    """
    numbers = asked_ahead(user, what, cap)
    if numbers is None:
        names, *written = _set(user, what, make, cap)
        numbers = _numbers(names, _asked(*written))
    return numbers


def asked_ahead(user, what, cap=CAP):
    """The numbers of a set that came with the list of this page, once; else None."""
    asked, key = vars(user).setdefault(_ASKED, {}), (what, cap, *what_he_sees(user))
    numbers, asked[key] = asked.get(key), None  # a second time in this request they are counted anew
    return numbers


def _set(user, what, make, cap):
    """(names, keys, statement, parameters) of a set, kept."""
    key = (what, cap, *what_he_sees(user))
    kept = _kept.get(key)
    if kept is None:
        querysets = make()
        kept = (list(querysets), *_written(_counted(querysets, cap)))
        if not depends_on_the_hour(kept[-1]):
            _kept[key] = kept
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
    return kept


class SetAsked:
    """The numbers of `counts_for` as a part of `core.together.read_together`."""

    def __init__(self, user, what, make, cap=CAP):
        self.names, self.keys, sql, self.params = _set(user, what, make, cap)
        self.sql = _as_one_row(sql)

    def take(self, row):
        """{name: number}"""
        return _numbers(self.names, _by_key(self.keys, row))


def sets_asked(user):
    """The sets that were counted for this user in this request, to be asked together by the next page of the kind."""
    return [key for key in vars(user).get(_ASKED, ()) if key in _kept]


class Ahead:
    """The rows of a statement counted together with sets of numbers, as a part of `core.together.read_together`: gives
    the count, and keeps the numbers of the sets for `counts_for` on this page."""

    def __init__(self, user, keys, sql, params):
        self.user, self.sets = user, [(key, *_kept[key]) for key in keys if key in _kept]
        parts, self.params, self.keys = (
            [f"SELECT 0, NULL::date, COUNT(*)::numeric FROM ({sql}) AS s"],
            [*params],
            [None],
        )
        for key, _names, inner, written, values in self.sets:
            if inner:
                parts.append(f"SELECT {len(self.keys)} + k, m, n FROM ({written}) AS s(k, m, n)")
                self.params += values
                self.keys += [(key, name) for name in inner]
        self.sql = _as_one_row(" UNION ALL ".join(parts))

    def take(self, row):
        """The count."""
        found, asked = _by_key(self.keys, row), vars(self.user).setdefault(_ASKED, {})
        for key, names, *_written in self.sets:
            asked[key] = _numbers(names, {name: found.get((key, name), {}) for name in names})
        return int(found[None][None])


def _as_one_row(sql):
    sql = sql or "SELECT 0, NULL::date, 0::numeric WHERE FALSE"
    return f"SELECT json_object_agg(k, n) AS found FROM ({sql}) AS counts(k, m, n)"


def _by_key(keys, row):
    return {keys[int(place)]: {None: number} for place, number in (row["found"] or {}).items()}


def what_he_sees(user):
    """What the rows that a user sees depend on, as far as it is his own, and the day."""
    live_from = user.park.live_from if user.park_id else None
    return today(), user.pk, user.role, user.park_id, live_from, user.department_id, user.sees_all_parks


def depends_on_the_hour(params):
    """Whether a statement names a moment that is no day's beginning, and has to be written anew each time."""
    return any(isinstance(value, datetime) and localtime(value).time() != time.min for value in params)


MOST_KEPT = 2_000  # statements, each a few KB
_ASKED = "_sets_asked"
_kept = OrderedDict()


def _counted(querysets, cap):
    return {
        key: (queryset.order_by().values_list("pk")[: cap + 1], NUMBER) for key, queryset in querysets.items()
    }


def _numbers(names, found):
    return {key: int(found.get(key, {}).get(None, 0)) for key in names}
