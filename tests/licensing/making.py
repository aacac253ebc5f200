"""Cases for tests, made by the acts the pages use."""

from datetime import date, timedelta

from licensing import actions
from licensing.models import CaseDocument, LicenceCase, Paper, Procedure
from tests.enterprises.bodies.making import make_ability, make_body

NOW = "2026-11-23 10:30:00+08:00"
TODAY = date(2026, 11, 23)  # a Monday
SC = "SC12436040200016"


def procedure(code="FPL_NEW"):
    """A procedure of the reference data."""
    return Procedure.objects.get(code=code)


def make_case(cast, *, by="chen", company=None, code="FPL_NEW", on=None, **fields):
    """A case opened by chen for the first enterprise."""
    fields = {"product": "桂花酥饼", "origin": "VISIT", **fields}
    return actions.open_case(cast[by], company or cast.yunlu_co, procedure=procedure(code), on=on, **fields)


def complete(case, by, **which):
    """Everything of the checklist is there, or those of it that are asked for."""
    for document in CaseDocument.objects.filter(case=case, status__in=Paper.OPEN, **which):
        actions.settle_document(document.pk, by, status=Paper.RECEIVED)


def go(cast, case, *stages, on=None, by="chen"):
    """Along these stages, on one day."""
    for stage in stages:
        case.refresh_from_db()
        if case.stage == "TESTING":
            complete(case, cast[by], owed_by="BODY")
        if case.stage == "DOSSIER":
            complete(case, cast[by])
        number = {"SUBMITTED": "赣食许申 2026-0031", "ACCEPTED": "赣食许受 2026-0031"}.get(stage, "")
        case = actions.move_case(case.pk, cast[by], seen=case.stage, to=stage, on=on, number=number)
    return case


ROUTE = (
    "DIAGNOSED",
    "COACHING",
    "TESTING",
    "DOSSIER",
    "SUBMITTED",
    "ACCEPTED",
    "ONSITE",
    "DECIDED",
    "ISSUED",
)


def make_at(cast, stage, **fields):
    """A case that has come to a stage, all on its first day."""
    case = make_case(cast, **fields)
    if stage == "OPENED":
        return case
    return go(cast, case, *ROUTE[: ROUTE.index(stage) + 1], on=fields.get("on"))


def finish(cast, days, *, number, company=None, by="chen", **fields):
    """A case that was issued after the days given for each stage (OPENED first); it ended today at the latest."""
    total = sum(days)
    begun = fields.pop("on", TODAY - timedelta(days=total))
    case, day = make_case(cast, company=company, by=by, on=begun, **fields), begun
    for stage, took in zip(ROUTE, days, strict=False):
        day += timedelta(days=took)
        case = go(cast, case, stage, on=day, by=by)
    day += timedelta(days=days[-1])
    return actions.issue_licence(case.pk, cast[by], number=number, issued_on=day, valid_to=date(2031, 11, 22))


def fresh(case):
    """As it stands in the database."""
    return LicenceCase.objects.get(pk=case.pk)


def make_due(cast):
    """A case whose stage, a promise and a document are due; a test report and the CMA of its body; the dispute of a refusal."""
    body = make_body(cast.chen, cma_valid_to=TODAY + timedelta(days=107))
    tested = make_at(cast, "COACHING", on=TODAY - timedelta(days=12))
    on = TODAY - timedelta(days=10)
    sample = actions.take_sample(
        tested.pk, cast.chen, ability=make_ability(body, cast.chen), name="桂花酥饼", taken_on=on
    )
    actions.deliver_samples(cast.chen, [sample.pk], delivered_on=on)
    decided = TODAY - timedelta(days=45)
    denied = make_at(cast, "DECIDED", on=decided)
    actions.refuse_licence(denied.pk, cast.chen, reason="布局不合理", decided_on=decided)
    case = make_case(cast, on=TODAY - timedelta(days=5))
    document = case.documents.filter(owed_by="ENTERPRISE").first()
    actions.return_document(document.pk, cast.chen, note="请补交", due_on=TODAY)
    return actions.record_contact(
        case.pk, cast.chen, party="BODY", way="PHONE", text="催报告", promise="出报告", promised_on=TODAY
    )


def past_case(company, owner, number, *, opened_on, **fields):
    """A row of imported history, as it stands: for numbers, not for acts."""
    target = fields.pop("target_on", None) or opened_on + timedelta(days=30)
    fields = {"stage": "OPENED", "holder": "STATION", "status": "RUNNING", "origin": "VISIT", **fields}
    return LicenceCase.objects.create(
        park_id=company.park_id, enterprise=company, owner=owner, number=number, procedure=procedure(), kind="FPL_NEW",
        product="边界糕点", route=["OPENED", *ROUTE], holder_since=opened_on, opened_on=opened_on, target_days=30,
        target_on=target, imported=True, **fields,
    )  # fmt: skip
