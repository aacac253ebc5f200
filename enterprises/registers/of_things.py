"""Registers of instruments, special equipment, operators, people and training."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import (
    Instrument,
    KeyPerson,
    Operator,
    Section,
    SpecialEquipment,
    TrainingRecord,
)
from enterprises.registers.of_products import BEFORE, VALIDITY
from enterprises.registers.register import Dated, Group, Register, declare

declare(
    Register(
        code="instruments",
        model=Instrument,
        sections=((Section.METROLOGY, ""),),
        label=_("measuring instruments"),
        one=_("measuring instrument"),
        unit=pgettext_lazy("measure word", "instruments"),
        icon="ruler-measure",
        purpose=_("Measuring instruments with their verification dates, those for trade settlement first."),
        groups=(
            Group(
                _("The instrument"), "asset_no", "name", "type_code", "model", "serial_no", "maker", "place"
            ),
            Group(
                _("What it measures"),
                "measuring_range",
                "accuracy",
                "use_purpose",
                "is_highest_standard",
                "abc_class",
            ),
            Group(
                _("Verification or calibration"),
                "control",
                "cycle_months",
                "last_done_on",
                "printed_until",
                "institution",
                "cert_kind",
                "cert_no",
                "result",
            ),
            Group(
                _("Where it stands"),
                "status",
                "fitness",
                "replacement_plan",
                "replace_by",
                "replaced_on",
                "note",
            ),
        ),
        columns=("control", "institution"),
        natural_key=("asset_no",),
        line2=("asset_no", "model"),
        variety="control",
        badge="status",
        filters=("status", "control", "use_purpose", "fitness"),
        dated=(
            Dated("instrument", "due_on", _("verification or calibration due"), VALIDITY, "ruler-measure"),
        ),
        due_label=_("next verification"),
        order=30,
        words={
            "cycle_months": _("Left empty the usual cycle of its type counts"),
            "printed_until": _("A date printed on the certificate wins over the cycle"),
            "type_code": _("Left empty it is recognised by its name"),
        },
    )
)

declare(
    Register(
        code="equipment",
        model=SpecialEquipment,
        sections=((Section.EQUIPMENT, ""),),
        label=_("special equipment"),
        one=_("piece of special equipment"),
        unit=pgettext_lazy("measure word", "machines"),
        icon="elevator",
        purpose=_("Boilers, pressure vessels, lifts, cranes and vehicles with registration and inspections."),
        groups=(
            Group(
                _("The equipment"),
                "kind",
                "type_code",
                "name",
                "internal_no",
                "equipment_code",
                "registration_code",
                "use_cert_no",
            ),
            Group(
                _("Make and place"),
                "model",
                "serial_no",
                "maker",
                "made_on",
                "installed_by",
                "place",
                "in_use_since",
                "maintainer",
                "technical_file",
            ),
            Group(
                _("Inspection"),
                "safety_grade",
                "last_inspection_on",
                "last_full_on",
                "conclusion",
                "report_no",
                "inspected_by",
                "printed_next_on",
            ),
            Group(
                _("Where it stands"),
                "status",
                "fitness",
                "replacement_plan",
                "replace_by",
                "replaced_on",
                "note",
            ),
        ),
        columns=("kind", "place"),
        natural_key=("equipment_code", "internal_no"),
        line2=("equipment_code", "internal_no", "use_cert_no"),
        variety="kind",
        badge="status",
        filters=("kind", "status", "fitness"),
        dated=(
            Dated("equipment", "due_on", _("inspection due"), VALIDITY, "elevator"),
            Dated("equipment-apply", "act_by", _("latest day to apply for inspection"), BEFORE, "elevator"),
            Dated(
                "equipment-register",
                "register_by",
                _("registration for use due"),
                (15, 7, 1, -1, -7),
                "elevator",
            ),
        ),
        due_label=_("next inspection"),
        order=60,
        words={
            "type_code": _("Left empty it is recognised by its name"),
            "equipment_code": _("18 characters; the first four are the kind"),
            "use_cert_no": _("Equipment is registered within 30 days of its first use"),
            "safety_grade": _("Of pressure vessels and piping"),
            "last_full_on": _("Internal inspection of a boiler, full inspection of a ropeway"),
            "printed_next_on": _("A date printed in the report wins over the rule"),
        },
    )
)

declare(
    Register(
        code="operators",
        model=Operator,
        sections=((Section.EQUIPMENT, ""),),
        label=_("operators"),
        one=_("operator"),
        unit=pgettext_lazy("measure word", "people"),
        icon="id-badge-2",
        purpose=_("Who may operate special equipment, with certificate and expiry."),
        groups=(
            Group(_("Person and certificate"), "person", "item", "cert_no", "issued_by"),
            Group(_("Validity"), "issued_on", "valid_to", "status", "note"),
        ),
        columns=("item", "issued_by"),
        natural_key=("cert_no", "item"),
        title="person",
        line2=("item", "cert_no"),
        variety="item",
        badge="status",
        filters=("item", "status"),
        dated=(
            Dated("operator", "due_on", _("operator certificate expires"), VALIDITY, "id-badge-2"),
            Dated("operator-apply", "act_by", _("latest day to apply for renewal"), BEFORE, "id-badge-2"),
        ),
        due_label=_("valid to"),
        order=65,
        words={"valid_to": _("Left empty it follows from the day of issue: 4 years")},
    )
)

declare(
    Register(
        code="people",
        model=KeyPerson,
        sections=((Section.PEOPLE, ""),),
        label=_("people in key posts"),
        one=_("person in a key post"),
        unit=pgettext_lazy("measure word", "people"),
        icon="users",
        purpose=_("Who holds the key posts, with qualification, certificate and training hours."),
        groups=(
            Group(_("Person and post"), "role", "name", "phone", "since", "appointed"),
            Group(
                _("Qualification"),
                "qualification",
                "cert_no",
                "cert_issued_on",
                "valid_to",
                "hours_required",
            ),
            Group(_("Where it stands"), "status", "note"),
        ),
        columns=("role", "qualification"),
        natural_key=("role", "name"),
        line2=("role", "cert_no"),
        variety="role",
        badge="status",
        filters=("role", "status"),
        dated=(
            Dated("key-person", "due_on", _("certificate expires"), VALIDITY, "users"),
            Dated(
                "training-hours", "training_due_on", _("training hours missing"), (90, 30, 7, -7), "school"
            ),
        ),
        due_label=_("certificate valid to"),
        order=100,
        words={"hours_required": _("Left empty the rule of the post counts")},
        personal=("phone",),
        free=("phone", "note"),
    )
)

declare(
    Register(
        code="trainings",
        model=TrainingRecord,
        sections=((Section.PEOPLE, ""),),
        label=_("training records"),
        one=_("training record"),
        unit=pgettext_lazy("measure word", "trainings"),
        icon="school",
        purpose=_("Hours of training of the people in key posts; they add up by themselves."),
        groups=(Group(_("Training"), "person", "held_on", "topic", "hours", "organiser", "result", "note"),),
        columns=("person", "held_on", "hours"),
        natural_key=("person", "held_on", "topic"),
        title="topic",
        line2=("person", "organiser"),
        order=110,
    )
)
