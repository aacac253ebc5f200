"""Testing bodies (检验检测机构): what they test within which time, and how long their accreditation (CMA, DOMAIN §2.4) runs."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from accounts.roles import READERS, STATION
from core.badges import Badge, badge_of
from core.clock import today as today_
from core.codes import validate_mobile
from core.history import track
from core.links import link
from core.models import Park
from core.scope import ParkQuerySet
from enterprises.models.registers.base import DERIVED, SearchedRow, in_order, searched
from enterprises.search import Grams, found_by


class OfBodyQuerySet(ParkQuerySet):
    """Who sees testing bodies and what they test."""

    def visible_to(self, user):
        """Station, manager and city: their parks. Others: none."""
        return self.in_parks_of(user) if user.role in READERS else self.none()

    def editable_by(self, user):
        """Kept by the station's staff and lead."""
        return self.in_parks_of(user) if user.role in STATION else self.none()

    def search(self, q):
        """By any part, pinyin or number."""
        return self.filter(found_by(q))


class BodyQuerySet(OfBodyQuerySet):
    """Querysets of testing bodies."""

    def in_use(self):
        """Those the station still sends samples to."""
        return self.filter(is_active=True)

    def cma_expired(self, on=None):
        """In use, with an accreditation that is over."""
        return self.in_use().filter(cma_valid_to__lt=on or today_())

    def cma_to_renew(self, on=None):
        """In use, with an accreditation that has to be applied for again, or is over."""
        return self.in_use().filter(cma_apply_by__lte=on or today_())


class CmaState(models.TextChoices):
    """How an accreditation stands."""

    NONE = "NONE", pgettext_lazy("CMA", "no CMA")
    VALID = "VALID", pgettext_lazy("CMA", "valid")
    RENEW = "RENEW", pgettext_lazy("CMA", "renewal due")
    EXPIRED = "EXPIRED", pgettext_lazy("CMA", "expired")


CmaState.BADGES = {
    "NONE": ("", "circle-minus"),
    "VALID": ("ok", "shield-check"),
    "RENEW": ("warn", "clock-exclamation"),
    "EXPIRED": ("bad", "circle-x"),
}


@track(exclude=list(DERIVED))
class InspectionBody(SearchedRow):
    """A testing body as the station of one park knows it.

    `cma_since` is the day from which it has been accredited without a break: a report may bear any day from then to
    `cma_valid_to`. `cma_apply_by` follows by the rule CMA_RENEW.
    """

    SEARCHED = ("name", "short_name", "cma_number")
    CmaState = CmaState

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    name = models.CharField(_("name"), max_length=100)
    short_name = models.CharField(_("short name"), max_length=30)
    region_code = models.CharField(_("region code"), max_length=6, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    contact = models.CharField(_("contact"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=11, blank=True, validators=[validate_mobile])
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    cma_number = models.CharField(_("CMA number"), max_length=12, blank=True)
    cma_since = models.DateField(_("accredited since"), null=True, blank=True)
    cma_issued_on = models.DateField(_("CMA issued on"), null=True, blank=True)
    cma_valid_to = models.DateField(_("CMA valid to"), null=True, blank=True)
    cma_apply_by = models.DateField(_("apply for renewal by"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("testing body")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "name"],
                name="body_once_per_park",
                violation_error_message=_("This testing body is entered already."),
            ),
            models.CheckConstraint(
                condition=Q(cma_number="") | Q(cma_valid_to__isnull=False),
                name="body_cma_has_an_end",
                violation_error_message=_("Say until when the CMA is valid."),
            ),
            in_order(
                "cma_issued_on",
                "cma_valid_to",
                _("The CMA cannot expire before it was issued."),
                "body_cma_order",
            ),
            searched("name", "short_name", "cma_number"),
        ]
        indexes = [
            # the list of a park and of all
            models.Index(fields=["park", "name", "id"], name="body_list"),
            models.Index(fields=["name", "id"], name="body_list_all"),
            # accreditations to be renewed: reminders, "coming"
            models.Index(fields=["cma_apply_by", "id"], name="body_cma_due", condition=Q(is_active=True)),
            GinIndex(Grams("search_text"), name="body_search"),
        ]

    def __str__(self):
        return self.short_name or self.name

    def get_absolute_url(self):
        """Its page."""
        return link("enterprises:body", self.pk)

    def covers(self, day):
        """Whether it was accredited on a day."""
        return bool(
            self.cma_number and self.cma_valid_to >= day and (self.cma_since is None or self.cma_since <= day)
        )

    @property
    def cma_state(self):
        """How the accreditation stands today."""
        today = today_()
        if not self.cma_number:
            return CmaState.NONE
        if self.cma_valid_to < today:
            return CmaState.EXPIRED
        return CmaState.RENEW if self.cma_apply_by and self.cma_apply_by <= today else CmaState.VALID

    @property
    def badge(self):
        """The accreditation in a word; a body that is not used any more says so before anything else."""
        if not self.is_active:
            return Badge("", "archive", pgettext_lazy("testing body", "not in use"))
        return badge_of(self, "cma_state")


class AbilityQuerySet(OfBodyQuerySet):
    """Querysets of what bodies test."""

    def on(self, day=None):
        """Offered on a day."""
        day = day or today_()
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        )


