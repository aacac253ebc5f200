"""The quality archive: which sections apply, what state they are in, and who has confirmed them (DOMAIN §2).

How the states come about, until the registers of the sections are kept in the station:

- BASIC is what is in the master data. `BASIC_REQUIRED` lists what it needs; `filled` is the share of that which is
  there. Name and code alone make no section (they are needed to register at all): it is EMPTY until something else is
  known or an officer has seen it on paper, COMPLETE when everything is there and an officer has confirmed it, else
  PARTIAL.
- Another section needs two things: that it is kept, and that it is entered here. An officer who has seen it on paper
  confirms the first; that counts as PARTIAL (50 %). Without it the section is EMPTY.
- CERT and BRAND apply once there is any; to confirm one on paper says so. RECORD is filled by the system from visits,
  requests and notices and is neither confirmed nor counted.
- STALE is computed when it is read: confirmed more than 12 months ago, counted from max(confirmed on, `live_from`).
  It still counts as built.

An archive is built (建档, "53 of 56") when BASIC and every applicable section are at least PARTIAL and an officer of
the station has confirmed the archive as a whole. `archive_built_on` is the first day on which all of that held; it
falls back to nothing when one of the conditions falls, e.g. when food production begins and nobody has seen the food
section.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import timeline
from core.clock import today as today_
from core.transitions import TransitionError, locked, require
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


@dataclass(frozen=True)
class GridRow:
    """One enterprise of the park view: its states in the order of `GRID`."""

    enterprise_id: int
    name: str
    built_on: date | None
    states: tuple


# ---- reading ---------------------------------------------------------------------------------------------------------


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
    there = dict(related or _related(enterprise.pk))
    there["uscc"] = enterprise.uscc or enterprise.uscc_missing_reason
    there["industry"] = enterprise.industry_id
    return [code for code in BASIC_REQUIRED if not there.get(code, getattr(enterprise, code, None))]


def grid(user, park, today=None):
    """The park's enterprises × sections, those with most missing first, in two queries."""
    today = today or today_()
    rows = list(
        Enterprise.objects.visible_to(user)
        .filter(park=park)
        .in_park()
        .order_by("sort_key", "id")
        .values_list("pk", "name", "archive_built_on")
    )
    sections = {}
    for row in ArchiveSection.objects.filter(park=park).only(
        "enterprise_id", "section", "content", "confirmed_on"
    ):
        sections.setdefault(row.enterprise_id, {})[row.section] = state_of(row, today, park.live_from)
    none = SectionState.NOT_APPLICABLE
    found = [
        GridRow(pk, name, built_on, tuple(sections.get(pk, {}).get(section, none) for section in GRID))
        for pk, name, built_on in rows
    ]
    weight = {SectionState.EMPTY: 0, SectionState.PARTIAL: 2, SectionState.STALE: 3, SectionState.COMPLETE: 4}

    def full(row):
        counted = [weight[state] for state in row.states if state in weight]
        return row.built_on is not None, sum(counted) / (len(counted) or 1)

    return sorted(found, key=full)


# ---- writing ---------------------------------------------------------------------------------------------------------


def applicable(enterprise):
    """The sections that apply by what the enterprise is; CERT and BRAND only once there is any."""
    return [*ALWAYS, *(section for section, flag in BY_FLAG.items() if getattr(enterprise, flag))]


def refresh(enterprise, on=None):
    """Bring the rows of the sections and `archive_built_on` up to date; `on` is the day of the act that calls it.

    Belongs into the act's transaction, with the enterprise locked (or just made). Returns the rows by section.
    """
    on = on or today_()
    rows = {row.section: row for row in ArchiveSection.objects.filter(enterprise=enterprise)}
    wanted = {*applicable(enterprise), *(section for section in WHEN_ANY if section in rows)}
    gone = [row.pk for section, row in rows.items() if section not in wanted]
    if gone:
        ArchiveSection.objects.filter(pk__in=gone).delete()
    new, changed = [], []
    for section in Section:
        if section not in wanted:
            rows.pop(section, None)
            continue
        row = rows.get(section) or ArchiveSection(
            enterprise=enterprise, park_id=enterprise.park_id, section=section
        )
        was = (row.content, row.filled)
        row.content, row.filled = _content(enterprise, row)
        if row.pk is None:
            rows[section] = row
            new.append(row)
        elif was != (row.content, row.filled):
            changed.append(row)
    ArchiveSection.objects.bulk_create(new)
    for row in changed:
        row.save(update_fields=["content", "filled"])
    built_on = _built_on(enterprise, rows.values(), on)
    if built_on != enterprise.archive_built_on:
        enterprise.archive_built_on = built_on
        enterprise.save(update_fields=["archive_built_on"])
    return rows


