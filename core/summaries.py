"""Kept summaries: counts by day, month and year that change in the transaction of the rows they count (DESIGN §6).

A model declares what is counted with `@kept(...)`. Statement-level triggers append the difference each statement makes
to `core_tally`; nobody updates a row there, so writers never wait for each other, and a reader adds up what is
committed. `fold` merges the differences now and then. `rebuild` counts everything again; `differences` says where the
kept numbers are wrong, which is never.
"""

import hashlib
from dataclasses import dataclass

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

ALL_PARKS = 0  # the scope of one who sees all parks; any other scope is the id of a park
DAY, MONTH, YEAR = "D", "M", "Y"
COLUMNS = "scope, code, grain, first, detail, n"

_declared = {}  # model label: the summaries of its rows
_special = {}  # model label: Special


@dataclass(frozen=True)
class Summary:
    """What is counted of the rows of a table, as SQL over a row `r`.

    `day` is the date a row counts on (a row without one does not count), `value` what it adds, `where` which rows
    count, `detail` splits the count (a state, a category).
    """

    code: str
    day: str
    value: str = "1"
    where: str = "TRUE"
    detail: str = "''"

    @property
    def row(self):
        """The line of a VALUES list: (code, day, detail, value)."""
        return (
            f"('{self.code}', ({self.day})::date, ({self.detail})::varchar,"
            f" CASE WHEN ({self.day}) IS NOT NULL AND ({self.where}) THEN ({self.value})::bigint ELSE 0 END)"
        )


@dataclass(frozen=True)
class Special:
    """A summary that is no plain count: `rebuild` is SQL that appends all of it, `codes` what it writes."""

    codes: tuple
    rebuild: str


def local_day(column):
    """SQL: the day of a moment, where the park is."""
    return f"(r.{column} AT TIME ZONE '{settings.TIME_ZONE}')::date"


def tallies(summaries, rows):
    """SQL: the tally rows of a set of rows `rows`, which has the table's columns and `sign_`, 1 or -1."""
    values = ",\n".join(summary.row for summary in summaries)
    return f"""
SELECT p.scope, c.code, g.grain, g.first, c.detail, SUM(c.n)::bigint AS n
FROM (
SELECT r.park_id, s.code, s.day, s.detail, SUM(s.value * r.sign_)::bigint AS n
FROM ({rows}) r CROSS JOIN LATERAL (VALUES
{values}) s(code, day, detail, value)
WHERE s.value <> 0 GROUP BY 1, 2, 3, 4 HAVING SUM(s.value * r.sign_) <> 0) c
CROSS JOIN LATERAL (VALUES ('{DAY}', c.day), ('{MONTH}', date_trunc('month', c.day)::date),
('{YEAR}', date_trunc('year', c.day)::date)) g(grain, first)
CROSS JOIN LATERAL (VALUES (c.park_id::bigint), ({ALL_PARKS})) p(scope)
GROUP BY 1, 2, 3, 4, 5 HAVING SUM(c.n) <> 0"""


def kept(*summaries):
    """Class decorator: the triggers that keep these summaries of the model's rows. The model has a `park`."""
    new = "SELECT n_.*, 1 AS sign_ FROM new_rows n_"
    old = "SELECT o_.*, -1 AS sign_ FROM old_rows o_"
    operations = (
        ("insert", pgtrigger.Insert, new, pgtrigger.Referencing(new="new_rows")),
        ("delete", pgtrigger.Delete, old, pgtrigger.Referencing(old="old_rows")),
        (
            "update",
            pgtrigger.Update,
            f"{new} UNION ALL {old}",
            pgtrigger.Referencing(old="old_rows", new="new_rows"),
        ),
    )

    def decorate(model):
        _declared[model._meta.label] = summaries
        triggers = [
            pgtrigger.Trigger(
                name=f"kept_{name}",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=operation,
                referencing=referencing,
                func=f"INSERT INTO core_tally ({COLUMNS}){tallies(summaries, rows)};\nRETURN NULL;",
            )
            for name, operation, rows, referencing in operations
        ]
        return pgtrigger.register(*triggers)(model)

    return decorate


def special(model_label, codes, rebuild):
    """Declare a summary that the triggers of `model_label` keep in their own way."""
    _special[model_label] = Special(tuple(codes), rebuild)


def _statements():
    """[(table, SQL that gives all tally rows of it)]."""
    found = []
    for label, summaries in sorted(_declared.items()):
        table = apps.get_model(label)._meta.db_table
        found.append((table, tallies(summaries, f"SELECT t.*, 1 AS sign_ FROM {table} t")))
    for label, one in sorted(_special.items()):
        found.append((apps.get_model(label)._meta.db_table, one.rebuild))
    return found


def signature():
    """A short text that changes when what is counted changes."""
    return hashlib.sha256(repr(_statements()).encode()).hexdigest()[:20]


def is_current():
    """Whether the kept numbers were built for the summaries declared now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('core_tally'::regclass)")
        return cursor.fetchone()[0] == signature()


def recounts():
    """The statements that fill an empty `core_tally`, each on its own."""
    return [
        f"INSERT INTO core_tally ({COLUMNS}, folded) SELECT {COLUMNS}, TRUE FROM ({sql}) AS t"
        for _table, sql in _statements()
    ]


def mark_current():
    """Note that the kept numbers are those of the summaries declared now."""
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON TABLE core_tally IS '{signature()}'")


def rebuild():
    """Count everything again. Writers wait meanwhile, readers see the old numbers. Run by the owner of the tables."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = ", ".join(sorted({table for table, _sql in _statements()}))
        cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM core_tally")
        for sql in recounts():
            cursor.execute(sql)
        mark_current()


def differences(limit=20):
    """[(scope, code, grain, first, detail, kept, counted)] where the kept numbers differ from a recount."""
    counted = " UNION ALL ".join(f"SELECT {COLUMNS} FROM ({sql}) AS t" for _table, sql in _statements())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT scope, code, grain, first, detail, SUM(kept), SUM(counted) FROM ("
            f"SELECT scope, code, grain, first, detail, n AS kept, 0 AS counted FROM core_tally UNION ALL "
            f"SELECT scope, code, grain, first, detail, 0, n FROM ({counted}) AS c) AS both_ "
            f"GROUP BY 1, 2, 3, 4, 5 HAVING SUM(kept) <> SUM(counted) ORDER BY 1, 2, 3, 4, 5 LIMIT %s",
            [limit],
        )
        return cursor.fetchall()


def fold():
    """Merge the differences appended since the last time; returns how many rows became fewer.

    One statement, so a reader sees the rows before or after it. A row that another run takes first is left to it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
WITH touched AS (SELECT DISTINCT scope, code, grain, first, detail FROM core_tally WHERE NOT folded),
taken AS (DELETE FROM core_tally t USING touched m WHERE t.scope = m.scope AND t.code = m.code AND t.grain = m.grain
          AND t.first = m.first AND t.detail = m.detail RETURNING t.*),
merged AS (INSERT INTO core_tally ({COLUMNS}, folded)
           SELECT scope, code, grain, first, detail, SUM(n), TRUE FROM taken GROUP BY 1, 2, 3, 4, 5 HAVING SUM(n) <> 0
           RETURNING 1)
SELECT (SELECT COUNT(*) FROM taken) - (SELECT COUNT(*) FROM merged)"""
        )
        return cursor.fetchone()[0]
