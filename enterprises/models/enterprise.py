"""The enterprise: one record, one code, one name (DOMAIN §1.2)."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import STATION
from accounts.standing import must_stand
from core.history import track
from core.links import link
from core.models import Industry, Park
from core.pinyin import SORT_LENGTH
from core.summaries import Summary, kept
from core.transitions import Flow
from enterprises.querysets import LAST_VISIT, EnterpriseQuerySet
from enterprises.search import Grams

_IN_PARK = ("BUILDING", "TRIAL", "OPERATING", "SUSPENDED")
_GONE = ("RELOCATED", "DEREGISTERED", "REVOKED")
_MERGED = "MERGED"
FLOW = Flow(
    field="status",
    first=("APPLICANT", "BUILDING", "TRIAL", "OPERATING", "SUSPENDED"),
    steps={
        "APPLICANT": ("BUILDING", "TRIAL", "OPERATING", _MERGED),
        "BUILDING": ("TRIAL", "OPERATING", "SUSPENDED", *_GONE, _MERGED),
        "TRIAL": ("OPERATING", "SUSPENDED", *_GONE, _MERGED),
        "OPERATING": ("SUSPENDED", *_GONE, _MERGED),
        "SUSPENDED": ("TRIAL", "OPERATING", *_GONE, _MERGED),
        "RELOCATED": ("BUILDING", "TRIAL", "OPERATING", "SUSPENDED", "DEREGISTERED", "REVOKED", _MERGED),
        "REVOKED": ("OPERATING", "SUSPENDED", "DEREGISTERED", _MERGED),
        "DEREGISTERED": ("OPERATING", "SUSPENDED", _MERGED),
        _MERGED: ("APPLICANT", *_IN_PARK, *_GONE),  # a merge that is undone
    },
    free_when="imported",
)


# `querysets.in_park` and `built` on a day, told as what comes on which day and what goes
_KNOWN = f"(r.status IN {_IN_PARK} OR r.status IN {_GONE} AND r.left_on IS NOT NULL)"
_CAME = "COALESCE(r.admitted_on, DATE '0001-01-01')"
_BUILT = f"GREATEST({_CAME}, r.archive_built_on)"


@kept(
    Summary("IN_PARK", day=_CAME, where=_KNOWN),
    Summary(
        "IN_PARK",
        day=f"GREATEST({_CAME}, r.left_on)",
        where=f"{_KNOWN} AND r.left_on IS NOT NULL",
        value="-1",
    ),
    Summary("ARCHIVE_BUILT", day=_BUILT, where=f"{_KNOWN} AND r.archive_built_on IS NOT NULL"),
    Summary(
        "ARCHIVE_BUILT",
        day=f"GREATEST({_BUILT}, r.left_on)",
        where=f"{_KNOWN} AND r.archive_built_on IS NOT NULL AND r.left_on IS NOT NULL",
        value="-1",
    ),
)
@track(exclude=["name_indexed", "search_text", "sort_key"])
class Enterprise(models.Model):
    """An enterprise of the park. Transitions (FLOW): APPLICANT → BUILDING → TRIAL → OPERATING ⇄ SUSPENDED, each step
    but the first may be skipped; from any of them in the park → RELOCATED, DEREGISTERED, REVOKED. Back from these only
    when it returns, or when the authority has undone it. MERGED is a record that stood for the same enterprise as
    `merged_into`: nobody sees it, its address leads there (`enterprises.merging`).

    `search_text` (normalised name, pinyin, code) and `sort_key` are derived from `name` by `enterprises.actions`;
    `name_indexed` beside them must equal `name`, so no write can leave them behind (TRAPS 14). `archive_built_on`,
    `archive_oldest_on`, `last_visited_on` and `size_class` are derived too, each by one act.
    """

    class EntityType(models.TextChoices):
        """Legal form."""

        LLC = "LLC", _("limited liability company")
        JSC = "JSC", _("joint-stock company")
        SOLE = "SOLE", _("sole proprietorship")
        PARTNERSHIP = "PARTNERSHIP", _("partnership")
        SOLE_TRADER = "SOLE_TRADER", _("individual business")
        FOREIGN = "FOREIGN", _("foreign-invested enterprise")
        BRANCH = "BRANCH", _("branch")
        COOP = "COOP", _("farmers' cooperative")

    class Status(models.TextChoices):
        """Where the enterprise is in its life in the park."""

        APPLICANT = "APPLICANT", _("applying")
        BUILDING = "BUILDING", _("under construction")
        TRIAL = "TRIAL", _("trial production")
        OPERATING = "OPERATING", _("in production")
        SUSPENDED = "SUSPENDED", _("production stopped")
        RELOCATED = "RELOCATED", _("moved out")
        DEREGISTERED = "DEREGISTERED", _("deregistered")
        REVOKED = "REVOKED", _("licence revoked")
        MERGED = "MERGED", _("merged into another record")

    Status.BADGES = {
        "APPLICANT": ("info", "door-enter"),
        "BUILDING": ("info", "hourglass"),
        "TRIAL": ("info", "progress"),
        "OPERATING": ("ok", "circle-check"),
        "SUSPENDED": ("warn", "player-pause"),
        "RELOCATED": ("", "logout"),
        "DEREGISTERED": ("", "circle-x"),
        "REVOKED": ("bad", "alert-octagon"),
        "MERGED": ("", "arrow-merge"),
    }
    Status.IN_PARK = _IN_PARK
    Status.GONE = _GONE
    Status.OFFERED = [choice for choice in Status.choices if choice[0] != _MERGED]  # what people choose from

    class Size(models.TextChoices):
        """Size class, computed from the latest year (DOMAIN §1.4)."""

        L = "L", _("large")
        M = "M", _("medium")
        S = "S", _("small")
        XS = "XS", _("micro")

    park = models.ForeignKey(Park, models.PROTECT, related_name="enterprises", verbose_name=_("park"))
    short_code = models.CharField(_("plate code"), max_length=8, unique=True)
    name = models.CharField(_("enterprise name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, null=True, blank=True)
    uscc_missing_reason = models.CharField(_("why there is no code"), max_length=100, blank=True)
    legacy_reg_no = models.CharField(_("old registration number"), max_length=15, blank=True)
    legacy_org_code = models.CharField(_("old organisation code"), max_length=10, blank=True)
    entity_type = models.CharField(_("legal form"), max_length=12, choices=EntityType, blank=True)
    legal_representative = models.CharField(_("legal representative"), max_length=40, blank=True)
    general_manager = models.CharField(_("general manager"), max_length=40, blank=True)
    registered_capital = models.DecimalField(
        _("registered capital (10,000 yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    established_on = models.DateField(_("established on"), null=True, blank=True)
    admitted_on = models.DateField(_("admitted on"), null=True, blank=True)
    production_started_on = models.DateField(_("production started on"), null=True, blank=True)
    left_on = models.DateField(pgettext_lazy("enterprise", "left on"), null=True, blank=True)
    registered_address = models.CharField(_("registered address"), max_length=200, blank=True)
    plant_address = models.CharField(_("plant address"), max_length=200, blank=True)
    plot_no = models.CharField(_("plot"), max_length=30, blank=True)
    building = models.CharField(_("building"), max_length=60, blank=True)
    region_code = models.CharField(_("region code"), max_length=9, default="360402")
    industry = models.ForeignKey(Industry, models.PROTECT, null=True, blank=True, verbose_name=_("industry"))
    business_scope = models.TextField(_("business scope"), blank=True)
    land_area_mu = models.DecimalField(
        _("land (mu)"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    floor_area_m2 = models.DecimalField(
        _("floor area (m²)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    size_class = models.CharField(_("size"), max_length=2, choices=Size, blank=True)
    size_reason = models.CharField(_("why the size was set by hand"), max_length=100, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.OPERATING)
    is_food = models.BooleanField(_("produces food"), default=False)
    uses_special_equipment = models.BooleanField(_("uses special equipment"), default=False)
    needs_production_licence = models.BooleanField(_("needs a production licence"), default=False)
    key_energy_user = models.BooleanField(_("key energy user"), default=False)
    is_two_high = models.BooleanField(_("high energy, high emission"), default=False)
    in_abnormal_list = models.BooleanField(_("on the list of abnormal operation"), default=False)
    serious_dishonest = models.BooleanField(_("seriously dishonest"), default=False)
    notes = models.TextField(_("notes for the station"), blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("station liaison"),
        related_name="liaison_for",
    )
    archive_confirmed_on = models.DateField(_("archive confirmed on"), null=True, blank=True)
    archive_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    archive_built_on = models.DateField(_("archive built on"), null=True, blank=True)
    archive_oldest_on = models.DateField(_("oldest confirmation of a section"), null=True, blank=True)
    last_visited_on = models.DateField(_("last visited on"), null=True, blank=True)
    next_visit_on = models.DateField(_("next visit on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    name_indexed = models.CharField(max_length=200)
    search_text = models.TextField()
    sort_key = models.CharField(max_length=SORT_LENGTH)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        triggers = [*FLOW.triggers(), must_stand("liaison_id", STATION, when="NOT NEW.imported")]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                name="enterprise_one_per_uscc",
                violation_error_message=_(
                    "An enterprise with this unified social credit code is registered already."
                ),
            ),
            models.CheckConstraint(
                condition=Q(name_indexed=F("name")),
                name="enterprise_name_indexed",
            ),
            models.CheckConstraint(
                condition=Q(uscc__isnull=False) | Q(status="APPLICANT") | ~Q(uscc_missing_reason=""),
                name="enterprise_uscc_or_reason",
                violation_error_message=_("Enter the unified social credit code, or say why there is none."),
            ),
            models.CheckConstraint(
                condition=Q(status="MERGED", merged_into__isnull=False)
                | (~Q(status="MERGED") & Q(merged_into__isnull=True)),
                name="enterprise_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(production_started_on__gte=F("established_on")),
                name="enterprise_started_after_est",
                violation_error_message=_("Production cannot start before the enterprise was established."),
            ),
            models.CheckConstraint(
                condition=Q(left_on__gte=F("admitted_on")),
                name="enterprise_left_after_admitted",
                violation_error_message=_("The enterprise cannot leave before it was admitted."),
            ),
        ]
        indexes = [
            # the list by name, of one park and of all
            models.Index(fields=["park", "sort_key", "id"], name="enterprise_list"),
            models.Index(fields=["sort_key", "id"], name="enterprise_list_all"),
            # the list by last visit; not visited for N days
            models.Index(fields=["park", "last_visited_on", "id"], name="enterprise_visited"),
            models.Index(fields=["last_visited_on", "id"], name="enterprise_visited_all"),
            # the next visits that come near, of one park and of all (index-only)
            models.Index(fields=["park", "next_visit_on"], name="enterprise_next_visit"),
            models.Index(
                fields=["next_visit_on"],
                name="enterprise_next_visit_all",
                include=["id", "park", "status", "last_visited_on", "liaison"],
            ),
            # 53 of 56, of one park and of all
            models.Index(fields=["park", "archive_built_on"], name="enterprise_built"),
            # how many are in the park, of all parks (index-only)
            models.Index(fields=["status", "id"], name="enterprise_status"),
            # how many archives are not built, of all parks (index-only)
            models.Index(
                fields=["status", "id"], name="enterprise_unbuilt", condition=Q(archive_built_on=None)
            ),
            # archives to be confirmed again
            models.Index(
                fields=["archive_oldest_on"], name="enterprise_oldest", include=["id", "park", "status"]
            ),
            # who has not been visited for long, of all parks, without reading the rows
            models.Index(
                LAST_VISIT,
                name="enterprise_missed",
                include=["id", "park", "status", "last_visited_on", "admitted_on", "liaison"],
            ),
            # the search box and the picker
            GinIndex(Grams("search_text"), name="enterprise_search"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The enterprise's page."""
        return link("enterprises:detail", self.pk)


@track()
class FormerName(models.Model):
    """A name the enterprise had before."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="former_names")
    name = models.CharField(_("former name"), max_length=200)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("former name")

    def __str__(self):
        return self.name
