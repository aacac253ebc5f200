"""The tab of the archive: each section with its state, what counts, who confirmed it, and the acts of the station."""

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION, Role
from core.clock import today
from core.counting import counts_of
from enterprises import archive
from enterprises.badges import archive_badge, section_badge
from enterprises.models import Section, SectionState
from enterprises.registers import of_section
from enterprises.registers.facts import facts_of, required_items, score
from enterprises.registers.words import missing_words
from enterprises.words import listed

AHEAD = 90  # days that count as due soon

# What a section is for, and what makes it complete.
PURPOSES = {
    Section.BASIC: gettext_lazy(
        "Who the enterprise is, where it produces, what it makes, and its latest figures."
    ),
    Section.STANDARD: gettext_lazy(
        "The standard behind each product: number, edition, self-declaration, review date."
    ),
    Section.METROLOGY: gettext_lazy(
        "Measuring instruments with their verification dates, trade-settlement meters first."
    ),
    Section.CERT: gettext_lazy("Certificates of management systems and products, with scope and expiry."),
    Section.LICENCE: gettext_lazy("Business licence and the licences the products need, with expiry."),
    Section.FOOD: gettext_lazy(
        "Food safety: licence, people in charge, self-checks, tests, tracing and recall."
    ),
    Section.EQUIPMENT: gettext_lazy(
        "Boilers, lifts, pressure vessels and vehicles with their inspections and operators."
    ),
    Section.QUALITY: gettext_lazy(
        "Factory pass rate, complaints, recalls, results of supervision inspections."
    ),
    Section.BRAND: gettext_lazy("Brands, quality awards and honours with their proofs."),
    Section.PEOPLE: gettext_lazy("Who holds the key posts, with certificates and training hours."),
}


def show(request, enterprise):
    """Template and context of the tab."""
    may_edit = request.user.role in STATION
    own = request.user.role == Role.ENTERPRISE
    read = enterprise.archive_read
    rows = {Section(row.section): row for row in read.rows}
    items = list(required_items())
    facts = facts_of([enterprise.pk], items)[enterprise.pk]
    needs = {section: score(section, items, enterprise, facts).missing for section in rows}
    counts = counts_of(
        {
            (register.code, section, what): asked(register.in_section(_rows(register, enterprise), section))
            for section in rows
            for register in of_section(section)
            for what, asked in ASKED.items()
            if what == "n" or register.is_dated
        }
    )
    return "enterprises/archive.html", {
        "archive_percent": read.percent,
        "archive_badge": archive_badge(enterprise, read.states.values()),
        "archive_says": says(enterprise, read),
        "sections": [
            section_row(enterprise, section, rows[section], read, needs[section], may_edit, own)
            | {
                "registers": [
                    _register(each, enterprise, section, counts, may_edit or own)
                    for each in of_section(section)
                ]
            }
            for section in rows
        ],
        "not_applicable": not_applicable(enterprise, rows, may_edit),
        "confirm_act": {
            "label": _("Confirm the whole archive"),
            "url": reverse("enterprises:confirm_archive", args=[enterprise.pk]),
            "icon": "clipboard-check",
        }
        if may_edit
        else None,
    }


def _rows(register, enterprise):
    return register.model.objects.filter(enterprise=enterprise)


ASKED = {
    "n": lambda rows: rows.live(),
    "due": lambda rows: rows.due_within(AHEAD),
    "late": lambda rows: rows.overdue(),
}


def _register(register, enterprise, section, counts, may_edit):
    """One register of a section: how many, due, overdue, and where one is added."""
    variety = dict(register.sections)[section.value]
    query = f"?{register.variety}={variety}" if variety and register.variety in register.filters else ""
    url = register.url_of(enterprise.pk)
    return {
        "label": capfirst(register.label),
        "icon": register.icon,
        "url": f"{url}{query}",
        "n": counts[register.code, section, "n"],
        "due": counts.get((register.code, section, "due")),
        "due_url": f"{url}?tab=due",
        "late": counts.get((register.code, section, "late")),
        "late_url": f"{url}?tab=late",
        "add_url": register.add_url(enterprise.pk) + (f"?kind={variety}" if query else "")
        if may_edit
        else "",
        "one": register.one,
    }


def says(enterprise, read):
    """One sentence: built since when, or what is missing for it."""
    if enterprise.archive_built_on:
        return _(
            "Built since %(day)s: every section that applies is there, and the station has confirmed the whole."
        ) % {"day": f"{enterprise.archive_built_on:%Y-%m-%d}"}
    if read.empty:
        names = listed(section.label for section in read.empty)
        return _("Not built yet. Missing: %(sections)s.") % {"sections": names}
    return _("Every section is there. The archive counts as built once the station has confirmed the whole.")


def section_row(enterprise, section, row, read, needs, may_edit, own=False):
    """One section as the template shows it."""
    state = read.states[section]
    return {
        "code": section.value,
        "label": row.get_section_display(),
        "purpose": PURPOSES[section],
        "filled": row.filled,
        "badge": section_badge(state),
        "warn": state == SectionState.STALE,
        "confirmed": confirmed_words(row),
        "missing": [missing_words(each) for each in needs],
        "acts": [
            *(section_acts(enterprise, section, row) if may_edit else []),
            *(still_true_acts(enterprise, section, row) if may_edit or own else []),
        ],
    }


def confirmed_words(row):
    """`纸质存档，陈晓 2010-06-12 核实`, or that nobody has seen it."""
    if not row.confirmed_on:
        return _("Nobody has confirmed it yet.")
    who = row.confirmed_by.name if row.confirmed_by_id else _("the station")
    words = {"who": who, "day": f"{row.confirmed_on:%Y-%m-%d}"}
    if row.confirmed_by_id and row.confirmed_by.role == Role.ENTERPRISE:
        return _("Still true by word of the enterprise (%(who)s) on %(day)s.") % words
    if row.on_paper:
        return _("Kept on paper; confirmed by %(who)s on %(day)s.") % words
    return _("Checked as entered here; confirmed by %(who)s on %(day)s.") % words


def still_true_acts(enterprise, section, row):
    """One click: nothing has changed."""
    said_today = row.confirmed_on == today()
    if row.content == SectionState.EMPTY or section == Section.RECORD or said_today:
        return []
    url = reverse("enterprises:still_true", args=[enterprise.pk, section.value])
    return [{"label": _("Still true"), "url": url, "icon": "check", "css": "btn-s", "post": True}]


def section_acts(enterprise, section, row):
    """Confirm (again), take back."""
    acts = [
        {
            "label": _("Confirm again") if row.confirmed_on else _("Confirm"),
            "url": reverse("enterprises:confirm_section", args=[enterprise.pk, section.value]),
            "icon": "check",
            "css": "btn-s",
        }
    ]
    if row.confirmed_on:
        acts.insert(
            0,
            {
                "label": _("Take back"),
                "url": reverse("enterprises:take_back_section", args=[enterprise.pk, section.value]),
                "icon": "arrow-back-up",
                "css": "btn-s",
            },
        )
    return acts


def not_applicable(enterprise, rows, may_edit):
    """Sections without a row; those for which there may be something can be opened by confirming them."""
    found = []
    for section in PURPOSES:
        if section in rows:
            continue
        can_begin = may_edit and section in archive.WHEN_ANY
        found.append(
            {
                "label": section.label,
                "why": _("Applies once there is any.")
                if section in archive.WHEN_ANY
                else _("Does not apply by the marks in the master data."),
                "url": reverse("enterprises:confirm_section", args=[enterprise.pk, section.value])
                if can_begin
                else "",
            }
        )
    return found
