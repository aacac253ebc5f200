"""What is particular to one register: numbers by kind, fields that need each other."""

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, F
from django.utils.translation import gettext_lazy as _

from enterprises.models import Instrument, ProductStandard, QualityRecord
from enterprises.registers.numbers import (
    normal_number,
    normal_standard,
    validate_equipment_code,
    validate_licence,
    validate_registration_code,
    validate_standard,
)


def check_order(form, constraint, cleaned):
    """A day that may not lie after another (`in_order`): the same sentence as PostgreSQL's, at the later field."""
    if not isinstance(constraint, CheckConstraint) or len(constraint.condition.children) != 1:
        return
    child = constraint.condition.children[0]
    if not (isinstance(child, tuple) and child[0].endswith("__gte") and isinstance(child[1], F)):
        return
    later, earlier = child[0].removesuffix("__gte"), child[1].name
    first, second = cleaned.get(earlier), cleaned.get(later)
    if first and second and second < first:
        form.add_error(later, constraint.violation_error_message)


def _at(form, name, check, *args):
    """Run a validator and put what it says at a field."""
    try:
        check(*args)
    except ValidationError as error:
        form.add_error(name, error)


def _licence(form, cleaned):
    kind, number = cleaned.get("kind"), cleaned.get("number")
    if number:
        cleaned["number"] = normal_number(number)
        if kind:
            _at(form, "number", validate_licence, kind, cleaned["number"], cleaned.get("valid_to"))
    if cleaned.get("long_term") and cleaned.get("valid_to"):
        form.add_error("valid_to", _("A licence is valid without end, or to a day; clear one of the two."))
    if cleaned.get("status") in ("REVOKED", "CANCELLED", "SUSPENDED") and not cleaned.get("status_reason"):
        form.add_error("status_reason", _("Say why: whoever reads this later has to know."))


def _standard(form, cleaned):
    if cleaned.get("standard"):
        cleaned["standard"] = normal_standard(cleaned["standard"])
        _at(form, "standard", validate_standard, cleaned["standard"])
    adopts = cleaned.get("adopts_international")
    if adopts and cleaned.get("degree") == ProductStandard.Degree.NEQ:
        form.add_error("degree", _("Not equivalent (NEQ) is not an adoption of the standard."))
    if adopts and not cleaned.get("adopted_number"):
        form.add_error("adopted_number", _("Enter the standard that is adopted."))
    declared = cleaned.get("declaration") not in (None, "", ProductStandard.Declaration.NOT_DECLARED)
    if cleaned.get("declared_on") and not declared and "declaration" in cleaned:
        form.add_error("declaration", _("There is a day of declaration: choose how it was declared."))


def _instrument(form, cleaned):
    calibrated = cleaned.get("cert_kind") == Instrument.CertKind.CALIBRATION_CERT
    if calibrated and cleaned.get("result") in (Instrument.Result.PASSED, Instrument.Result.FAILED):
        form.add_error("result", _("A calibration gives data, not a verdict: choose “data only”."))
    cycle = cleaned.get("cycle_months")
    if cycle is not None and not 1 <= cycle <= 240:
        form.add_error("cycle_months", _("A cycle has 1 to 240 months."))
    _replacement(form, cleaned)


def _equipment(form, cleaned):
    for name, check in (
        ("equipment_code", validate_equipment_code),
        ("registration_code", validate_registration_code),
    ):
        if cleaned.get(name):
            cleaned[name] = normal_number(cleaned[name])
            kind = (cleaned.get("kind") or "",) if name == "equipment_code" else ()
            _at(form, name, check, cleaned[name], *kind)
    if "equipment_code" in cleaned and not cleaned.get("equipment_code") and not cleaned.get("internal_no"):
        form.add_error("equipment_code", _("Enter the equipment code or the number in the plant."))
    grade = cleaned.get("safety_grade")
    if grade is not None and not 1 <= grade <= 5:
        form.add_error("safety_grade", _("Safety grades are 1 to 5."))
    code, kind = cleaned.get("type_code"), cleaned.get("kind")
    if code and kind and code[0] != kind[0]:
        form.add_error("type_code", _("This type does not belong to the kind of equipment."))
    _replacement(form, cleaned)


def _replacement(form, cleaned):
    """What is outdated has a plan."""
    if cleaned.get("fitness") == Instrument.Fitness.ELIMINATED and not cleaned.get("replacement_plan"):
        form.add_error("replacement_plan", _("Say what replaces it, and until when."))


def _quality(form, cleaned):
    if "kind" not in cleaned:
        return
    if cleaned["kind"] == QualityRecord.Kind.YEAR:
        if not cleaned.get("year") and "year" not in form.errors:
            form.add_error("year", _("Yearly figures need their year."))
        figures = ("pass_rate", "loss_rate", "complaints", "recalls")
        if all(cleaned.get(name) is None for name in figures) and not form.errors:
            form.add_error("pass_rate", _("Enter at least one figure of the year."))
        return
    if not cleaned.get("happened_on") and "happened_on" not in form.errors:
        form.add_error("happened_on", _("Enter the day it happened."))
    if not cleaned.get("subject"):
        form.add_error("subject", _("Say in a few words what it was about."))


def _duty(form, cleaned):
    if cleaned.get("result") not in (None, "", "CLEAR") and not cleaned.get("findings"):
        form.add_error("findings", _("Say what was found."))


CHECKS = {
    "licences": _licence,
    "product-standards": _standard,
    "instruments": _instrument,
    "equipment": _equipment,
    "quality-records": _quality,
    "duty-records": _duty,
}
