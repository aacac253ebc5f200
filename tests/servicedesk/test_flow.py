"""Every act × every state × everybody, and the same transitions in plain SQL."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import InternalError, connection, transaction
from django.utils import timezone

from core.transitions import NotAllowed, TransitionError
from servicedesk import actions
from servicedesk.models import FLOW, ServiceRequest, Status
from tests.servicedesk.making import TODAY, make_in

pytestmark = [pytest.mark.django_db]

RUNNING = {"ASSIGNED", "IN_PROGRESS", "REOPENED"}
UNANSWERED = RUNNING | {"REGISTERED", "WAITING_ENTERPRISE"}
IN_SCOPE = {"chen", "zhou", "lead", "manager", "city", "yunlu"}
OUT_OF_SCOPE = {"liu", "wu", "dinghe", "stranger", "investor", "sysadmin", "secadmin", "auditor"}

# act: (what is done, states it is possible in, who may, what it becomes)
ACTS = {
    "start": (
        actions.start_request,
        {"ASSIGNED", "REOPENED"},
        {"chen"},
        "IN_PROGRESS",
    ),
    "ask_back": (
        lambda pk, user: actions.ask_back(pk, user, reason="营业执照复印件"),
        RUNNING,
        {"chen"},
        "WAITING_ENTERPRISE",
    ),
    "answer": (
        lambda pk, user: actions.answer_request(pk, user, text="可以办，请带原件。"),
        RUNNING | {"WAITING_ENTERPRISE"},
        {"chen"},
        "ANSWERED",
    ),
    "reply": (
        lambda pk, user: actions.reply_request(pk, user, text="平面图见附件"),
        {"WAITING_ENTERPRISE"},
        {"chen", "yunlu"},
        "IN_PROGRESS",
    ),
    "close": (actions.close_request, {"ANSWERED"}, {"chen", "lead"}, "CLOSED"),
    "withdraw": (
        lambda pk, user: actions.withdraw_request(pk, user, reason="自己解决了"),
        UNANSWERED,
        {"yunlu"},
        "WITHDRAWN",
    ),
    "rate": (
        lambda pk, user: actions.rate_request(pk, user, rating=4),
        {"ANSWERED", "CLOSED"},
        {"yunlu"},
        "CLOSED",
    ),
    "reopen": (
        lambda pk, user: actions.reopen_request(pk, user, reason="还没解决"),
        {"ANSWERED", "CLOSED"},
        {"yunlu"},
        "REOPENED",
    ),
    "note": (
        lambda pk, user: actions.add_note(pk, user, text="已电话联系"),
        set(Status.values),
        {"chen", "zhou", "lead"},
        None,
    ),
    "amend": (
        lambda pk, user: actions.amend_request(pk, user, title="出口标准英文文本"),
        UNANSWERED,
        {"chen", "zhou", "lead"},
        None,
    ),
}


def outcome(act, pk, user):
    """What an act does to a row, undone afterwards: the new state, or the name of the refusal."""
    try:
        with transaction.atomic():
            act(pk, user)
            became = ServiceRequest.objects.get(pk=pk).status
            transaction.set_rollback(True)
    except (TransitionError, NotAllowed, ObjectDoesNotExist) as error:
        return "404" if isinstance(error, ObjectDoesNotExist) else type(error).__name__
    return became


@pytest.mark.parametrize("name", ACTS)
def test_an_act_does_what_the_table_says_in_every_state_for_everybody(cast, name):
    act, states, allowed, becomes = ACTS[name]
    held = name in ("start", "ask_back", "answer", "reply", "close")  # the holder's; nobody holds a new one
    rows = {status: make_in(cast, status) for status in Status.values}
    wrong = []
    for status, row in rows.items():
        for username in IN_SCOPE | OUT_OF_SCOPE:
            found = outcome(act, row.pk, cast[username])
            if username in OUT_OF_SCOPE:
                expected = "404"
            elif username not in allowed or (username == "chen" and status == "REGISTERED" and held):
                expected = "NotAllowed"
            elif status not in states:
                expected = "TransitionError"
            else:
                expected = becomes or found
            if found != expected:
                wrong.append((status, username, found, expected))
    assert wrong == []


def test_a_holder_of_a_department_handles_what_he_was_given(cast):
    row = make_in(cast, "REGISTERED")
    actions.assign_request(row.pk, cast.lead, cast.liu)
    actions.start_request(row.pk, cast.liu)
    actions.ask_back(row.pk, cast.liu, reason="许可证副本")
    actions.reply_request(row.pk, cast.yunlu, text="已传")
    answered = actions.answer_request(row.pk, cast.liu, text="可以延续")
    assert (answered.status, answered.answered_by) == ("ANSWERED", cast.liu)
    with pytest.raises(NotAllowed):
        actions.assign_request(make_held_by(cast, "liu").pk, cast.liu, cast.liu)


def test_taking_a_request_is_for_the_station_until_it_is_answered(cast):
    wrong = []
    for status in Status.values:
        row = make_in(cast, status)
        for username in IN_SCOPE | OUT_OF_SCOPE:
            user = cast[username]
            found = outcome(lambda pk, me: actions.assign_request(pk, me, me, reason="我来办"), row.pk, user)
            if username in OUT_OF_SCOPE:
                expected = "404"
            elif not user.is_station:
                expected = "NotAllowed"
            elif status not in UNANSWERED or row.holder == user:
                expected = "TransitionError"
            else:
                expected = status if status == "WAITING_ENTERPRISE" else "IN_PROGRESS"
            if found != expected:
                wrong.append((status, username, found, expected))
    assert wrong == []


def make_held_by(cast, username):
    """A request in the hands of somebody."""
    row = make_in(cast, "REGISTERED")
    return actions.assign_request(row.pk, cast.lead, cast[username])


def test_staff_take_requests_but_do_not_give_them_to_others(cast):
    row = make_in(cast, "REGISTERED")
    with pytest.raises(NotAllowed):
        actions.assign_request(row.pk, cast.zhou, cast.liu)
    assert actions.assign_request(row.pk, cast.zhou, cast.zhou).status == "IN_PROGRESS"


def test_the_lead_gives_only_to_active_officers_of_his_park(cast):
    row = make_in(cast, "REGISTERED")
    for username in ("manager", "yunlu", "stranger", "sysadmin", "investor"):
        with pytest.raises(NotAllowed):
            actions.assign_request(row.pk, cast.lead, cast[username])
    cast.zhou.is_active = False
    with pytest.raises(NotAllowed):
        actions.assign_request(row.pk, cast.lead, cast.zhou)
    assert actions.assign_request(row.pk, cast.lead, cast.wu).status == "ASSIGNED"


def test_a_transfer_keeps_the_state_and_needs_a_reason(cast):
    for status in ("ASSIGNED", "IN_PROGRESS", "WAITING_ENTERPRISE", "REOPENED"):
        row = make_in(cast, status)
        with pytest.raises(TransitionError, match="原因|Why|why|转办"):
            actions.assign_request(row.pk, cast.lead, cast.liu)
        moved = actions.assign_request(row.pk, cast.lead, cast.liu, reason="属于市场监管局")
        assert (moved.status, moved.holder) == (status, cast.liu)
        event = moved.messages.get(kind="EVENT", internal=True)
        assert "属于市场监管局" in event.text


def test_an_unknown_column_cannot_be_amended(cast):
    with pytest.raises(TypeError):
        actions.amend_request(make_in(cast, "ASSIGNED").pk, cast.chen, status="CLOSED")


# ---- the same in SQL -------------------------------------------------------------------------------------------------


def columns_for(status, user):
    """Values that satisfy the other constraints in a state."""
    over = status in ("CLOSED", "WITHDRAWN")
    return {
        "status": status,
        "holder_id": user.pk,
        "waiting_since": TODAY if status == "WAITING_ENTERPRISE" else None,
        "closed_at": timezone.now() if over else None,
    }


def set_by_sql(row, values):
    """Plain UPDATE, past the acts."""
    sets = ", ".join(f"{name} = %s" for name in values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE servicedesk_servicerequest SET {sets} WHERE id = %s", [*values.values(), row.pk]
        )


def copy_in(row, status, user, *, imported, number):
    """A row written past the acts, straight into a state."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name != "id"
    }
    values |= {**columns_for(status, user), "imported": imported, "number": number}
    with transaction.atomic():
        return ServiceRequest.objects.bulk_create([ServiceRequest(**values)])[0]


