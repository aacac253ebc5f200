"""Migrations that change no columns leave the rendered models alone, and change the state all the same."""

import pytest
from django.db import models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, RemoveIndex
from django.db.migrations.state import ModelState, ProjectState


@pytest.fixture
def state():
    found = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("day", models.DateField())]
    found.add_model(ModelState("core", "Thing", fields, {"indexes": [], "constraints": []}))
    assert found.apps.get_model("core", "thing")
    return found


def test_an_index_or_a_constraint_renders_no_model_anew(state):
    before = state.apps.get_model("core", "thing")
    index = models.Index(fields=["day"], name="thing_day")
    constraint = models.CheckConstraint(condition=models.Q(day__isnull=False), name="thing_has_day")
    AddIndex("thing", index).state_forwards("core", state)
    AddConstraint("thing", constraint).state_forwards("core", state)
    assert state.models["core", "thing"].options["indexes"] == [index]
    assert state.models["core", "thing"].options["constraints"] == [constraint]
    assert state.apps.get_model("core", "thing") is before
    RemoveIndex("thing", "thing_day").state_forwards("core", state)
    assert state.models["core", "thing"].options["indexes"] == []


def test_a_field_still_does(state):
    before = state.apps.get_model("core", "thing")
    AddField("thing", "note", models.TextField(default="")).state_forwards("core", state)
    after = state.apps.get_model("core", "thing")
    assert after is not before
    assert {field.name for field in after._meta.get_fields()} == {"id", "day", "note"}
