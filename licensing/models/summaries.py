"""What is counted of licence cases by day, month and year (core.summaries)."""

from core.summaries import Summary

_ISSUED = "r.status = 'ISSUED'"
_LIMITED = f"{_ISSUED} AND r.authority_days IS NOT NULL AND r.authority_limit IS NOT NULL"

SUMMARIES = (
    Summary("CASES_OPENED", day="r.opened_on", detail="r.kind"),
    Summary("CASES_STANDING", day="r.opened_on"),
    Summary("CASES_STANDING", day="r.closed_on", where="r.closed_on IS NOT NULL", value="-1"),
    Summary(
        "CASES_BATON",
        day="r.opened_on",
        where="r.closed_on IS NULL",
        detail="CASE WHEN r.status = 'RUNNING' THEN r.holder ELSE r.status END",
    ),
    # how often a licence took so many days: median and slowest tenth of any period are read from it
    Summary(
        "CASES_DAYS",
        day="r.issued_on",
        where=_ISSUED,
        detail="r.kind || '|' || (r.issued_on - r.opened_on)",
    ),
    Summary(
        "CASES_IN_TARGET",
        day="r.issued_on",
        where=f"{_ISSUED} AND r.issued_on <= r.target_on",
        detail="r.kind",
    ),
    Summary("CASES_REFUSED", day="r.decided_on", where="r.status = 'REFUSED'", detail="r.kind"),
    Summary("CASES_LIMITED", day="r.issued_on", where=_LIMITED, detail="r.kind"),
    Summary(
        "CASES_AUTHORITY_DAYS", day="r.issued_on", where=_LIMITED, value="r.authority_days", detail="r.kind"
    ),
    Summary(
        "CASES_LIMIT_DAYS", day="r.issued_on", where=_LIMITED, value="r.authority_limit", detail="r.kind"
    ),
)
