"""Products, the standards they are made to, and the catalogue of standards a park shares (DOMAIN §2.1)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, STATION, Role
from core.history import track
from core.models import Park
from core.scope import ParkQuerySet
from core.transitions import Flow
from enterprises.models.registers.base import (
    DERIVED,
    DatedRow,
    RegisterQuerySet,
    RegisterRow,
    SearchedRow,
    indexes,
    searched,
)
from enterprises.search import Grams, found_by


class ProductQuerySet(RegisterQuerySet):
    """Products by how they stand with their standards (FEATURES B9)."""

    STANDINGS = (
        ("any", _("without, not declared or obsolete")),
        ("none", _("without a standard")),
        ("undeclared", _("not declared")),
        ("obsolete", _("obsolete")),
    )

    def standing(self, which):
        """Those without a standard, with one that is not declared, with one that is obsolete, or with any of these."""
        uses = self.model.standards.rel.related_model.objects.filter(product=OuterRef("pk"))
        none = Q(no_standard=True) | ~Exists(uses)
        undeclared = Exists(uses.filter(declaration="NOT_DECLARED"))
        obsolete = Exists(uses.filter(standard__status__in=Standard.Status.OBSOLETE))
        conditions = {"none": none, "undeclared": Q(undeclared), "obsolete": Q(obsolete)}
        return self.filter(conditions.get(which) or none | Q(undeclared) | Q(obsolete))


@track(exclude=list(DERIVED))
class Product(RegisterRow, SearchedRow):
    """A product, as it is named by the enterprise; the main ones stand first."""

    REGISTER = "products"
    SEARCHED = ("name", "model")

    class Status(models.TextChoices):
        """Whether it is made."""

        MADE = "MADE", _("in production")
        PAUSED = "PAUSED", _("paused")
        ENDED = "ENDED", _("no longer made")

    Status.BADGES = {
        "MADE": ("ok", "circle-check"),
        "PAUSED": ("warn", "player-pause"),
        "ENDED": ("", "circle-x"),
    }
    LIVE = ("MADE", "PAUSED")

    enterprise = models.ForeignKey(
        "enterprises.Enterprise", models.CASCADE, related_name="products", verbose_name=_("enterprise")
    )
    name = models.CharField(_("product"), max_length=100)
    model = models.CharField(_("model and specification"), max_length=100, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    trademark = models.CharField(_("trademark"), max_length=60, blank=True)
    yearly_output = models.CharField(_("yearly output"), max_length=40, blank=True)
    no_standard = models.BooleanField(_("made without a standard"), default=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.MADE)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("main product")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"],
                name="product_once_per_enterprise",
                violation_error_message=_("This product is in the register already."),
            ),
            searched("name", "model"),
        ]
        indexes = [*indexes("product"), GinIndex(Grams("search_text"), name="product_search")]

    def __str__(self):
        return self.name


class StandardQuerySet(ParkQuerySet):
    """Querysets of the catalogue."""

    def visible_to(self, user):
        """Everybody who works in the park; an enterprise what its own products are made to."""
        if user.role in READERS or user.role == Role.DEPARTMENT:
            return self.in_parks_of(user)
        if user.role == Role.ENTERPRISE:
            uses = self.model.uses.rel.related_model.objects.visible_to(user)
            return self.filter(Exists(uses.filter(standard=OuterRef("pk"))))
        return self.none()

    def editable_by(self, user):
        """Kept by the station's staff and lead."""
        return self.in_parks_of(user) if user.role in STATION else self.none()

    def obsolete(self):
        """Superseded or withdrawn."""
        return self.filter(status__in=self.model.Status.OBSOLETE)

    def used_by(self, user):
        """Those that a product, made or paused, is made to, as far as the user sees."""
        return self.filter(Exists(live_uses(user).filter(standard=OuterRef("pk"))))

    def search(self, q):
        """By number or title."""
        return self.filter(found_by(q))


def live_uses(user):
    """The standards of products that are still made, in the user's scope."""
    return ProductStandard.objects.visible_to(user).filter(product__status__in=Product.LIVE)


FLOW = Flow(
    "status",
    first=("UPCOMING", "CURRENT", "SUPERSEDED", "WITHDRAWN"),
    steps={
        "UPCOMING": ("CURRENT", "WITHDRAWN"),
        "CURRENT": ("UPCOMING", "SUPERSEDED", "WITHDRAWN"),
        "SUPERSEDED": ("CURRENT",),
        "WITHDRAWN": ("CURRENT", "UPCOMING"),
    },
)


