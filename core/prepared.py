"""SQL that is made once: Django needs a millisecond to write a statement that never changes but for its values.

    by_key = Prepared(lambda slot: Session.objects.filter(session_key=slot("key")))
    rows = by_key(key="…")

For the few statements that every page asks. The rows are what the queryset would have given.
"""

from copy import copy
from threading import Lock

from django.db import connection
from django.db.models import Expression


class Slot(Expression):
    """The place of a value in a queryset that is prepared."""

    contains_aggregate = False

    def __init__(self, name):
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        """A parameter; the value is given when the statement is asked."""
        return "%s", [self]


class Prepared:
    """A queryset whose statement is written at its first use. `make(slot)` returns it; it may not depend on anything
    else. Call it with the values by name: returns the rows as a list."""

    def __init__(self, make):
        self.make = make
        self.made = None
        self.lock = Lock()

    def __call__(self, **values):
        rows, compiler, sql, params = self.given(**values)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchall()
        return list(evaluated(rows, compiler, found))

    def given(self, **values):
        """(queryset, compiler, statement, parameters), for one use: also a part of `core.together.read_together`."""
        rows, compiler, sql, params = self.made or self._make()
        filled = [values[each.name] if isinstance(each, Slot) else each for each in params]
        return rows.all(), copy(compiler), sql, filled

    def _make(self):
        with self.lock:
            if self.made is None:
                rows = self.make(Slot)
                compiler = rows.query.get_compiler(rows.db)
                self.made = (rows, compiler, *compiler.as_sql())
        return self.made


def evaluated(rows, compiler, found):
    """The queryset with these rows: Django builds the objects, from tuples we give it instead of a cursor."""
    compiler.execute_sql = lambda *args, **kwargs: [found]
    rows.query.get_compiler = lambda *args, **kwargs: compiler
    len(rows)
    del rows.query.get_compiler
    return rows
