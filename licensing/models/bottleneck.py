"""What keeps a case from going on: the bottlenecks of DOMAIN §3.3, each with the days it stood open."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.badges import badge_of
from core.clock import today as today_
from core.history import track
from core.models import Park
from licensing.models.case import LicenceCase
from licensing.querysets import BottleneckQuerySet


class Bottleneck(models.TextChoices):
    """Kinds of bottlenecks."""

    NO_STANDARD = "NO_STANDARD", _("no applicable standard, or not self-declared")
    STANDARD_OUTDATED = "STANDARD_OUTDATED", _("standard out of date")
    SITE_LAYOUT = "SITE_LAYOUT", _("unfit layout, cross contamination")
    EQUIPMENT_MISSING = "EQUIPMENT_MISSING", _("required equipment missing")
    LAB_EQUIPMENT = "LAB_EQUIPMENT", _("too little testing equipment or staff")
    METROLOGY_OVERDUE = "METROLOGY_OVERDUE", _("measuring instruments not verified")
    TEST_REPORT = "TEST_REPORT", _("test report not there yet")
    TEST_FAILED = "TEST_FAILED", _("test failed")
    SYSTEM_DOCS = "SYSTEM_DOCS", _("management rules incomplete")
    STAFF_QUALIFICATION = "STAFF_QUALIFICATION", _("qualification of staff")
    POLICY_PROOF = "POLICY_PROOF", _("proof of industrial policy")
    EIA_PENDING = "EIA_PENDING", _("environmental assessment or discharge permit open")
    FIRE_PENDING = "FIRE_PENDING", _("fire acceptance")
    PROPERTY_PROOF = "PROPERTY_PROOF", _("proof of the premises")
    SCOPE_MISMATCH = "SCOPE_MISMATCH", _("business scope does not cover it")
    CORRECTION = "CORRECTION", _("documents to be corrected")
    ONSITE_FAILED = "ONSITE_FAILED", _("verification failed")
    QUEUE = "QUEUE", _("queue at the testing body")


# those that only arise behind the coaching; the others are the gap list, which has to be closed before it is left
Bottleneck.LATER = ("TEST_REPORT", "TEST_FAILED", "CORRECTION", "ONSITE_FAILED", "QUEUE")


class GapState(models.TextChoices):
    """Whether it still holds the case up."""

    OPEN = "OPEN", pgettext_lazy("bottleneck", "open")
    CLOSED = "CLOSED", pgettext_lazy("bottleneck", "closed")


GapState.BADGES = {"OPEN": ("warn", "alert-triangle"), "CLOSED": ("ok", "circle-check")}


@track()
class CaseBottleneck(models.Model):
    """A bottleneck of a case, from the day it showed to the day it was out of the way; open ones end with the case.

    The enterprise reads them: they are what it has to put right.
    """

    Kind = Bottleneck
    State = GapState

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="bottlenecks", verbose_name=_("case"))
    kind = models.CharField(_("bottleneck"), max_length=20, choices=Bottleneck)
    note = models.CharField(_("note"), max_length=200, blank=True)
    opened_on = models.DateField(_("since"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )
    closed_on = models.DateField(_("out of the way on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BottleneckQuerySet.as_manager()

    class Meta:
        verbose_name = _("bottleneck of a case")
        ordering = ["opened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(closed_on=None),
                name="bottleneck_open_once",
                violation_error_message=_("This bottleneck is noted already and still open."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")),
                name="bottleneck_order",
                violation_error_message=_("It cannot be out of the way before it showed."),
            ),
        ]
        indexes = [
            # days lost: those of a time, in a park and in all
            models.Index(fields=["park", "opened_on", "kind"], name="bottleneck_list"),
            models.Index(fields=["opened_on", "kind"], name="bottleneck_list_all"),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        """Its place on the page of the case."""
        return f"{self.case.get_absolute_url()}#b{self.pk}"

    @property
    def is_open(self):
        """Whether it still holds the case up."""
        return self.closed_on is None

    @property
    def state(self):
        """Its state in a word."""
        return GapState.OPEN if self.is_open else GapState.CLOSED

    @property
    def badge(self):
        """The badge of the state."""
        return badge_of(self, "state")

    @property
    def days(self):
        """Calendar days it has cost."""
        return ((self.closed_on or today_()) - self.opened_on).days