@track(exclude=list(DERIVED))
class Standard(SearchedRow):
    """A standard in the catalogue that the park shares; its text is an attachment where the park may hold it.

    Transitions (FLOW): UPCOMING ⇄ CURRENT by its day; CURRENT → SUPERSEDED | WITHDRAWN, UPCOMING → WITHDRAWN; back as long
    as nobody has been told. One that ends on a later day carries `ended_on` and stays in force until then.
    """

    SEARCHED = ("title", "number")

    class Kind(models.TextChoices):
        """Kinds of standards, each with its form of number (enterprises.registers.numbers)."""

        GB = "GB", _("mandatory national standard")
        GBT = "GBT", _("recommended national standard")
        GBZ = "GBZ", _("national guide")
        HB = "HB", _("industry standard")
        DB = "DB", _("local standard")
        TT = "TT", _("group standard")
        QB_ENT = "QB_ENT", _("enterprise standard")
        INT = "INT", _("international or foreign standard")

    class Status(models.TextChoices):
        """Where it is in its life."""

        UPCOMING = "UPCOMING", _("coming into force")
        CURRENT = "CURRENT", _("in force")
        SUPERSEDED = "SUPERSEDED", _("superseded")
        WITHDRAWN = "WITHDRAWN", _("withdrawn")

    Status.BADGES = {
        "UPCOMING": ("info", "hourglass"),
        "CURRENT": ("ok", "circle-check"),
        "SUPERSEDED": ("warn", "arrow-forward-up"),
        "WITHDRAWN": ("bad", "circle-x"),
    }
    Status.OBSOLETE = ("SUPERSEDED", "WITHDRAWN")

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number of the standard"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    title = models.CharField(_("title of the standard"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CURRENT)
    replaced_by = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("replaced by"),
    )
    ended_on = models.DateField(_("out of force from"), null=True, blank=True)
    owner = models.ForeignKey(
        "enterprises.Enterprise",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="own_standards",
        verbose_name=_("enterprise"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("standard")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"],
                name="standard_once_per_park",
                violation_error_message=_("This standard is in the catalogue already."),
            ),
            models.CheckConstraint(
                condition=~Q(replaced_by=models.F("id")),
                name="standard_not_by_itself",
                violation_error_message=_("A standard cannot replace itself."),
            ),
            searched("title", "number"),
        ]
        indexes = [
            # the catalogue of a park and of all
            models.Index(fields=["park", "number", "id"], name="standard_list"),
            models.Index(fields=["number", "id"], name="standard_list_all"),
            # what ends on its day
            models.Index(fields=["ended_on"], name="standard_ends", condition=Q(status="CURRENT")),
            models.Index(fields=["effective_on", "id"], name="standard_coming"),  # what comes into force
            GinIndex(Grams("search_text"), name="standard_search"),
        ]
        triggers = FLOW.triggers()

    def get_absolute_url(self):
        """Its page in the catalogue."""
        return reverse("enterprises:standard", args=[self.pk])

    @property
    def is_ended(self):
        """Whether it was superseded or withdrawn, be it for a later day."""
        return self.ended_on is not None or self.status in self.Status.OBSOLETE

    def __str__(self):
        return f"{self.number} {self.title}".strip()


@track()
class ProductStandard(DatedRow):
    """A standard that a product is made to, and how the enterprise has declared it (DOMAIN §2.1)."""

    REGISTER = "product-standards"

    class Declaration(models.TextChoices):
        """How the public may know that the product is made to it."""

        NOT_DECLARED = "NOT_DECLARED", _("not declared")
        DECLARED = "DECLARED", _("declared and published")
        FILED_HEALTH = "FILED_HEALTH", _("filed with the health authority")
        LEGACY_FILED = "LEGACY_FILED", _("filed with the former quality bureau")

    Declaration.BADGES = {
        "NOT_DECLARED": ("warn", "alert-triangle"),
        "DECLARED": ("ok", "circle-check"),
        "FILED_HEALTH": ("ok", "circle-check"),
        "LEGACY_FILED": ("", "history"),
    }

    class Degree(models.TextChoices):
        """How close it is to the international standard; NEQ is not an adoption."""

        IDT = "IDT", _("identical (IDT)")
        MOD = "MOD", _("modified (MOD)")
        NEQ = "NEQ", _("not equivalent (NEQ)")

    product = models.ForeignKey(Product, models.CASCADE, related_name="standards", verbose_name=_("product"))
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="uses", verbose_name=_("standard"))
    declaration = models.CharField(
        _("declaration"), max_length=14, choices=Declaration, default=Declaration.NOT_DECLARED
    )
    declared_on = models.DateField(_("declared on"), null=True, blank=True)
    platform_no = models.CharField(_("number on the platform"), max_length=60, blank=True)
    adopts_international = models.BooleanField(_("adopts an international standard"), default=False)
    adopted_number = models.CharField(_("adopted standard"), max_length=60, blank=True)
    degree = models.CharField(_("degree of adoption"), max_length=3, choices=Degree, blank=True)
    adoption_mark_no = models.CharField(_("number of the adoption mark"), max_length=60, blank=True)
    mark_issued_on = models.DateField(_("adoption mark issued on"), null=True, blank=True)
    mark_valid_to = models.DateField(_("adoption mark valid to"), null=True, blank=True)
    reviewed_on = models.DateField(_("last reviewed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("standard of a product")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "standard"],
                name="standard_once_per_product",
                violation_error_message=_("This product has this standard already."),
            ),
            models.CheckConstraint(
                condition=~Q(adopts_international=True, degree="NEQ"),
                name="standard_neq_no_adoption",
                violation_error_message=_("Not equivalent (NEQ) is not an adoption of the standard."),
            ),
            models.CheckConstraint(
                condition=Q(mark_valid_to__gte=models.F("mark_issued_on")),
                name="standard_mark_in_order",
                violation_error_message=_("The adoption mark cannot expire before it was issued."),
            ),
        ]
        indexes = indexes("prodstd", due=True, status=False)

    def __str__(self):
        return str(self.standard)
