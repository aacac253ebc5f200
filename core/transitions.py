"""State machines: declared once per model, enforced in the act and by PostgreSQL (DESIGN §3)."""

from contextlib import contextmanager
from dataclasses import dataclass

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _


class TransitionError(Exception):
    """An act came in the wrong state, or with facts that forbid it. The message is a sentence for the user."""


class StaleForm(TransitionError):
    """The row was changed by somebody else after the form was opened."""


class NotAllowed(PermissionDenied):
    """The row is in scope but this user may not do this to it."""


@dataclass(frozen=True)
class Flow:
    """The allowed states of a field and the steps between them.

    `first` are the states a new row may have, `steps` maps each state to those it may go to. `free_when` names a
    boolean column: rows that carry it (imported history) may enter in any state, and are guarded from then on.
    """

    field: str
    first: tuple
    steps: dict
    free_when: str = ""

    @property
    def pairs(self):
        """All allowed (from, to) pairs."""
        return [(str(a), str(b)) for a, targets in self.steps.items() for b in targets]

    def allows(self, current, target):
        """Whether the step is allowed."""
        return target in self.steps.get(current, ())

    def triggers(self):
        """PostgreSQL triggers that refuse a forbidden step and a forbidden first state."""
        states = ", ".join(f"'{state}'" for state in self.first)
        free = f"NEW.{self.free_when} OR " if self.free_when else ""
        return [
            pgtrigger.FSM(name=f"{self.field}_steps", field=self.field, transitions=self.pairs),
            pgtrigger.Trigger(
                name=f"{self.field}_first",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    f"IF NOT ({free}NEW.{self.field} IN ({states})) THEN "
                    f"RAISE EXCEPTION 'a new row of % may not start as %', TG_TABLE_NAME, NEW.{self.field}; "
                    "END IF; RETURN NEW;"
                ),
            ),
        ]

    def move(self, obj, target, **changes):
        """Put `obj` (locked by the caller) into `target` and save it with `changes`.

        Raises TransitionError when the step is not allowed from the state the row is in.
        """
        current = getattr(obj, self.field)
        if not self.allows(current, target):
            choices = dict(obj._meta.get_field(self.field).flatchoices)
            raise TransitionError(
                _("This is “%(now)s” now and cannot become “%(then)s”. Reload the page to see what happened.")
                % {"now": choices.get(current, current), "then": choices.get(target, target)}
            )
        setattr(obj, self.field, target)
        for name, value in changes.items():
            setattr(obj, name, value)
        obj.save(update_fields=[self.field, *changes])
        return obj


def locked(queryset, pk):
    """The row, locked for this transaction. Raises the model's DoesNotExist when it is out of scope.

    Rows that only refer to it may be written by others meanwhile (their check of the key does not wait).

    A row that was waited for comes back fresh, rows joined to it (select_related) do not: where the act looks at them,
    lock first and read again.
    """
    return queryset.select_for_update(of=("self",), no_key=True).get(pk=pk)


@contextmanager
def in_its_words(model):
    """A constraint of the model that is broken in PostgreSQL is said in its own sentence, and undoes the act."""
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in model._meta.constraints:
            if constraint.name == name:
                raise TransitionError(str(constraint.violation_error_message)) from error
        raise


def require(condition, sentence=""):
    """Raise NotAllowed unless `condition` holds."""
    if not condition:
        raise NotAllowed(sentence)
