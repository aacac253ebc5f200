"""What a case collects: the documents of its checklist, and whom the station was in touch with."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.badges import badge_of
from core.clock import today as today_
from core.due import Due, due_of, short_day
from core.history import track
from core.models import Park
from licensing.models.case import LicenceCase
from licensing.models.choices import Holder, Paper, Party
from licensing.querysets import ContactQuerySet, DocumentQuerySet


@track()
class CaseDocument(models.Model):
    """A document of the checklist: whether it is there, who owes it and until when. Its files are attachments.

    What the enterprise uploads is PROVIDED until the station has looked at it; `source` names what serves:
    a row of the archive or a document of an earlier case (`taken_from`), whose files it shares.
    """

    Status = Paper

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="documents", verbose_name=_("case"))
    label = models.CharField(_("document"), max_length=80)
    owed_by = models.CharField(_("owed by"), max_length=10, choices=Holder, default=Holder.ENTERPRISE)
    status = models.CharField(_("status"), max_length=10, choices=Paper, default=Paper.MISSING)
    due_on = models.DateField(_("needed by"), null=True, blank=True)
    source = models.CharField(_("taken from"), max_length=200, blank=True)
    taken_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    taken_id = models.BigIntegerField(null=True, blank=True)
    taken_from = GenericForeignKey("taken_type", "taken_id")
    note = models.CharField(_("note"), max_length=200, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document of a case")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "label"], name="case_document_once")]
        indexes = [
            # what is owed by a day: reminders, "coming"; of a park and of all
            models.Index(
                fields=["park", "due_on", "id"],
                name="case_document_due",
                condition=Q(status="MISSING", due_on__isnull=False),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="case_document_due_all",
                condition=Q(status="MISSING", due_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        """Its place on the page of the case."""
        return f"{self.case.get_absolute_url()}#d{self.pk}"

    @property
    def badge(self):
        """State in a word."""
        return badge_of(self)

    @property
    def is_there(self):
        """Whether nobody has to bring it any more."""
        return self.status in (Paper.RECEIVED, Paper.WAIVED)


@track()
class CaseContact(models.Model):
    """A call or a visit to authority, testing body or enterprise; what was promised is a deadline. Internal."""

    class Way(models.TextChoices):
        """How."""

        PHONE = "PHONE", _("by phone")
        VISIT = "VISIT", _("in person")
        MESSAGE = "MESSAGE", _("in writing")

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    case = models.ForeignKey(LicenceCase, models.CASCADE, related_name="contacts", verbose_name=_("case"))
    party = models.CharField(_("with whom"), max_length=10, choices=Party)
    way = models.CharField(_("how"), max_length=8, choices=Way)
    person = models.CharField(_("office and person"), max_length=80, blank=True)
    text = models.CharField(_("what was said"), max_length=500)
    happened_at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noted by")
    )
    promise = models.CharField(_("what was promised"), max_length=200, blank=True)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    settled_on = models.DateField(_("settled on"), null=True, blank=True)
    kept = models.BooleanField(_("promise kept"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a case")
        ordering = ["-happened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(promised_on=None) | ~Q(promise=""),
                name="contact_promise_has_words",
                violation_error_message=_("Say what was promised for that day."),
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None, kept=None) | Q(settled_on__isnull=False, kept__isnull=False),
                name="contact_promise_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-happened_at", "-id"], name="case_contact_list"),
            # promises that are open: reminders, "coming"; of a park and of all
            models.Index(
                fields=["park", "promised_on", "id"],
                name="case_contact_due",
                condition=Q(settled_on=None, promised_on__isnull=False),
            ),
            models.Index(
                fields=["promised_on", "id"],
                name="case_contact_due_all",
                condition=Q(settled_on=None, promised_on__isnull=False),
            ),
        ]

    def __str__(self):
        return self.text[:40]

    def get_absolute_url(self):
        """Its place on the page of the case."""
        return f"{self.case.get_absolute_url()}#c{self.pk}"

    @property
    def is_owed(self):
        """Whether somebody promised something and nobody has said what came of it."""
        return self.promised_on is not None and self.settled_on is None

    @property
    def due(self):
        """The promised day with its distance."""
        if not self.is_owed:
            return Due(short_day(self.promised_on), "", date=self.promised_on) if self.promised_on else None
        return due_of(self.promised_on, today=today_())
