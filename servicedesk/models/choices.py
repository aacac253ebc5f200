"""Channels, categories, promises, and the states of a request with their transitions (DOMAIN §14)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.transitions import Flow

SATISFIED = 4  # stars


class Channel(models.TextChoices):
    """How it came in."""

    WEB = "WEB", pgettext_lazy("channel", "online")
    PHONE = "PHONE", pgettext_lazy("channel", "phone")
    WALK_IN = "WALK_IN", pgettext_lazy("channel", "walk-in")
    VISIT = "VISIT", pgettext_lazy("channel", "visit")


class Category(models.Model):
    """What a request or consultation is about. Data: edited by administrators, closed rather than deleted."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    name = models.CharField(_("name"), max_length=20)
    icon = models.CharField(_("icon"), max_length=30, default="message-2")
    position = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class CategoryWord(models.Model):
    """A word that tells what a typed request is about: the longest one found names its category. Data."""

    word = models.CharField(_("word"), max_length=20, unique=True)
    category = models.ForeignKey(Category, models.CASCADE, verbose_name=_("category"))

    class Meta:
        verbose_name = _("word of a category")
        verbose_name_plural = _("words of categories")

    def __str__(self):
        return self.word


class PromiseRule(models.Model):
    """How many working days the station promises, by urgency. Data."""

    class Urgency(models.TextChoices):
        """Kind of promise."""

        NORMAL = "NORMAL", pgettext_lazy("request", "normal")
        URGENT = "URGENT", pgettext_lazy("request", "urgent")
        COMPLEX = "COMPLEX", pgettext_lazy("request", "complex")

    urgency = models.CharField(_("urgency"), max_length=8, choices=Urgency, primary_key=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), validators=[MinValueValidator(1)])

    class Meta:
        verbose_name = _("promise rule")
        verbose_name_plural = _("promise rules")

    def __str__(self):
        return f"{self.urgency}: {self.working_days}"


class Status(models.TextChoices):
    """State of a request."""

    REGISTERED = "REGISTERED", pgettext_lazy("request", "registered")
    ASSIGNED = "ASSIGNED", pgettext_lazy("request", "assigned")
    IN_PROGRESS = "IN_PROGRESS", pgettext_lazy("request", "in progress")
    WAITING_ENTERPRISE = "WAITING_ENTERPRISE", pgettext_lazy("request", "waiting for the enterprise")
    ANSWERED = "ANSWERED", pgettext_lazy("request", "answered")
    CLOSED = "CLOSED", pgettext_lazy("request", "closed")
    REOPENED = "REOPENED", pgettext_lazy("request", "reopened")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("request", "withdrawn")


Status.RUNNING = ("REGISTERED", "ASSIGNED", "IN_PROGRESS", "REOPENED")  # the clock runs
Status.UNANSWERED = (*Status.RUNNING, "WAITING_ENTERPRISE")
Status.OPEN = (*Status.UNANSWERED, "ANSWERED")
Status.OVER = ("CLOSED", "WITHDRAWN")
Status.BADGES = {
    "REGISTERED": ("", "inbox"),
    "ASSIGNED": ("info", "user-check"),
    "IN_PROGRESS": ("info", "progress"),
    "WAITING_ENTERPRISE": ("", "player-pause"),
    "ANSWERED": ("ok", "circle-check"),
    "CLOSED": ("", "check"),
    "REOPENED": ("warn", "refresh"),
    "WITHDRAWN": ("", "arrow-back-up"),
}

FLOW = Flow(
    field="status",
    first=("REGISTERED", "ASSIGNED", "IN_PROGRESS"),
    steps={
        "REGISTERED": ("ASSIGNED", "IN_PROGRESS", "WITHDRAWN"),
        "ASSIGNED": ("IN_PROGRESS", "WAITING_ENTERPRISE", "ANSWERED", "WITHDRAWN"),
        "IN_PROGRESS": ("WAITING_ENTERPRISE", "ANSWERED", "WITHDRAWN"),
        "WAITING_ENTERPRISE": ("IN_PROGRESS", "ANSWERED", "WITHDRAWN"),
        "ANSWERED": ("CLOSED", "REOPENED"),
        "CLOSED": ("REOPENED",),
        "REOPENED": ("IN_PROGRESS", "WAITING_ENTERPRISE", "ANSWERED", "WITHDRAWN"),
    },
    free_when="imported",
)

BADGE_WORDS = {
    "REGISTERED": pgettext_lazy("request", "to be assigned"),
    "ANSWERED": pgettext_lazy("request", "answered, not rated"),
}
OWN_BADGE_WORDS = {
    "REGISTERED": pgettext_lazy("request", "received"),
    "ASSIGNED": pgettext_lazy("request", "in progress"),
    "ANSWERED": pgettext_lazy("request", "please rate"),
}
