"""Work is only given to people who are there: PostgreSQL looks, under a lock, when a name is written.

Whoever closes an account or changes a role locks the person first and then hands over his work (`accounts.actions`);
whoever gives him work holds him first (`hold`), and a trigger (`must_stand`) looks again when the row is written. So
nothing lands on somebody who is being closed. The order of locks is the same everywhere: people, then rows of work.
"""

from contextlib import contextmanager

import pgtrigger
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from core.transitions import TransitionError

STANDS = "who_stands"


def must_stand(column, roles, *, when, again="FALSE"):
    """A trigger: who is named in `column` is active, of the row's park, and has one of the roles.

    `when` is the condition on NEW under which it matters, `again` the one on OLD and NEW under which an unchanged name
    is looked at once more.
    """
    among = ", ".join(f"'{role}'" for role in sorted(map(str, roles)))
    return pgtrigger.Trigger(
        name=f"{column.removesuffix('_id')}_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        condition=pgtrigger.Condition(f"NEW.{column} IS NOT NULL AND {when}"),
        func=(
            f"IF TG_OP = 'UPDATE' THEN IF NEW.{column} IS NOT DISTINCT FROM OLD.{column} AND NOT ({again}) "
            "THEN RETURN NEW; END IF; END IF; "
            f"PERFORM 1 FROM accounts_user WHERE id = NEW.{column} AND is_active AND park_id = NEW.park_id "
            f"AND role IN ({among}) FOR SHARE; "
            f"IF NOT FOUND THEN RAISE EXCEPTION 'user % is not there for this', NEW.{column} "
            f"USING ERRCODE = 'check_violation', CONSTRAINT = '{STANDS}'; END IF; "
            "RETURN NEW;"
        ),
    )


def hold(*people):
    """Keep people from being closed or given another role until the act is over; before any row of work is locked."""
    ids = [person.pk for person in people if person is not None]
    if ids:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM accounts_user WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])


class Held:
    """The same as the first part of `core.together.read_together`: one statement with the locks on rows of work."""

    sql = (
        "SELECT count(*) AS n FROM "
        "(SELECT id FROM accounts_user WHERE id = ANY(%s::bigint[]) ORDER BY id FOR SHARE) AS held"
    )

    def __init__(self, people):
        self.params = [[person.pk for person in people if person is not None]]

    def take(self, row):
        """How many there are."""
        return row["n"]


@contextmanager
def still_there():
    """Say in a sentence that somebody has left in the very moment he was given something."""
    try:
        yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == STANDS:
            raise TransitionError(
                _("Who was to take this has left or does something else by now. Choose somebody else.")
            ) from error
        raise
