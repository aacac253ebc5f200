"""Licence assistance (DOMAIN §3): procedures and rules as data, cases, their legs, documents and contacts."""

from licensing.models.bottleneck import Bottleneck, CaseBottleneck
from licensing.models.case import FLOW, LicenceCase
from licensing.models.choices import HOLDERS_OUTSIDE, Holder, Kind, Origin, Paper, Party, Stage, Status
from licensing.models.diagnosis import CaseDiagnosis
from licensing.models.legs import CaseLeg, CasePause
from licensing.models.letter import CaseLetter
from licensing.models.procedure import Procedure, ProcedureDocument, ProcedureStage
from licensing.models.records import CaseContact, CaseDocument
from licensing.models.remedy import CaseRemedy
from licensing.models.rule import Catalogue, LicenceRule, List, Thing, Verdict
from licensing.models.testing import SAMPLE_FLOW, Delivery, Sample, SampleStatus, SampleVerdict
from licensing.models.usual import UsualDays

__all__ = [
    "FLOW",
    "HOLDERS_OUTSIDE",
    "SAMPLE_FLOW",
    "Bottleneck",
    "CaseBottleneck",
    "CaseContact",
    "CaseDiagnosis",
    "CaseDocument",
    "CaseLeg",
    "CaseLetter",
    "CasePause",
    "CaseRemedy",
    "Catalogue",
    "Delivery",
    "Holder",
    "Kind",
    "LicenceCase",
    "LicenceRule",
    "List",
    "Origin",
    "Paper",
    "Party",
    "Procedure",
    "ProcedureDocument",
    "ProcedureStage",
    "Sample",
    "SampleStatus",
    "SampleVerdict",
    "Stage",
    "Status",
    "Thing",
    "UsualDays",
    "Verdict",
]
