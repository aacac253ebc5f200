"""What of the registers is dated: every date a register declares, and standards that come into force."""

from django.db.models import BigIntegerField, Case, F, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from accounts.roles import STATION, Role
from enterprises.models import Enterprise, InspectionBody, ProductStandard, Standard
from enterprises.registers import REGISTERS
from enterprises.registers.of_products import VALIDITY
from reminders.sources import DeadlineSource, register, sources

FIRST = 40  # after what visits and requests have


def title_of(declared):
    """SQL of what a row is called: a column, or the words for a choice."""
    column = declared.model._meta.get_field(declared.title)
    if column.is_relation:
        return F(f"{declared.title}__number")
    if not column.choices:
        return F(declared.title)
    cases = [When(**{declared.title: value}, then=Value(str(label))) for value, label in column.flatchoices]
    return Case(*cases, default=Value(""))


class OfRegister(DeadlineSource):
    """A date of the rows of one register."""

    act = _("Open")
    act_roles = STATION

    def __init__(self, declared, dated, place):
        self.register, self.column = declared, dated.column
        self.code, self.label, self.icon = dated.code, dated.label, dated.icon
        self.model, self.lead_days = declared.model, dated.lead_days
        self.address = self.act_address = f"/registers/{declared.code}/{{}}/"
        self.order = FIRST + place

    def due(self, rows):
        """Rows in force of enterprises that are in the park."""
        return of_enterprises_here(rows.live().filter(**{f"{self.column}__isnull": False})).annotate(
            **self.columns(
                due_on=self.column,
                subject_id="enterprise_id",
                subject_label="enterprise__name",
                title=Concat(Value(f"{self.label} · "), title_of(self.register)),
            )
        )

    def recipients(self, rows):
        """Whoever looks after the enterprise, and its own people."""
        return recipients_of(rows)


def of_enterprises_here(rows):
    """Rows of enterprises that are in the park."""
    return rows.filter(enterprise__status__in=Enterprise.Status.IN_PARK)


def recipients_of(rows):
    """The liaison, the leads where there is none, and those who sign in for the enterprise."""
    nobody = rows.filter(
        enterprise__liaison__isnull=True, park__user__role=Role.LEAD, park__user__is_active=True
    )
    members = rows.filter(enterprise__memberships__is_active=True)
    return [
        rows.filter(enterprise__liaison__isnull=False).values_list("pk", "enterprise__liaison_id"),
        nobody.values_list("pk", "park__user__id"),
        members.values_list("pk", "enterprise__memberships__user_id"),
    ]


def declare_all():
    """One source for each date of each register."""
    dates = [(declared, dated) for declared in REGISTERS.values() for dated in declared.dated]
    for place, (declared, dated) in enumerate(dates):
        sources.add(OfRegister(declared, dated, place))


declare_all()


@register
class ComingStandards(DeadlineSource):
    """A standard that a product is made to is replaced by one that comes into force."""

    code = "standard-coming"
    label = _("new edition of a standard comes into force")
    icon = "book"
    act = _("Open")
    act_roles = STATION
    model = ProductStandard
    lead_days = VALIDITY
    address = act_address = "/registers/product-standards/{}/"
    order = FIRST + 30

    def due(self, rows):
        """By the day on which the replacing standard comes into force."""
        return (
            of_enterprises_here(rows)
            .filter(standard__replaced_by__status=Standard.Status.UPCOMING)
            .annotate(
                **self.columns(
                    due_on="standard__replaced_by__effective_on",
                    subject_id="enterprise_id",
                    subject_label="enterprise__name",
                    title=Concat(F("standard__number"), Value(" → "), F("standard__replaced_by__number")),
                )
            )
        )

    def recipients(self, rows):
        """Whoever looks after the enterprise, and its own people."""
        return recipients_of(rows)


@register
class Accreditations(DeadlineSource):
    """The CMA of a testing body has to be renewed: its reports count only while it is valid."""

    code = "body-cma"
    label = _("CMA of a testing body to be renewed")
    icon = "microscope"
    act = _("Open")
    act_roles = STATION
    model = InspectionBody
    lead_days = (30, 7, 0, -30)
    address = act_address = "/bodies/{}/"
    order = FIRST + 31

    def due(self, rows):
        """Of bodies in use, the latest day to apply."""
        return (
            rows.in_use()
            .filter(cma_apply_by__isnull=False)
            .annotate(
                **self.columns(
                    due_on="cma_apply_by",
                    subject_id=Cast(Value(None), BigIntegerField()),
                    subject_label="short_name",
                    title=Concat(Value("CMA "), F("cma_number")),
                )
            )
        )

    def recipients(self, rows):
        """The station's leads: they choose where samples go."""
        leads = rows.filter(park__user__role=Role.LEAD, park__user__is_active=True)
        return [leads.values_list("pk", "park__user__id")]
