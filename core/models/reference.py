"""Reference data, loaded by `load_reference`: the calendar, regions, industries."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CalendarYear(models.Model):
    """A year of the calendar; without a row, or provisional, its days off are not announced yet.

    Years are written by `core.calendars.publish_year` only: it replaces the days, wakes the hooks, and its
    `imported_at` tells every process to read the calendar again.
    """

    class Status(models.TextChoices):
        PUBLISHED = "PUBLISHED", _("announced")
        PROVISIONAL = "PROVISIONAL", _("provisional")

    class Source(models.TextChoices):
        SEED = "SEED", _("shipped with the program")
        IMPORT = "IMPORT", _("imported by an administrator")

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    source = models.CharField(_("source"), max_length=12, choices=Source, default=Source.IMPORT)
    notice_no = models.CharField(_("holiday notice"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("imported at"), db_default=Now())

    class Meta:
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day the State Council took out of the weekend rule: off, or worked to make up for it."""

    class Kind(models.TextChoices):
        WORKDAY = "WORKDAY", _("working day")
        RESTDAY = "RESTDAY", _("rest day")

    date = models.DateField(_("date"), primary_key=True)
    year = models.ForeignKey(
        CalendarYear,
        models.CASCADE,
        verbose_name=_("year of the notice"),
        related_name="days",
        help_text=_("The notice of a year may reach back into the last days of the year before."),
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("festival"), max_length=60)
    source = models.CharField(_("source"), max_length=12, choices=CalendarYear.Source)
    notice_no = models.CharField(_("holiday notice"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.name}"


class RegionQuerySet(models.QuerySet):
    """Regions as they were called on a day."""

    def at(self, day):
        """Return the names in force on `day`."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def current(self):
        """Return the names in force today and from now on; the choices of a form."""
        return self.filter(valid_to__isnull=True)


class Region(models.Model):
    """A region of GB/T 2260 (6 digits) or a town below it (9 digits); one row per name it had."""

    code = models.CharField(_("region code"), max_length=9)
    name = models.CharField(_("name"), max_length=60)
    parent_code = models.CharField(_("code of the region above"), max_length=9, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="region_one_name_at_a_time",
                nulls_distinct=False,
                violation_error_message=_("This region already has a name from that day on."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")),
                name="region_validity_order",
                violation_error_message=_("The validity ends before it begins."),
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class Industry(models.Model):
    """A class of GB/T 4754-2017: section (1 letter) and division, group, class (letter + 2 to 4 digits)."""

    class Level(models.IntegerChoices):
        SECTION = 1, _("industry section")
        DIVISION = 2, _("industry division")
        GROUP = 3, _("industry group")
        CLASS = 4, _("industry class")

    code = models.CharField(_("industry code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.PositiveSmallIntegerField(_("industry level"), choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("industry above"),
        null=True,
        blank=True,
        related_name="children",
    )

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def section(self):
        """The letter of the section, which decides the thresholds of the size class."""
        return self.code[:1]