def test_postgresql_allows_exactly_the_steps_of_the_flow(cast):
    source, wrong = make_in(cast, "ASSIGNED"), []
    for place, before in enumerate(Status.values):
        for after in Status.values:
            if before == after:
                continue
            row = copy_in(source, before, cast.chen, imported=True, number=f"{place}-{after}")
            try:
                set_by_sql(row, columns_for(after, cast.chen))
                allowed = True
            except InternalError:
                allowed = False
            if allowed != FLOW.allows(before, after):
                wrong.append((before, after, allowed))
    assert wrong == []


def test_postgresql_refuses_a_first_state_unless_the_row_is_imported(cast):
    source = make_in(cast, "ASSIGNED")
    for place, status in enumerate(Status.values):
        if status in FLOW.first:
            copy_in(source, status, cast.chen, imported=False, number=f"A-{place}")
        else:
            with pytest.raises(InternalError, match="may not start as"):
                copy_in(source, status, cast.chen, imported=False, number=f"B-{place}")
        copy_in(source, status, cast.chen, imported=True, number=f"C-{place}")


def test_every_state_of_the_flow_has_its_steps_and_a_badge():
    assert set(FLOW.steps) | {"WITHDRAWN"} == set(Status.values)
    assert set(Status.BADGES) == set(Status.values)
    assert set(Status.OPEN) | set(Status.OVER) == set(Status.values)
