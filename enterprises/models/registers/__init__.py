"""The registers of the quality archive: one module per noun (DOMAIN §2)."""

from enterprises.models.registers.base import DatedRow, RegisterRow, SearchedRow, Source
from enterprises.models.registers.certificates import Certificate, Licence, LicenceScope
from enterprises.models.registers.equipment import Operator, SpecialEquipment
from enterprises.models.registers.food import DutyRecord, DutyRegime, FoodRecord, HealthCertificate
from enterprises.models.registers.instruments import Fitness, Instrument
from enterprises.models.registers.people import KeyPerson, TrainingRecord
from enterprises.models.registers.products import Product, ProductStandard, Standard
from enterprises.models.registers.quality import Award, QualityRecord
from enterprises.models.registers.rules import DueRule, RequiredItem, ThingType

__all__ = [
    "Award",
    "Certificate",
    "DatedRow",
    "DueRule",
    "DutyRecord",
    "DutyRegime",
    "Fitness",
    "FoodRecord",
    "HealthCertificate",
    "Instrument",
    "KeyPerson",
    "Licence",
    "LicenceScope",
    "Operator",
    "Product",
    "ProductStandard",
    "QualityRecord",
    "RegisterRow",
    "RequiredItem",
    "SearchedRow",
    "Source",
    "SpecialEquipment",
    "Standard",
    "ThingType",
    "TrainingRecord",
]
