"""Acts on an archive: an officer confirms a section or the whole, or takes a confirmation back."""

from django.utils.translation import gettext as _

from accounts.roles import Role
from core import timeline
from core.acts import act, write_last
from core.clock import today as today_
from core.together import read_together
from core.transitions import TransitionError, locked, require
from enterprises.archive.states import WHEN_ANY, applicable, weigh
from enterprises.models import ArchiveSection, Enterprise, Section, SectionState
from enterprises.registers.confirm import confirm_rows
from enterprises.registers.facts import Facts, facts_of, required_items
from enterprises.words import listed

WEIGHED = ["content", "filled", "required", "present"]


def refresh(enterprise, on=None):
    """Bring the rows of the sections and `archive_built_on` up to date; `on` is the day of the act that calls it.

    Belongs into the act's transaction, with the enterprise locked (or just made). Returns the rows by section.
    """
    return refresh_all([enterprise], on)[enterprise.pk]


def refresh_all(enterprises, on=None):
    """The same for several enterprises, read in two statements; returns {enterprise id: rows by section}."""
    on = on or today_()
    ids = [enterprise.pk for enterprise in enterprises]
    items, sections = read_together(required_items(), ArchiveSection.objects.filter(enterprise_id__in=ids))
    facts, there = facts_of(ids, items), {pk: {} for pk in ids}
    for row in sections:
        there[row.enterprise_id][row.section] = row
    return {
        enterprise.pk: _refresh(enterprise, on, items, facts[enterprise.pk], there[enterprise.pk])
        for enterprise in enterprises
    }


def _refresh(enterprise, on, items, facts, rows):
    wanted = {
        *applicable(enterprise),
        *(
            section
            for section in WHEN_ANY
            if facts.in_section(section) or (section in rows and rows[section].confirmed_on)
        ),
    }
    gone = [row.pk for section, row in rows.items() if section not in wanted]
    if gone:
        ArchiveSection.objects.filter(pk__in=gone).delete()
    new, changed = [], []
    for section in Section:
        if section not in wanted:
            rows.pop(section, None)
            continue
        row = rows.get(section) or _row(enterprise, section)
        moved = weigh(enterprise, row, items, facts)
        if row.pk is None:
            rows[section] = row
            new.append(row)
        elif moved:
            changed.append(row)
    ArchiveSection.objects.bulk_create(new)
    if changed:
        ArchiveSection.objects.bulk_update(changed, WEIGHED)
    derived = {
        "archive_built_on": _built_on(enterprise, rows.values(), on),
        "archive_oldest_on": min(
            (
                row.confirmed_on
                for row in rows.values()
                if row.confirmed_on and row.content != SectionState.EMPTY
            ),
            default=None,
        ),
    }
    moved = [name for name, value in derived.items() if getattr(enterprise, name) != value]
    for name in moved:
        setattr(enterprise, name, derived[name])
    if moved:
        enterprise.save(update_fields=moved)
    return rows


def _row(enterprise, section):
    return ArchiveSection(enterprise=enterprise, park_id=enterprise.park_id, section=section)


def begin(enterprise, products):
    """Have the sections of an enterprise that was just made written with the act; it has so many products."""
    write_last(first_sections(enterprise, products, list(required_items())))


def first_sections(enterprise, products, items):
    """The sections of an enterprise that was just made: nothing is confirmed, only products can be there already."""
    facts = Facts({("products", ""): (products, {})} if products else {})
    rows = [_row(enterprise, section) for section in Section if section in applicable(enterprise)]
    for row in rows:
        weigh(enterprise, row, items, facts)
    return rows


def confirm_section(enterprise_id, section, by, *, on_paper=True, on=None, at=None):
    """An officer of the station has seen this section: on paper, or (BASIC) as it is entered here."""
    on = on or today_()
    with act():
        enterprise = _open(enterprise_id, by)
        section = _known(section)
        check_applies(enterprise, section)
        _not_in_future(on)
        row = ArchiveSection.objects.filter(enterprise=enterprise, section=section).first() or _row(
            enterprise, section
        )
        row.on_paper, row.confirmed_on, row.confirmed_by = on_paper, on, by
        row.save()
        if not on_paper:
            confirm_rows(enterprise, section, by, on)
        row = refresh(enterprise, on)[section]
        if row.content == SectionState.EMPTY:
            raise TransitionError(
                _(
                    "Nothing is entered in this section yet. Confirm it as kept on paper if you have seen it so."
                )
            )
        timeline.record(
            "section_confirmed_on_paper" if on_paper else "section_confirmed",
            subject=enterprise,
            actor=by,
            at=at,
            section=str(section.label),
        )
    return row


def still_true(enterprise_id, section, by):
    """Nothing has changed in this section: its rows are confirmed today.

    The station says so of what it sees; the enterprise of its own data. A section the station has never confirmed stays
    to be confirmed by it.
    """
    on = today_()
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(
            by.is_station or by.role == Role.ENTERPRISE, _("Only the station's staff confirm an archive.")
        )
        section = _known(section)
        row = ArchiveSection.objects.filter(enterprise=enterprise, section=section).first()
        if row is None or row.content == SectionState.EMPTY:
            raise TransitionError(
                _("Nothing is entered in this section yet, so there is nothing to confirm.")
            )
        if (row.confirmed_on, row.confirmed_by_id) == (on, by.pk):
            raise TransitionError(_("You have confirmed this today already."))
        confirm_rows(enterprise, section, by, on)
        if row.confirmed_on or by.is_station:
            row.confirmed_on, row.confirmed_by = on, by
            row.save(update_fields=["confirmed_on", "confirmed_by"])
        row = refresh(enterprise, on).get(section, row)
        timeline.record("section_still_true", subject=enterprise, actor=by, section=str(section.label))
    return row


def take_back_section(enterprise_id, section, by, *, reason):
    """A confirmation was wrong: the section counts as not seen."""
    with act():
        enterprise = _open(enterprise_id, by)
        section = _known(section)
        row = confirmed(enterprise, section)
        row.on_paper, row.confirmed_on, row.confirmed_by = False, None, None
        row.save(update_fields=["on_paper", "confirmed_on", "confirmed_by"])
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
    with act():
        enterprise = _open(enterprise_id, by)
        _not_in_future(on)
        rows = refresh(enterprise, on)
        empty = [row.get_section_display() for row in rows.values() if row.content == SectionState.EMPTY]
        if empty:
            raise TransitionError(
                _("These sections are not built yet: %(sections)s. Confirm them one by one first.")
                % {"sections": listed(empty)}
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


def check_applies(enterprise, section):
    """TransitionError when the enterprise has no such section."""
    if section not in applicable(enterprise) and section not in WHEN_ANY:
        raise TransitionError(_("This section does not apply to this enterprise."))


def confirmed(enterprise, section):
    """The row of a section that is confirmed; TransitionError when there is nothing to take back."""
    row = ArchiveSection.objects.filter(
        enterprise=enterprise, section=section, confirmed_on__isnull=False
    ).first()
    if row is None:
        raise TransitionError(_("This section is not confirmed, so there is nothing to take back."))
    return row


def _known(section):
    if section not in Section.values or section == Section.RECORD:
        raise TransitionError(
            _("This section fills itself from visits, requests and notices; nobody confirms it.")
        )
    return Section(section)


def _not_in_future(on):
    if on > today_():
        raise TransitionError(_("The day of the confirmation lies in the future."))


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
