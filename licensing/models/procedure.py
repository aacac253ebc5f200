"""What a procedure consists of: stages with usual durations, and documents. Data with effective dates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from licensing.models.choices import Holder, Kind, Stage


class ProcedureQuerySet(models.QuerySet):
    """Procedures as they stood on a day."""

    def on(self, day):
        """In use and in force on a day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
            is_active=True,
        )


@track()
class Procedure(models.Model):
    """One way to a licence or certificate. Edited by administrators, ended rather than deleted: cases name it.

    `register` and `variety` say what its result is in the archive (`licences` / `FPL`, `certificates` / `CCC`); without
    them the result is only noted in the case. `decision_days` and `issue_days` are the statutory limits of the authority
    in working days, from acceptance and from the decision.
    """

    code = models.CharField(_("code"), max_length=30)
    kind = models.CharField(_("kind of case"), max_length=20, choices=Kind)
    label = models.CharField(_("name"), max_length=60)
    register = models.CharField(_("register of its result"), max_length=24, blank=True)
    variety = models.CharField(_("kind of its result"), max_length=14, blank=True)
    target_days = models.PositiveSmallIntegerField(_("target, calendar days"), default=30)
    decision_days = models.PositiveSmallIntegerField(
        _("limit of the decision, working days"), null=True, blank=True
    )
    issue_days = models.PositiveSmallIntegerField(
        _("limit of the issue, working days"), null=True, blank=True
    )
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="procedure_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="procedure_dates",
                violation_error_message=_("A procedure cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(register__in=["", "licences", "certificates"]),
                name="procedure_register",
                violation_error_message=_(
                    "The result is a licence, a certificate, or nothing of the archive."
                ),
            ),
        ]

    def __str__(self):
        return self.label


@track()
class ProcedureStage(models.Model):
    """A stage of a procedure: whose it is, how long it usually takes, when it is over."""

    class Unit(models.TextChoices):
        """What `n` counts."""

        WD = "WD", _("working days")
        CD = "CD", _("calendar days")

    procedure = models.ForeignKey(
        Procedure, models.CASCADE, related_name="stages", verbose_name=_("procedure")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    n = models.PositiveSmallIntegerField(_("number"))
    unit = models.CharField(_("unit"), max_length=2, choices=Unit, default=Unit.CD)
    holder = models.CharField(_("holder of the baton"), max_length=10, choices=Holder)
    optional = models.BooleanField(_("may be left out"), default=False)
    pauses_authority = models.BooleanField(_("the authority's clock stands still"), default=False)
    exit = models.CharField(_("it is over when"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=0)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["procedure", "stage"], name="procedure_stage_once")]

    def __str__(self):
        return self.get_stage_display()


@track()
class ProcedureDocument(models.Model):
    """A document of the checklist of a procedure. `register` and `variety` name what of the archive may serve."""

    procedure = models.ForeignKey(
        Procedure, models.CASCADE, related_name="documents", verbose_name=_("procedure")
    )
    label = models.CharField(_("document"), max_length=80)
    owed_by = models.CharField(_("owed by"), max_length=10, choices=Holder, default=Holder.ENTERPRISE)
    licence_kind = models.CharField(_("licence of the archive that serves"), max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("document of a procedure")
        verbose_name_plural = _("documents of a procedure")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["procedure", "label"], name="procedure_document_once")]

    def __str__(self):
        return self.label
