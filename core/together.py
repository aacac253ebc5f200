"""Several small reads in one statement: what a page or an act needs, asked once (YARDSTICKS 5 and 7)."""

import json
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection, models

from core.prepared import evaluated


def read_together(*querysets):
    """The same querysets, evaluated by one statement, in order.

        enterprises, categories = read_together(Enterprise.objects.filter(pk=7), Category.objects.all())

    Locks (`select_for_update`) are taken as in statements of their own, but all of it is one look at the database: a row
    that was waited for is fresh, the others are as before the wait. A queryset whose statement is made once is
    `Prepared(…).given(…)`. Something that is no queryset says its own `sql` and `params` and is given its one row by
    `take(row)`, whose result stands in its place. Meant for a few rows of several tables; a list is read on its own.
    """
    answers, asked, sqls, params = list(querysets), [], [], []
    for place, each in enumerate(querysets):
        if isinstance(each, models.QuerySet):
            rows = each.all()
            compiler = rows.query.get_compiler(rows.db)
            try:
                each = (rows, compiler, *compiler.as_sql())
            except EmptyResultSet:
                answers[place] = each.none()
                continue
        if isinstance(each, tuple):
            rows, compiler, sql, values = each
            names = ", ".join(f"c{number}" for number in range(len(compiler.select)))
            sqls.append(f"(SELECT json_agg(r)::text FROM ({sql}) AS r({names}))")
            asked.append((place, rows, compiler))
        else:
            sql, values = each.sql, each.params
            sqls.append(f"(SELECT to_json(r)::text FROM ({sql}) AS r)")
            asked.append((place, each, None))
        params += values
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(sqls)}", params)
            found = cursor.fetchone()
        for (place, each, compiler), text in zip(asked, found, strict=True):
            content = json.loads(text, parse_float=Decimal) if text else []
            answers[place] = _evaluated(each, compiler, content) if compiler else each.take(content)
    return answers


def first_of(rows):
    """The first row of an evaluated queryset, or None."""
    return next(iter(rows), None)


def the_one(rows):
    """The first row of an evaluated queryset; the model's DoesNotExist when there is none."""
    found = first_of(rows)
    if found is None:
        raise rows.model.DoesNotExist
    return found


def _evaluated(rows, compiler, content):
    """The queryset with the rows that JSON tells."""
    readers = [_reader(expression.output_field) for expression, _sql, _alias in compiler.select]
    values = [
        [
            value if value is None or read is None else read(value)
            for value, read in zip(row.values(), readers, strict=False)
        ]
        for row in content
    ]
    return evaluated(rows, compiler, values)


def _reader(field):
    """How a value of JSON becomes what the driver would have given; None when it is that already."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, read in _READERS:
        if isinstance(field, kind):
            return read
    return None


_READERS = (
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.TimeField, time.fromisoformat),
    (models.DecimalField, lambda value: value if isinstance(value, Decimal) else Decimal(value)),
    (models.FloatField, float),
    (models.UUIDField, UUID),
    (models.JSONField, json.dumps),
)
