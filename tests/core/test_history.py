"""History: every change of a business row is recorded with who, and cannot be altered by the application's role."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from core.history import acting
from core.management.commands.secure_database import event_tables

# Models that are no business rows: the machinery's own, ledgers that are their own record, and plain reference data.
UNTRACKED = {
    "core.Counter", "core.TimelineEntry", "core.Submission", "core.Draft", "core.Heartbeat",
    "core.CalendarDay", "core.Tally", "licensing.UsualDays", "core.TransferRow", "core.CalendarYear", "core.Region", "core.Industry",
    "accounts.OldPassword", "reminders.DueReminder", "reminders.Message", "reminders.Delivery",
}  # fmt: skip
REFERENCE = {
    "servicedesk.Category", "servicedesk.PromiseRule", "servicedesk.StatusAttempt", "enterprises.AboveScaleRule",
    "visits.VisitRule", "servicedesk.CategoryWord", "dashboards.Indicator",
}  # fmt: skip


def test_every_business_model_has_history():
    ours = {
        "core",
        "accounts",
        "reminders",
        "enterprises",
        "servicedesk",
        "visits",
        "licensing",
        "dashboards",
    }
    tracked = {
        model.pgh_tracked_model._meta.label
        for model in apps.get_models()
        if hasattr(model, "pgh_tracked_model")
    }
    missing = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ours and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    } - tracked
    assert missing <= UNTRACKED | REFERENCE, missing - UNTRACKED - REFERENCE


def test_insert_update_and_delete_carry_who_did_it(cast):
    from enterprises.models import Contact

    with acting(cast.chen, request="QS-TEST"):
        contact = Contact.objects.create(enterprise=cast.yunlu_co, role="QUALITY", name="余女士")
        Contact.objects.filter(pk=contact.pk).update(name="余敏")
        Contact.objects.filter(pk=contact.pk).delete()
    events = (
        apps.get_model("enterprises.ContactEvent").objects.filter(pgh_obj_id=contact.pk).order_by("pgh_id")
    )
    assert [(event.pgh_label, event.name) for event in events] == [
        ("insert", "余女士"),
        ("update", "余敏"),
        ("delete", "余敏"),
    ]
    assert {event.pgh_context["user"] for event in events} == {cast.chen.pk}
    assert {event.pgh_context["request"] for event in events} == {"QS-TEST"}


def test_a_post_records_user_request_and_address(sign_in, cast):
    client = sign_in("chen")
    response = client.post("/preferences/", {"size": "large"})
    event = apps.get_model("accounts.UserEvent").objects.filter(pgh_obj_id=cast.chen.pk).latest("pgh_id")
    assert event.pgh_context["user"] == cast.chen.pk
    assert event.pgh_context["request"] == response["X-Request-ID"]
    assert event.pgh_context["address"] == "127.0.0.1"


@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_role_cannot_alter_history(db, statement):
    tables = event_tables()
    assert tables
    for table in tables:
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {settings.APP_DATABASE_ROLE}")
            cursor.execute(statement.format(table))


def test_no_table_has_a_row_level_after_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgtype & 1 = 1 AND tgtype & 2 = 0"
        )
        assert cursor.fetchall() == []
