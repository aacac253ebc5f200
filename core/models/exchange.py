"""Rows in and out: saved filters of lists, and what was exported or imported (FEATURES 15.1, 15.2, 16.3).

People stand above core, so rows here carry a user's id and name, not a foreign key.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.badges import badge_of
from core.history import track
from core.models.park import Park
from core.scope import ParkQuerySet
from core.transitions import Flow

LONGEST_QUERY = 1000


def sees_shared(user):
    """Whether filters shared in a park are for this user: he works there, or reads all of it."""
    return bool(user.park_id and (user.is_officer or user.reads_whole_park))


def mine_or_shared(user_id, park_id):
    """The condition on filters of one person or shared in a park."""
    return Q(user_id=user_id) | Q(park_id=park_id, shared=True)


class SavedFilterQuerySet(ParkQuerySet):
    """Filters somebody may open."""

    def visible_to(self, user):
        """One's own; for those who work in a park or read all of it, those shared there."""
        mine = Q(user_id=user.pk)
        return self.filter(mine_or_shared(user.pk, user.park_id) if sees_shared(user) else mine)

    def editable_by(self, user):
        """Only one's own."""
        return self.filter(user_id=user.pk)


@track()
class SavedFilter(models.Model):
    """A filter of a list under a name: its address and its query string, nothing else. The list reads the query string
    like any other, within the scope of whoever opens it."""

    park = models.ForeignKey(Park, models.CASCADE, null=True)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=200)
    list_title = models.CharField(max_length=60, blank=True)
    name = models.CharField(_("name of the filter"), max_length=40)
    query = models.CharField(max_length=LONGEST_QUERY)
    shared = models.BooleanField(_("for everybody in the park"), default=False)
    pinned_by = ArrayField(models.BigIntegerField(), default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        constraints = [
            models.UniqueConstraint(
                fields=["user_id", "path", "name"],
                name="saved_filter_one_per_name",
                violation_error_message=_("You have a filter of this name for this list already."),
            )
        ]
        indexes = [
            # those shared in a park, beside one's own (the unique index)
            models.Index(fields=["park", "path"], name="saved_filter_shared", condition=Q(shared=True))
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The list, filtered."""
        return f"{self.path}?{self.query}"


class TransferQuerySet(ParkQuerySet):
    """Exports and imports somebody may look at."""

    def visible_to(self, user):
        """One's own: a file may hold more than others may see."""
        return self.filter(user_id=user.pk)


def transfer_path(transfer, filename):
    """A random name in a folder per day; what the user calls the file is a column, never a path."""
    return f"transfers/{transfer.created_now():%Y%m%d}/{uuid.uuid4().hex}"


FLOW = Flow(
    field="state",
    first=("WAITING", "DONE"),
    steps={
        "WAITING": ("RUNNING", "FAILED"),
        "RUNNING": ("WAITING", "PREVIEW", "DONE", "FAILED"),
        "PREVIEW": ("WAITING", "DROPPED"),
    },
)


@track(exclude=["claim", "beat_at", "done", "total"])
class Transfer(models.Model):
    """An export or import. Transitions (FLOW): WAITING → RUNNING → PREVIEW (an import that was checked) → WAITING →
    RUNNING → DONE; PREVIEW → DROPPED; FAILED with a sentence. A small export is made at once and enters as DONE.

    A worker takes a waiting one by writing its `claim` and keeps it by `beat_at`; the last statement of its work asks for
    the claim again, so nothing is done twice (core.exchange.jobs).
    """

    class Kind(models.TextChoices):
        """Which way."""

        EXPORT = "EXPORT", _("export")
        IMPORT = "IMPORT", _("import")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "WAITING", pgettext_lazy("transfer", "waiting")
        RUNNING = "RUNNING", pgettext_lazy("transfer", "running")
        PREVIEW = "PREVIEW", pgettext_lazy("transfer", "to be looked at")
        DONE = "DONE", pgettext_lazy("transfer", "done")
        FAILED = "FAILED", pgettext_lazy("transfer", "failed")
        DROPPED = "DROPPED", pgettext_lazy("transfer", "dropped")

    State.BADGES = {
        "WAITING": ("info", "hourglass"),
        "RUNNING": ("info", "progress"),
        "PREVIEW": ("warn", "eye"),
        "DONE": ("ok", "circle-check"),
        "FAILED": ("bad", "circle-x"),
        "DROPPED": ("", "circle-minus"),
    }
    State.OPEN = ("WAITING", "RUNNING")

    class Step(models.TextChoices):
        """What a worker has to do."""

        EXPORT = "EXPORT", _("write the file")
        CHECK = "CHECK", _("check the file")
        APPLY = "APPLY", _("enter the rows")

    park = models.ForeignKey(Park, models.CASCADE, null=True)
    user_id = models.BigIntegerField()
    user_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(_("direction"), max_length=8, choices=Kind)
    code = models.CharField(max_length=60)  # an import's Exchange; the address of an exported list
    title = models.CharField(_("what"), max_length=120)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(max_length=8, choices=Step)
    options = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    source = models.FileField(upload_to=transfer_path, max_length=120, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    answer = models.FileField(upload_to=transfer_path, max_length=120, blank=True)
    answer_name = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True)
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("begun at"))
    finished_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()
    since = None  # from when the user has waited for the step that is being done

    class Meta:
        verbose_name = _("export or import")
        triggers = FLOW.triggers()
        indexes = [
            # one's own, newest first
            models.Index(fields=["user_id", "-created_at"], name="transfer_of_user"),
            # what a worker has to take up
            models.Index(fields=["id"], name="transfer_open", condition=Q(state__in=["WAITING", "RUNNING"])),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its progress, preview and result."""
        return reverse("core:transfer", args=[self.pk])

    def created_now(self):
        """The day of the folder."""
        return self.created_at

    @property
    def badge(self):
        """How far it is, as a badge."""
        return badge_of(self, "state")

    @property
    def is_open(self):
        """Whether a worker has something to do."""
        return self.state in self.State.OPEN


class TransferRow(models.Model):
    """A row of an imported sheet as it was understood: the preview, and what is entered. Gone with its import."""

    class State(models.TextChoices):
        """What would happen."""

        NEW = "NEW", _("will be created")
        CHANGED = "CHANGED", _("will be changed")
        SAME = "SAME", _("stays as it is")
        WRONG = "WRONG", _("has errors")

    State.BADGES = {
        "NEW": ("info", "plus"),
        "CHANGED": ("warn", "pencil"),
        "SAME": ("", "check"),
        "WRONG": ("bad", "alert-circle"),
    }

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()  # as the sheet numbers it
    state = models.CharField(max_length=8, choices=State)
    label = models.CharField(max_length=200, blank=True)
    object_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    changes = models.JSONField(default=list)  # [[column, old, new]] in words
    errors = models.JSONField(default=list)  # [[column or "", sentence]]
    hints = models.JSONField(default=list)  # sentences that do not hinder

    class Meta:
        constraints = [models.UniqueConstraint(fields=["transfer", "row"], name="transfer_row_once")]
        indexes = [
            # the preview by state, in the order of the sheet
            models.Index(fields=["transfer", "state", "row"], name="transfer_row_state")
        ]

    def __str__(self):
        return f"{self.row} {self.label}"
