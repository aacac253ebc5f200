"""What was answered on the spot, and the tries at the public look-up."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.bigrams import Bigrams
from core.history import track
from core.links import link
from core.models import Park
from core.summaries import Summary, kept, local_day
from enterprises.models import Enterprise
from servicedesk.models.choices import Category, Channel
from servicedesk.querysets import ConsultationQuerySet


@kept(
    Summary("CONSULTATIONS", day=local_day("happened_at")),
    Summary("CONSULTED_PERSONS", day=local_day("happened_at"), value="r.persons"),
)
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
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
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
            # the list, of one park and of all
            models.Index(
                fields=["park", "-happened_at", "-id"],
                name="consultation_list",
                include=["persons"],  # their sum stands above the list
            ),
            models.Index(fields=["-happened_at", "-id"], name="consultation_list_all"),
            models.Index(
                fields=["enterprise", "-happened_at"], name="consultation_of_enterprise"
            ),  # its page
            GinIndex(Bigrams("sentence", "person"), name="consultation_text"),  # the search box
        ]

    def __str__(self):
        return self.sentence

    def get_absolute_url(self):
        """The consultation's page."""
        return link("servicedesk:consultation", self.pk)


class StatusAttempt(models.Model):
    """A try at the public look-up: five wrong ones lock the number for an hour, thirty of any kind the address.

    Kept for a day. The number is what was typed; nothing here says whether it exists.
    """

    number = models.CharField(max_length=20)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()
    wrong = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["number", "at"], name="attempt_at_number", condition=Q(wrong=True)),
            models.Index(fields=["address", "at"], name="attempt_from_address"),
            models.Index(fields=["at"], name="attempt_old"),  # the job that forgets
        ]

    def __str__(self):
        return f"{self.number} {self.at:%Y-%m-%d %H:%M}"
