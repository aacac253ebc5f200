"""Deadline sources: everything dated is one registration away from reminders and from "coming" (DESIGN §3).

An app declares a subclass in its `deadlines.py` and registers an instance::

    @register
    class PromisedDates(DeadlineSource):
        code = "request-promise"
        label = _("promised date of a request")
        icon = "message-2"
        model = ServiceRequest
        lead_days = (1, 0, -1)

        def due(self, rows):
            return rows.filter(status__in=Status.RUNNING).annotate(**self.columns(
                due_on="promised_on", subject_id="enterprise_id", subject_label="enterprise__name", title="title"))

        def recipients(self, rows):
            return [rows.values_list("pk", "holder_id")]
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.expressions import BaseExpression
from django.db.models.functions import Cast

from core.contributions import Registry


class DeadlineSource:
    """One kind of dated thing.

    `lead_days` are the default steps in calendar days before the due date (negative: after it); the steps in force are
    rows of `LeadTime`. `address` is the page of the object with `{}` for its id. `act` says what to do about it,
    `act_address` (with `{}`, or `{subject}` for the enterprise) is where that is begun by people with one of `act_roles`.
    """

    code = ""
    label = ""
    icon = "calendar-due"
    act = ""
    act_address = ""
    act_roles = frozenset()
    model = None
    lead_days = (7, 1, 0)
    address = "/"
    order = 100

    def due(self, rows):
        """The rows that are open and have a date, annotated with `columns(...)`. Must not read past the database."""
        raise NotImplementedError

    def recipients(self, rows):
        """Querysets of (object id, user id) over `rows`: owner, role in the park, members of the enterprise."""
        raise NotImplementedError

    def until(self, rows, last):
        """Those of `due(rows)` that fall due by a day. Override where the date is worked out of several columns: say what
        else must hold then, so that an index finds the few."""
        return rows.filter(due_day__lte=last)

    def said(self, object_ids):
        """{object id: what else a reminder says of it}, read when it is sent; nothing by default."""
        return {}

    def counted(self, user, first, last):
        """As many rows as a user sees of this kind between two days, where they are counted cheaper than read; or None."""
        return

    def columns(self, *, due_on, subject_id, subject_label, title):
        """Annotations under the names the ledger uses; give field paths or expressions.

        A label that stands in another table (`enterprise__name`) is looked up for the rows that are read, not joined.
        """

        def expression(value):
            return value if isinstance(value, BaseExpression | F) else F(value)

        def text(value):
            if isinstance(value, str) and "__" in value:
                name, _sign, column = value.partition("__")
                field = self.model._meta.get_field(name)
                there = field.related_model._base_manager.filter(pk=OuterRef(field.attname))
                value = Subquery(there.values(column)[:1])
            return Cast(expression(value), CharField())

        return {
            "due_day": expression(due_on),
            "due_subject": expression(subject_id),
            "due_label": text(subject_label),
            "due_title": text(title or Value(str(self.label))),
        }

    def url(self, object_id):
        """Address of the object."""
        return self.address.format(object_id)


sources = Registry()


def register(source_class):
    """Class decorator: register an instance."""
    sources.add(source_class())
    return source_class


@dataclass(frozen=True)
class Deadline:
    """One dated thing as pages show it."""

    source: DeadlineSource
    object_id: int
    park_id: int
    subject_id: int | None
    subject_label: str
    title: str
    due_on: date

    @property
    def url(self):
        """Address of the object."""
        return self.source.url(self.object_id)

    def act_url(self, user):
        """Where this user begins what is to be done; empty for who does not do it."""
        if user.role not in self.source.act_roles:
            return ""
        return self.source.act_address.format(self.object_id, subject=self.subject_id)


VALUES = ("pk", "park_id", "due_subject", "due_label", "due_title", "due_day")
