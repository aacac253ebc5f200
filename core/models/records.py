"""What every app leaves behind the same way: timeline lines, one-time keys, drafts, attachments, job heartbeats.

People stand above core, so rows here carry a user's id and name, not a foreign key.
"""

import uuid

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.history import track
from core.models.park import Park


class TimelineEntry(models.Model):
    """One line on the timeline of a subject (an enterprise): what happened, said by a sentence key and arguments.

    Written by the act in its own transaction (`core.timeline.record`). `internal` lines are for the station only.
    """

    park = models.ForeignKey(Park, models.CASCADE)
    subject_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    subject_id = models.BigIntegerField()
    happened_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    sentence = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60, blank=True)
    object_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    internal = models.BooleanField(default=False)
    request = models.CharField(
        max_length=20, default="", db_default="", blank=True
    )  # finds its events in history

    class Meta:
        indexes = [
            # the timeline of one enterprise, newest first
            models.Index(
                fields=["subject_type", "subject_id", "-happened_at", "-id"],
                name="timeline_of_subject",
            ),
            # the lines of one record
            models.Index(
                fields=["object_type", "object_id", "happened_at"],
                name="timeline_of_object",
            ),
        ]

    def __str__(self):
        return f"{self.happened_at:%Y-%m-%d} {self.sentence}"


class Submission(models.Model):
    """A one-time key of a create form, unique in the database: double click, retry and replay give one row."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user_id = models.BigIntegerField(null=True)
    form = models.CharField(max_length=40)
    object_type = models.ForeignKey(ContentType, models.CASCADE, null=True, related_name="+")
    object_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Draft(models.Model):
    """What a user has typed into a form and not yet saved."""

    user_id = models.BigIntegerField()
    form = models.CharField(max_length=40)
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user_id", "form", "key"], name="draft_one_per_form")]

    def __str__(self):
        return f"{self.form}/{self.key}"


def attachment_path(attachment, filename):
    """Random name in a folder per park and month; the user's file name is a column, never a path."""
    day = attachment.uploaded_at or attachment.created_now()
    return f"attachments/{attachment.park_id}/{day:%Y%m}/{uuid.uuid4().hex}"


@track()
class Attachment(models.Model):
    """A file that belongs to any object, checked by content and size, served through the object's scope."""

    class Kind(models.TextChoices):
        """What the content is."""

        IMAGE = "IMAGE", _("photo")
        PDF = "PDF", _("PDF")
        OFFICE = "OFFICE", _("Office document")
        TEXT = "TEXT", _("text")

    park = models.ForeignKey(Park, models.CASCADE)
    object_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    object = GenericForeignKey("object_type", "object_id")
    file = models.FileField(upload_to=attachment_path, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    caption = models.CharField(_("caption"), max_length=100, blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField(default=0)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    uploaded_by_name = models.CharField(max_length=60, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by_id = models.BigIntegerField(null=True)
    removed_by_name = models.CharField(max_length=60, blank=True)
    removed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("attachment")
        indexes = [
            models.Index(
                fields=["object_type", "object_id", "position", "id"],
                name="attachment_of_object",
            )
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def created_now():
        """The moment used for the folder before the row is saved."""
        return timezone.now()


class Heartbeat(models.Model):
    """The last sign of life of a job (beat, sweep, sending), read by the health page."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self):
        return self.name
