"""Licence cases of the demo: the article's one as history, and some that run, made by the acts people use."""

from datetime import timedelta

from core import timeline
from core.clock import noon
from core.models import Counter
from licensing import actions, kept_usual
from licensing.clock import authority_columns, is_late, legs_of
from licensing.diagnosis import Asked
from licensing.models import CaseDocument, CaseLeg, Holder, LicenceCase, Origin, Paper, Procedure, Status
from licensing.querysets import KIND
from workstation.demo.live import Days
from workstation.demo.source import day, moment

NUMBERS = {"SUBMITTED": "赣许申 2026-0031", "ACCEPTED": "赣许受 2026-0031"}


def load_history(park, people, enterprises, visits, rows):
    """Cases of the first year, closed."""
    for row in rows:
        procedure = Procedure.objects.get(code=row["procedure"])
        stages = {stage.stage: stage for stage in procedure.stages.all()}
        opened, issued, visit = day(row["opened_on"]), day(row["issued_on"]), visits[row["visit"]]
        last = stages["ISSUED"]
        took = {stage: (day(ended) - day(began)).days for stage, began, ended in row["legs"]}
        case = LicenceCase.objects.create(
            park=park,
            number=row["number"],
            enterprise=enterprises[row["enterprise"]],
            procedure=procedure,
            kind=procedure.kind,
            product=row["product"],
            origin=Origin.VISIT,
            origin_object=visit,
            note=row["note"],
            owner=people[row["owner"]],
            status=Status.ISSUED,
            stage=last.stage,
            route=list(stages),
            optional=[stage.stage for stage in stages.values() if stage.optional],
            stage_days=[took.get(stage) for stage in stages],
            holder=last.holder,
            holder_since=day(row["legs"][-1][1]),
            opened_on=opened,
            opened_by=visit.author,
            target_days=procedure.target_days,
            target_on=opened + timedelta(days=procedure.target_days),
            submitted_on=day(row["submitted_on"]),
            accepted_on=day(row["accepted_on"]),
            decided_on=day(row["decided_on"]),
            issued_on=issued,
            closed_on=issued,
            closed_by=people[row["closed_by"]],
            imported=True,
        )
        legs = [
            CaseLeg(
                case=case,
                stage=stage,
                holder=stages[stage].holder,
                n=stages[stage].n,
                unit=stages[stage].unit,
                pauses_authority=stages[stage].pauses_authority,
                began_on=day(began),
                ended_on=day(ended),
                days=took[stage],
            )
            for stage, began, ended in row["legs"]
        ]
        for leg, run in zip(legs, legs_of(legs), strict=True):
            leg.is_late = is_late(run, [], leg.ended_on)
        CaseLeg.objects.bulk_create(legs)
        took = {leg.stage: leg.days for leg in legs}
        LicenceCase.objects.filter(pk=case.pk).update(
            stage_days=[took.get(stage) for stage in case.route],
            **authority_columns(case, legs, case.decided_on),
        )
        kept_usual.keep(case.kind, park.pk)
        CaseDocument.objects.bulk_create(
            CaseDocument(
                park=park,
                case=case,
                label=document.label,
                owed_by=document.owed_by,
                status=Paper.RECEIVED,
                settled_on=day(row["submitted_on"]),
                position=document.position,
            )
            for document in procedure.documents.all()
        )
        said = {"subject": case.enterprise, "about": case, "number": case.number, "product": case.product}
        timeline.record(
            "case_opened",
            actor=visit.author,
            at=moment(f"{row['opened_on']}T16:30"),
            procedure=procedure.label,
            **said,
        )
        timeline.record(
            "case_issued",
            actor=case.closed_by,
            at=moment(f"{row['issued_on']}T09:30"),
            days=case.days,
            **said,
        )
        serial = int(case.number.rpartition("-")[2])
        Counter.objects.update_or_create(park=park, kind=KIND, year=opened.year, defaults={"value": serial})


