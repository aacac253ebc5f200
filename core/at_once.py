"""Many operations of a migration done as one: Django renders all models again after each operation, which made most of
the time of a first start, and of every run of the tests."""

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

WITH_ITS_TABLE = (AddField, AddIndex, AddConstraint)


class AtOnce(Operation):
    """The operations in their order, between two states instead of as many.

    Only for operations that do not look at what is in between: tables, columns, indexes, constraints and triggers; what
    belongs to a table that is made here is made with the table.
    """

    def __init__(self, operations):
        self.operations = operations

    def deconstruct(self):
        """As it is written in a migration."""
        return (type(self).__name__, [self.operations], {})

    def state_forwards(self, app_label, state):
        """All of them, without rendering in between."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """What belongs to a new table is made with it, from the state that is reached."""
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in self.operations:
            if not (isinstance(operation, WITH_ITS_TABLE) and operation.model_name_lower in made):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """The other way round; a table goes with what belongs to it."""
        made = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in reversed(self.operations):
            if not (isinstance(operation, WITH_ITS_TABLE) and operation.model_name_lower in made):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        """How many."""
        return f"{len(self.operations)} operations at once"
