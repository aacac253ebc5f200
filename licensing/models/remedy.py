"""What may be done about a refusal: reconsideration or a lawsuit, until when, and what came of it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.badges import badge_of
from core.due import due_of
from core.history import track
from core.models import Park
from core.transitions import Flow
from licensing.models.case import LicenceCase
from licensing.querysets import OfCaseQuerySet

REFUSED_ONLY = """
IF NOT EXISTS (SELECT FROM licensing_licencecase WHERE id = NEW.case_id AND status = 'REFUSED')
THEN RAISE EXCEPTION 'only a refused case has a remedy'; END IF;
RETURN NEW;
"""


class RemedyQuerySet(OfCaseQuerySet):
    """Querysets of remedies."""

    def open(self):
        """May still be asked for."""
        return self.filter(status=self.model.Status.OPEN)


FLOW = Flow(
    field="status",
    first=("OPEN",),
    steps={
        "OPEN": ("ASKED", "WAIVED"),
        "ASKED": ("UPHELD", "OVERTURNED"),
        "UPHELD": ("ASKED",),
        "WAIVED": ("ASKED",),
        "OVERTURNED": ("OPEN",),
    },
)


@track()
class CaseRemedy(models.Model):
    """The way against a refusal. Transitions (FLOW): OPEN → ASKED, WAIVED; ASKED → UPHELD, OVERTURNED; an upheld
    refusal may go to court, and who waived may think again: UPHELD, WAIVED → ASKED. Overturned and refused again: OVERTURNED → OPEN.

    `reconsider_by` is 60 calendar days, `sue_by` six months after the refusal became known (DOMAIN §9.4).
    """

    class Status(models.TextChoices):
        """Where it stands."""

        OPEN = "OPEN", pgettext_lazy("remedy", "may be asked for")
        ASKED = "ASKED", pgettext_lazy("remedy", "asked for")
        UPHELD = "UPHELD", pgettext_lazy("remedy", "refusal upheld")
        OVERTURNED = "OVERTURNED", pgettext_lazy("remedy", "refusal overturned")
        WAIVED = "WAIVED", pgettext_lazy("remedy", "not asked for")

    class Way(models.TextChoices):
        """Which way."""

        RECONSIDER = "RECONSIDER", _("administrative reconsideration")
        LAWSUIT = "LAWSUIT", _("administrative lawsuit")

    Status.BADGES = {
        "OPEN": ("warn", "clock"),
        "ASKED": ("info", "gavel"),
        "UPHELD": ("bad", "circle-x"),
        "OVERTURNED": ("ok", "circle-check"),
        "WAIVED": ("", "circle-minus"),
    }

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.OneToOneField(LicenceCase, models.CASCADE, related_name="remedy", verbose_name=_("case"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    refusal = models.CharField(_("reasons of the refusal"), max_length=500, blank=True)
    known_on = models.DateField(_("refusal known on"))
    reconsider_by = models.DateField(_("ask for reconsideration by"))
    sue_by = models.DateField(_("sue by"))
    provisional = models.BooleanField(_("provisional date"), default=False)
    way = models.CharField(_("which way"), max_length=10, choices=Way, blank=True)
    body = models.CharField(_("where it was asked for"), max_length=80, blank=True)
    asked_on = models.DateField(_("asked for on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.CharField(_("reasons"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("noted by")
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = RemedyQuerySet.as_manager()

    class Meta:
        verbose_name = _("remedy against a refusal")
        triggers = [
            *FLOW.triggers(),
            pgtrigger.Trigger(
                name="of_a_refusal", when=pgtrigger.Before, operation=pgtrigger.Insert, func=REFUSED_ONLY
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(asked_on=None) | Q(asked_on__gte=F("known_on")),
                name="remedy_asked_after_known",
                violation_error_message=_("It cannot have been asked for before the refusal was known."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("asked_on")),
                name="remedy_decided_after_asking",
                violation_error_message=_("It cannot have been decided before it was asked for."),
            ),
        ]
        indexes = [
            # what may still be asked for: reminders, "coming"; of a park and of all
            models.Index(
                fields=["park", "reconsider_by", "id"], name="case_remedy_due", condition=Q(status="OPEN")
            ),
            models.Index(
                fields=["reconsider_by", "id"], name="case_remedy_due_all", condition=Q(status="OPEN")
            ),
        ]

    def __str__(self):
        return str(self.get_status_display())

    def get_absolute_url(self):
        """Its place on the page of the case."""
        return f"{self.case.get_absolute_url()}#remedy"

    @property
    def badge(self):
        """Where it stands, in a word."""
        return badge_of(self)

    @property
    def due(self):
        """Until when reconsideration is asked for, with its distance."""
        return due_of(self.reconsider_by, provisional=self.provisional)