def load_live(people, enterprises, rows, today):
    """Cases that run, each at its stage; returns them by their enterprise."""
    days, found = Days(today), {}
    for row in rows:
        owner = people[row["owner"]]
        case = actions.open_case(
            owner,
            enterprises[row["enterprise"]],
            procedure=Procedure.objects.get(code=row["procedure"]),
            product=row["product"],
            origin=row["origin"],
            on=days.at(row["opened_wd"]),
            asked=Asked(product=row["product"], on=days.at(row["opened_wd"])),
        )
        for stage, offset in row["moves"]:
            if case.stage == "TESTING":
                for document in case.documents.filter(status__in=Paper.OPEN, owed_by=Holder.BODY):
                    actions.settle_document(document.pk, owner, status=Paper.RECEIVED)
            if stage == "SUBMITTED":
                for document in case.documents.filter(status__in=Paper.OPEN):
                    actions.settle_document(document.pk, owner, status=Paper.RECEIVED)
                brought = days.at(offset)  # with the application, not today
                case.documents.filter(status=Paper.RECEIVED).update(settled_on=brought)
                timeline.of_object(case).filter(sentence="case_document").update(happened_at=noon(brought))
            case = actions.move_case(
                case.pk, owner, seen=case.stage, to=stage, on=days.at(offset), number=NUMBERS.get(stage, "")
            )
        for label, asked in row["documents"].items():
            document = case.documents.get(label=label)
            actions.return_document(document.pk, owner, note=asked["note"], due_on=days.at(asked["due_wd"]))
        for contact in row["contacts"]:
            actions.record_contact(
                case.pk,
                owner,
                party=contact["party"],
                way=contact["way"],
                person=contact["person"],
                text=contact["text"],
                promise=contact["promise"],
                promised_on=days.at(contact["promised_wd"]) if contact["promise"] else None,
                happened_at=days.moment(contact["wd"]),
            )
        if "not_needed" in row:
            actions.close_as_not_needed(case.pk, owner, **row["not_needed"])
        if "refused" in row:
            on = days.at(row["refused"]["wd"])
            actions.refuse_licence(case.pk, owner, reason=row["refused"]["reason"], decided_on=on)
            _go_on(actions.try_again(case.pk, owner), owner, row["refused"]["again"])
        for gap in row.get("gaps", ()):
            noted = actions.open_bottleneck(
                case.pk, owner, kind=gap["kind"], note=gap["note"], opened_on=days.at(gap["opened_wd"])
            )
            if "closed_wd" in gap:
                actions.close_bottleneck(noted.pk, owner, closed_on=days.at(gap["closed_wd"]))
        found[row["enterprise"]] = case
    return found


def load_renewals(people, enterprises, rows):
    """Licences that run out before long, whose renewal is under way."""
    for row in rows:
        owner = people[row["owner"]]
        licence = enterprises[row["enterprise"]].licences.get(kind=row["kind"])
        _go_on(actions.renew(owner, "licences", licence.pk), owner, row["moves"])


def _go_on(case, owner, stages):
    """Along these stages, today."""
    for stage in stages:
        case = actions.move_case(case.pk, owner, seen=case.stage, to=stage)


def load_samples(people, cases, abilities, rows, today):
    """Samples that wait, and two deliveries: one with samples of two enterprises, one whose report is late."""
    days, together = Days(today), {}
    for row in rows["samples"]:
        case = cases[row["case"]]
        sample = actions.take_sample(
            case.pk,
            case.owner,
            ability=abilities[row["body"]][row["subject"]],
            name=row["name"],
            batch=row["batch"],
            quantity=row["quantity"],
            taken_on=days.at(row["taken_wd"]),
        )
        if "delivery" in row:
            together.setdefault(row["delivery"], []).append(sample.pk)
    for key, pks in together.items():
        delivery = rows["deliveries"][key]
        actions.deliver_samples(
            people[delivery["by"]], pks, delivered_on=days.at(delivery["wd"]), handed_to=delivery["handed_to"]
        )
