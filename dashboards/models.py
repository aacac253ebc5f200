"""Park economy: published statements with their source (DOMAIN §8)."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, Role
from core.history import track
from core.models import Park
from core.scope import ParkQuerySet


class Indicator(models.Model):
    """What is stated: code, name, unit, and its definition (口径). Data.

    Money is stored in 万元 (10,000 yuan) and shown in 亿元 (100 million yuan) where `in_yi` says so.
    """

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("indicator"), max_length=40)
    unit = models.CharField(_("unit"), max_length=10)
    in_yi = models.BooleanField(_("shown in 100 million yuan"), default=False)
    scope_note = models.CharField(_("covers"), max_length=60, blank=True)
    definition = models.CharField(_("definition"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        verbose_name = _("indicator")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class StatementQuerySet(ParkQuerySet):
    """Querysets of statements."""

    def visible_to(self, user):
        """Published figures of the park: station, manager, city, departments."""
        if user.role in READERS or user.role == Role.DEPARTMENT:
            return self.in_parks_of(user)
        return self.none()

    def of_years(self, first, last):
        """Those of a span of years, both included."""
        return self.filter(year__gte=first, year__lte=last)

    def newest_first(self):
        """The newest year first."""
        return self.order_by("-year", "park_id")


@track()
class Statement(models.Model):
    """The published economy of one park in one year, with where it was published."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="statements", verbose_name=_("park"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.TextField(_("source"))
    reported_by = models.CharField(_("reported by"), max_length=60, blank=True)
    note = models.TextField(_("remark"), blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    is_locked = models.BooleanField(_("locked"), default=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        constraints = [models.UniqueConstraint(fields=["park", "year"], name="statement_once_per_year")]

    def __str__(self):
        return f"{self.park} {self.year}"

    def get_absolute_url(self):
        """The statement's page."""
        return reverse("dashboards:statement", args=[self.pk])


@track()
class StatementValue(models.Model):
    """One stated value. `growth` is the growth as published, never computed (DOMAIN §8 GROWTH)."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="values")
    indicator = models.ForeignKey(Indicator, models.PROTECT)
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    growth = models.DecimalField(
        _("published growth (%)"), max_digits=7, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("stated value")
        constraints = [models.UniqueConstraint(fields=["statement", "indicator"], name="stated_once")]

    def __str__(self):
        return f"{self.indicator_id} {self.value}"
