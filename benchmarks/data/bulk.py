"""Set-based loading: one INSERT … SELECT per table, with its triggers, and with its indexes and keys made afterwards."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import date, datetime

from django.db import connection
from django.db.models import NOT_PROVIDED, DateTimeField

PICK = "((hashint8extended(({0})::bigint, {1}) & 9223372036854775807) % ({2}))"
SETTINGS = {
    "maintenance_work_mem": "512MB",
    "max_parallel_maintenance_workers": "0",  # two connections make indexes side by side
    "work_mem": "256MB",
    "synchronous_commit": "off",
}
CONTEXT = """
    SELECT set_config('pghistory.context_id', gen_random_uuid()::text, false),
        set_config('pghistory.context_metadata', '{"job": "bench"}', false)
"""
RESTING = "(not_merged|_kept|_firsts)_"  # triggers that do not run while tables are filled


def pick(row: str, salt: int, among: int | str) -> str:
    """SQL of a number from 0 to `among` - 1 that looks like chance and is the same at every run."""
    return PICK.format(row, salt, among)


def one_of(values, row: str, salt: int) -> str:
    """SQL of one of the texts."""
    listed = ", ".join(literal(value) for value in values)
    return f"(ARRAY[{listed}]::text[])[1 + {pick(row, salt, len(values))}]"


def literal(value) -> str:
    """SQL of a plain value."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, date | datetime):
        return f"'{value.isoformat()}'"
    return "'" + str(value).replace("'", "''") + "'"


def run(sql: str, params=None) -> int:
    """Run one statement; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def set_up() -> None:
    """This connection loads: much memory, no waiting for the disk, history that says what wrote it."""
    for name, value in SETTINGS.items():
        run(f"SET {name} = '{value}'")
    run(CONTEXT)


@contextmanager
def beside(act, *arguments):
    """Run an act over a connection of its own in the meantime; on leaving it is done, or raises."""

    def work():
        try:
            set_up()
            act(*arguments)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(work)
        yield
        done.result()


def run_all(statements) -> None:
    """Run statements that do not depend on each other over two connections; the first failure raises."""
    waiting = iter(list(statements))

    def work():
        try:
            set_up()
            for statement in waiting:
                run(statement)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result()


def rows_of(sql: str) -> list[tuple]:
    """Rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def insert(model, source: str, /, **given) -> int:
    """Fill a table from `source` (a FROM clause). `given` maps columns to SQL; others get the model's default."""
    columns = {}
    for field in model._meta.concrete_fields:
        expression = given.pop(field.attname, None)
        if expression is None:
            expression = default_of(field)
        if expression is not None:
            columns[connection.ops.quote_name(field.column)] = expression
    if given:
        raise ValueError(f"{model.__name__} has no column {', '.join(given)}")
    table = connection.ops.quote_name(model._meta.db_table)
    return run(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(map(str, columns.values()))} {source}"
    )


def default_of(field) -> str | None:
    """SQL of what the application writes into a column nobody has given; None leaves it to the database."""
    if field.primary_key or field.db_default is not NOT_PROVIDED:
        return None
    if isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add):
        return "now()"
    if field.default is not NOT_PROVIDED and not callable(field.default):
        return literal(field.default)
    if field.null:
        return "NULL"
    if field.empty_strings_allowed:
        return "''"
    raise ValueError(f"say what stands in {field.model.__name__}.{field.attname}")


def tables_with_events(models) -> list[str]:
    """The tables of the models and of their history."""
    found = []
    for model in models:
        found.append(model._meta.db_table)
        found += [event._meta.db_table for event in getattr(model, "pgh_event_models", {}).values()]
    return list(dict.fromkeys(found))


class Bare:
    """The tables without their secondary indexes, foreign keys, and triggers that look at other rows: the guard of the keys
    against merged records, of which there are none, and kept summaries, which are counted at the end. On leaving the
    indexes and keys are made again, and validated, and the triggers watch again."""

    def __init__(self, tables, around=None):
        self.tables, self.around = tables, around or nullcontext()

    def __enter__(self):
        listed = "(" + ", ".join(f"'{table}'::regclass" for table in self.tables) + ")"
        self.keys = rows_of(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
            f"WHERE contype = 'f' AND conrelid IN {listed} ORDER BY 1, 2"
        )
        self.indexes = rows_of(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            f"WHERE i.indrelid IN {listed} AND NOT i.indisunique ORDER BY i.indrelid::regclass::text, 1"
        )
        self.resting = rows_of(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger "
            f"WHERE tgrelid IN {listed} AND tgname ~ '{RESTING}'"
        )
        for table, name in self.resting:
            run(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        for table, name, _definition in self.keys:
            run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in self.indexes:
            run(f"DROP INDEX {name}")
        return self

    def __exit__(self, failed, *_):
        if failed:
            return
        for table, name in self.resting:
            run(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
        with self.around:
            run_all(definition for _name, definition in self.indexes)
        for table, name, definition in self.keys:
            run(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID")
        run_all(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}" for table, name in _in_turns(self.keys))


def _in_turns(keys):
    """(table, name) of each key, those of one table apart: validating locks the table."""
    met = Counter()
    turns = []
    for table, name, _definition in keys:
        turns.append((met[table], table, name))
        met[table] += 1
    return [(table, name) for _turn, table, name in sorted(turns)]


def catch_up_sequences() -> None:
    """Let every counter of ids go on after the rows that were given theirs."""
    for table, column, sequence in rows_of(
        "SELECT c.oid::regclass::text, quote_ident(a.attname), pg_get_serial_sequence(c.oid::regclass::text, a.attname) "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> '' "
        "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
    ):
        run(f"SELECT setval('{sequence}', greatest((SELECT max({column}) FROM {table}), 1))")


def analyze() -> None:
    """Statistics of every table."""
    run_all(f"ANALYZE {table}" for table in _tables())


def vacuum(changed) -> None:
    """Every page visible to all, and statistics of what was `changed` since; history is only written, so its pages may wait."""
    run_all(
        f"VACUUM (FREEZE{', ANALYZE' if table in changed else ''}) {table}"
        for table in _tables()
        if not table.endswith("event")
    )


def _tables():
    """The application's tables, the large ones first."""
    return [
        table
        for (table,) in rows_of(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "ORDER BY pg_relation_size(oid) DESC"
        )
    ]
