"""The ledger: what is owed to whom, what was sent, what failed, what was stopped (DESIGN §3 "Reminders", "Messages").

Two tables. `DueReminder` owes one reminder per (source, object, due date, step, recipient) and is filled by the sweep.
`Message` is what a person gets: an entry under the bell, and its delivery by each channel. Both exist before anything
is sent; Redis holds no truth.
"""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from core.models import Park
from reminders.querysets import MessageQuerySet, ReminderQuerySet
from reminders.sources import sources


class Channel(models.TextChoices):
    """How a message leaves the station."""

    IN_APP = "IN_APP", _("in the station")
    EMAIL = "EMAIL", _("e-mail")


class State(models.TextChoices):
    """State of a ledger row."""

    OWED = "OWED", _("owed")
    SENT = "SENT", _("sent")
    FAILED = "FAILED", _("failed")
    STOPPED = "STOPPED", _("stopped")
    SUPERSEDED = "SUPERSEDED", _("superseded")


State.BADGES = {
    "OWED": ("info", "clock"),
    "SENT": ("ok", "circle-check"),
    "FAILED": ("bad", "alert-octagon"),
    "STOPPED": ("", "player-stop"),
    "SUPERSEDED": ("", "arrow-forward-up"),
}


@track()
class LeadTime(models.Model):
    """When to remind before (or after, negative days) a due date of a source. Data, edited by administrators."""

    source = models.CharField(_("source"), max_length=40)
    days_before = models.SmallIntegerField(_("days before"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("lead time")
        verbose_name_plural = _("lead times")
        constraints = [models.UniqueConstraint(fields=["source", "days_before"], name="lead_time_once")]

    def __str__(self):
        label = sources[self.source].label if self.source in sources else self.source
        return f"{label} {self.days_before:+d}"


class DueReminder(models.Model):
    """One reminder about one due date to one person.

    `step` is the lead time in days before the due date. Written only by the sweep (`reminders.sweep`), which owes the
    latest step passed and records earlier ones as superseded.
    """

    State = State

    source = models.CharField(_("source"), max_length=40)
    object_id = models.BigIntegerField()
    park = models.ForeignKey(Park, models.CASCADE)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(_("about"), max_length=200)
    title = models.CharField(_("what is due"), max_length=200)
    url = models.CharField(max_length=200)
    due_on = models.DateField(_("due on"))
    step = models.SmallIntegerField(_("days before"))
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="due_reminders")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OWED)
    owed_at = models.DateTimeField(_("owed since"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    message = models.ForeignKey("Message", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "object_id", "due_on", "step", "recipient"],
                name="reminder_owed_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="reminder_owed", condition=Q(state="OWED")
            ),  # what sending claims
            # the ledger page, of one park and of all
            models.Index(fields=["park", "-due_on", "-id"], name="reminder_ledger"),
            models.Index(fields=["-due_on", "-id"], name="reminder_ledger_all"),
            models.Index(fields=["state", "park"], name="reminder_states"),  # its tabs
            models.Index(fields=["recipient", "-due_on"], name="reminder_of_person"),
        ]

    def __str__(self):
        return f"{self.title} {self.due_on}"


class Message(models.Model):
    """What one person is told: an entry under the bell. Deliveries by other channels hang below it."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages_received")
    park = models.ForeignKey(Park, models.CASCADE, null=True)
    kind = models.CharField(max_length=40)
    icon = models.CharField(max_length=30, default="bell")
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(max_length=200, blank=True)
    about_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    about_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="message_inbox"),
            models.Index(
                fields=["recipient"], name="message_unread", condition=Q(read_at=None)
            ),  # the number at the bell
        ]

    def __str__(self):
        return self.title


class Delivery(models.Model):
    """A message owed by one channel: owed → sent | failed | stopped (`reminders.sending`).

    A row claimed by a worker that died before it began to send (`sending_at` empty) is taken up again; one whose
    sending broke off without an answer is failed and never sent twice.
    """

    State = State

    message = models.ForeignKey(Message, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    address = models.CharField(_("address"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OWED)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("delivery")
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel")
        ]
        indexes = [models.Index(fields=["id"], name="delivery_owed", condition=Q(state="OWED"))]

    def __str__(self):
        return f"{self.channel} {self.state}"
