"""The transaction of an act, and what it writes last (DESIGN §3).

Rows that nobody reads again inside the transaction (lines of the timeline, messages, what was said, the one-time key,
the draft that is done with) are collected and written by one statement, just before the commit.
"""

import threading
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models.sql import InsertQuery

from core.transitions import TransitionError

refusals = {}  # what triggers of ours refuse, by the name they refuse it by: its sentence


class _Tail:
    """What an act writes last: rows by model, and statements of their own."""

    def __init__(self):
        self.rows = {}
        self.follows = {}
        self.statements = []
        self.undo = []

    def write(self):
        """One statement for all of it; raises what a statement says should it find nothing to do."""
        parts, params, checks = [], [], []
        for model, rows in self.rows.items():
            for sql, values in _insert(model, rows):
                follow = self.follows.get(model)
                parts.append(f"{sql} RETURNING *" if follow else sql)
                params += values
                if follow:
                    parts.append(follow.format(made=f"part{len(parts) - 1}"))
        for sql, values, otherwise in self.statements:
            if otherwise:
                checks.append((f"EXISTS (SELECT FROM part{len(parts)})", otherwise))
            parts.append(sql)
            params += values
        if not parts:
            return
        named = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(parts))
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {named} SELECT {', '.join(sql for sql, _error in checks) or 1}", params)
            found = cursor.fetchone()
        for happened, (_sql, otherwise) in zip(found, checks, strict=bool(checks)):
            if checks and not happened:
                raise otherwise


def _insert(model, rows):
    """[(sql, params)] of a plain INSERT of the rows."""
    query = InsertQuery(model)
    fields = [field for field in model._meta.concrete_fields if not field.primary_key and not field.generated]
    query.insert_values(fields, rows)
    return query.get_compiler(connection=connection).as_sql()


class _Open(threading.local):
    """The tail of the act that runs in this thread."""

    tail = None


_open = _Open()


@contextmanager
def act():
    """The transaction of an act: all of it or nothing. An act inside another one (or inside the post of a form) is part
    of it and has no savepoint of its own: whoever refuses inside refuses the whole."""
    if _open.tail is not None:
        with transaction.atomic(savepoint=False):
            yield
        return
    tail = _Tail()
    try:
        with transaction.atomic():
            _open.tail = tail
            yield
            tail.write()
    except BaseException as error:
        for undo in tail.undo:
            undo()
        if sentence := refused(error):
            raise TransitionError(str(sentence)) from error
        raise
    finally:
        _open.tail = None


def refused(error):
    """The sentence of what a trigger of ours refused, if this was one."""
    if not isinstance(error, IntegrityError):
        return None
    return refusals.get(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None))


def is_open():
    """Whether an act is under way in this thread."""
    return _open.tail is not None


def write_last(rows, follow=""):
    """Have rows of one model (without files or children of their own) written with the act; at once outside of one.

    `follow` is a statement made from them, `{made}` standing for what was inserted.
    """
    rows = list(rows)
    if not rows:
        return
    tail = _open.tail or _Tail()
    model = type(rows[0])
    tail.rows.setdefault(model, []).extend(rows)
    if follow:
        tail.follows[model] = follow
    if not is_open():
        tail.write()


def do_last(sql, params=(), otherwise=None):
    """Have a statement of one's own done with the act; at once outside of one.

    It sees the rows as they are before the last statement. `otherwise` is raised, and all of it undone, when the
    statement (it ends in RETURNING) did nothing.
    """
    tail = _open.tail or _Tail()
    tail.statements.append((sql, list(params), otherwise))
    if not is_open():
        tail.write()


def on_failure(undo):
    """Have something outside the database undone when the act under way fails."""
    if is_open():
        _open.tail.undo.append(undo)
