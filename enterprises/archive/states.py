"""Reading an archive: which sections apply, what they need, and the state each is in. See the package for the rules."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy

from core.clock import today as today_
from core.workdays import add_months
from enterprises.models import (
    ArchiveSection,
    Contact,
    Enterprise,
    Product,
    Section,
    SectionState,
    YearlyFigures,
)

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

# What BASIC needs: the code of an item, its words, and where it is typed in.
BASIC_REQUIRED = {
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
OTHER_REQUIRED = 2  # kept on paper; entered here


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
    """Percent of the required items of all applicable sections that are there."""
    needed = there = 0
    for row in rows:
        items = len(BASIC_REQUIRED) if row.section == Section.BASIC else OTHER_REQUIRED
        needed += items * 100
        there += items * row.filled
    return there * 100 // needed if needed else 0


def missing_basics(enterprise, related=None):
    """Codes of `BASIC_REQUIRED` that are not there yet. `related` saves the query for the child rows."""
    there = dict(related or related_of(enterprise.pk))
    there["uscc"] = enterprise.uscc or enterprise.uscc_missing_reason
    there["industry"] = enterprise.industry_id
    return [code for code in BASIC_REQUIRED if not there.get(code, getattr(enterprise, code, None))]


def related_of(enterprise_id):
    """Which of the child rows that BASIC needs are there, in one query."""
    children = {"products": Product, "contacts": Contact, "years": YearlyFigures}
    there = {
        f"has_{name}": Exists(model.objects.filter(enterprise=OuterRef("pk")))
        for name, model in children.items()
    }
    found = Enterprise.objects.filter(pk=enterprise_id).values(**there).get()
    return {name: found[f"has_{name}"] for name in children}


def content_of(enterprise, row, related=None):
    """(content, percent) of a section by what is there. `related` saves the query for the child rows."""
    if row.section != Section.BASIC:
        return (SectionState.PARTIAL, 100 // OTHER_REQUIRED) if row.on_paper else (SectionState.EMPTY, 0)
    missing = missing_basics(enterprise, related)
    filled = (len(BASIC_REQUIRED) - len(missing)) * 100 // len(BASIC_REQUIRED)
    if not missing and row.confirmed_on:
        return SectionState.COMPLETE, filled
    anything = any(code not in missing for code in BASIC_REQUIRED if code not in BASIC_GIVEN)
    return (SectionState.PARTIAL if anything or row.on_paper else SectionState.EMPTY), filled
