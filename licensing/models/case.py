"""A licence-assistance case."""

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.roles import STATION
from accounts.standing import must_stand
from core.badges import Badge, badge_of
from core.bigrams import Bigrams
from core.clock import today as today_
from core.due import Due, due_of, paused_due, short_day
from core.history import track
from core.links import link
from core.models import Park
from core.summaries import kept
from enterprises.models import Certificate, Enterprise, Licence
from licensing.models.choices import FLOW, Holder, Kind, Origin, Stage, Status
from licensing.models.procedure import Procedure
from licensing.models.summaries import SUMMARIES
from licensing.querysets import CaseQuerySet

ONE_STAGE_ON = """
IF TG_OP = 'INSERT' THEN
    IF NOT NEW.imported AND NEW.stage IS DISTINCT FROM NEW.route[1] THEN
        RAISE EXCEPTION 'a new case may not start at %', NEW.stage;
    END IF;
    RETURN NEW;
END IF;
IF NEW.stage = OLD.stage THEN RETURN NEW; END IF;
IF OLD.status <> 'RUNNING' OR array_position(NEW.route, NEW.stage) IS NULL
    OR array_position(NEW.route, OLD.stage) >= array_position(NEW.route, NEW.stage)
    OR EXISTS (
        SELECT FROM unnest(NEW.route) WITH ORDINALITY AS r(stage, place)
        WHERE place > array_position(NEW.route, OLD.stage) AND place < array_position(NEW.route, NEW.stage)
            AND NOT r.stage = ANY (NEW.optional)
    )
THEN RAISE EXCEPTION 'a case does not go from % to %', OLD.stage, NEW.stage; END IF;
RETURN NEW;
"""

# what its legs took, beside the case, so that 200 finished ones are read from an index (licensing.usual)
KEEP_STAGE_DAYS = """
NEW.stage_days := ARRAY(
    SELECT leg.days FROM unnest(NEW.route) WITH ORDINALITY AS r(stage, place)
    LEFT JOIN licensing_caseleg AS leg ON leg.case_id = NEW.id AND leg.stage = r.stage ORDER BY r.place
);
RETURN NEW;
"""

# a refusal is taken back by its dispute, and by nothing else
REFUSED_STAYS = """
IF NOT EXISTS (SELECT FROM licensing_caseremedy WHERE case_id = NEW.id AND status = 'OVERTURNED')
THEN RAISE EXCEPTION 'case % stays refused: nobody has overturned it', NEW.id; END IF;
RETURN NEW;
"""


