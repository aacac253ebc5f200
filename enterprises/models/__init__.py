"""Enterprises, who belongs to them, their archive and yearly figures."""

from enterprises.models.archive import ArchiveSection, Section, SectionState
from enterprises.models.enterprise import Enterprise, FormerName, Product
from enterprises.models.people import Contact, Membership
from enterprises.models.yearly import AboveScaleRule, YearlyFigures

__all__ = [
    "AboveScaleRule",
    "ArchiveSection",
    "Contact",
    "Enterprise",
    "FormerName",
    "Membership",
    "Product",
    "Section",
    "SectionState",
    "YearlyFigures",
]