@track(exclude=list(DERIVED))
class BodyAbility(SearchedRow):
    """What a body tests and in how many days it has agreed to report. Ended by its last day rather than deleted."""

    SEARCHED = ("subject", "standard_number")

    class Unit(models.TextChoices):
        """What `n` counts."""

        WD = "WD", _("working days")
        CD = "CD", _("calendar days")

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    body = models.ForeignKey(
        InspectionBody, models.PROTECT, related_name="abilities", verbose_name=_("testing body")
    )
    subject = models.CharField(_("what is tested"), max_length=100)
    standard_number = models.CharField(_("standard"), max_length=60, blank=True)
    n = models.PositiveSmallIntegerField(_("agreed days"))
    unit = models.CharField(_("unit"), max_length=2, choices=Unit, default=Unit.WD)
    fee = models.DecimalField(_("fee, yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(_("offered from"), null=True, blank=True)
    valid_to = models.DateField(_("offered until"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AbilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("ability of a testing body")
        ordering = ["subject", "standard_number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "subject", "standard_number"],
                condition=Q(valid_to=None),
                name="ability_once",
                violation_error_message=_("This body offers that already."),
            ),
            models.CheckConstraint(
                condition=Q(n__gte=1, n__lte=365),
                name="ability_days",
                violation_error_message=_("Agreed are 1 to 365 days."),
            ),
            models.CheckConstraint(
                condition=Q(fee=None) | Q(fee__gte=0),
                name="ability_fee",
                violation_error_message=_("A fee is not negative."),
            ),
            in_order("valid_from", "valid_to", _("It cannot end before it begins."), "ability_order"),
            searched("subject", "standard_number"),
        ]
        indexes = [
            # the board: what is tested, by which body
            models.Index(fields=["park", "subject", "id"], name="ability_list"),
            models.Index(fields=["subject", "id"], name="ability_list_all"),
            GinIndex(Grams("search_text"), name="ability_search"),
        ]

    def __str__(self):
        return f"{self.subject} {self.standard_number}".strip()

    def get_absolute_url(self):
        """Its place on the page of the body."""
        return f"{link('enterprises:body', self.body_id)}#a{self.pk}"

    def covers(self, day):
        """Whether it is offered on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def agreed(self):
        """`7 个工作日`"""
        return agreed_words(self.n, self.unit)


def agreed_words(n, unit):
    """Agreed days in words."""
    if unit == BodyAbility.Unit.WD:
        return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n}
    return ngettext("%(n)s calendar day", "%(n)s calendar days", n) % {"n": n}
