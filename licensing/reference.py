"""Reference data of licence assistance: procedures with stages and documents, which an administrator may edit."""

import json
from pathlib import Path

from core.calendars import on_year_published
from core.reference import Loaded, reference
from core.upsert import upsert
from licensing import clock
from licensing.actions import remedies
from licensing.models import Catalogue, LicenceRule, Procedure, ProcedureDocument, ProcedureStage

DATA = Path(__file__).resolve().parent / "data"
OF_PROCEDURE = (
    "kind", "label", "register", "variety", "target_days", "decision_days", "issue_days", "basis", "valid_from",
    "valid_to", "position", "is_active",
)  # fmt: skip
OF_STAGE = ("n", "unit", "holder", "optional", "pauses_authority", "exit", "position")
OF_DOCUMENT = ("owed_by", "licence_kind", "position", "is_active")
OF_CATALOGUE = (
    "list",
    "label",
    "size",
    "source",
    "to_confirm",
    "valid_from",
    "valid_to",
    "position",
    "is_active",
)
OF_RULE = {
    "list": "", "number": "", "label": "", "words": "", "exclusions": "", "industries": "", "thing": "", "outcome": "",
    "kind": "", "instead": "", "instead_of": "", "conditions": "", "authority": "", "mode": "", "basis": "", "source": "",
    "to_confirm": "", "valid_from": None, "valid_to": None, "position": 100, "is_active": True,
}  # fmt: skip


@reference("procedures of licences")
def load_procedures():
    """Procedures, their stages and documents (DOMAIN §3); those an administrator has changed stay."""
    content = json.loads((DATA / "procedures.json").read_text(encoding="utf-8"))
    rows = [
        {**row, "position": place * 10, "is_active": True}
        for place, row in enumerate(content["procedures"], start=1)
    ]
    changed = upsert(
        Procedure,
        [{name: row[name] for name in ("code", *OF_PROCEDURE)} for row in rows],
        key=["code"],
        fields=list(OF_PROCEDURE),
        keep=True,
    )
    ids = dict(Procedure.objects.values_list("code", "pk"))
    stages = [
        {
            "procedure_id": ids[row["code"]],
            "stage": stage,
            **dict(zip(OF_STAGE, (*values, place), strict=True)),
        }
        for row in rows
        for place, (stage, *values) in enumerate(content["routes"][row["route"]])
    ]
    changed += upsert(ProcedureStage, stages, key=["procedure_id", "stage"], fields=list(OF_STAGE), keep=True)
    documents = [
        {
            "procedure_id": ids[row["code"]],
            "label": label,
            **dict(zip(OF_DOCUMENT, (*values, place, True), strict=True)),
        }
        for row in rows
        for place, (label, *values) in enumerate(content["documents"][row["documents"]])
    ]
    changed += upsert(
        ProcedureDocument, documents, key=["procedure_id", "label"], fields=list(OF_DOCUMENT), keep=True
    )
    return Loaded(rows=len(rows) + len(stages) + len(documents), changed=changed)


@reference("rules of the licence diagnosis")
def load_rules():
    """Catalogues and their entries (DOMAIN §2.4, §4.5); those an administrator has changed stay."""
    content = json.loads((DATA / "catalogues.json").read_text(encoding="utf-8"))
    catalogues = [
        {**row, "position": place * 10, "is_active": True}
        for place, row in enumerate(content["catalogues"], start=1)
    ]
    changed = upsert(Catalogue, catalogues, key=["code"], fields=list(OF_CATALOGUE), keep=True)
    rules = []
    for group in content["groups"]:
        shared = {name: value for name, value in group.items() if name in OF_RULE}
        first = shared.get("position", OF_RULE["position"])
        for place, row in enumerate(group["rules"]):
            rules.append({**OF_RULE, **shared, **row, "position": first + place})
    changed += upsert(LicenceRule, rules, key=["code"], fields=list(OF_RULE), keep=True)
    return Loaded(rows=len(catalogues) + len(rules), changed=changed)


@on_year_published
def recompute_stages(year):
    """A newly published or corrected year moves the days on which stages are due, and until when a refusal is disputed."""
    remedies.recompute()
    return clock.recompute(year)
