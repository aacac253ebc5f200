"""Reading an archive: which sections apply, what they need, and the state each is in. See the package for the rules."""

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy

from core.clock import today as today_
from core.conditions import AnyOf
from core.prepared import Prepared
from core.workdays import add_months
from enterprises.models import ArchiveSection, Section, SectionState
from enterprises.registers.facts import score

ALWAYS = (
    Section.BASIC,
    Section.STANDARD,
    Section.METROLOGY,
    Section.LICENCE,
    Section.QUALITY,
    Section.PEOPLE,
)
BY_FLAG = {Section.FOOD: "is_food", Section.EQUIPMENT: "uses_special_equipment"}
WHEN_ANY = (Section.CERT, Section.BRAND)
GRID = tuple(
    section for section in Section if section in ALWAYS or section in BY_FLAG
)  # the columns of the park view
STALE_MONTHS = 12

# The words for what BASIC may need; what it does need is data (RequiredItem).
BASIC_LABELS = {
    "name": gettext_lazy("enterprise name"),
    "uscc": gettext_lazy("unified social credit code"),
    "entity_type": gettext_lazy("legal form"),
    "legal_representative": gettext_lazy("legal representative"),
    "established_on": gettext_lazy("established on"),
    "industry": gettext_lazy("industry"),
    "plant_address": gettext_lazy("plant address"),
    "products": gettext_lazy("main products"),
    "contacts": gettext_lazy("contacts"),
    "years": gettext_lazy("yearly figures"),
}
BASIC_GIVEN = ("name", "uscc")  # needed to register at all


def applicable(enterprise):
    """The sections that apply by what the enterprise is; CERT and BRAND only once there is any."""
    return [*ALWAYS, *(section for section, flag in BY_FLAG.items() if getattr(enterprise, flag))]


def stale_before(today=None):
    """Who was confirmed last before this day has to be confirmed again."""
    return add_months(today or today_(), -STALE_MONTHS)


def state_of(row, today, live_from):
    """The state of a section: of its row, or NOT_APPLICABLE without one."""
    if row is None:
        return SectionState.NOT_APPLICABLE
    confirmed = row.content != SectionState.EMPTY and row.confirmed_on
    if confirmed and max(row.confirmed_on, live_from) < stale_before(today):
        return SectionState.STALE
    return SectionState(row.content)


def in_state(state, today=None):
    """The condition on ArchiveSection that its state is this one; mirrors `state_of`."""
    cutoff = stale_before(today)
    stale = Q(confirmed_on__lt=cutoff, park__live_from__lt=cutoff) & ~Q(content=SectionState.EMPTY)
    if state == SectionState.STALE:
        return stale
    return Q(content=state) if state == SectionState.EMPTY else Q(content=state) & ~stale


def stale(today=None):
    """The condition on Enterprise that a section of its archive has to be confirmed again."""
    cutoff = stale_before(today)
    return Q(archive_oldest_on__lt=cutoff, park__live_from__lt=cutoff)


def having(section, state, today=None):
    """The condition on Enterprise that one of its sections is in this state; any section when `section` is empty."""
    rows = ArchiveSection.objects.filter(enterprise=OuterRef("pk"))
    if section:
        rows = rows.filter(section=section)
    if state == SectionState.NOT_APPLICABLE:
        return ~Q(Exists(rows))
    if state == "INCOMPLETE":
        rows = rows.exclude(in_state(SectionState.COMPLETE, today))
    elif state:
        rows = rows.filter(in_state(state, today))
    return Q(Exists(rows))


def completeness(rows):
    """Percent of the required fields of all applicable sections that are filled (DOMAIN §2)."""
    return percent(sum(row.present for row in rows), sum(row.required for row in rows))


def percent(present, required):
    """Whole percent, rounded down: what is not complete never reads 100."""
    return present * 100 // required if required else 0


_sums = Prepared(
    lambda slot: (
        ArchiveSection.objects.filter(AnyOf(F("enterprise_id"), slot("ids")))
        .values("enterprise_id")
        .annotate(
            empty=Count("pk", filter=Q(content=SectionState.EMPTY)),
            stale=Count(
                "pk",
                filter=Q(confirmed_on__lt=slot("cutoff"), park__live_from__lt=slot("cutoff"))
                & ~Q(content=SectionState.EMPTY),
            ),
            has=Sum("present"),
            needs=Sum("required"),
        )
        .order_by()
    )
)


def sums_of(enterprises, today=None):
    """{enterprise id: (sections that are empty, that are stale, percent complete)} of a page of them, in one query."""
    ids = [enterprise.pk for enterprise in enterprises]
    if not ids:
        return {}
    return {
        row["enterprise_id"]: (row["empty"], row["stale"], percent(row["has"], row["needs"]))
        for row in _sums(ids=ids, cutoff=stale_before(today))
    }


def weigh(enterprise, row, items, facts):
    """Set what a section holds and how full it is, by what is there; returns whether that changed anything."""
    before = (row.content, row.filled, row.required, row.present)
    found = score(row.section, items, enterprise, facts)
    row.required, row.present = found.required, found.present
    if row.section == Section.BASIC:
        given = [missing.item.field for missing in found.missing]
        begun = any(
            item.field not in given
            for item in items
            if item.section == Section.BASIC and item.field not in BASIC_GIVEN
        )
    else:
        begun = facts.in_section(row.section) > 0
    complete = begun and found.present == found.required
    row.filled = found.present * 100 // found.required if found.required else 100 * begun
    seen_here = row.confirmed_on and (row.section == Section.BASIC or not row.on_paper)
    if complete and seen_here:
        row.content = SectionState.COMPLETE
    else:
        row.content = SectionState.PARTIAL if begun or row.on_paper else SectionState.EMPTY
    return before != (row.content, row.filled, row.required, row.present)
