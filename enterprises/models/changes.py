"""What an enterprise says of its own registers before the station has confirmed it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, Role
from core.badges import badge_of
from core.history import track
from core.models import Park
from core.scope import ParkQuerySet
from core.transitions import Flow


class ChangeQuerySet(ParkQuerySet):
    """Querysets of proposed changes."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Enterprise: its own. Others: none."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            return self.filter(enterprise__memberships__user=user, enterprise__memberships__is_active=True)
        return self.none()

    def open(self):
        """Those that somebody still has to do something about."""
        return self.filter(status__in=RegisterChange.Status.OPEN)

    def waiting(self):
        """Those the station has to decide."""
        return self.filter(status=RegisterChange.Status.PENDING)

    def for_page(self):
        """With what a line or a page shows."""
        return self.select_related("enterprise__liaison", "proposed_by", "decided_by")


class ChangeStatus(models.TextChoices):
    """Where a proposed change stands."""

    PENDING = "PENDING", _("to be confirmed")
    RETURNED = "RETURNED", _("sent back")
    ACCEPTED = "ACCEPTED", _("accepted")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


ChangeStatus.OPEN = ("PENDING", "RETURNED")
ChangeStatus.BADGES = {
    "PENDING": ("info", "clock"),
    "RETURNED": ("warn", "arrow-back-up"),
    "ACCEPTED": ("ok", "check"),
    "WITHDRAWN": ("", "minus"),
}

FLOW = Flow(
    "status",
    first=("PENDING",),
    steps={
        "PENDING": ("ACCEPTED", "RETURNED", "WITHDRAWN"),
        "RETURNED": ("PENDING", "WITHDRAWN"),
    },
)


@track()
class RegisterChange(models.Model):
    """A row of a register as the enterprise wants it: the row keeps its confirmed values until the station decides.

    `values` are the fields as they were posted, so that the form of the register judges them again; `changed` are the
    names of those that differ from the row. `row_id` is empty for a new row until it is accepted. One row has one open
    change. PENDING → ACCEPTED | RETURNED | WITHDRAWN; RETURNED → PENDING | WITHDRAWN.
    """

    Status = ChangeStatus

    class Kind(models.TextChoices):
        """What is to become of the row."""

        ADD = "ADD", _("new row")
        CHANGE = "CHANGE", _("changed row")
        REMOVE = "REMOVE", _("row to be removed")

    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        models.CASCADE,
        related_name="register_changes",
        verbose_name=_("enterprise"),
    )
    register = models.CharField(_("register"), max_length=30)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    row_id = models.BigIntegerField(null=True, blank=True)
    row_seen = models.DateTimeField(null=True, blank=True)  # when the row was last changed before this
    name = models.CharField(_("name"), max_length=100)
    values = models.JSONField(_("values"), default=dict)
    changed = models.JSONField(_("changed fields"), default=list)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus, default=ChangeStatus.PENDING)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed change")
        triggers = FLOW.triggers()
        constraints = [
            models.UniqueConstraint(
                fields=["register", "row_id"],
                condition=Q(status__in=ChangeStatus.OPEN, row_id__isnull=False),
                name="change_one_open_per_row",
                violation_error_message=_("A change of this row is under way already."),
            ),
        ]
        indexes = [
            # My work of the station and of the enterprise
            models.Index(
                fields=["park", "proposed_at"],
                name="change_open",
                condition=Q(status__in=ChangeStatus.OPEN),
            ),
            # the list of all changes, of one park and of all
            models.Index(fields=["park", "-proposed_at", "-id"], name="change_list"),
            models.Index(fields=["-proposed_at", "-id"], name="change_list_all"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Side by side."""
        return reverse("enterprises:change", args=[self.pk])

    @property
    def correct_url(self):
        """Where the enterprise says it otherwise."""
        return reverse("enterprises:correct_change", args=[self.pk])

    @property
    def is_open(self):
        """Whether somebody still has to do something about it."""
        return self.status in ChangeStatus.OPEN

    @property
    def badge(self):
        """The badge of the status."""
        return badge_of(self)
