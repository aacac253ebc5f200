"""Special equipment and the people who operate it (DOMAIN §2.6)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.registers.base import DERIVED, DatedRow, SearchedRow, in_order, indexes, searched
from enterprises.models.registers.instruments import Device
from enterprises.search import Grams


@track(exclude=list(DERIVED))
class SpecialEquipment(DatedRow, SearchedRow, Device):
    """A boiler, pressure vessel, lift, crane, vehicle … `register_by` is the last day to register it for use."""

    REGISTER = "equipment"
    SEARCHED = (
        "name",
        "maker",
        "equipment_code",
        "registration_code",
        "use_cert_no",
        "internal_no",
        "serial_no",
    )
    NAMES = 2

    class Kind(models.TextChoices):
        """Kinds of the catalogue; the types below them are data (`ThingType`)."""

        BOILER = "1000", _("boiler")
        VESSEL = "2000", _("pressure vessel")
        LIFT = "3000", _("lift")
        CRANE = "4000", _("lifting appliance")
        VEHICLE = "5000", _("on-site vehicle")
        RIDE = "6000", _("large amusement ride")
        PIPING = "8000", _("pressure piping")
        ROPEWAY = "9000", _("passenger ropeway")

    class Conclusion(models.TextChoices):
        """Of the last inspection."""

        PASSED = "PASSED", _("passed")
        MONITORED = "MONITORED", _("usable under monitoring")
        FAILED = "FAILED", _("failed")

    class Status(models.TextChoices):
        """Whether it is used. OVERDUE is never stored: it is in use and past its date."""

        IN_USE = "IN_USE", _("in use")
        OVERDUE = "OVERDUE", _("inspection overdue")
        STOPPED = "STOPPED", _("stopped")
        SCRAPPED = "SCRAPPED", _("scrapped")
        CANCELLED = "CANCELLED", _("registration cancelled")

    Status.BADGES = {
        "IN_USE": ("ok", "circle-check"),
        "OVERDUE": ("bad", "alert-octagon"),
        "STOPPED": ("", "player-pause"),
        "SCRAPPED": ("", "circle-x"),
        "CANCELLED": ("", "circle-x"),
    }
    LIVE = ("IN_USE",)
    LATE = "OVERDUE"

    kind = models.CharField(_("kind of equipment"), max_length=4, choices=Kind)
    type_code = models.CharField(_("type of equipment"), max_length=4, blank=True)
    name = models.CharField(_("equipment"), max_length=80)
    internal_no = models.CharField(_("number in the plant"), max_length=40, blank=True)
    equipment_code = models.CharField(_("equipment code"), max_length=18, blank=True)
    registration_code = models.CharField(_("registration code (before 2014)"), max_length=20, blank=True)
    use_cert_no = models.CharField(_("use registration number"), max_length=40, blank=True)
    model = models.CharField(_("model"), max_length=60, blank=True)
    serial_no = models.CharField(_("serial number"), max_length=60, blank=True)
    maker = models.CharField(_("maker"), max_length=100, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    installed_by = models.CharField(_("installed by"), max_length=100, blank=True)
    place = models.CharField(_("place of use"), max_length=80, blank=True)
    in_use_since = models.DateField(_("in use since"), null=True, blank=True)
    safety_grade = models.PositiveSmallIntegerField(_("safety grade (1 to 5)"), null=True, blank=True)
    last_inspection_on = models.DateField(_("last inspected on"), null=True, blank=True)
    last_full_on = models.DateField(_("last full or internal inspection on"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=10, choices=Conclusion, blank=True)
    report_no = models.CharField(_("report number"), max_length=60, blank=True)
    inspected_by = models.CharField(_("inspecting body"), max_length=100, blank=True)
    printed_next_on = models.DateField(_("next inspection, as printed"), null=True, blank=True)
    maintainer = models.CharField(_("maintained by"), max_length=100, blank=True)
    technical_file = models.BooleanField(_("technical file complete"), default=False)
    register_by = models.DateField(_("to be registered by"), null=True, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IN_USE)

    class Meta:
        verbose_name = _("special equipment")
        constraints = [
            models.UniqueConstraint(
                fields=["equipment_code"],
                name="equipment_code_once",
                condition=~Q(equipment_code=""),
                violation_error_message=_("Equipment with this code is registered already."),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "internal_no"],
                name="equipment_no_once",
                condition=~Q(internal_no=""),
                violation_error_message=_("This number in the plant is in the register already."),
            ),
            models.CheckConstraint(
                condition=~Q(equipment_code="") | ~Q(internal_no=""),
                name="equipment_has_number",
                violation_error_message=_("Enter the equipment code or the number in the plant."),
            ),
            models.CheckConstraint(condition=~Q(status="OVERDUE"), name="equipment_overdue_computed"),
            models.CheckConstraint(
                condition=Q(safety_grade__gte=1, safety_grade__lte=5),
                name="equipment_grade",
                violation_error_message=_("Safety grades are 1 to 5."),
            ),
            in_order(
                "last_inspection_on",
                "printed_next_on",
                _("The next inspection cannot lie before the last one."),
                "equipment_dates",
            ),
            in_order(
                "made_on",
                "in_use_since",
                _("Equipment cannot be in use before it was made."),
                "equipment_made",
            ),
            searched(
                "name",
                "maker",
                "equipment_code",
                "registration_code",
                "use_cert_no",
                "internal_no",
                "serial_no",
            ),
        ]
        indexes = [
            *indexes("equipment", due=True, act=True),
            models.Index(
                fields=["register_by", "id"],
                name="equipment_register",
                condition=Q(register_by__isnull=False),
            ),  # what is used and not registered
            models.Index(
                fields=["park", "replace_by"], name="equipment_outdated", condition=~Q(fitness="FIT")
            ),  # what is to be replaced
            GinIndex(Grams("search_text"), name="equipment_search"),
        ]

    def __str__(self):
        return self.name


@track()
class Operator(DatedRow):
    """A person with a certificate for special equipment."""

    REGISTER = "operators"

    class Status(models.TextChoices):
        """Whether the person still works there. EXPIRED is never stored: it follows from the date."""

        AT_WORK = "AT_WORK", _("at work")
        EXPIRED = "EXPIRED", _("expired")
        LEFT = "LEFT", _("has left")

    Status.BADGES = {
        "AT_WORK": ("ok", "circle-check"),
        "EXPIRED": ("bad", "alert-circle"),
        "LEFT": ("", "logout"),
    }
    LIVE = ("AT_WORK",)
    LATE = "EXPIRED"

    class Item(models.TextChoices):
        """Items of certificates by kind of equipment."""

        A = "A", _("safety management (A)")
        G = "G", _("boiler (G)")
        R = "R", _("pressure vessel (R)")
        T = "T", _("lift (T)")
        Q = "Q", _("lifting appliance (Q)")
        N1 = "N1", _("forklift driver (N1)")
        N2 = "N2", _("sightseeing vehicle driver (N2)")
        P = "P", _("gas cylinder filling (P)")
        D = "D", _("pressure piping (D)")
        F = "F", _("safety accessories (F)")
        H = "H", _("welding (H)")
        Y = "Y", _("amusement ride (Y)")
        S = "S", _("ropeway (S)")

    person = models.CharField(_("person"), max_length=40)
    item = models.CharField(_("item"), max_length=2, choices=Item)
    cert_no = models.CharField(_("certificate number"), max_length=40)
    issued_by = models.CharField(_("issued by"), max_length=100, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.AT_WORK)

    class Meta:
        verbose_name = _("operator")
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "cert_no", "item"],
                name="operator_once",
                violation_error_message=_("This certificate is in the register already."),
            ),
            models.CheckConstraint(condition=~Q(status="EXPIRED"), name="operator_expiry_computed"),
            in_order(
                "issued_on", "valid_to", _("A certificate cannot expire before it begins."), "operator_dates"
            ),
        ]
        indexes = indexes("operator", due=True, act=True)

    def __str__(self):
        return self.person
