"""Takes back what the measured forms have created, so that every round meets the same rows and the data can be kept."""

from contextlib import closing

from benchmarks.databases import connect

IDENTITIES = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attidentity <> ''
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
      AND c.relname NOT LIKE 'django%' AND c.relname <> 'core_counter'
"""


class Tidy:
    """Remembers the last id of every table; called, it deletes what came later, history included."""

    def __init__(self, urls, sizes):
        self.urls, self.last = urls, {}
        for size in sizes:
            with closing(connect(urls, size.database)) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT now()")
                (began,) = cursor.fetchone()
                cursor.execute(IDENTITIES)
                found = {}
                for table, column in cursor.fetchall():
                    cursor.execute(f"SELECT coalesce(max({column}), 0) FROM {table}")
                    found[table, column] = cursor.fetchone()[0]
                self.last[size.database] = (began, found)

    def __call__(self) -> None:
        """Delete, the history of the deletions last."""
        for database, (began, found) in self.last.items():
            with closing(connect(self.urls, database)) as connection, connection.cursor() as cursor:
                connection.autocommit = False
                events = {key: last for key, last in found.items() if key[1] == "pgh_id"}
                for (table, column), last in found.items():
                    if (table, column) not in events:
                        cursor.execute(f"DELETE FROM {table} WHERE {column} > %s", [last])
                cursor.execute("DELETE FROM core_submission WHERE created_at >= %s", [began])
                for (table, column), last in events.items():
                    cursor.execute(f"DELETE FROM {table} WHERE {column} > %s", [last])
                connection.commit()
