"""The request of an enterprise, the times its clock stood still, and what was said about it."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.roles import OFFICERS
from accounts.standing import must_stand
from core.badges import Badge, badge_of
from core.bigrams import Bigrams
from core.clock import today as today_
from core.due import Due, due_of, paused_due, short_day
from core.history import track
from core.links import link
from core.models import Park
from core.summaries import Summary, kept, local_day
from enterprises.models import Enterprise
from servicedesk.models.choices import (
    BADGE_WORDS,
    FLOW,
    OWN_BADGE_WORDS,
    SATISFIED,
    Category,
    Channel,
    PromiseRule,
    Status,
)
from servicedesk.querysets import MessageQuerySet, RequestQuerySet

_SUBMITTED = local_day("submitted_at")
_ANSWERED = "r.status <> 'WITHDRAWN' AND r.answered_at IS NOT NULL"


@kept(
    Summary("REQUESTS_BY_STATE", day=_SUBMITTED, detail="r.status"),
    Summary("REQUESTS_STANDING", day=_SUBMITTED),
    Summary("REQUESTS_STANDING", day=local_day("closed_at"), where="r.closed_at IS NOT NULL", value="-1"),
    Summary("REQUESTS_BY_SUBJECT", day=_SUBMITTED, detail="r.category_id"),
    Summary("RATED", day=_SUBMITTED, where="r.rating IS NOT NULL"),
    Summary("SATISFIED", day=_SUBMITTED, where=f"r.rating >= {SATISFIED}"),
    Summary("REQUESTS_ANSWERED", day="r.promised_on", where=_ANSWERED),
    Summary("REQUESTS_KEPT", day="r.promised_on", where=f"{_ANSWERED} AND NOT r.answered_late"),
)
@track()
class ServiceRequest(models.Model):
    """A request of an enterprise. Transitions (FLOW): REGISTERED → ASSIGNED → IN_PROGRESS ⇄ WAITING_ENTERPRISE →
    ANSWERED → CLOSED; ANSWERED or CLOSED → REOPENED → IN_PROGRESS; WITHDRAWN before the answer. A holder may answer or
    ask back without declaring first that he has started.

    The clock runs for `promise_days` working days from `clock_from` (submitted or reopened) and stands still in
    WAITING_ENTERPRISE; `promised_on` follows from both and from the pauses (`servicedesk.clock`). Transfer, copy and
    urging are events, not states. Reopening empties the answer's columns; what was answered stays among the messages.
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
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.REGISTERED)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="held_requests",
        verbose_name=_("in the hands of"),
    )
    held_since = models.DateTimeField(null=True, blank=True)
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
    clock_from = models.DateField()
    promise_days = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    promised_on = models.DateField(_("promised date"))
    promise_provisional = models.BooleanField(_("provisional date"), default=False)
    waiting_since = models.DateField(_("clock stopped since"), null=True, blank=True)
    waiting_reason = models.CharField(_("why the clock stands still"), max_length=200, blank=True)
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
    origin_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin = GenericForeignKey("origin_type", "origin_id")
    imported = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        triggers = [
            *FLOW.triggers(),
            # nothing lands on somebody who is being closed; imported history may name who has left
            must_stand(
                "holder_id",
                OFFICERS,
                when="NOT NEW.imported",
                again="OLD.closed_at IS NOT NULL AND NEW.closed_at IS NULL",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="request_number_per_park"),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5),
                name="request_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=~Q(status="WAITING_ENTERPRISE") | Q(waiting_since__isnull=False),
                name="request_waiting_since",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["ASSIGNED", "IN_PROGRESS"]) | Q(holder__isnull=False),
                name="request_held_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__gte=F("submitted_at")),
                name="request_closed_after",
            ),
            # open rows are found by `closed_at IS NULL`, which the indexes below are made for
            models.CheckConstraint(
                condition=Q(status__in=["CLOSED", "WITHDRAWN"], closed_at__isnull=False)
                | Q(~Q(status__in=["CLOSED", "WITHDRAWN"]), closed_at__isnull=True),
                name="request_closed_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(promised_on__gte=F("clock_from")), name="request_promise_after_start"
            ),
        ]
        indexes = [
            # the list of open ones by promised date, of one park and of all
            models.Index(
                fields=["park", "promised_on", "id"], name="request_open_list", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["promised_on", "id"],
                name="request_open_list_all",
                include=["status", "park", "answered_at"],  # a city user's counts do not read the rows
                condition=Q(closed_at=None),
            ),
            # the list with closed ones, newest first, of one park and of all
            models.Index(fields=["park", "-submitted_at", "-id"], name="request_list"),
            models.Index(fields=["-submitted_at", "-id"], name="request_list_all"),
            models.Index(fields=["holder", "status"], name="request_holder"),  # my work, hand-over
            models.Index(
                fields=["answered_by", "-answered_at", "-id"],
                name="request_answered",
                condition=Q(answered_at__isnull=False),
            ),  # my work: done
            models.Index(fields=["enterprise", "-submitted_at"], name="request_of_enterprise"),  # its page
            # how many are open, of each enterprise of a list (index-only)
            models.Index(
                fields=["enterprise"],
                name="request_open_of_enterprise",
                include=["id", "park"],
                condition=Q(closed_at=None),
            ),
            models.Index(fields=["origin_type", "origin_id"], name="request_origin"),  # needs of a visit
            # jump; public look-up: a number that every park has is told apart without reading the rows
            models.Index(
                fields=["number"],
                name="request_number",
                include=["id", "contact_mobile", "channel", "submitted_by", "enterprise"],
            ),
            models.Index(
                fields=["answered_at"], name="request_to_close", condition=Q(status="ANSWERED")
            ),  # the job that closes what was answered
            GinIndex(Bigrams("title", "detail", "answer"), name="request_text"),  # the search box
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """The request's page."""
        return link("servicedesk:request", self.pk)

    @property
    def is_open(self):
        """Neither closed nor withdrawn."""
        return self.closed_at is None

    @property
    def is_overdue(self):
        """The clock runs, the promised date is over, and the park answers for that day (DESIGN §1 "One clock")."""
        return self.status in Status.RUNNING and self.park.live_from <= self.promised_on < today_()

    @property
    def held_by(self):
        """Where it is: `站内 陈晓`, the enterprise, or nobody."""
        if self.status == Status.WAITING_ENTERPRISE:
            return pgettext("holder", "the enterprise")
        return (
            f"{self.holder.affiliation} {self.holder}"
            if self.holder_id
            else pgettext("holder", "not assigned")
        )

    @property
    def badge(self):
        """What the station sees: overdue before anything else."""
        if self.is_overdue:
            return Badge("bad", "alert-circle", pgettext("request", "overdue"))
        badge = badge_of(self)
        return Badge(badge.css, badge.icon, str(BADGE_WORDS.get(self.status, badge.label)))

    @property
    def own_badge(self):
        """What the enterprise sees."""
        if self.status == Status.WAITING_ENTERPRISE:
            return Badge("warn", "hand-stop", pgettext("request", "waiting for you"))
        badge = badge_of(self)
        return Badge(badge.css, badge.icon, str(OWN_BADGE_WORDS.get(self.status, badge.label)))

    @property
    def due(self):
        """The promised date with its distance; how it ended once it was answered."""
        if self.status in Status.RUNNING:
            if self.promised_on < self.park.live_from:
                return Due(short_day(self.promised_on), "", date=self.promised_on)
            return due_of(self.promised_on, provisional=self.promise_provisional)
        if self.status == Status.WAITING_ENTERPRISE:
            return paused_due(self.waiting_since, self.waiting_reason)
        if self.status == Status.WITHDRAWN:
            return Due(short_day(self.promised_on), pgettext("request", "withdrawn"), date=self.promised_on)
        words = _("answered late") if self.answered_late else _("answered on time")
        return Due(short_day(self.promised_on), str(words), date=self.promised_on)


@track()
class RequestPause(models.Model):
    """A time in which the enterprise owed an answer: asked on one day, answered on another. The working days after the
    first, up to and with the last, do not count."""

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="pauses")
    paused_on = models.DateField()
    resumed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("stopped clock")
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(resumed_on=None),
                name="pause_one_open_per_request",
            ),
            models.CheckConstraint(condition=Q(resumed_on__gte=F("paused_on")), name="pause_order"),
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
        EVENT = "EVENT", pgettext_lazy("request", "event")

    request = models.ForeignKey(ServiceRequest, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(_("text"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    internal = models.BooleanField(default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message about a request")
        ordering = ["at", "id"]

    def __str__(self):
        return self.text[:40]

    @property
    def park_id(self):
        """The park of the request."""
        return self.request.park_id

    def get_absolute_url(self):
        """Its place on the request's page."""
        return f"{self.request.get_absolute_url()}#m{self.pk}"
