"""The archive of one enterprise as headings, facts and tables of plain texts, for paper.

Everything comes from the declarations: the steps of the master data, the registers by section, and what the apps above
have registered as `printed`. What a user may not see on the pages is not in his print either.
"""

from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.roles import Role
from core.clock import now
from core.contributions import printed
from core.together import read_together
from enterprises import archive, overview
from enterprises.archive_tab import confirmed_words, says
from enterprises.models import Section, YearlyFigures
from enterprises.panels import sees_figures
from enterprises.registers import of_section
from enterprises.registers.shown import badge_of_row
from enterprises.registers.words import shown_value

MOST_ROWS = 300  # of one register; a longer one says how many more there are
NOTHING = "—"


@dataclass
class Table:
    """Texts below heads; `note` says what was left out."""

    title: str
    heads: list
    rows: list
    note: str = ""

    def __post_init__(self):
        """Plain texts, so that a page and a file hold the same; an empty cell says so."""
        self.title, self.heads = str(self.title), [str(head) for head in self.heads]
        self.rows = [
            [str(value) if value not in (None, "") else NOTHING for value in row] for row in self.rows
        ]


@dataclass
class Chapter:
    """A heading with facts, sentences and tables."""

    title: str
    facts: list = field(default_factory=list)
    says: list = field(default_factory=list)
    tables: list = field(default_factory=list)


@dataclass
class Dossier:
    """What is printed of one enterprise."""

    title: str
    code: str
    park: str
    printed: str
    chapters: list


def dossier(user, enterprise):
    """The archive as this user may see it; its registers, people and years are read by one statement."""
    read = archive.shown(enterprise)
    places = [(section, register) for section in read.states for register in of_section(section)]
    contacts, years, *found = read_together(
        enterprise.contacts.all(),
        enterprise.years.all(),
        *(_rows(user, enterprise, section, register) for section, register in places),
    )
    chapters = [_master(user, enterprise), _people(user, contacts)]
    if sees_figures(user, enterprise):
        chapters.append(_years(years))
    chapters.append(_state(enterprise, read))
    by_section = {}
    for (section, register), rows in zip(places, found, strict=True):
        by_section.setdefault(section, []).append((register, list(rows)))
    chapters += [_section(user, section, registers) for section, registers in by_section.items()]
    happened = Chapter(_("Visits and requests"))
    for each in printed.sorted():
        if each.may(user):
            if rows := each.rows(user, enterprise):
                happened.tables.append(Table(each.label, each.heads, rows))
            else:
                happened.says.append(_nothing(each.label))
    if happened.tables or happened.says:
        chapters.append(happened)
    return Dossier(
        title=enterprise.name,
        code=enterprise.uscc or enterprise.short_code,
        park=enterprise.park.name,
        printed=_("Printed on %(day)s by %(who)s")
        % {"day": f"{localtime(now()):%Y-%m-%d %H:%M}", "who": user.name},
        chapters=chapters,
    )


def _facts(pairs):
    return [
        (capfirst(str(label)), str(value) if value not in (None, "") else NOTHING) for label, value in pairs
    ]


def _master(user, enterprise):
    groups = overview.data_groups(user, enterprise)
    return Chapter(_("Master data"), facts=_facts(pair for _title, pairs in groups for pair in pairs))


def _people(user, contacts):
    rows = [overview.contact_row(contact, user) for contact in contacts]
    return Chapter(
        _("Contacts"),
        tables=[
            Table(
                "",
                [_("Name"), _("Role"), _("Post"), _("Mobile number"), _("Telephone"), _("E-mail")],
                [
                    [
                        row["contact"].name,
                        row["contact"].get_role_display(),
                        row["contact"].post,
                        row["mobile"],
                        row["contact"].phone,
                        row["email"],
                    ]
                    for row in rows
                ],
            )
        ],
    )


def _years(years):
    names = ("employees", "revenue_10k", "total_assets_10k", "output_10k", "tax_10k")
    heads = [_("Year"), *(capfirst(YearlyFigures._meta.get_field(name).verbose_name) for name in names)]
    rows = [[row.year, *(shown_value(row, name) for name in names)] for row in years]
    return Chapter(_("Yearly figures"), tables=[Table("", heads, rows)])


def _state(enterprise, read):
    """How complete it is, and who has confirmed what when."""
    rows = [
        [
            row.get_section_display(),
            read.states[Section(row.section)].label,
            f"{row.filled}%",
            confirmed_words(row),
        ]
        for row in read.rows
    ]
    heads = [_("Section"), _("State"), _("Filled"), _("Confirmation")]
    return Chapter(
        " ".join([_("Archive completeness"), f"{read.percent}%"]),
        says=[says(enterprise, read)],
        tables=[Table("", heads, rows)],
    )


def _rows(user, enterprise, section, register):
    """The rows of a register that count in a section, one more than are printed."""
    rows = register.in_section(register.model.objects.visible_to(user), section).filter(enterprise=enterprise)
    keys = [name for name in register.fields if register.model._meta.get_field(name).is_relation]
    return rows.select_related(*keys, "confirmed_by").order_by("pk")[: MOST_ROWS + 1]


def _section(user, section, registers):
    """The registers of a section, each with its rows."""
    chapter = Chapter(str(section.label))
    for register, found in registers:
        if found:
            chapter.tables.append(_register(user, register, found))
        else:
            chapter.says.append(_nothing(register.label))
    return chapter


def _nothing(label):
    return _("%(register)s: nothing entered.") % {"register": capfirst(str(label))}


def _register(user, register, found):
    masked = user.role != Role.ENTERPRISE
    names = [name for name in dict.fromkeys((*register.line2, *register.columns)) if name != register.title]
    heads = [capfirst(register.one), *(capfirst(register.label_of(name)) for name in names)]
    heads += [capfirst(register.due_label or _("due on"))] * register.is_dated
    heads += [_("State")] * bool(register.badge) + [_("Confirmed")]
    lines = []
    for row in found[:MOST_ROWS]:
        line = [str(row), *(shown_value(row, name, masked=masked) for name in names)]
        if register.is_dated:
            line.append(f"{row.due_on}" if row.is_live and row.due_on else NOTHING)
        if register.badge:
            badge = badge_of_row(register, row)
            line.append(str(badge.label) if badge else NOTHING)
        who = row.confirmed_by.name if row.confirmed_by_id else ""
        line.append(f"{row.confirmed_on} {who}".strip() if row.confirmed_on else NOTHING)
        lines.append(line)
    note = (
        _("Only the first %(n)s rows; all of them stand in the register.") % {"n": MOST_ROWS}
        if len(found) > MOST_ROWS
        else ""
    )
    return Table(capfirst(register.label), heads, lines, note)
