"""What was found for a case before it went on: the entry, the day, the result, as they stood then."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import track
from core.models import Park
from licensing.models.case import LicenceCase
from licensing.models.rule import LicenceRule, Verdict
from licensing.querysets import OfCaseQuerySet


@track()
class CaseDiagnosis(models.Model):
    """The diagnosis of a case. `said` keeps the words of the rule as they stood on that day, whatever becomes of it."""

    Verdict = Verdict

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.OneToOneField(LicenceCase, models.CASCADE, related_name="diagnosis", verbose_name=_("case"))
    rule = models.ForeignKey(
        LicenceRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule")
    )
    made_for = models.DateField(_("for the day"))
    verdict = models.CharField(_("result"), max_length=10, choices=Verdict)
    product = models.CharField(_("product"), max_length=100, blank=True)
    said = models.JSONField(_("as it stood"), default=dict)
    made_on = models.DateField(_("made on"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("diagnosis of a case")

    def __str__(self):
        return self.said.get("label", "") or str(self.get_verdict_display())
