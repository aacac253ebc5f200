"""Archives as pages show them: meters of one, the grid of a park."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import today as today_
from enterprises.archive.states import GRID, completeness, state_of
from enterprises.badges import section_badge
from enterprises.models import ArchiveSection, Enterprise, Section, SectionState
from enterprises.words import listed

CELLS = {
    SectionState.COMPLETE: "",
    SectionState.PARTIAL: "part",
    SectionState.EMPTY: "none",
    SectionState.STALE: "old",
    SectionState.NOT_APPLICABLE: "na",
}
WORST_SHOWN = 2


@dataclass(frozen=True)
class Shown:
    """The archive of one enterprise, read once: rows in the order of the sections, states by section, percent."""

    rows: list
    states: dict
    percent: int
    built_on: object

    @property
    def empty(self):
        """Sections that are not built yet."""
        return [section for section, state in self.states.items() if state == SectionState.EMPTY]


def rows_of(enterprise):
    """The rows of its archive, to be read with other things."""
    return ArchiveSection.objects.filter(enterprise=enterprise).select_related("confirmed_by")


def shown(enterprise, today=None, rows=None):
    """The archive of an enterprise, read in one query unless its `rows_of` were."""
    today = today or today_()
    live_from = enterprise.park.live_from
    rows = list(rows_of(enterprise) if rows is None else rows)
    order = {section: place for place, section in enumerate(Section)}
    rows.sort(key=lambda row: order[row.section])
    states = {Section(row.section): state_of(row, today, live_from) for row in rows}
    return Shown(rows, states, completeness(rows), enterprise.archive_built_on)


def meters_of(enterprise, read=None):
    """Meters for `components/meters.html`, one per section that applies."""
    read = read or shown(enterprise)
    url = reverse("enterprises:tab", args=[enterprise.pk, "archive"])
    return [
        {
            "label": row.get_section_display(),
            "url": f"{url}#{row.section}",
            "value": row.filled,
            "badge": section_badge(read.states[row.section]),
            "warn": read.states[row.section] == SectionState.STALE,
            "say": _("completeness of %(section)s") % {"section": row.get_section_display()},
        }
        for row in read.rows
    ]


# ---- the grid of a park ----------------------------------------------------------------------------------------------


def grid(user, park, *, limit=None, today=None):
    """Enterprises × sections of a park for `components/heat.html`, those with most missing first, in two queries.

    None when more than `limit` enterprises are in the park: the list tells more then.
    """
    today = today or today_()
    here = Enterprise.objects.visible_to(user).filter(park=park).in_park().order_by("sort_key", "id")
    columns = list(here.values_list("pk", "name", "archive_built_on")[: limit + 1 if limit else None])
    if limit and len(columns) > limit:
        return None
    states = {}
    for row in ArchiveSection.objects.filter(park=park).only(
        "enterprise_id", "section", "content", "confirmed_on"
    ):
        states.setdefault(row.enterprise_id, {})[row.section] = state_of(row, today, park.live_from)
    columns.sort(key=lambda column: (column[2] is not None, _fullness(states.get(column[0], {}))))
    rows, shares = [], {}
    for section in GRID:
        found = [
            states.get(pk, {}).get(section, SectionState.NOT_APPLICABLE) for pk, _name, _built in columns
        ]
        counted = [state for state in found if state != SectionState.NOT_APPLICABLE]
        there = sum(1 for state in counted if state != SectionState.EMPTY)
        shares[section] = there * 100 // len(counted) if counted else None
        rows.append(_grid_row(section, columns, found, shares[section]))
    missing = sum(1 for _pk, _name, built_on in columns if built_on is None)
    return {
        "title": _("Archive completeness: %(n)s enterprises × %(sections)s sections")
        % {"n": len(columns), "sections": len(GRID)},
        "say": _grid_words(missing, shares),
        "caption": _("States of the archive sections of %(n)s enterprises") % {"n": len(columns)},
        "wrap_label": _("Grid of archive completeness, scrolls sideways"),
        "rows": rows,
        "note": _("Percentage at the right: those with the section ÷ those it applies to"),
        "missing": missing,
        "missing_url": f"{reverse('enterprises:list')}?built=no" if missing else "",
        "missing_label": ngettext("Open the %(n)s still missing", "Open the %(n)s still missing", missing)
        % {"n": missing},
    }


def _fullness(states):
    weight = {SectionState.EMPTY: 0, SectionState.PARTIAL: 2, SectionState.STALE: 2, SectionState.COMPLETE: 3}
    counted = [weight[state] for state in states.values()]
    return sum(counted) / len(counted) if counted else 0


def _grid_row(section, columns, found, share):
    label = str(section.label)
    return {
        "label": label,
        "share": "—" if share is None else f"{share}%",
        "url": f"{reverse('enterprises:list')}?section={section}&state={SectionState.EMPTY}",
        "share_label": _("%(section)s: open the enterprises without it") % {"section": label},
        "cells": [
            {
                "url": _cell_url(pk, section, state),
                "label": f"{name} {label} {SectionState(state).label}",
                "state": CELLS[state],
            }
            for (pk, name, _built), state in zip(columns, found, strict=True)
        ],
    }


def _cell_url(pk, section, state):
    """What is missing, behind a cell that lacks something; else the section."""
    if state in (SectionState.EMPTY, SectionState.PARTIAL, SectionState.STALE):
        return reverse("enterprises:missing", args=[pk, section])
    return f"{reverse('enterprises:tab', args=[pk, 'archive'])}#{section}"


def _grid_words(missing, shares):
    """`一列是一家企业，从左到右由缺到全。左边 3 列没建成；关键岗位、食品安全缺得最多。`"""
    words = [_("One column is one enterprise, from most missing on the left to complete.")]
    if missing:
        words.append(
            ngettext(
                "The column on the left is not built.",
                "The %(n)s columns on the left are not built.",
                missing,
            )
            % {"n": missing}
        )
    short = sorted(
        (share, list(GRID).index(section)) for section, share in shares.items() if share not in (None, 100)
    )
    if short:
        names = [str(GRID[place].label) for _share, place in short[:WORST_SHOWN]]
        words.append(_("Most is missing in: %(sections)s.") % {"sections": listed(names)})
    return " ".join(words)
