"""Visits to enterprises: plans, records, findings (DOMAIN §14)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import STATION
from accounts.standing import must_stand
from core.bigrams import Bigrams
from core.history import track
from core.links import link
from core.models import Park
from core.summaries import Summary, kept
from core.transitions import Flow
from enterprises.models import Enterprise
from visits import firsts, kept_days
from visits.querysets import CoverageQuerySet, VisitQuerySet

FLOW = Flow(
    field="status",
    first=("PLANNED", "DONE"),
    steps={"PLANNED": ("DONE", "CANCELLED"), "DONE": ("VOID",)},
    free_when="imported",
)


@kept(Summary("VISITS", day="r.visited_on", where="r.status = 'DONE'"))
@track()
class Visit(models.Model):
    """A visit to an enterprise. Transitions (FLOW): PLANNED → DONE | CANCELLED; DONE → VOID with a reason.

    What the enterprise asked for becomes service requests with this visit as their origin.
    """

    class Status(models.TextChoices):
        """State of a visit."""

        PLANNED = "PLANNED", pgettext_lazy("visit", "planned")
        DONE = "DONE", pgettext_lazy("visit", "visited")
        CANCELLED = "CANCELLED", pgettext_lazy("visit", "cancelled")
        VOID = "VOID", pgettext_lazy("visit", "void")

    Status.BADGES = {
        "PLANNED": ("info", "calendar"),
        "DONE": ("ok", "circle-check"),
        "CANCELLED": ("", "calendar-off"),
        "VOID": ("", "ban"),
    }

    class Purpose(models.TextChoices):
        """Why the visit is made."""

        ROUTINE = "ROUTINE", _("routine visit")
        REQUEST = "REQUEST", _("in answer to a request")
        LICENSING = "LICENSING", _("licence assistance")
        RECHECK = "RECHECK", _("recheck of a rectification")
        JOINT = "JOINT", _("joint visit")

    class Risk(models.TextChoices):
        """The visitor's overall impression."""

        LOW = "LOW", pgettext_lazy("risk", "low")
        MEDIUM = "MEDIUM", pgettext_lazy("risk", "medium")
        HIGH = "HIGH", pgettext_lazy("risk", "high")

    Risk.BADGES = {
        "LOW": ("ok", "check"),
        "MEDIUM": ("warn", "alert-triangle"),
        "HIGH": ("bad", "alert-octagon"),
    }

    park = models.ForeignKey(Park, models.PROTECT, verbose_name=_("park"))
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="visits", verbose_name=_("enterprise")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DONE)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.ROUTINE)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    planned_at = models.TimeField(_("time"), null=True, blank=True)
    visited_on = models.DateField(_("visited on"), null=True, blank=True)
    visited_at = models.TimeField(pgettext_lazy("visit", "from"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="visits",
        verbose_name=_("visited by"),
    )
    companions = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        related_name="joined_visits",
        blank=True,
        verbose_name=_("companions"),
    )
    met = models.CharField(pgettext_lazy("visit", "met"), max_length=200, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    risk = models.CharField(_("risk"), max_length=6, choices=Risk, blank=True)
    next_on = models.DateField(_("next visit"), null=True, blank=True)
    plan_note = models.CharField(pgettext_lazy("visit", "what for"), max_length=200, blank=True)
    cancelled_reason = models.CharField(_("reason"), max_length=200, blank=True)
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, blank=True)
    need_count = models.PositiveSmallIntegerField(_("requests made"), default=0)
    imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        triggers = [
            *FLOW.triggers(),
            *firsts.triggers(),
            *kept_days.triggers(),
            # a plan belongs to somebody who is there to go
            must_stand("author_id", STATION, when="NEW.status = 'PLANNED' AND NOT NEW.imported"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["DONE", "VOID"]) | Q(visited_on__isnull=False),
                name="visit_done_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="PLANNED") | Q(planned_on__isnull=False),
                name="visit_plan_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="VOID") | ~Q(void_reason=""),
                name="visit_void_has_a_reason",
            ),
        ]
        indexes = [
            # the list, and the figures of a period
            models.Index(
                fields=["park", "-visited_on", "-id"], name="visit_list", condition=Q(status="DONE")
            ),
            # the list of a city user
            models.Index(fields=["-visited_on", "-id"], name="visit_list_all", condition=Q(status="DONE")),
            # the tab "mine"
            models.Index(
                fields=["author", "-visited_on", "-id"],
                name="visit_mine",
                include=["park"],
                condition=Q(status="DONE"),
            ),
            # the list of plans
            models.Index(fields=["park", "planned_on"], name="visit_plans", condition=Q(status="PLANNED")),
            # the list of what was called off or declared void, of one park and of all
            models.Index(
                fields=["park", "-updated_at", "-id"],
                name="visit_over",
                condition=Q(status__in=["CANCELLED", "VOID"]),
            ),
            models.Index(
                fields=["-updated_at", "-id"],
                name="visit_over_all",
                condition=Q(status__in=["CANCELLED", "VOID"]),
            ),
            # the list of plans of a city user
            models.Index(
                fields=["planned_on", "planned_at", "id"],
                name="visit_plans_all",
                condition=Q(status="PLANNED"),
            ),
            # today's visits, my work, hand-over
            models.Index(
                fields=["author", "planned_on"], name="visit_my_plans", condition=Q(status="PLANNED")
            ),
            # the page of an enterprise
            models.Index(fields=["enterprise", "-visited_on"], name="visit_of_enterprise"),
            # the last visit of an enterprise, of many at once (index-only)
            models.Index(
                fields=["enterprise", "-visited_on", "-id"],
                name="visit_latest",
                include=["park", "author"],
                condition=Q(status="DONE"),
            ),
            # whether somebody has planned a visit there (index-only)
            models.Index(
                fields=["enterprise"],
                name="visit_plan_of_enterprise",
                include=["park", "planned_on"],
                condition=Q(status="PLANNED"),
            ),
            # the search boxes
            GinIndex(Bigrams("summary"), name="visit_text"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.visited_on or self.planned_on}"

    def get_absolute_url(self):
        """The visit's page."""
        return link("visits:detail", self.pk)


@track()
class PersonMet(models.Model):
    """Somebody of the enterprise who was met."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("person met")

    def __str__(self):
        return f"{self.name} {self.post}".strip()


@track()
class Finding(models.Model):
    """What was seen of one subject."""

    class Subject(models.TextChoices):
        """What was looked at."""

        STANDARD = "STANDARD", _("products and standards")
        METROLOGY = "METROLOGY", _("metrology")
        FOOD = "FOOD", _("food safety")
        EQUIPMENT = "EQUIPMENT", _("special equipment")
        QUALITY = "QUALITY", _("product quality")

    class Level(models.TextChoices):
        """How it was found."""

        NORMAL = "NORMAL", pgettext_lazy("finding", "normal")
        IMPROVE = "IMPROVE", _("to improve")
        PROBLEM = "PROBLEM", _("problem")
        NOT_SEEN = "NOT_SEEN", _("not seen")

    Level.BADGES = {
        "NORMAL": ("ok", "check"),
        "IMPROVE": ("warn", "alert-triangle"),
        "PROBLEM": ("bad", "alert-octagon"),
        "NOT_SEEN": ("", "eye-off"),
    }

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="findings")
    subject = models.CharField(_("subject"), max_length=10, choices=Subject)
    level = models.CharField(_("finding"), max_length=8, choices=Level, default=Level.NOT_SEEN)
    text = models.TextField(_("remark"), blank=True)

    class Meta:
        verbose_name = _("finding of a visit")
        constraints = [models.UniqueConstraint(fields=["visit", "subject"], name="finding_once_per_subject")]

    def __str__(self):
        return f"{self.subject}: {self.level}"


@track()
class Amendment(models.Model):
    """A change of a visit's record after 24 hours: who, when, why.

    `changes` are [field, before, after] as they read on the day, for the page; history holds every value besides.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="amendments")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    changes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("amendment")

    def __str__(self):
        return self.reason


class VisitRule(models.Model):
    """How often an enterprise of a grade is visited (DOMAIN §7.4). Data: an administrator may change it."""

    level = models.CharField(_("grade"), max_length=1, primary_key=True)
    per_year = models.PositiveSmallIntegerField(_("visits a year"))
    days = models.PositiveSmallIntegerField(_("days without a visit before it is missed"))

    class Meta:
        verbose_name = _("visit rule")
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(condition=Q(per_year__gte=1, per_year__lte=12), name="visit_rule_1_to_12"),
            models.CheckConstraint(condition=Q(days__gte=1), name="visit_rule_days"),
        ]

    def __str__(self):
        return f"{self.level}: {self.per_year}"


class VisitedEnterprise(Enterprise):
    """An enterprise as something that is visited, or missed; never shown to an enterprise user."""

    objects = CoverageQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("enterprise visited")
