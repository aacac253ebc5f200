"""Certificates of management systems and products (DOMAIN §2.3), and licences (§2.4)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DERIVED, DatedRow, SearchedRow, in_order, indexes, searched
from enterprises.search import Grams

BADGES = {
    "VALID": ("ok", "circle-check"),
    "EXPIRING": ("warn", "clock"),
    "EXPIRED": ("bad", "alert-circle"),
    "SUSPENDED": ("warn", "player-pause"),
    "REVOKED": ("bad", "alert-octagon"),
    "ANNULLED": ("bad", "circle-x"),
    "CANCELLED": ("", "circle-x"),
}


@track(exclude=list(DERIVED))
class Certificate(DatedRow, SearchedRow):
    """A certificate of a management system or a product."""

    REGISTER = "certificates"
    SEARCHED = ("body", "scope", "cert_no", "standard")

    class Kind(models.TextChoices):
        """What is certified."""

        QMS = "QMS", _("quality management system")
        EMS = "EMS", _("environmental management system")
        OHSMS = "OHSMS", _("occupational health and safety management system")
        HACCP = "HACCP", _("hazard analysis and critical control points")
        FSMS = "FSMS", _("food safety management system")
        ENMS = "ENMS", _("energy management system")
        CCC = "CCC", _("compulsory product certification")
        ORGANIC = "ORGANIC", _("organic product")
        GREEN_FOOD = "GREEN_FOOD", _("green food")
        GREEN_PRODUCT = "GREEN_PRODUCT", _("green product")
        MMS = "MMS", _("measurement management system")
        OTHER = "OTHER", _("other certificate")

    class Status(models.TextChoices):
        """EXPIRING and EXPIRED are never stored: they follow from the date."""

        VALID = "VALID", _("valid")
        EXPIRING = "EXPIRING", _("expiring")
        EXPIRED = "EXPIRED", _("expired")
        SUSPENDED = "SUSPENDED", _("suspended")
        ANNULLED = "ANNULLED", _("annulled")
        CANCELLED = "CANCELLED", _("cancelled")

    Status.BADGES = BADGES
    LIVE = ("VALID", "SUSPENDED")
    LATE, SOON = "EXPIRED", "EXPIRING"

    kind = models.CharField(_("kind of certification"), max_length=14, choices=Kind)
    cert_no = models.CharField(_("certificate number"), max_length=60)
    body = models.CharField(_("certification body"), max_length=100, blank=True)
    standard = models.CharField(_("certified to"), max_length=60, blank=True)
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    first_issued_on = models.DateField(_("first issued on"), null=True, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    last_surveillance_on = models.DateField(_("last surveillance on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.VALID)

    class Meta:
        verbose_name = _("certificate")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "cert_no"],
                name="certificate_once",
                violation_error_message=_("This certificate is in the register already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["EXPIRING", "EXPIRED"]), name="certificate_expiry_computed"
            ),
            in_order(
                "issued_on",
                "valid_to",
                _("A certificate cannot expire before it begins."),
                "certificate_dates",
            ),
            in_order(
                "first_issued_on",
                "issued_on",
                _("A certificate cannot be issued before it was first issued."),
                "certificate_first",
            ),
            searched("body", "scope", "cert_no", "standard"),
        ]
        indexes = [
            *indexes("certificate", due=True),
            GinIndex(Grams("search_text"), name="certificate_search"),
        ]

    def __str__(self):
        return self.get_kind_display()


@track(exclude=list(DERIVED))
class Licence(DatedRow, SearchedRow):
    """A licence with its number, holder and scope as they are printed."""

    REGISTER = "licences"
    SEARCHED = ("holder_name", "number")

    class Kind(models.TextChoices):
        """Kinds of licences; each has its form of number and its term."""

        BIZ = "BIZ", _("business licence")
        IPL = "IPL", _("industrial product production licence")
        FPL = "FPL", _("food production licence")
        FOOD_WS = "FOOD_WS", _("small food workshop licence")
        SEL = "SEL", _("special equipment production licence")
        SEF = "SEF", _("filling licence")
        PAT = "PAT", _("type approval of measuring instruments")
        EMIT = "EMIT", _("pollutant discharge permit")
        SAFE = "SAFE", _("work safety licence")
        CMA = "CMA", _("accreditation of testing (CMA)")
        OTHER = "OTHER", _("other licence")

    class Status(models.TextChoices):
        """EXPIRING and EXPIRED are never stored: they follow from the date."""

        VALID = "VALID", _("valid")
        EXPIRING = "EXPIRING", _("expiring")
        EXPIRED = "EXPIRED", _("expired")
        SUSPENDED = "SUSPENDED", _("suspended")
        REVOKED = "REVOKED", _("revoked")
        CANCELLED = "CANCELLED", _("cancelled")

    Status.BADGES = BADGES
    LIVE = ("VALID", "SUSPENDED")
    LATE, SOON = "EXPIRED", "EXPIRING"

    kind = models.CharField(_("kind of licence"), max_length=8, choices=Kind)
    number = models.CharField(_("licence number"), max_length=60)
    holder_name = models.CharField(_("holder, as printed"), max_length=200, blank=True)
    holder_address = models.CharField(_("address, as printed"), max_length=200, blank=True)
    plant_address = models.CharField(_("plant address"), max_length=200, blank=True)
    product_scope = models.TextField(_("products, as printed"), blank=True)
    issuer = models.CharField(_("issued by"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    long_term = models.BooleanField(_("valid without end"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.VALID)
    status_reason = models.CharField(_("why"), max_length=200, blank=True)
    status_on = models.DateField(_("status since"), null=True, blank=True)

    class Meta:
        verbose_name = _("licence")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "kind", "number"],
                name="licence_once",
                violation_error_message=_("This licence is in the register already."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["EXPIRING", "EXPIRED"]), name="licence_expiry_computed"
            ),
            in_order(
                "valid_from", "valid_to", _("A licence cannot expire before it begins."), "licence_dates"
            ),
            in_order(
                "issued_on", "valid_to", _("A licence cannot expire before it was issued."), "licence_issued"
            ),
            models.CheckConstraint(
                condition=~Q(long_term=True, valid_to__isnull=False),
                name="licence_long_or_dated",
                violation_error_message=_(
                    "A licence is valid without end, or to a day; clear one of the two."
                ),
            ),
            searched("holder_name", "number"),
        ]
        indexes = [
            *indexes("licence", due=True, act=True),
            models.Index(fields=["number"], name="licence_number"),  # a typed number jumps to its record
            GinIndex(Grams("search_text"), name="licence_search"),
        ]

    def __str__(self):
        return self.get_kind_display()


@track()
class LicenceScope(models.Model):
    """One line of what a licence covers: category and variety (食品类别、产品单元)."""

    licence = models.ForeignKey(Licence, models.CASCADE, related_name="scopes")
    category_code = models.CharField(_("category code"), max_length=10, blank=True)
    category = models.CharField(_("category"), max_length=80)
    variety = models.CharField(_("varieties"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("scope of a licence")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "category_code", "category"], name="scope_once")
        ]

    def __str__(self):
        return f"{self.category_code} {self.category}".strip()
