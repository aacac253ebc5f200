"""Migrations without waiting: what a fresh station and every test database do first.

After each operation Django renders the model it has changed anew, with all models related to it: most of them. For an
index, a constraint or a trigger nothing of that is needed on PostgreSQL: the operation carries what it makes, and the
columns stay as they are. Without this, two thirds of the time of all migrations go there.
"""

from functools import wraps

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

RENDERED = "apps"


def spare_rendering():
    """Keep the rendered models of a migration's state through operations that do not touch columns."""
    for owner, name, place in (
        (ProjectState, "_append_option", 0),
        (ProjectState, "_remove_option", 0),
        (AddTrigger, "state_forwards", 2),
        (RemoveTrigger, "state_forwards", 2),
    ):
        method = getattr(owner, name)
        if not hasattr(method, "__wrapped__"):
            setattr(owner, name, _sparing(method, place))


def _sparing(method, place):
    @wraps(method)
    def changed(*args):
        state = vars(args[place])
        rendered = state.pop(RENDERED, None)  # nothing to render anew
        try:
            return method(*args)
        finally:
            if rendered is not None:
                state[RENDERED] = rendered

    return changed
