"""History of business rows: who changed what, from where (DESIGN §3; TRAPS 1-3)."""

import pghistory


def track(**options):
    """Record every insert, update and delete of the model, with the request's context inside the event row.

    Options are those of `pghistory.track`; give `exclude` for derived columns (search texts, indexes).
    """
    return pghistory.track(
        pghistory.InsertEvent("insert"),
        pghistory.UpdateEvent("update"),
        pghistory.DeleteEvent("delete"),
        **options,
    )


def acting(user, **details):
    """Context manager: changes inside are recorded as done by `user` (a job or a command acts for somebody)."""
    return pghistory.context(user=user.pk if user else None, name=str(user or ""), **details)
