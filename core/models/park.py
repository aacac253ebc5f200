"""The park: the one business word core knows."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import track


@track()
class Park(models.Model):
    """An industrial park with a quality workstation.

    `live_from` is the day the station became answerable: nothing due earlier is owed, overdue or coming
    (DESIGN §1 "One clock"). `default_from`/`default_to` is the period the dashboard opens on.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    short_name = models.CharField(_("short name"), max_length=30)
    region_code = models.CharField(_("region code"), max_length=9, default="360402")
    phone = models.CharField(_("service phone"), max_length=60, blank=True)
    hours = models.CharField(_("service hours"), max_length=60, blank=True)
    live_from = models.DateField(_("live from"))
    default_from = models.DateField(_("default period from"), null=True, blank=True)
    default_to = models.DateField(_("default period to"), null=True, blank=True)
    default_label = models.CharField(_("default period label"), max_length=30, blank=True)
    is_demo = models.BooleanField(_("demonstration park"), default=False)

    class Meta:
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(default_to__gte=models.F("default_from")),
                name="park_default_period_order",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self):
        return self.name


class Counter(models.Model):
    """The last number given out, per park, kind and year (`core.numbering`)."""

    park = models.ForeignKey(Park, models.CASCADE, verbose_name=_("park"))
    kind = models.CharField(_("kind"), max_length=12)
    year = models.PositiveSmallIntegerField(_("year"))
    value = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["park", "kind", "year"], name="counter_one_per_year")]

    def __str__(self):
        return f"{self.kind}-{self.year}: {self.value}"
