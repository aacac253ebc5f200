"""Food safety: records that must be kept, health certificates (DOMAIN §2.5); the regime of daily, weekly and monthly
checks that food, special equipment and industrial products share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DatedRow, RegisterRow, in_order, indexes


@track()
class FoodRecord(RegisterRow):
    """A record of food safety: incoming check, outgoing inspection, process control, recall, self-check, tracing.

    `keep_until` is the day until which it has to be kept: derived from shelf life or day.
    """

    REGISTER = "food-records"

    class Kind(models.TextChoices):
        """What was recorded."""

        INCOMING = "INCOMING", _("incoming check")
        OUTGOING = "OUTGOING", _("outgoing inspection")
        CONTROL = "CONTROL", _("process control")
        RECALL = "RECALL", _("food recall")
        SELF_CHECK = "SELF_CHECK", _("self-check")
        TRACEABILITY = "TRACEABILITY", _("tracing drill")

    Kind.GOODS = ("INCOMING", "OUTGOING", "RECALL")

    class Result(models.TextChoices):
        """How it came out."""

        PASSED = "PASSED", _("passed")
        FAILED = "FAILED", _("failed")
        DONE = "DONE", _("done")

    kind = models.CharField(_("kind of record"), max_length=12, choices=Kind)
    happened_on = models.DateField(_("day of the record"))
    name = models.CharField(_("what it is about"), max_length=100)
    spec = models.CharField(_("specification"), max_length=60, blank=True)
    quantity = models.CharField(_("quantity"), max_length=40, blank=True)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    produced_on = models.DateField(_("production date"), null=True, blank=True)
    shelf_life_days = models.PositiveIntegerField(_("shelf life (days)"), null=True, blank=True)
    partner_name = models.CharField(_("supplier or buyer"), max_length=100, blank=True)
    partner_address = models.CharField(_("address of the supplier or buyer"), max_length=200, blank=True)
    partner_contact = models.CharField(_("contact of the supplier or buyer"), max_length=60, blank=True)
    certificate_no = models.CharField(_("conformity certificate number"), max_length=60, blank=True)
    tested_by = models.CharField(_("tested by"), max_length=100, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result, blank=True)
    action = models.TextField(_("what was done"), blank=True)
    keep_until = models.DateField(_("to be kept until"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("food safety record")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "happened_on", "name", "batch"],
                name="food_record_once",
                violation_error_message=_("This record is in the register already."),
            ),
            in_order(
                "produced_on",
                "happened_on",
                _("The record cannot lie before the day of production."),
                "food_record_dates",
            ),
        ]
        indexes = [
            *indexes("food"),
            models.Index(fields=["enterprise", "-happened_on"], name="food_of_enterprise"),
        ]

    def __str__(self):
        return self.name


@track()
class HealthCertificate(DatedRow):
    """The yearly health certificate of a person in direct contact with food; no medical findings are kept (PIPL §28)."""

    REGISTER = "health-certificates"

    class Status(models.TextChoices):
        """Whether the person still works there. EXPIRED is never stored: it follows from the date."""

        AT_WORK = "AT_WORK", _("at work")
        EXPIRED = "EXPIRED", _("expired")
        LEFT = "LEFT", _("has left")

    Status.BADGES = {
        "AT_WORK": ("ok", "circle-check"),
        "EXPIRED": ("bad", "alert-circle"),
        "LEFT": ("", "logout"),
    }
    LIVE = ("AT_WORK",)
    LATE = "EXPIRED"

    person = models.CharField(_("person"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    cert_no = models.CharField(_("health certificate number"), max_length=40)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.AT_WORK)

    class Meta:
        verbose_name = _("health certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "cert_no"],
                name="health_cert_once",
                violation_error_message=_("This health certificate is in the register already."),
            ),
            models.CheckConstraint(condition=~Q(status="EXPIRED"), name="health_expiry_computed"),
            in_order(
                "issued_on", "valid_to", _("A certificate cannot expire before it begins."), "health_dates"
            ),
        ]
        indexes = indexes("health", due=True)

    def __str__(self):
        return self.person


@track()
class DutyRegime(RegisterRow):
    """The three tiers of checks (日管控、周排查、月调度) of one field, with the list of risks they go by."""

    REGISTER = "duty-regimes"

    class Kind(models.TextChoices):
        """What the checks are about."""

        FOOD = "FOOD", _("food safety")
        EQUIPMENT = "EQUIPMENT", _("special equipment safety")
        PRODUCT = "PRODUCT", _("product quality safety")

    class Status(models.TextChoices):
        """Whether it runs."""

        RUNNING = "RUNNING", _("running")
        ENDED = "ENDED", _("ended")

    Status.BADGES = {"RUNNING": ("ok", "circle-check"), "ENDED": ("", "circle-x")}
    LIVE = ("RUNNING",)

    kind = models.CharField(_("field"), max_length=10, choices=Kind)
    director = models.CharField(_("director"), max_length=40, blank=True)
    officer = models.CharField(_("officer"), max_length=40, blank=True)
    started_on = models.DateField(_("runs since"), null=True, blank=True)
    risk_list = models.TextField(_("risk control list"), blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)

    class Meta:
        verbose_name = _("duty regime")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind"],
                name="regime_once",
                violation_error_message=_("This regime is in the register already."),
            )
        ]
        indexes = indexes("regime")

    def __str__(self):
        return self.get_kind_display()


@track()
class DutyRecord(RegisterRow):
    """A daily check, weekly report or monthly meeting; one for each day, ISO week and month.

    `period` is the day, the Monday of the week or the first of the month, and is derived from `happened_on`.
    """

    REGISTER = "duty-records"

    class Tier(models.TextChoices):
        """Which of the three."""

        DAILY = "DAILY", _("daily control")
        WEEKLY = "WEEKLY", _("weekly check")
        MONTHLY = "MONTHLY", _("monthly review")

    class Result(models.TextChoices):
        """What was found; nothing found is a record too."""

        CLEAR = "CLEAR", _("nothing found")
        FOUND = "FOUND", _("found, being handled")
        SOLVED = "SOLVED", _("found and solved")

    Result.BADGES = {
        "CLEAR": ("ok", "circle-check"),
        "FOUND": ("warn", "alert-triangle"),
        "SOLVED": ("info", "check"),
    }

    regime = models.ForeignKey(DutyRegime, models.CASCADE, related_name="records", verbose_name=_("field"))
    tier = models.CharField(_("tier"), max_length=8, choices=Tier)
    happened_on = models.DateField(_("day of the record"))
    period = models.DateField(_("period"), editable=False)
    person = models.CharField(_("recorded by"), max_length=40, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=Result, default=Result.CLEAR)
    findings = models.TextField(_("findings"), blank=True)
    measures = models.TextField(_("measures"), blank=True)

    class Meta:
        verbose_name = _("duty record")
        constraints = [
            models.UniqueConstraint(
                fields=["regime", "tier", "period"],
                name="duty_once_per_period",
                violation_error_message=_("There is a record of this day, week or month already."),
            ),
            models.CheckConstraint(
                condition=Q(tier="DAILY", period=models.F("happened_on"))
                | Q(tier="WEEKLY", period__iso_week_day=1)
                | Q(tier="MONTHLY", period__day=1),
                name="duty_period_by_tier",
            ),
        ]
        indexes = [
            *indexes("duty"),
            models.Index(fields=["enterprise", "-happened_on"], name="duty_of_enterprise"),
        ]

    def __str__(self):
        return self.get_tier_display()
