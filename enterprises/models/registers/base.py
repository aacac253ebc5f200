"""What every row of a register has: its enterprise, where it came from, who confirmed it, who asked for it (B3)."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, STATION, Role
from core.clock import today as today_
from core.models import Park
from core.scope import ParkQuerySet
from enterprises.search import found_by

DERIVED = ("search_text", "searched")  # follow from what is typed; history leaves them out
SEPARATOR = "\n"


class Source(models.TextChoices):
    """Where a row came from."""

    STATION = "STATION", _("entered by the station")
    ENTERPRISE = "ENTERPRISE", _("entered by the enterprise")
    IMPORT = "IMPORT", _("imported from a spreadsheet")
    CASE = "CASE", _("from a finished case")
    PAPER = "PAPER", _("copied from paper")


class RegisterQuerySet(ParkQuerySet):
    """Querysets of the rows of a register."""

    def visible_to(self, user):
        """Station, manager, city and department: their parks. Enterprise: its own. Others: none."""
        if user.role in READERS or user.role == Role.DEPARTMENT:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            return self.filter(enterprise__memberships__user=user, enterprise__memberships__is_active=True)
        return self.none()

    def editable_by(self, user):
        """Kept by the station's staff and lead."""
        return self.in_parks_of(user) if user.role in STATION else self.none()

    def search(self, q):
        """Those found by any part of their name, its pinyin, or a number; of models that are searched."""
        return self.filter(found_by(q))

    def live(self):
        """Rows that are in force or in use: the others have no due date."""
        return self.filter(**self.model.live_when())

    def due_within(self, days, today=None):
        """In force, and due from today to `days` days ahead."""
        today = today or today_()
        return self.live().filter(due_on__range=(today, today + timedelta(days=days)))

    def overdue(self, today=None):
        """In force, and past their date: what is used or relied on must not be, whenever that began."""
        return self.live().filter(due_on__lt=today or today_())


class RegisterRow(models.Model):
    """A row of a register of the quality archive.

    `confirmed_on` is the last day somebody of the station, or of the enterprise, said that it is still true; `asked_by`
    and `asked_on` who last asked the enterprise for it, so that nobody asks again (FEATURES B3).
    """

    Source = Source
    LIVE = ()  # values of `status` in which a row counts; () when it has none

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="%(class)ss", verbose_name=_("enterprise")
    )
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.STATION)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    asked_on = models.DateField(_("asked for on"), null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self):
        """The page of the row; the register's code stands in the model."""
        return reverse("enterprises:register_row", args=[self.REGISTER, self.pk])

    @classmethod
    def live_when(cls):
        """Conditions on the columns under which a row counts."""
        return {"status__in": cls.LIVE} if cls.LIVE else {}

    @property
    def is_live(self):
        """Whether it is in use or in force."""
        return not self.LIVE or self.status in self.LIVE


class DatedRow(RegisterRow):
    """A row with something that falls due.

    `due_on` is the date that counts, worked out by `enterprises.registers.due` when the row is written: a date printed
    on the certificate wins, else the rule of its kind. `act_by` is the latest day to apply for the next one, where a rule
    says so. `due_rule` is the code of the rule that was used; `due_provisional` that it went through a year whose
    calendar is not published yet.
    """

    due_on = models.DateField(_("due on"), null=True, blank=True, editable=False)
    act_by = models.DateField(_("apply by"), null=True, blank=True, editable=False)
    due_rule = models.CharField(_("by rule"), max_length=40, blank=True, editable=False)
    due_provisional = models.BooleanField(_("provisional"), default=False, editable=False)

    class Meta:
        abstract = True


class SearchedRow(models.Model):
    """A row that the search box finds: `search_text` is derived from `SEARCHED`, and may not lag behind (TRAPS 14)."""

    SEARCHED = ("name",)
    NAMES = 1  # so many of them are names, with pinyin; the others are numbers

    search_text = models.TextField(editable=False, default="")
    searched = models.TextField(editable=False, default="")

    class Meta:
        abstract = True


def searched(*names):
    """The constraint that what was indexed is what stands in these columns."""
    parts = [part for name in names for part in (F(name), Value(SEPARATOR))][:-1]
    return models.CheckConstraint(
        condition=Q(searched=Concat(*parts) if len(parts) > 1 else parts[0]), name="%(class)s_searched"
    )


def in_order(first, second, sentence, name):
    """The constraint that one day does not lie after another."""
    return models.CheckConstraint(
        condition=Q(**{f"{second}__gte": F(first)}), name=name, violation_error_message=sentence
    )


def indexes(code, *, due=False, act=False, status=True):
    """The indexes every register has: its list in a park, and the dates of one park and of all; with the status in them,
    what is due and in force is counted without reading the rows."""
    made = [models.Index(fields=["park", "-id"], name=f"{code}_list")]
    if due:
        # the list by date, "coming", the sweep
        known = {"include": ["status"]} if status else {}
        made += [
            models.Index(fields=["park", "due_on", "id"], name=f"{code}_due", **known),
            models.Index(fields=["due_on", "id"], name=f"{code}_due_all", **known),
        ]
    if act:
        made.append(models.Index(fields=["act_by", "id"], name=f"{code}_act"))
    return made
