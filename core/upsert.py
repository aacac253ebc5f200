"""Set-based writing of reference rows: one statement, and rows that are right already are left alone."""

from django.db import connection
from psycopg2 import sql
from psycopg2.extras import Json

CORRECT = "DO UPDATE SET {changes} WHERE ({old}) IS DISTINCT FROM ({new})"


def upsert(model, rows, *, key, fields, keep=False):
    """Insert the rows (dicts by column name) or correct those found by `key`; return how many changed.

    `key` and `fields` are column names; `key` must be covered by a unique constraint. With `keep` rows that
    exist stay as they are: for dictionaries that an administrator may edit.
    """
    table = sql.Identifier(model._meta.db_table)
    columns = [sql.Identifier(name) for name in (*key, *fields)]
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s) "
        "ON CONFLICT ({key}) " + ("DO NOTHING" if keep else CORRECT)
    ).format(
        table=table,
        columns=sql.SQL(", ").join(columns),
        key=sql.SQL(", ").join(map(sql.Identifier, key)),
        changes=sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in fields
        ),
        old=sql.SQL(", ").join(sql.Identifier(model._meta.db_table, name) for name in fields),
        new=sql.SQL(", ").join(sql.Identifier("excluded", name) for name in fields),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [Json(list(rows))])
        return cursor.rowcount
