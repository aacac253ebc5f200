"""What a stage usually takes, kept for lists and My work, where many cases stand beside each other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Park
from licensing.models.choices import Kind, Stage


class UsualDays(models.Model):
    """Days of a stage over the last finished cases of a kind in a park, or in all parks (`park` empty).

    Rewritten by the act that finishes a case (`licensing.usual.keep`), from the same rows that the page of a case looks
    at; no person changes it, so there is no history of it.
    """

    park = models.ForeignKey(Park, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(_("kind of case"), max_length=20, choices=Kind)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    median = models.DecimalField(max_digits=7, decimal_places=1)
    slow = models.PositiveIntegerField()
    cases = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("usual days of a stage")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "stage", "park"], name="usual_days_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.stage}: {self.median}"
