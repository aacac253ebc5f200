"""What the models declare is in the database: migrations do many operations at once (core.at_once)."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db


OURS = [model for model in apps.get_models() if model._meta.managed and model._meta.app_label != "pghistory"]


def names(sql):
    """First column of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] for row in cursor.fetchall()}


def test_every_index_and_constraint_that_is_declared_is_there():
    there = names("SELECT relname FROM pg_class") | names("SELECT conname FROM pg_constraint")
    declared = {each.name for model in OURS for each in (*model._meta.indexes, *model._meta.constraints)}
    assert declared - there == set()


def test_every_column_and_foreign_key_is_there():
    columns = names(
        "SELECT attrelid::regclass::text || '.' || attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
    )
    keys = names(
        "SELECT conrelid::regclass::text || '.' || (SELECT attname FROM pg_attribute "
        "WHERE attrelid = conrelid AND attnum = conkey[1]) FROM pg_constraint WHERE contype = 'f'"
    )
    fields = [field for model in OURS for field in model._meta.local_concrete_fields]
    assert {f"{field.model._meta.db_table}.{field.column}" for field in fields} - columns == set()
    related = [field for field in fields if field.is_relation and field.db_constraint]
    assert {f"{field.model._meta.db_table}.{field.column}" for field in related} - keys == set()


def test_every_trigger_of_the_models_is_installed():
    there = names("SELECT tgname FROM pg_trigger")
    declared = {trigger.get_pgid(model) for model in OURS for trigger in getattr(model._meta, "triggers", [])}
    assert declared and declared - there == set()
