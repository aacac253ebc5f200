"""Enterprises, who belongs to them, their archive and yearly figures."""

from enterprises.models.archive import ArchiveSection, Section, SectionState
from enterprises.models.asking import DataRequest
from enterprises.models.bodies import BodyAbility, InspectionBody, agreed_words
from enterprises.models.changes import RegisterChange
from enterprises.models.enterprise import Enterprise, FormerName
from enterprises.models.merge import Merge
from enterprises.models.people import Contact, Membership
from enterprises.models.registers import (
    Award,
    Certificate,
    DueRule,
    DutyRecord,
    DutyRegime,
    Fitness,
    FoodRecord,
    HealthCertificate,
    Instrument,
    KeyPerson,
    Licence,
    LicenceScope,
    Operator,
    Product,
    ProductStandard,
    QualityRecord,
    RequiredItem,
    Source,
    SpecialEquipment,
    Standard,
    ThingType,
    TrainingRecord,
)
from enterprises.models.yearly import AboveScaleRule, YearlyFigures

__all__ = [
    "AboveScaleRule",
    "ArchiveSection",
    "Award",
    "BodyAbility",
    "Certificate",
    "Contact",
    "DataRequest",
    "DueRule",
    "DutyRecord",
    "DutyRegime",
    "Enterprise",
    "Fitness",
    "FoodRecord",
    "FormerName",
    "HealthCertificate",
    "InspectionBody",
    "Instrument",
    "KeyPerson",
    "Licence",
    "LicenceScope",
    "Membership",
    "Merge",
    "Operator",
    "Product",
    "ProductStandard",
    "QualityRecord",
    "RegisterChange",
    "RequiredItem",
    "Section",
    "SectionState",
    "Source",
    "SpecialEquipment",
    "Standard",
    "ThingType",
    "TrainingRecord",
    "YearlyFigures",
    "agreed_words",
]
