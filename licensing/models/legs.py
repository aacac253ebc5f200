"""The legs of a case (who had the baton how long), and the times it was on hold."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.history import track
from licensing.models.case import LicenceCase
from licensing.models.choices import Holder, Stage
from licensing.models.procedure import ProcedureStage


@track()
class CaseLeg(models.Model):
    """A stage of a case as it was run: whose, from when to when. `days` are calendar days without those on hold, kept
    when it ends, as is whether that was more than it was allowed. What that is, is copied from the procedure when it begins."""

    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="legs")
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    holder = models.CharField(_("holder of the baton"), max_length=10, choices=Holder)
    n = models.PositiveSmallIntegerField(_("usual duration"))
    unit = models.CharField(_("unit"), max_length=2, choices=ProcedureStage.Unit)
    pauses_authority = models.BooleanField(default=False)
    began_on = models.DateField(_("began on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    days = models.PositiveIntegerField(null=True, blank=True)
    is_late = models.BooleanField(_("longer than allowed"), default=False)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("licence case", "leg")
        ordering = ["began_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "stage"], name="case_leg_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None), name="case_leg_one_open_per_case"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__gte=F("began_on")),
                name="case_leg_order",
                violation_error_message=_("A stage cannot end before it began."),
            ),
        ]

    def __str__(self):
        return f"{self.get_stage_display()} {self.began_on}"


@track()
class CasePause(models.Model):
    """A time in which a case was on hold, with the reason."""

    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="pauses")
    paused_on = models.DateField()
    resumed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = pgettext_lazy("licence case", "hold")
        ordering = ["paused_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(resumed_on=None), name="case_pause_one_open_per_case"
            ),
            models.CheckConstraint(condition=Q(resumed_on__gte=F("paused_on")), name="case_pause_order"),
        ]

    def __str__(self):
        return f"{self.paused_on}–{self.resumed_on or ''}"
