"""Registers of food safety, of the daily, weekly and monthly regime, and of the quality history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import (
    DutyRecord,
    DutyRegime,
    FoodRecord,
    HealthCertificate,
    QualityRecord,
    Section,
)
from enterprises.registers.of_products import VALIDITY
from enterprises.registers.register import Dated, Group, Register, declare

declare(
    Register(
        code="food-records",
        model=FoodRecord,
        sections=((Section.FOOD, ""),),
        label=_("food safety records"),
        one=_("food safety record"),
        unit=pgettext_lazy("measure word", "records"),
        icon="clipboard-text",
        purpose=_(
            "Incoming checks, outgoing inspections, process control, self-checks, recalls, tracing drills."
        ),
        groups=(
            Group(_("The record"), "kind", "happened_on", "name", "result", "tested_by"),
            Group(
                _("The goods"),
                "spec",
                "quantity",
                "batch",
                "produced_on",
                "shelf_life_days",
                "certificate_no",
            ),
            Group(_("Supplier or buyer"), "partner_name", "partner_address", "partner_contact"),
            Group(_("What was done"), "action", "note"),
        ),
        columns=("kind", "happened_on", "keep_until"),
        natural_key=("kind", "happened_on", "name", "batch"),
        line2=("batch", "partner_name"),
        variety="kind",
        filters=("kind", "result"),
        order=70,
        words={"shelf_life_days": _("With the production date it says how long the record is kept")},
    )
)

declare(
    Register(
        code="health-certificates",
        model=HealthCertificate,
        sections=((Section.FOOD, ""),),
        label=_("health certificates"),
        one=_("health certificate"),
        unit=pgettext_lazy("measure word", "people"),
        icon="heartbeat",
        purpose=_("Yearly certificates of people in direct contact with food; no medical findings are kept."),
        groups=(
            Group(
                _("Person and certificate"),
                "person",
                "post",
                "cert_no",
                "issued_on",
                "valid_to",
                "status",
                "note",
            ),
        ),
        columns=("post", "cert_no"),
        natural_key=("cert_no",),
        title="person",
        line2=("post", "cert_no"),
        badge="status",
        filters=("status",),
        dated=(
            Dated("health-certificate", "due_on", _("health certificate expires"), VALIDITY, "heartbeat"),
        ),
        due_label=_("valid to"),
        order=72,
        words={"valid_to": _("Left empty it follows from the day of issue: one year")},
    )
)

REGIMES = ((Section.FOOD, "FOOD"), (Section.EQUIPMENT, "EQUIPMENT"), (Section.QUALITY, "PRODUCT"))

declare(
    Register(
        code="duty-regimes",
        model=DutyRegime,
        sections=REGIMES,
        label=_("duty regimes"),
        one=_("duty regime"),
        unit=pgettext_lazy("measure word", "regimes"),
        icon="shield-check",
        purpose=_("Who answers for the daily, weekly and monthly checks, and the list of risks they go by."),
        groups=(
            Group(
                _("The regime"), "kind", "director", "officer", "started_on", "risk_list", "status", "note"
            ),
        ),
        columns=("director", "officer"),
        natural_key=("kind",),
        title="kind",
        line2=("director", "officer"),
        variety="kind",
        badge="status",
        filters=("kind", "status"),
        order=74,
    )
)

declare(
    Register(
        code="duty-records",
        model=DutyRecord,
        sections=REGIMES,
        label=_("daily, weekly and monthly records"),
        one=_("duty record"),
        unit=pgettext_lazy("measure word", "records"),
        icon="calendar-check",
        purpose=_("Daily control, weekly check, monthly review; nothing found is a record too."),
        groups=(
            Group(_("The record"), "regime", "tier", "happened_on", "person", "result"),
            Group(_("Findings"), "findings", "measures", "note"),
        ),
        columns=("regime", "happened_on"),
        natural_key=("regime", "tier", "happened_on"),
        title="tier",
        line2=("happened_on", "person"),
        variety="regime__kind",
        badge="result",
        filters=("tier", "result"),
        order=76,
    )
)

declare(
    Register(
        code="quality-records",
        model=QualityRecord,
        sections=((Section.QUALITY, ""),),
        label=_("quality history"),
        one=_("quality record"),
        unit=pgettext_lazy("measure word", "records"),
        icon="history",
        purpose=_("Yearly pass rates, complaints, recalls, supervision inspections, audits by customers."),
        groups=(
            Group(_("What it is"), "kind", "year", "happened_on", "subject", "party", "result", "score"),
            Group(_("Figures of the year"), "pass_rate", "loss_rate", "complaints", "recalls"),
            Group(_("Findings"), "text", "note"),
        ),
        columns=("kind", "year", "happened_on", "pass_rate"),
        natural_key=("kind", "year", "happened_on", "subject"),
        title="subject",
        line2=("kind", "party"),
        variety="kind",
        badge="result",
        filters=("kind", "result"),
        order=80,
        words={
            "year": _("For yearly figures"),
            "happened_on": _("For everything but yearly figures"),
            "party": _("The customer who audited, the authority that inspected"),
        },
    )
)
