"""Quality history (DOMAIN §2.7), awards and brands (§7.5)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DatedRow, RegisterRow, in_order, indexes

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


@track()
class QualityRecord(RegisterRow):
    """A year's factory figures, or something that happened: complaint, recall, supervision, an audit by a customer."""

    REGISTER = "quality-records"

    class Kind(models.TextChoices):
        """What it is."""

        YEAR = "YEAR", _("yearly quality figures")
        COMPLAINT = "COMPLAINT", _("complaint")
        RECALL = "RECALL", _("product recall")
        SUPERVISION = "SUPERVISION", _("supervision inspection")
        CUSTOMER_AUDIT = "CUSTOMER_AUDIT", _("audit by a customer")
        INTERNAL_AUDIT = "INTERNAL_AUDIT", _("internal audit")
        INCIDENT = "INCIDENT", _("quality incident")

    class Result(models.TextChoices):
        """How it came out."""

        PASSED = "PASSED", _("passed")
        CONDITIONAL = "CONDITIONAL", _("passed with conditions")
        FAILED = "FAILED", _("failed")
        OPEN = "OPEN", _("not settled")
        SETTLED = "SETTLED", _("settled")

    Result.BADGES = {
        "": ("", "minus"),
        "PASSED": ("ok", "circle-check"),
        "CONDITIONAL": ("warn", "alert-triangle"),
        "FAILED": ("bad", "circle-x"),
        "OPEN": ("warn", "clock"),
        "SETTLED": ("ok", "check"),
    }

    kind = models.CharField(_("kind of record"), max_length=14, choices=Kind)
    happened_on = models.DateField(_("day"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1990), MaxValueValidator(2100)]
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    party = models.CharField(_("customer or authority"), max_length=100, blank=True)
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    pass_rate = models.DecimalField(
        _("factory pass rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    loss_rate = models.DecimalField(
        _("quality-loss rate (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=PERCENT,
    )
    complaints = models.PositiveIntegerField(_("complaints"), null=True, blank=True)
    recalls = models.PositiveIntegerField(_("recalls"), null=True, blank=True)
    score = models.CharField(_("score or grade"), max_length=30, blank=True)
    text = models.TextField(_("findings and what was done"), blank=True)

    class Meta:
        verbose_name = _("quality record")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year"],
                name="quality_year_once",
                condition=Q(kind="YEAR"),
                violation_error_message=_("The quality figures of this year are in the register already."),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "kind", "happened_on", "subject"],
                name="quality_event_once",
                condition=~Q(kind="YEAR"),
                violation_error_message=_("This record is in the register already."),
            ),
            models.CheckConstraint(
                condition=Q(kind="YEAR", year__isnull=False)
                | (~Q(kind="YEAR") & Q(happened_on__isnull=False)),
                name="quality_when",
                violation_error_message=_("Yearly figures need their year, everything else its day."),
            ),
            models.CheckConstraint(
                condition=Q(pass_rate__gte=0, pass_rate__lte=100),
                name="quality_pass_rate",
                violation_error_message=_("A rate lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=Q(loss_rate__gte=0, loss_rate__lte=100),
                name="quality_loss_rate",
                violation_error_message=_("A rate lies between 0 and 100."),
            ),
        ]
        indexes = [
            *indexes("quality"),
            models.Index(fields=["enterprise", "kind", "-happened_on"], name="quality_of_enterprise"),
        ]

    def __str__(self):
        return self.subject or str(self.get_kind_display())


@track()
class Award(DatedRow):
    """A brand, trademark, quality award or honour."""

    REGISTER = "awards"

    class Kind(models.TextChoices):
        """What it is."""

        TRADEMARK = "TRADEMARK", _("registered trademark")
        QUALITY_AWARD = "QUALITY_AWARD", _("government quality award")
        BRAND = "BRAND", _("brand")
        SPECIALISED = "SPECIALISED", _("specialised enterprise")
        PATENT = "PATENT", _("patent")
        HONOUR = "HONOUR", _("other honour")

    class Level(models.TextChoices):
        """Who stands behind it."""

        DISTRICT = "DISTRICT", _("district")
        CITY = "CITY", _("city")
        PROVINCE = "PROVINCE", _("province")
        NATION = "NATION", _("nation")

    class Status(models.TextChoices):
        """EXPIRED is never stored: it follows from the date."""

        VALID = "VALID", _("valid")
        EXPIRED = "EXPIRED", _("expired")
        LOST = "LOST", _("lost")

    Status.BADGES = {
        "VALID": ("ok", "award"),
        "EXPIRED": ("bad", "alert-circle"),
        "LOST": ("", "circle-x"),
    }
    LIVE = ("VALID",)
    LATE = "EXPIRED"

    kind = models.CharField(_("kind of honour"), max_length=14, choices=Kind)
    name = models.CharField(_("name of the honour"), max_length=100)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)
    awarding_body = models.CharField(_("awarding body"), max_length=100, blank=True)
    certificate_no = models.CharField(_("certificate number"), max_length=60, blank=True)
    products = models.CharField(_("products it covers"), max_length=200, blank=True)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    legacy = models.BooleanField(_("of the time before 2018"), default=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.VALID)

    class Meta:
        verbose_name = _("brand or honour")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name", "certificate_no"],
                name="award_once",
                violation_error_message=_("This honour is in the register already."),
            ),
            models.CheckConstraint(condition=~Q(status="EXPIRED"), name="award_expiry_computed"),
            in_order(
                "awarded_on", "valid_to", _("An honour cannot expire before it was awarded."), "award_dates"
            ),
        ]
        indexes = indexes("award", due=True)

    def __str__(self):
        return self.name
