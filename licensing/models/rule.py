"""What is made, and what it needs: catalogues of licensed products and their entries. Data with effective dates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.history import track
from licensing.models.choices import Kind
from licensing.models.procedure import ProcedureQuerySet


class List(models.TextChoices):
    """Which list an entry stands in."""

    IPL = "IPL", _("industrial products under licence")
    FOOD = "FOOD", _("food categories")
    CCC = "CCC", _("compulsory product certification")
    EQUIPMENT = "EQUIPMENT", _("special equipment")
    INSTRUMENT = "INSTRUMENT", _("measuring instruments")
    OTHER = "OTHER", _("other licences and duties")


class Thing(models.TextChoices):
    """What somebody says of a product beside its name."""

    EQUIPMENT_MADE = "EQUIPMENT_MADE", _("makes special equipment")
    EQUIPMENT_USED = "EQUIPMENT_USED", _("uses special equipment")
    INSTRUMENT_MADE = "INSTRUMENT_MADE", _("makes measuring instruments")
    WORKSHOP = "WORKSHOP", _("small food workshop")


class Verdict(models.TextChoices):
    """What a diagnosis comes to."""

    NEEDED = "NEEDED", pgettext_lazy("diagnosis", "licence needed")
    NOT_NEEDED = "NOT_NEEDED", pgettext_lazy("diagnosis", "no licence needed")
    UNKNOWN = "UNKNOWN", pgettext_lazy("diagnosis", "not found")


Verdict.BADGES = {
    "NEEDED": ("info", "license"),
    "NOT_NEEDED": ("ok", "circle-check"),
    "UNKNOWN": ("warn", "user-question"),
}


@track()
class Catalogue(models.Model):
    """An edition of a list, with the time it is in force. On a day without one the list is not known, and that is said."""

    List = List

    code = models.CharField(_("code"), max_length=30)
    list = models.CharField(_("list"), max_length=10, choices=List)
    label = models.CharField(_("name"), max_length=80)
    size = models.PositiveSmallIntegerField(_("number of categories"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    to_confirm = models.CharField(_("to be confirmed"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="catalogue_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="catalogue_dates",
                violation_error_message=_("A catalogue cannot end before it begins."),
            ),
        ]

    def __str__(self):
        return self.label


@track()
class LicenceRule(models.Model):
    """An entry of a list: by which words a product is recognised, what it needs, or what applies instead.

    `words` recognise a product, `exclusions` rule it out; `industries` are beginnings of codes of GB/T 4754, which only
    hint. `thing` is what somebody says beside the name. `kind` is the case that is opened. `instead_of` names a list
    whose entries do not apply when this one does. What is not certain stands in `to_confirm` and is shown.
    """

    class Outcome(models.TextChoices):
        """What follows."""

        LICENCE = "LICENCE", _("a licence is needed")
        INSTEAD = "INSTEAD", _("no licence, but something else instead")
        FREE = "FREE", _("no licence needed")
        ALSO = "ALSO", _("applies besides")

    class Mode(models.TextChoices):
        """How it is granted."""

        INSPECT_FIRST = "INSPECT_FIRST", _("verified first, then granted")
        GRANT_FIRST = "GRANT_FIRST", _("granted first, then verified")
        COMMITMENT = "COMMITMENT", _("granted on a written commitment")

    List = List
    Thing = Thing
    Outcome.NONE = (Outcome.INSTEAD, Outcome.FREE)

    code = models.CharField(_("code"), max_length=30)
    list = models.CharField(_("list"), max_length=10, choices=List)
    number = models.CharField(_("number in the list"), max_length=10, blank=True)
    label = models.CharField(_("name"), max_length=80)
    words = models.TextField(_("recognised by"), blank=True)
    exclusions = models.TextField(_("but not"), blank=True)
    industries = models.CharField(_("industries that hint at it"), max_length=200, blank=True)
    thing = models.CharField(_("when said so"), max_length=16, choices=Thing, blank=True)
    outcome = models.CharField(_("what follows"), max_length=8, choices=Outcome)
    kind = models.CharField(_("kind of case"), max_length=20, choices=Kind, blank=True)
    instead = models.CharField(_("what applies instead"), max_length=300, blank=True)
    instead_of = models.CharField(_("list that does not apply then"), max_length=10, choices=List, blank=True)
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    authority = models.CharField(_("authority"), max_length=80, blank=True)
    mode = models.CharField(_("way of granting"), max_length=14, choices=Mode, blank=True)
    basis = models.CharField(_("basis"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    to_confirm = models.CharField(_("to be confirmed"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule of the diagnosis")
        verbose_name_plural = _("rules of the diagnosis")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="licence_rule_once"),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")),
                name="licence_rule_dates",
                violation_error_message=_("A rule cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="INSTEAD") | ~Q(instead=""),
                name="licence_rule_instead",
                violation_error_message=_("Say what applies instead."),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.label}".strip()