@kept(*SUMMARIES)
@track()
class LicenceCase(models.Model):
    """A case. Transitions (FLOW): RUNNING ⇄ ON_HOLD; RUNNING → ISSUED, REFUSED, and from the diagnosis
    → NOT_NEEDED; both → WITHDRAWN, TERMINATED; REFUSED → RUNNING when the refusal was overturned.

    While it runs it goes along its `route`, the stages its procedure had when it was opened; those in `optional` may be
    left out, no other (`licensing_licencecase.one_stage_on`). `holder` has the baton since `holder_since`; `stage_due_on`
    is when the stage is over by its usual duration. `target_on` is `target_days` calendar days after `opened_on`; days on
    hold count, and are named. `stage_days` are, once it is issued, the days of each stage of the route; nothing for one that
    was left out (`licensing_licencecase.keep_stage_days`). The days of the stage at hand count from `stage_from`, which time
    on hold moves. `authority_days` are the working days the authority took to decide, kept with its limit of that day
    (`authority_limit`) when the case ends.
    """

    Status = Status
    Stage = Stage

    park = models.ForeignKey(Park, models.PROTECT, verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=20)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="licence_cases", verbose_name=_("enterprise")
    )
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+", verbose_name=_("procedure"))
    kind = models.CharField(_("kind of case"), max_length=20, choices=Kind)
    product = models.CharField(_("product"), max_length=100)
    wanted_on = models.DateField(_("wanted by"), null=True, blank=True)
    origin = models.CharField(_("how it came"), max_length=8, choices=Origin)
    origin_type = models.ForeignKey(ContentType, models.PROTECT, null=True, blank=True, related_name="+")
    origin_id = models.BigIntegerField(null=True, blank=True)
    origin_object = GenericForeignKey("origin_type", "origin_id")
    note = models.CharField(_("note for colleagues"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="licence_cases", verbose_name=_("in charge")
    )
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RUNNING)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, default=Stage.OPENED)
    route = ArrayField(models.CharField(max_length=12), verbose_name=_("stages"))
    optional = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    stage_days = ArrayField(models.PositiveSmallIntegerField(null=True), default=list, blank=True)
    holder = models.CharField(_("holder of the baton"), max_length=10, choices=Holder)
    holder_since = models.DateField(_("has it since"))
    stage_from = models.DateField(_("the stage counts from"), null=True, blank=True)
    stage_due_on = models.DateField(_("stage due on"), null=True, blank=True)
    stage_provisional = models.BooleanField(_("provisional date"), default=False)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    target_days = models.PositiveSmallIntegerField(_("target, calendar days"))
    target_on = models.DateField(_("target day"))
    hold_since = models.DateField(_("on hold since"), null=True, blank=True)
    hold_reason = models.CharField(_("why it is on hold"), max_length=200, blank=True)
    submission_no = models.CharField(_("submission number"), max_length=60, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    acceptance_no = models.CharField(_("acceptance number"), max_length=60, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    authority_days = models.PositiveIntegerField(_("working days of the authority"), null=True, blank=True)
    authority_limit = models.PositiveSmallIntegerField(
        _("limit of the authority, working days"), null=True, blank=True
    )
    result_number = models.CharField(_("number of the licence"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    licence = models.ForeignKey(
        Licence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="licence_cases",
        verbose_name=_("licence in the archive"),
    )
    renews = models.ForeignKey(
        Licence,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews the licence"),
    )
    renews_certificate = models.ForeignKey(
        Certificate,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews the certificate"),
    )
    follows = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("follows the refused case"),
    )
    end_reason = models.CharField(_("why it ended"), max_length=500, blank=True)
    instead = models.CharField(_("what applies instead"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence case")
        triggers = [
            *FLOW.triggers(),
            pgtrigger.Trigger(
                name="one_stage_on",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=ONE_STAGE_ON,
            ),
            pgtrigger.Trigger(
                name="keep_stage_days",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(new__status="ISSUED") & ~pgtrigger.Q(old__status="ISSUED"),
                func=KEEP_STAGE_DAYS,
            ),
            pgtrigger.Trigger(
                name="refused_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("status"),
                condition=pgtrigger.Q(old__status="REFUSED") & pgtrigger.Q(new__status="RUNNING"),
                func=REFUSED_STAYS,
            ),
            # nobody who has left is put in charge; imported history may name him
            must_stand("owner_id", STATION, when="NOT NEW.imported"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="case_number_per_park"),
            # two clicks, two people: one open renewal of a licence, one open case out of a refusal
            *(
                models.UniqueConstraint(
                    fields=[column],
                    name=f"case_one_open_{column}",
                    condition=Q(closed_on=None),
                    violation_error_message=_("There is an open case for it already."),
                )
                for column in ("renews", "renews_certificate", "follows")
            ),
            # open rows are found by `closed_on IS NULL`, which the indexes below are made for
            models.CheckConstraint(
                condition=Q(status__in=Status.OPEN, closed_on__isnull=True)
                | Q(status__in=Status.OVER, closed_on__isnull=False),
                name="case_closed_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status="ON_HOLD", hold_since__isnull=False)
                | Q(~Q(status="ON_HOLD"), hold_since__isnull=True),
                name="case_hold_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="ISSUED") | Q(issued_on__isnull=False), name="case_issued_has_a_day"
            ),
            # whoever has gone on has found that one is needed
            models.CheckConstraint(
                condition=~Q(status="NOT_NEEDED") | Q(stage="DIAGNOSED"), name="case_not_needed_by_diagnosis"
            ),
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(accepted_on__gte=F("opened_on")),
                name="case_accepted_after_opening",
                violation_error_message=_("It cannot have been accepted before the case was opened."),
            ),
            models.CheckConstraint(
                condition=Q(decided_on__gte=F("accepted_on")),
                name="case_decided_after_acceptance",
                violation_error_message=_("It cannot have been decided before it was accepted."),
            ),
            models.CheckConstraint(
                condition=Q(issued_on__gte=F("accepted_on")),
                name="case_issued_after_acceptance",
                violation_error_message=_("A licence cannot be issued before the application was accepted."),
            ),
            models.CheckConstraint(
                condition=Q(issued_on__gte=F("opened_on")),
                name="case_issued_after_opening",
                violation_error_message=_("A licence cannot be issued before the case was opened."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("opened_on")), name="case_closed_after_opening"
            ),
        ]
        indexes = [
            # open ones by target day, of one park and of all; the tabs are counted without reading the rows
            models.Index(
                fields=["park", "target_on", "id"],
                name="case_open_list",
                include=["status", "holder", "owner"],
                condition=Q(closed_on=None),
            ),
            models.Index(
                fields=["target_on", "id"],
                name="case_open_list_all",
                include=["status", "holder", "park"],
                condition=Q(closed_on=None),
            ),
            # the list with closed ones, newest first, of one park and of all
            models.Index(fields=["park", "-opened_on", "-id"], name="case_list"),
            models.Index(fields=["-opened_on", "-id"], name="case_list_all"),
            models.Index(
                fields=["owner", "target_on"], name="case_owner", condition=Q(closed_on=None)
            ),  # my work, hand-over
            models.Index(fields=["closed_by", "-closed_on", "-id"], name="case_closed"),  # my work: done
            models.Index(fields=["enterprise", "-opened_on"], name="case_of_enterprise"),  # its page
            models.Index(fields=["number"], name="case_number"),  # a typed number jumps to its record
            models.Index(fields=["origin_type", "origin_id"], name="case_origin"),
            # stages that fall due: reminders, "coming"; of a park and of all
            models.Index(
                fields=["park", "stage_due_on", "id"], name="case_stage_due", condition=Q(status="RUNNING")
            ),
            models.Index(
                fields=["stage_due_on", "id"], name="case_stage_due_all", condition=Q(status="RUNNING")
            ),
            # usual days: the last finished ones of a kind, in a park and in all
            models.Index(
                fields=["kind", "park", "-issued_on", "-id"],
                name="case_issued_in_park",
                include=["route", "stage_days"],
                condition=Q(status="ISSUED"),
            ),
            models.Index(
                fields=["kind", "-issued_on", "-id"],
                name="case_issued_all",
                include=["route", "stage_days"],
                condition=Q(status="ISSUED"),
            ),
            # licences of a period: statistics, and the lists behind them; of a park and of all
            models.Index(
                fields=["park", "-issued_on", "-id"],
                name="case_issued_period",
                condition=Q(status="ISSUED"),
            ),
            models.Index(
                fields=["-issued_on", "-id"], name="case_issued_period_all", condition=Q(status="ISSUED")
            ),
            # closed this month, refused in a period
            models.Index(
                fields=["park", "-closed_on", "-id"],
                name="case_closed_in_park",
                condition=Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=["-closed_on", "-id"], name="case_closed_all", condition=Q(closed_on__isnull=False)
            ),
            GinIndex(Bigrams("product"), name="case_text"),  # the search box
        ]

    def __str__(self):
        return f"{self.number} {self.product}"

    def get_absolute_url(self):
        """The case's page."""
        return link("licensing:case", self.pk)

    @property
    def is_open(self):
        """Neither issued nor ended otherwise."""
        return self.closed_on is None

    @property
    def ends_on(self):
        """The day the service clock stands at: the issue, the end, or today."""
        return self.issued_on or self.closed_on or today_()

    @property
    def days(self):
        """The service clock: calendar days from opening to issue (or end, or today)."""
        return (self.ends_on - self.opened_on).days

    @property
    def is_over_target(self):
        """Open, and past the target."""
        return self.is_open and self.target_on < today_()

    @property
    def badge(self):
        """Over target before anything else."""
        if self.is_over_target and self.status == Status.RUNNING:
            return Badge("bad", "alert-circle", pgettext("licence case", "over target"))
        return badge_of(self)

    @property
    def due(self):
        """The target day with its distance; how it ended once it is over."""
        if self.status == Status.ON_HOLD:
            return paused_due(self.hold_since, self.hold_reason)
        if self.is_open:
            return due_of(self.target_on)
        if self.status == Status.ISSUED:
            words = _("issued after %(n)s days") % {"n": self.days}
        else:
            words = str(Status(self.status).label)
        return Due(short_day(self.ends_on), words, date=self.ends_on)

    @property
    def stage_due(self):
        """When the stage should be over."""
        return due_of(self.stage_due_on, provisional=self.stage_provisional)
