"""Samples of a case on their way to a testing body and back, and the deliveries they go in."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.badges import Badge, badge_of
from core.clock import today as today_
from core.due import Due, due_of, short_day
from core.history import track
from core.links import link
from core.models import Park
from core.transitions import Flow
from enterprises.models import BodyAbility, InspectionBody
from licensing.models.case import LicenceCase
from licensing.querysets import DeliveryQuerySet, SampleQuerySet


class SampleStatus(models.TextChoices):
    """Where a sample is."""

    WAITING = "WAITING", pgettext_lazy("sample", "to be delivered")
    DELIVERED = "DELIVERED", pgettext_lazy("sample", "in test")
    REPORTED = "REPORTED", pgettext_lazy("sample", "reported")
    CANCELLED = "CANCELLED", pgettext_lazy("sample", "cancelled")


SampleStatus.OPEN = ("WAITING", "DELIVERED")
SampleStatus.BADGES = {
    "WAITING": ("warn", "packages"),
    "DELIVERED": ("info", "microscope"),
    "REPORTED": ("ok", "circle-check"),
    "CANCELLED": ("", "circle-minus"),
}


class SampleVerdict(models.TextChoices):
    """What a report says."""

    PASSED = "PASSED", pgettext_lazy("test report", "passed")
    FAILED = "FAILED", pgettext_lazy("test report", "failed")


SampleVerdict.BADGES = {"PASSED": ("ok", "circle-check"), "FAILED": ("bad", "circle-x")}

SAMPLE_FLOW = Flow(
    "status",
    first=("WAITING",),
    steps={
        "WAITING": ("DELIVERED", "CANCELLED"),
        # back: its report is not usable, it goes to another body
        "DELIVERED": ("REPORTED", "WAITING", "CANCELLED"),
    },
    free_when="imported",
)


@track()
class Delivery(models.Model):
    """Samples of one or several enterprises brought to a body together, with a slip to sign. `lines` are what the slip says,
    whatever becomes of the samples."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=20)
    body = models.ForeignKey(
        InspectionBody, models.PROTECT, related_name="deliveries", verbose_name=_("testing body")
    )
    delivered_on = models.DateField(_("delivered on"))
    delivered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("delivered by")
    )
    handed_to = models.CharField(_("handed to"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    lines = models.JSONField(_("samples as they were handed over"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery of samples")
        constraints = [models.UniqueConstraint(fields=["park", "number"], name="delivery_number_per_park")]
        indexes = [
            models.Index(fields=["number"], name="delivery_number"),  # a typed number jumps to its slip
        ]

    def __str__(self):
        return f"{self.number} {self.body}"

    def get_absolute_url(self):
        """The slip."""
        return link("licensing:delivery", self.pk)


@track()
class Sample(models.Model):
    """A sample. Transitions (SAMPLE_FLOW): WAITING → DELIVERED → REPORTED; both → CANCELLED; DELIVERED → WAITING when its
    report is not usable.

    `n` and `unit` are the days that were agreed when it was handed over; `due_on` follows. `took` are the calendar days
    from the delivery to the date of the report.
    """

    Status = SampleStatus
    Verdict = SampleVerdict

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=20)
    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="samples", verbose_name=_("case"))
    body = models.ForeignKey(
        InspectionBody, models.PROTECT, related_name="samples", verbose_name=_("testing body")
    )
    ability = models.ForeignKey(
        BodyAbility, models.PROTECT, related_name="samples", verbose_name=_("what is tested")
    )
    name = models.CharField(_("sample"), max_length=100)
    batch = models.CharField(_("batch"), max_length=60, blank=True)
    quantity = models.CharField(_("quantity"), max_length=60, blank=True)
    taken_on = models.DateField(_("taken on"))
    status = models.CharField(_("status"), max_length=10, choices=SampleStatus, default=SampleStatus.WAITING)
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="samples",
        verbose_name=_("delivery"),
    )
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    n = models.PositiveSmallIntegerField(_("agreed days"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=2, choices=BodyAbility.Unit, blank=True)
    due_on = models.DateField(_("report due on"), null=True, blank=True)
    due_provisional = models.BooleanField(_("provisional date"), default=False)
    verdict = models.CharField(_("verdict"), max_length=8, choices=SampleVerdict, blank=True)
    report_number = models.CharField(_("report number"), max_length=60, blank=True)
    report_on = models.DateField(_("date of the report"), null=True, blank=True)
    took = models.PositiveIntegerField(_("days it took"), null=True, blank=True)
    unusable = models.CharField(_("reports that were not usable"), max_length=300, blank=True)
    end_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    imported = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sample")
        triggers = SAMPLE_FLOW.triggers()
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="sample_number_per_park"),
            models.CheckConstraint(
                condition=Q(status="WAITING", delivery=None, delivered_on=None)
                | Q(status="DELIVERED", delivered_on__isnull=False, due_on__isnull=False)
                | Q(
                    ~Q(verdict=""),
                    status="REPORTED",
                    delivered_on__isnull=False,
                    report_on__isnull=False,
                    took__isnull=False,
                )
                | Q(status="CANCELLED"),
                name="sample_facts_of_its_state",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SampleStatus.OPEN, closed_on=None)
                | Q(~Q(status__in=SampleStatus.OPEN), closed_on__isnull=False),
                name="sample_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__gte=F("taken_on")),
                name="sample_delivered_after_taking",
                violation_error_message=_("A sample cannot be delivered before it was taken."),
            ),
            models.CheckConstraint(
                condition=Q(report_on__gte=F("delivered_on")),
                name="sample_reported_after_delivery",
                violation_error_message=_("A report cannot be older than the delivery of its sample."),
            ),
        ]
        indexes = [
            # the list of a park and of all, newest first
            models.Index(fields=["park", "-taken_on", "-id"], name="sample_list"),
            models.Index(fields=["-taken_on", "-id"], name="sample_list_all"),
            models.Index(fields=["number"], name="sample_number"),  # a typed number jumps to its record
            # the board: what waits and is in test of an ability, and what the last ones took
            models.Index(
                fields=["ability", "status", "due_on"],
                name="sample_open_of_ability",
                condition=Q(status__in=SampleStatus.OPEN),
            ),
            models.Index(
                fields=["ability", "-report_on", "-id"],
                name="sample_reported",
                include=["took"],
                condition=Q(status="REPORTED"),
            ),
            # what was reported, newest first, of a park and of all
            models.Index(
                fields=["park", "-report_on", "-id"],
                name="sample_done",
                condition=Q(status="REPORTED"),
            ),
            models.Index(
                fields=["-report_on", "-id"], name="sample_done_all", condition=Q(status="REPORTED")
            ),
            # lists by state, and what is open: counted without reading closed rows; of a park and of all
            models.Index(
                fields=["park", "status", "due_on", "id"],
                name="sample_open",
                condition=Q(status__in=SampleStatus.OPEN),
            ),
            models.Index(
                fields=["status", "due_on", "id"],
                name="sample_open_all",
                condition=Q(status__in=SampleStatus.OPEN),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    def get_absolute_url(self):
        """Its place on the page of the case."""
        return f"{link('licensing:case', self.case_id)}#s{self.pk}"

    @property
    def is_open(self):
        """To be delivered, or in test."""
        return self.status in SampleStatus.OPEN

    @property
    def is_late(self):
        """In test, and its report should be there."""
        return self.status == SampleStatus.DELIVERED and self.due_on < today_()

    @property
    def badge(self):
        """Late before anything else; a report by its verdict."""
        if self.is_late:
            return Badge("bad", "alert-circle", pgettext_lazy("sample", "report late"))
        return badge_of(self, "verdict") if self.status == SampleStatus.REPORTED else badge_of(self)

    @property
    def due(self):
        """The day the report is due with its distance; what became of it once it is closed."""
        if self.status == SampleStatus.DELIVERED:
            return due_of(self.due_on, provisional=self.due_provisional)
        if self.status == SampleStatus.REPORTED:
            words = _("reported after %(n)s days") % {"n": self.took}
            return Due(short_day(self.report_on), words, date=self.report_on)
        return Due("", "")
