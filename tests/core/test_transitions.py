"""Every state machine: the act and the database refuse what is not declared; the database also refuses plain SQL."""

import itertools

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from core.transitions import Flow, TransitionError


def flows():
    """(model, flow) of every model whose module declares a FLOW for it."""
    import importlib

    found = []
    for model in apps.get_models():
        flow = getattr(importlib.import_module(model.__module__), "FLOW", None)
        if isinstance(flow, Flow) and any(
            trigger.name == f"{flow.field}_steps" for trigger in getattr(model._meta, "triggers", [])
        ):
            found.append((model, flow))
    return found


@pytest.mark.parametrize(("model", "flow"), flows(), ids=lambda value: getattr(value, "__name__", ""))
def test_every_state_is_declared_and_reachable(model, flow):
    states = {str(value) for value, _label in model._meta.get_field(flow.field).flatchoices}
    reached = {str(state) for state in flow.first}
    reached |= {target for _source, target in flow.pairs}
    assert reached == states
    assert {str(state) for state in flow.steps} <= states


@pytest.mark.parametrize(("model", "flow"), flows(), ids=lambda value: getattr(value, "__name__", ""))
def test_the_trigger_in_the_database_knows_the_same_steps(model, flow, db):
    """The SQL of the installed trigger is the one compiled from the declaration."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(t.tgfoid) FROM pg_trigger t WHERE t.tgrelid = %s::regclass AND NOT t.tgisinternal",
            [model._meta.db_table],
        )
        functions = "\n".join(row[0] for row in cursor.fetchall())
    for source, target in flow.pairs:
        assert f"{source}:{target}" in functions
    states = [str(value) for value, _label in model._meta.get_field(flow.field).flatchoices]
    for source, target in itertools.product(states, states):
        if (source, target) not in flow.pairs and source != target:
            assert f"{source}:{target}," not in functions
            assert f"{source}:{target}}}" not in functions


def test_plain_sql_cannot_jump_a_state_or_begin_in_a_wrong_one(cast):
    from enterprises.models import Enterprise

    enterprise = cast.yunlu_co
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enterprises_enterprise SET status = 'APPLICANT' WHERE id = %s", [enterprise.pk]
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Enterprise.objects.bulk_create(
            [
                Enterprise(
                    park=enterprise.park,
                    name="一",
                    name_indexed="一",
                    search_text="一",
                    sort_key="yi",
                    short_code="ZZZZZ",
                    status="DEREGISTERED",
                    uscc_missing_reason="无",
                )
            ]
        )


def test_the_act_says_what_is_wrong_in_a_sentence():
    from visits.models import FLOW, Visit

    with pytest.raises(TransitionError, match="已走访"):
        FLOW.move(Visit(status="DONE"), "PLANNED")
