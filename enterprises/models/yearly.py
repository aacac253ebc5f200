"""Yearly figures of an enterprise, and what counts as above designated size (DOMAIN §1.4)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.enterprise import Enterprise


def money(label):
    """An amount in 10,000 yuan."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )


@track()
class YearlyFigures(models.Model):
    """One year of one enterprise. Amounts in 万元 (10,000 yuan). Confidential: never shown of single enterprises
    outside the station and the enterprise itself (DOMAIN §8)."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField(_("year"))
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    revenue_10k = money(_("revenue (10,000 yuan)"))
    total_assets_10k = money(_("total assets (10,000 yuan)"))
    output_10k = money(_("output (10,000 yuan)"))
    tax_10k = money(_("tax paid (10,000 yuan)"))
    above_scale = models.BooleanField(_("above designated size"), default=False)
    source = models.CharField(_("source"), max_length=60, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("yearly figures")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year"],
                name="year_once_per_enterprise",
                violation_error_message=_("This year is recorded already; change that row."),
            ),
            models.CheckConstraint(
                condition=models.Q(year__gte=1990, year__lte=2100),
                name="year_plausible",
                violation_error_message=_("The year must lie between 1990 and 2100."),
            ),
        ]

    def __str__(self):
        return f"{self.enterprise_id} {self.year}"


class AboveScaleRule(models.Model):
    """Revenue from which an industrial enterprise is above designated size, by statistics year."""

    first_year = models.PositiveSmallIntegerField(_("from year"), unique=True)
    threshold_10k = models.DecimalField(_("threshold (10,000 yuan)"), max_digits=14, decimal_places=2)

    class Meta:
        verbose_name = _("above-scale rule")

    def __str__(self):
        return f"{self.first_year}: {self.threshold_10k}"
