"""Many numbers in one SQL statement, and counts that stop (DESIGN §3 "Lists"; TRAPS 16)."""

from django.core.exceptions import EmptyResultSet
from django.db import connection

CAP = 10_000
NUMBER, TOTAL, STATED = "COUNT(*)", "COALESCE(SUM(v), 0)", "MAX(v)"
MONTHS = "MONTHS"


def many(wanted):
    """Evaluate many numbers in one statement.

    `wanted` maps a key to (queryset of one column, NUMBER | TOTAL | STATED): how many, their sum, the one there is; or to
    (queryset of month and value, MONTHS). Returns {key: {month or None: number}}. A queryset that cannot have rows is not
    asked; its key is missing, as is the key of a month query without rows.
    """
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
    found = {}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for position, month, value in cursor.fetchall():
                found.setdefault(keys[position], {})[month] = value
    return found


def counts_of(querysets, cap=CAP):
    """{key: number of rows, counted up to one more than `cap`} for {key: queryset}, in one statement."""
    rows = {key: queryset.order_by().values_list("pk")[: cap + 1] for key, queryset in querysets.items()}
    found = many({key: (queryset, NUMBER) for key, queryset in rows.items()})
    return {key: int(found.get(key, {}).get(None, 0)) for key in querysets}


class CountsAsked:
    """The same numbers as a part of `core.together.read_together`."""

    def __init__(self, querysets, cap=CAP):
        self.keys, parts, self.params = [], [], []
        for key, queryset in querysets.items():
            try:
                sql, params = queryset.order_by().values_list("pk")[: cap + 1].query.sql_with_params()
            except EmptyResultSet:
                continue
            parts.append(f"SELECT {len(self.keys)}, COUNT(*) FROM ({sql}) AS s(v)")
            self.keys.append(key)
            self.params += params
        self.all = list(querysets)
        union = " UNION ALL ".join(parts) or "SELECT 0, 0 WHERE FALSE"
        self.sql = f"SELECT json_object_agg(k, n) AS found FROM ({union}) AS counts(k, n)"

    def take(self, row):
        """{key: number} out of the row."""
        found = {self.keys[int(place)]: number for place, number in (row["found"] or {}).items()}
        return {key: found.get(key, 0) for key in self.all}
