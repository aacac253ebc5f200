"""Letters about a case: to the authority, to the enterprise; as they were made."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.history import track
from core.links import link
from core.models import Park
from licensing.models.case import LicenceCase
from licensing.querysets import ContactQuerySet


@track()
class CaseLetter(models.Model):
    """A letter with its number and its words; it stays as it was made, whatever becomes of the case. Internal."""

    class Kind(models.TextChoices):
        """What it is for."""

        URGE = "URGE", pgettext_lazy("letter", "asking the authority to speed up")
        COVER = "COVER", pgettext_lazy("letter", "sending in the application")
        MISSING = "MISSING", pgettext_lazy("letter", "what is missing")
        ISSUED = "ISSUED", pgettext_lazy("letter", "notice of issue")

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="letters", verbose_name=_("case"))
    number = models.CharField(_("number"), max_length=20)
    kind = models.CharField(_("kind of letter"), max_length=8, choices=Kind)
    to = models.CharField(_("addressed to"), max_length=80)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    documents = models.JSONField(_("documents"), default=list, blank=True)  # [[label, state]]
    sender = models.CharField(_("sender"), max_length=120)
    dated_on = models.DateField(_("dated"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter about a case")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["park", "number"], name="case_letter_number_per_park")]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """The letter's page."""
        return link("licensing:letter", self.pk)
