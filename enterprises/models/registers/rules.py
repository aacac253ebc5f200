"""What the registers go by, as data with effective dates: kinds of things, cycles and lead times, required fields."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import track


@track()
class ThingType(models.Model):
    """A type of instrument or special equipment. Edited by administrators; `words` are parts of a name by which a thing is
    recognised when nobody says its type."""

    register = models.CharField(_("register"), max_length=24)
    code = models.CharField(_("code"), max_length=30)
    label = models.CharField(_("name"), max_length=60)
    parent = models.CharField(_("belongs to"), max_length=30, blank=True)
    words = models.CharField(_("recognised by"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("type of thing")
        verbose_name_plural = _("types of things")
        ordering = ["position", "code"]
        constraints = [models.UniqueConstraint(fields=["register", "code"], name="thing_type_once")]

    def __str__(self):
        return self.label


@track()
class DueRule(models.Model):
    """How a date follows for one kind of thing. Edited by administrators; `valid_from` and `valid_to` say when it holds.

    `register` and `variety` name the kind (`instruments` / `PRESSURE_GAUGE`, `equipment` / `5110`, `licences` / `FPL`);
    the most particular one that fits wins, an empty one is for all others. What `n` and `unit` mean depends on `step`.
    """

    class Step(models.TextChoices):
        """Which date follows."""

        CYCLE = "CYCLE", _("from the last one to the next")
        FULL = "FULL", _("from the last full one to the next")
        FIRST = "FIRST", _("from the beginning to the first one")
        APPLY = "APPLY", _("before expiry, the latest day to apply")
        REGISTER = "REGISTER", _("from the first use to the registration")
        KEEP = "KEEP", _("how long a record is kept")
        HOURS = "HOURS", _("hours of training a year")

    class Unit(models.TextChoices):
        """What `n` counts."""

        WD = "WD", _("working days")
        CD = "CD", _("calendar days")
        MONTH = "MONTH", _("months")
        HOUR = "HOUR", _("hours")

    code = models.CharField(_("code"), max_length=40)
    register = models.CharField(_("register"), max_length=24)
    variety = models.CharField(_("variety"), max_length=40, blank=True)
    label = models.CharField(_("what it is for"), max_length=80)
    step = models.CharField(_("step"), max_length=8, choices=Step)
    n = models.PositiveSmallIntegerField(_("number"))
    unit = models.CharField(_("unit"), max_length=5, choices=Unit)
    to_month = models.BooleanField(_("accurate to the month"), default=False)
    less_a_day = models.BooleanField(_("ends the day before"), default=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("due-date rule")
        verbose_name_plural = _("due-date rules")
        constraints = [
            models.UniqueConstraint(fields=["code"], name="due_rule_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="due_rule_dates",
                violation_error_message=_("A rule cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return self.label


@track()
class RequiredItem(models.Model):
    """One thing an archive needs to be complete (DOMAIN §2). Edited by administrators.

    With `field` empty: at least one row of the register (of the variety, where one is named). With a field: filled in
    every row. `flag` names the mark of the enterprise that asks for it; empty: always.
    """

    section = models.CharField(_("section"), max_length=10)
    register = models.CharField(_("register"), max_length=24)
    variety = models.CharField(_("variety"), max_length=40, blank=True)
    field = models.CharField(_("required field"), max_length=40, blank=True)
    flag = models.CharField(_("mark"), max_length=40, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("required item")
        verbose_name_plural = _("required items")
        constraints = [
            models.UniqueConstraint(
                fields=["register", "variety", "field", "flag"], name="required_item_once"
            )
        ]

    def __str__(self):
        return f"{self.section} {self.pk}"