def confirm_section(enterprise_id, section, by, *, on_paper=True, on=None, at=None):
    """An officer of the station has seen this section: on paper, or (BASIC) as it is entered here."""
    on = on or today_()
    with transaction.atomic():
        enterprise = _open(enterprise_id, by)
        section = _known(section)
        _not_in_future(on)
        if section not in applicable(enterprise) and section not in WHEN_ANY:
            raise TransitionError(_("This section does not apply to this enterprise."))
        row = ArchiveSection.objects.filter(enterprise=enterprise, section=section).first() or ArchiveSection(
            enterprise=enterprise, park_id=enterprise.park_id, section=section
        )
        if not on_paper and _content(enterprise, row)[0] == SectionState.EMPTY:
            raise TransitionError(
                _(
                    "Nothing is entered in this section yet. Confirm it as kept on paper if you have seen it so."
                )
            )
        row.on_paper, row.confirmed_on, row.confirmed_by = on_paper, on, by
        row.content, row.filled = _content(enterprise, row)
        row.save()
        refresh(enterprise, on)
        timeline.record(
            "section_confirmed_on_paper" if on_paper else "section_confirmed",
            subject=enterprise,
            actor=by,
            at=at,
            section=str(section.label),
        )
    return row


def take_back_section(enterprise_id, section, by, *, reason):
    """A confirmation was wrong: the section counts as not seen."""
    with transaction.atomic():
        enterprise = _open(enterprise_id, by)
        section = _known(section)
        row = ArchiveSection.objects.filter(
            enterprise=enterprise, section=section, confirmed_on__isnull=False
        ).first()
        if row is None:
            raise TransitionError(_("This section is not confirmed, so there is nothing to take back."))
        if section in WHEN_ANY:
            row.delete()
        else:
            row.on_paper, row.confirmed_on, row.confirmed_by = False, None, None
            row.content, row.filled = _content(enterprise, row)
            row.save(update_fields=["on_paper", "confirmed_on", "confirmed_by", "content", "filled"])
        refresh(enterprise)
        timeline.record(
            "section_taken_back",
            subject=enterprise,
            actor=by,
            internal=True,
            section=str(section.label),
            reason=reason,
        )
    return enterprise


def confirm_archive(enterprise_id, by, *, on=None, at=None):
    """An officer of the station confirms the archive as a whole: it is built (or still right a year later)."""
    on = on or today_()
    with transaction.atomic():
        enterprise = _open(enterprise_id, by)
        _not_in_future(on)
        rows = refresh(enterprise, on)
        empty = [row.get_section_display() for row in rows.values() if row.content == SectionState.EMPTY]
        if empty:
            raise TransitionError(
                _("These sections are not built yet: %(sections)s. Confirm them one by one first.")
                % {"sections": _(", ").join(empty)}
            )
        enterprise.archive_confirmed_on, enterprise.archive_confirmed_by = on, by
        enterprise.save(update_fields=["archive_confirmed_on", "archive_confirmed_by"])
        refresh(enterprise, on)
        timeline.record("archive_confirmed", subject=enterprise, actor=by, at=at)
    return enterprise


def _open(enterprise_id, by):
    """The enterprise, locked, for an officer of its station; `by` None is an import."""
    rows = Enterprise.objects.all() if by is None else Enterprise.objects.visible_to(by)
    enterprise = locked(rows, enterprise_id)
    require(by is None or by.is_station, _("Only the station's staff confirm an archive."))
    return enterprise


def _known(section):
    if section not in Section.values or section == Section.RECORD:
        raise TransitionError(
            _("This section fills itself from visits, requests and notices; nobody confirms it.")
        )
    return Section(section)


def _not_in_future(on):
    if on > today_():
        raise TransitionError(_("The day of the confirmation lies in the future."))


def _related(enterprise_id):
    """Which of the child rows that BASIC needs are there, in one query."""
    children = {"products": Product, "contacts": Contact, "years": YearlyFigures}
    there = {
        f"has_{name}": Exists(model.objects.filter(enterprise=OuterRef("pk")))
        for name, model in children.items()
    }
    found = Enterprise.objects.filter(pk=enterprise_id).values(**there).get()
    return {name: found[f"has_{name}"] for name in children}


def _content(enterprise, row):
    """(content, percent) of a section by what is there."""
    if row.section != Section.BASIC:
        return (SectionState.PARTIAL, 100 // OTHER_REQUIRED) if row.on_paper else (SectionState.EMPTY, 0)
    missing = missing_basics(enterprise)
    filled = (len(BASIC_REQUIRED) - len(missing)) * 100 // len(BASIC_REQUIRED)
    if not missing and row.confirmed_on:
        return SectionState.COMPLETE, filled
    anything = any(code not in missing for code in BASIC_REQUIRED if code not in BASIC_GIVEN)
    return (SectionState.PARTIAL if anything or row.on_paper else SectionState.EMPTY), filled


def _built_on(enterprise, rows, on):
    """The first day on which all conditions held, or None while one does not."""
    if not enterprise.archive_confirmed_on or any(row.content == SectionState.EMPTY for row in rows):
        return None
    if enterprise.archive_built_on:
        return enterprise.archive_built_on
    seen = [row.confirmed_on for row in rows if row.confirmed_on]
    if len(seen) < len(rows) and on > enterprise.archive_confirmed_on:
        seen.append(on)  # a section nobody has confirmed became filled on the day of this act
    return max([enterprise.archive_confirmed_on, *seen])
