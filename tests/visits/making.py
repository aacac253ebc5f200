"""Visits for tests, made by the acts the pages use."""

from datetime import date

from servicedesk.actions import Need
from visits.actions import log_visit, plan_visit

TODAY = date(2026, 11, 23)  # a Monday
NOW = "2026-11-23 10:30:00+08:00"
YESTERDAY = date(2026, 11, 22)


def make_visit(user, enterprise, visited_on=TODAY, **fields):
    """A visit that took place."""
    return log_visit(user, enterprise.pk, visited_on=visited_on, **fields)


def make_plan(user, enterprise, planned_on=TODAY, **fields):
    """A planned visit."""
    return plan_visit(user, enterprise, planned_on=planned_on, **fields)


def need(text="想请计量所上门检定压力表", **fields):
    """A line under 诉求."""
    return Need(text, **{"category": "METROLOGY", **fields})


def posted(enterprise, lines=(), /, **fields):
    """What a browser posts for a visit; `lines` are dicts of the fields of a line."""
    data = {
        "enterprise": str(enterprise.pk),
        "enterprise_text": enterprise.name,
        "enterprise_was": enterprise.name,
        "visited_on": "2026-11-23",
        "purpose": "ROUTINE",
        "need-TOTAL_FORMS": str(len(lines)),
        "need-INITIAL_FORMS": "0",
        **fields,
    }
    for number, line in enumerate(lines):
        for name, value in line.items():
            data[f"need-{number}-{name}"] = value
    return data


def line(text, owner, /, **fields):
    """A posted line."""
    return {"text": text, "category": "", "owner": str(owner.pk), "promised_on": "2026-11-30", **fields}
