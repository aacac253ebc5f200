"""Measuring instruments (DOMAIN §2.2)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DERIVED, DatedRow, SearchedRow, in_order, indexes, searched
from enterprises.search import Grams


class Fitness(models.TextChoices):
    """Whether a device still fits its purpose: the article speaks of replacing instruments that do not."""

    FIT = "FIT", _("fit for use")
    OUTDATED = "OUTDATED", _("outdated")
    ELIMINATED = "ELIMINATED", _("to be eliminated")


Fitness.BADGES = {
    "FIT": ("ok", "circle-check"),
    "OUTDATED": ("warn", "alert-triangle"),
    "ELIMINATED": ("bad", "alert-octagon"),
}


class Device(models.Model):
    """An instrument or machine that may be outdated, with the plan for what replaces it."""

    Fitness = Fitness

    fitness = models.CharField(_("fitness"), max_length=10, choices=Fitness, default=Fitness.FIT)
    replacement_plan = models.CharField(_("replacement plan"), max_length=200, blank=True)
    replace_by = models.DateField(_("to be replaced by"), null=True, blank=True)
    replaced_on = models.DateField(_("replaced on"), null=True, blank=True)

    class Meta:
        abstract = True


@track(exclude=list(DERIVED))
class Instrument(DatedRow, SearchedRow, Device):
    """A measuring instrument with its verification or calibration."""

    REGISTER = "instruments"
    SEARCHED = ("name", "maker", "asset_no", "serial_no", "cert_no")
    NAMES = 2

    class Purpose(models.TextChoices):
        """What it is used for; the first four make verification mandatory for what is in the catalogue."""

        TRADE = "TRADE", _("trade settlement")
        SAFETY = "SAFETY", _("safety protection")
        MEDICAL = "MEDICAL", _("medical care")
        ENVIRONMENT = "ENVIRONMENT", _("environmental monitoring")
        PROCESS = "PROCESS", _("process control")
        PRODUCT_TEST = "PRODUCT_TEST", _("product testing")
        ENERGY = "ENERGY", _("energy metering")

    Purpose.MANDATORY = ("TRADE", "SAFETY", "MEDICAL", "ENVIRONMENT")

    class Control(models.TextChoices):
        """How it is looked after."""

        MANDATORY_PERIODIC = "MANDATORY_PERIODIC", _("mandatory periodic verification")
        MANDATORY_FIRST_ONLY = "MANDATORY_FIRST_ONLY", _("mandatory first verification only")
        PERIODIC_VERIFICATION = "PERIODIC_VERIFICATION", _("periodic verification")
        CALIBRATION = "CALIBRATION", _("calibration")
        NONE = "NONE", _("none")

    Control.PERIODIC = ("MANDATORY_PERIODIC", "PERIODIC_VERIFICATION", "CALIBRATION")

    class AbcClass(models.TextChoices):
        """The enterprise's own class of care."""

        A = "A", _("class A")
        B = "B", _("class B")
        C = "C", _("class C")

    class CertKind(models.TextChoices):
        """What was issued."""

        VERIFICATION_CERT = "VERIFICATION_CERT", _("verification certificate")
        CONFORMITY_MARK = "CONFORMITY_MARK", _("conformity mark")
        REJECTION_NOTICE = "REJECTION_NOTICE", _("rejection notice")
        CALIBRATION_CERT = "CALIBRATION_CERT", _("calibration certificate")

    class Result(models.TextChoices):
        """The conclusion; a calibration gives data, not a verdict."""

        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("failed")
        DATA_ONLY = "DATA_ONLY", _("data only")

    class Status(models.TextChoices):
        """Whether it is used. OVERDUE is never stored: it is in use and past its date."""

        IN_USE = "IN_USE", _("in use")
        OVERDUE = "OVERDUE", _("overdue")
        OUT_OF_SERVICE = "OUT_OF_SERVICE", _("out of service")
        SCRAPPED = "SCRAPPED", _("scrapped")

    Status.BADGES = {
        "IN_USE": ("ok", "circle-check"),
        "OVERDUE": ("bad", "alert-circle"),
        "OUT_OF_SERVICE": ("", "player-pause"),
        "SCRAPPED": ("", "circle-x"),
    }
    LIVE = ("IN_USE",)
    LATE = "OVERDUE"

    asset_no = models.CharField(_("asset number"), max_length=40)
    name = models.CharField(_("instrument"), max_length=80)
    type_code = models.CharField(_("type of instrument"), max_length=30, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    serial_no = models.CharField(_("serial number"), max_length=60, blank=True)
    maker = models.CharField(_("maker"), max_length=100, blank=True)
    place = models.CharField(_("place of use"), max_length=80, blank=True)
    measuring_range = models.CharField(_("measuring range"), max_length=60, blank=True)
    accuracy = models.CharField(_("accuracy class or maximum error"), max_length=60, blank=True)
    use_purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.PROCESS)
    control = models.CharField(_("control"), max_length=22, choices=Control, default=Control.CALIBRATION)
    is_highest_standard = models.BooleanField(_("highest measurement standard"), default=False)
    abc_class = models.CharField(_("class of care"), max_length=1, choices=AbcClass, blank=True)
    cycle_months = models.PositiveSmallIntegerField(_("cycle (months)"), null=True, blank=True)
    last_done_on = models.DateField(_("last verified or calibrated on"), null=True, blank=True)
    printed_until = models.DateField(_("valid to, as printed"), null=True, blank=True)
    institution = models.CharField(_("verifying body"), max_length=100, blank=True)
    cert_kind = models.CharField(_("kind of certificate"), max_length=20, choices=CertKind, blank=True)
    cert_no = models.CharField(_("certificate number"), max_length=60, blank=True)
    result = models.CharField(_("conclusion"), max_length=10, choices=Result, blank=True)
    status = models.CharField(_("status"), max_length=14, choices=Status, default=Status.IN_USE)

    class Meta:
        verbose_name = _("measuring instrument")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "asset_no"],
                name="instrument_no_once",
                violation_error_message=_("This asset number is in the register already."),
            ),
            models.CheckConstraint(condition=~Q(status="OVERDUE"), name="instrument_overdue_computed"),
            models.CheckConstraint(
                condition=Q(cycle_months__gte=1, cycle_months__lte=240),
                name="instrument_cycle",
                violation_error_message=_("A cycle has 1 to 240 months."),
            ),
            in_order(
                "last_done_on",
                "printed_until",
                _("The certificate cannot expire before the instrument was verified."),
                "instrument_dates",
            ),
            models.CheckConstraint(
                condition=~Q(cert_kind="CALIBRATION_CERT", result__in=["PASSED", "FAILED"]),
                name="instrument_calibration_data",
                violation_error_message=_("A calibration gives data, not a verdict: choose “data only”."),
            ),
            searched("name", "maker", "asset_no", "serial_no", "cert_no"),
        ]
        indexes = [
            *indexes("instrument", due=True),
            models.Index(
                fields=["park", "replace_by"], name="instrument_outdated", condition=~Q(fitness="FIT")
            ),  # what is to be replaced
            GinIndex(Grams("search_text"), name="instrument_search"),
        ]

    def __str__(self):
        return self.name
