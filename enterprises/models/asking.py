"""What the station asks an enterprise for, once: only what its archive lacks, or what nobody has confirmed for a year."""

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


class DataRequestQuerySet(ParkQuerySet):
    """Querysets of requests for data."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Enterprise: its own. Others: none."""
        if user.role in READERS:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            return self.filter(enterprise__memberships__user=user, enterprise__memberships__is_active=True)
        return self.none()

    def open(self):
        """Those the enterprise has not finished."""
        return self.filter(status=DataRequest.Status.OPEN)

    def for_page(self):
        """With what a line or a page shows."""
        return self.select_related("enterprise__park", "asked_by")


class DataRequestStatus(models.TextChoices):
    """Where a request for data stands."""

    OPEN = "OPEN", _("waiting for the enterprise")
    ANSWERED = "ANSWERED", _("answered")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


DataRequestStatus.BADGES = {
    "OPEN": ("info", "clock"),
    "ANSWERED": ("ok", "check"),
    "WITHDRAWN": ("", "minus"),
}

FLOW = Flow("status", first=("OPEN",), steps={"OPEN": ("ANSWERED", "WITHDRAWN")})


@track()
class DataRequest(models.Model):
    """One list of questions to one enterprise; it has one open list at a time, to which further questions are added.

    `questions` hold what is asked (`enterprises.archive.asking.Question`), each once; `saved` is the number of fields that
    were not asked for because they stand in the archive and are confirmed. OPEN → ANSWERED | WITHDRAWN.
    """

    Status = DataRequestStatus

    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="data_requests", verbose_name=_("enterprise")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=DataRequestStatus, default=DataRequestStatus.OPEN
    )
    sections = models.JSONField(_("sections"), default=list)
    questions = models.JSONField(_("questions"), default=list)
    saved = models.PositiveIntegerField(_("questions saved"), default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked for by")
    )
    asked_at = models.DateTimeField(_("asked for on"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for data")
        triggers = FLOW.triggers()
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(status="OPEN"),
                name="data_request_one_open",
                violation_error_message=_("The enterprise has an open request for data already."),
            ),
        ]
        indexes = [
            # My work of who has asked
            models.Index(fields=["park", "asked_at"], name="data_request_open", condition=Q(status="OPEN")),
        ]

    def __str__(self):
        return str(self.enterprise)

    def get_absolute_url(self):
        """The questions."""
        return reverse("enterprises:asked", args=[self.pk])

    @property
    def is_open(self):
        """Whether the enterprise has to say something."""
        return self.status == DataRequestStatus.OPEN

    @property
    def badge(self):
        """The badge of the status."""
        return badge_of(self)
