"""Many numbers in one SQL statement, and counts that stop (DESIGN §3 "Lists"; TRAPS 16)."""

from django.core.exceptions import EmptyResultSet
from django.db import connection

CAP = 10_000


def values_of(wanted):
    """Evaluate many aggregates in one statement.

    `wanted` maps a key to (queryset, field, cap): the number of rows, at most `cap` if given, or the sum of `field`.
    Returns {key: number}; a queryset that cannot have rows gives 0 without asking.
    """
    parts, params, result = [], [], {}
    for key, (queryset, field, cap) in wanted.items():
        rows = queryset.order_by().values_list(field or "pk")
        if cap:
            rows = rows[: cap + 1]
        try:
            sql, sql_params = rows.query.sql_with_params()
        except EmptyResultSet:
            result[key] = 0
            continue
        aggregate = "COALESCE(SUM(v), 0)" if field else "COUNT(*)"
        parts.append(f"SELECT %s, (SELECT {aggregate} FROM ({sql}) AS s(v))")
        params += [key, *sql_params]
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            result.update(cursor.fetchall())
    return result


def counts_of(querysets, cap=CAP):
    """{key: number of rows, capped} for {key: queryset}, in one statement."""
    return values_of({key: (queryset, None, cap) for key, queryset in querysets.items()})
