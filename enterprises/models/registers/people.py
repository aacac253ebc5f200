"""People in key posts and their training (DOMAIN §2.7)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DatedRow, RegisterRow, in_order, indexes


@track()
class KeyPerson(DatedRow):
    """Somebody in a key post, with qualification and certificate.

    `training_due_on` is the last day of the year whose hours are not complete yet, `hours_this_year` what there is; both
    are derived from the training records.
    """

    REGISTER = "people"

    class Role(models.TextChoices):
        """The post."""

        QUALITY_HEAD = "QUALITY_HEAD", _("head of quality")
        STANDARDISATION = "STANDARDISATION", _("standardisation")
        METROLOGY = "METROLOGY", _("metrology")
        INSPECTOR = "INSPECTOR", _("inspector")
        FOOD_SAFETY_DIRECTOR = "FOOD_SAFETY_DIRECTOR", _("food safety director")
        FOOD_SAFETY_OFFICER = "FOOD_SAFETY_OFFICER", _("food safety officer")
        QUALITY_SAFETY_DIRECTOR = "QUALITY_SAFETY_DIRECTOR", _("quality safety director")
        QUALITY_SAFETY_OFFICER = "QUALITY_SAFETY_OFFICER", _("quality safety officer")
        EQUIPMENT_DIRECTOR = "EQUIPMENT_DIRECTOR", _("equipment safety director")
        EQUIPMENT_OFFICER = "EQUIPMENT_OFFICER", _("equipment safety officer")
        ENERGY = "ENERGY", _("energy")
        ENVIRONMENT = "ENVIRONMENT", _("environment")

    class Status(models.TextChoices):
        """Whether the person holds the post. EXPIRED is never stored: it follows from the date."""

        IN_POST = "IN_POST", _("in post")
        EXPIRED = "EXPIRED", _("certificate expired")
        LEFT = "LEFT", _("has left")

    Status.BADGES = {
        "IN_POST": ("ok", "circle-check"),
        "EXPIRED": ("bad", "alert-circle"),
        "LEFT": ("", "logout"),
    }
    LIVE = ("IN_POST",)
    LATE = "EXPIRED"

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="key_people", verbose_name=_("enterprise")
    )
    role = models.CharField(_("post"), max_length=24, choices=Role)
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=11, blank=True)
    since = models.DateField(_("in post since"), null=True, blank=True)
    appointed = models.BooleanField(_("appointed in writing"), default=False)
    qualification = models.CharField(_("qualification"), max_length=100, blank=True)
    cert_no = models.CharField(_("certificate number"), max_length=60, blank=True)
    cert_issued_on = models.DateField(_("certificate issued on"), null=True, blank=True)
    valid_to = models.DateField(_("certificate valid to"), null=True, blank=True)
    hours_required = models.PositiveSmallIntegerField(_("training hours a year"), null=True, blank=True)
    hours_this_year = models.DecimalField(
        _("hours this year"), max_digits=6, decimal_places=1, default=0, editable=False
    )
    training_due_on = models.DateField(_("training due on"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.IN_POST)

    class Meta:
        verbose_name = _("person in a key post")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "role", "name"],
                name="key_person_once",
                violation_error_message=_("This person is in the register with this post already."),
            ),
            models.CheckConstraint(condition=~Q(status="EXPIRED"), name="key_person_expiry_computed"),
            in_order(
                "cert_issued_on",
                "valid_to",
                _("A certificate cannot expire before it begins."),
                "key_person_dates",
            ),
        ]
        indexes = [
            *indexes("person", due=True),
            models.Index(fields=["training_due_on", "id"], name="person_training"),  # hours that are missing
        ]

    def __str__(self):
        return self.name


@track()
class TrainingRecord(RegisterRow):
    """Hours of training of one person."""

    REGISTER = "trainings"

    person = models.ForeignKey(KeyPerson, models.CASCADE, related_name="trainings", verbose_name=_("person"))
    held_on = models.DateField(_("held on"))
    topic = models.CharField(_("topic"), max_length=100)
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    organiser = models.CharField(_("held by"), max_length=100, blank=True)
    result = models.CharField(_("examination"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("training")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "held_on", "topic"],
                name="training_once",
                violation_error_message=_("This training is in the register already."),
            ),
            models.CheckConstraint(
                condition=Q(hours__gt=0, hours__lte=400),
                name="training_hours",
                violation_error_message=_("Hours lie between 0 and 400."),
            ),
        ]
        indexes = indexes("training")

    def __str__(self):
        return self.topic
