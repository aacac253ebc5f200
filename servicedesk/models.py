"""Service requests and consultations: the one inbox for web, phone, walk-in and visit (DOMAIN §14)."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.history import track
from core.models import Park
from core.transitions import Flow
from enterprises.models import Enterprise
from servicedesk.querysets import ConsultationQuerySet, RequestQuerySet


class Channel(models.TextChoices):
    """How it came in."""

    WEB = "WEB", _("online")
    PHONE = "PHONE", _("phone")
    WALK_IN = "WALK_IN", _("walk-in")
    VISIT = "VISIT", _("visit")


class Category(models.Model):
    """What a request or consultation is about. Data: edited by administrators, closed rather than deleted."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=20)
    icon = models.CharField(max_length=30, default="message-2")
    position = models.PositiveSmallIntegerField(default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class PromiseRule(models.Model):
    """How many working days the station promises, by urgency. Data."""

    class Urgency(models.TextChoices):
        """Kind of promise."""

        NORMAL = "NORMAL", _("normal")
        URGENT = "URGENT", _("urgent")
        COMPLEX = "COMPLEX", _("complex")

    urgency = models.CharField(
        _("urgency"), max_length=8, choices=Urgency, primary_key=True
    )
    working_days = models.PositiveSmallIntegerField(
        _("working days"), validators=[MinValueValidator(1)]
    )

    class Meta:
        verbose_name = _("promise rule")

    def __str__(self):
        return f"{self.urgency}: {self.working_days}"


class Status(models.TextChoices):
    """State of a request."""

    REGISTERED = "REGISTERED", _("registered")
    ASSIGNED = "ASSIGNED", _("assigned")
    IN_PROGRESS = "IN_PROGRESS", _("in progress")
    WAITING_ENTERPRISE = "WAITING_ENTERPRISE", _("waiting for the enterprise")
    ANSWERED = "ANSWERED", _("answered")
    CLOSED = "CLOSED", _("closed")
    REOPENED = "REOPENED", _("reopened")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


Status.OPEN = (
    "REGISTERED",
    "ASSIGNED",
    "IN_PROGRESS",
    "WAITING_ENTERPRISE",
    "ANSWERED",
    "REOPENED",
)
Status.RUNNING = ("REGISTERED", "ASSIGNED", "IN_PROGRESS", "REOPENED")  # the clock runs
Status.BADGES = {
    "REGISTERED": ("", "inbox"),
    "ASSIGNED": ("info", "user-check"),
    "IN_PROGRESS": ("info", "progress"),
    "WAITING_ENTERPRISE": ("warn", "player-pause"),
    "ANSWERED": ("ok", "circle-check"),
    "CLOSED": ("ok", "check"),
    "REOPENED": ("warn", "refresh"),
    "WITHDRAWN": ("", "arrow-back-up"),
}

FLOW = Flow(
    field="status",
    first=("REGISTERED", "ASSIGNED", "IN_PROGRESS"),
    steps={
        "REGISTERED": ("ASSIGNED", "IN_PROGRESS", "WITHDRAWN"),
        "ASSIGNED": ("IN_PROGRESS", "ANSWERED", "WAITING_ENTERPRISE", "WITHDRAWN"),
        "IN_PROGRESS": ("WAITING_ENTERPRISE", "ANSWERED", "WITHDRAWN"),
        "WAITING_ENTERPRISE": ("IN_PROGRESS", "ANSWERED", "WITHDRAWN"),
        "ANSWERED": ("CLOSED", "REOPENED"),
        "CLOSED": ("REOPENED",),
        "REOPENED": ("IN_PROGRESS",),
    },
    free_when="imported",
)


@track()
class ServiceRequest(models.Model):
    """A request of an enterprise. Transitions (FLOW): REGISTERED → ASSIGNED → IN_PROGRESS ⇄ WAITING_ENTERPRISE →
    ANSWERED → CLOSED; ANSWERED or CLOSED → REOPENED → IN_PROGRESS; WITHDRAWN before the answer.

    The clock runs in working days from `submitted_at` and stands still in WAITING_ENTERPRISE; `promised_on` is moved
    by each pause (`servicedesk.clock`). Transfer, copy and urging are events, not states.
    """

    Status = Status
    Urgency = PromiseRule.Urgency

    park = models.ForeignKey(Park, models.PROTECT, verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=20)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        related_name="service_requests",
        verbose_name=_("enterprise"),
    )
    title = models.CharField(_("what is needed"), max_length=200)
    detail = models.TextField(_("details"), blank=True)
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    urgency = models.CharField(
        _("urgency"),
        max_length=8,
        choices=PromiseRule.Urgency,
        default=PromiseRule.Urgency.NORMAL,
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.REGISTERED
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_requests",
        verbose_name=_("in the hands of"),
    )
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submitted_requests",
    )
    contact_name = models.CharField(_("contact"), max_length=40, blank=True)
    contact_mobile = models.CharField(_("mobile number"), max_length=11, blank=True)
    promised_on = models.DateField(_("promised date"))
    promise_provisional = models.BooleanField(_("provisional date"), default=False)
    waiting_since = models.DateField(_("clock stopped since"), null=True, blank=True)
    waiting_reason = models.CharField(
        _("why the clock stands still"), max_length=200, blank=True
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_requests",
    )
    answered_late = models.BooleanField(_("answered late"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        _("rating"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    rating_text = models.CharField(_("remark"), max_length=300, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    withdrawn_reason = models.CharField(_("reason"), max_length=200, blank=True)
    origin_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin = GenericForeignKey("origin_type", "origin_id")
    imported = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        triggers = FLOW.triggers()
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"], name="request_number_per_park"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="request_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(status="WAITING_ENTERPRISE")
                | Q(waiting_since__isnull=False),
                name="request_waiting_since",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ASSIGNED", "IN_PROGRESS"])
                | Q(holder__isnull=False),
                name="request_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__gte=F("submitted_at")),
                name="request_closed_after",
            ),
        ]
        indexes = [
            # the list, open ones first by promised date
            models.Index(
                fields=["park", "promised_on", "id"],
                name="request_open_list",
                condition=Q(closed_at=None),
            ),
            models.Index(
                fields=["park", "-submitted_at", "-id"], name="request_list"
            ),  # the list of all
            models.Index(
                fields=["-submitted_at", "-id"], name="request_list_all"
            ),  # the list of a city user
            models.Index(
                fields=["promised_on", "id"],
                name="request_open_list_all",
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["holder", "status"], name="request_holder"),  # my work
            models.Index(
                fields=["enterprise", "-submitted_at"], name="request_of_enterprise"
            ),  # its page
            models.Index(
                fields=["origin_type", "origin_id"], name="request_origin"
            ),  # needs of a visit
            models.Index(
                fields=["number"], name="request_number"
            ),  # public look-up, jump
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """The request's page."""
        return reverse("servicedesk:request", args=[self.pk])


@track()
class RequestPause(models.Model):
    """A time in which the enterprise owed an answer: the clock stood still."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="pauses")
    paused_on = models.DateField()
    resumed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(resumed_on=None),
                name="pause_one_open_per_request",
            ),
            models.CheckConstraint(
                condition=Q(resumed_on__gte=F("paused_on")), name="pause_order"
            ),
        ]

    def __str__(self):
        return f"{self.paused_on}–{self.resumed_on or ''}"


@track()
class RequestMessage(models.Model):
    """What was said about a request: question back, reply, answer; `internal` notes are for officers only."""

    class Kind(models.TextChoices):
        """What the message is."""

        QUESTION = "QUESTION", _("question to the enterprise")
        REPLY = "REPLY", _("reply of the enterprise")
        ANSWER = "ANSWER", _("answer")
        NOTE = "NOTE", _("internal note")
        EVENT = "EVENT", _("event")

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    author_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    internal = models.BooleanField(default=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self):
        return self.text[:40]

    @property
    def park_id(self):
        """The park of the request."""
        return self.request.park_id


@track()
class Consultation(models.Model):
    """Something answered on the spot: persons served (人次), subject, one sentence (DOMAIN §14)."""

    park = models.ForeignKey(Park, models.PROTECT, verbose_name=_("park"))
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("enterprise"),
    )
    person = models.CharField(_("who asked"), max_length=60, blank=True)
    persons = models.PositiveSmallIntegerField(
        _("persons served"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    category = models.ForeignKey(Category, models.PROTECT, verbose_name=_("category"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    sentence = models.CharField(_("what was asked and answered"), max_length=300)
    happened_at = models.DateTimeField(_("when"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="consultations",
        verbose_name=_("taken by"),
    )
    imported = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.CheckConstraint(
                condition=Q(persons__gte=1, persons__lte=500),
                name="consultation_persons",
            )
        ]
        indexes = [
            models.Index(
                fields=["park", "-happened_at", "-id"], name="consultation_list"
            ),
            models.Index(fields=["-happened_at", "-id"], name="consultation_list_all"),
            models.Index(
                fields=["enterprise", "-happened_at"], name="consultation_of_enterprise"
            ),
        ]

    def __str__(self):
        return self.sentence

    def get_absolute_url(self):
        """The consultation's page."""
        return reverse("servicedesk:consultation", args=[self.pk])
