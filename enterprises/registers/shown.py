"""Rows of a register as pages show them: badge, due date, what it follows from, the changes of the past."""

from datetime import date, timedelta

from django.apps import apps
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.roles import Role
from core.badges import Badge
from core.clock import today as today_
from core.due import Due, due_of
from core.templatetags import station
from enterprises.registers.words import shown_value

SOON = 90  # days before its date a certificate counts as expiring
SHOWN_CHANGES = 50


def choices_of(model, name):
    """The enumeration of a column."""
    return getattr(model, name.title().replace("_", ""))


def badge_of_row(register, row, today=None):
    """The badge of a row; past its date, or near it, the date speaks."""
    if not register.badge:
        return None
    choices, value = choices_of(register.model, register.badge), getattr(row, register.badge)
    if register.badge == "status" and row.is_live and getattr(row, "due_on", None):
        today = today or today_()
        if row.due_on < today and hasattr(row, "LATE"):
            value = row.LATE
        elif hasattr(row, "SOON") and row.due_on <= today + timedelta(days=SOON):
            value = row.SOON
    if value == "":
        return None
    css, icon = choices.BADGES[value]
    return Badge(css, icon, choices(value).label)


def due_of_row(register, row):
    """The `Due` of a row; one that no longer counts has none."""
    if not register.is_dated or not row.is_live or row.due_on is None:
        return Due("", "")
    return due_of(row.due_on, provisional=moves(row, "due_on"))


def moves(row, column):
    """Whether a date was reckoned through a year whose calendar is not published; a printed one never was."""
    return row.due_provisional and (column != "due_on" or bool(row.due_rule))


def line2_of(register, row):
    """`YLB-003 · Y-100`: what stands below the title."""
    words = [shown_value(row, name, masked=True) for name in register.line2]
    return " · ".join(word for word in words if word != "—")


def facts_of_row(register, row, *, masked, types):
    """[(heading, [(label, value)])] of everything that can be filled in; `types` maps codes to types of things."""

    def value(name):
        if name == "type_code" and row.type_code in types:
            return types[row.type_code].label
        return shown_value(row, name, masked=masked)

    return [
        (
            group.label,
            [(capfirst(register.label_of(name)), value(name)) for name in group.fields],
        )
        for group in register.groups
    ]


def dates_of_row(register, row, rules):
    """[(label, markup)] of the dates that follow, each with what it follows from; `rules` maps codes to rules."""
    found = []
    for each in register.dated:
        value = getattr(row, each.column)
        if value is None:
            continue
        label = register.due_label if each.column == "due_on" else each.label
        shown = (
            due_of(value, provisional=moves(row, each.column))
            if row.is_live
            else Due(f"{value:%Y-%m-%d}", "")
        )
        why = _why(row, each.column, rules)
        below = format_html('<div class="sub">{}</div>', why) if why else ""
        found.append((capfirst(label), format_html("{}{}", station.due(shown), below)))
    return found


def _why(row, column, rules):
    if column != "due_on":
        return ""
    if row.due_rule:
        rule = rules.get(row.due_rule)
        return _("by rule: %(rule)s") % {"rule": rule.label if rule else row.due_rule}
    return _("as printed, or by the cycle of the row")


def origin_of(row):
    """[(label, value)]: where it came from, who confirmed it, who asked for it (B3)."""
    return [
        (_("Source"), row.get_source_display()),
        (_("Confirmed"), _who(row.confirmed_on, row.confirmed_by)),
        (_("Last asked for"), _who(row.asked_on, row.asked_by)),
    ]


def _who(day, person):
    if not day:
        return _("not yet")
    if person and person.role == Role.ENTERPRISE:
        return _("%(day)s by the enterprise (%(who)s)") % {"day": f"{day:%Y-%m-%d}", "who": person.name}
    return f"{day:%Y-%m-%d} {person.name}" if person else f"{day:%Y-%m-%d}"


# ---- history ---------------------------------------------------------------------------------------------------------


def events_of(model, pk):
    """What happened to a row, oldest first, as history recorded it."""
    event = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    return event.objects.filter(pgh_obj_id=pk).order_by("-pgh_id")[: SHOWN_CHANGES + 1]


def changes_of(register, events, *, masked, names):
    """[{at, by, label, changes [(field, before, after)]}], newest first; confirmations alone say so."""
    found, rows = [], list(events)
    for event, before in zip(rows, [*rows[1:], None], strict=True):
        if event.pgh_label == "insert":
            said = []
        elif before is None:
            break
        else:
            said = [
                (
                    capfirst(register.label_of(name)),
                    _value(before, name, masked, names),
                    _value(event, name, masked, names),
                )
                for name in register.fields
                if _raw(before, name) != _raw(event, name)
            ]
        context = event.pgh_context or {}
        found.append(
            {
                "at": event.pgh_created_at,
                "by": context.get("name", "") or _("the station"),
                "label": _label(event, before, said),
                "changes": said,
            }
        )
    return [each for each in found if each["label"]]


def _label(event, before, said):
    if event.pgh_label == "insert":
        return _("entered")
    if said:
        return _("changed")
    if event.confirmed_on != before.confirmed_on or event.confirmed_by_id != before.confirmed_by_id:
        return _("confirmed as still true")
    return ""


def _raw(event, name):
    """The stored value: of a relation its id."""
    return getattr(event, f"{name}_id", None) if hasattr(event, f"{name}_id") else getattr(event, name)


def _value(event, name, masked, names):
    if hasattr(event, f"{name}_id"):
        return names.get((name, getattr(event, f"{name}_id")), "—")
    value = getattr(event, name)
    if isinstance(value, date):
        return station.day_full(value)
    return shown_value(event, name, masked=masked)


def names_of(register, events):
    """{(column, id): name} of the rows that the past points to, one query for each such column."""
    found = {}
    for name in register.fields:
        column = register.model._meta.get_field(name)
        if column.is_relation:
            ids = {getattr(event, f"{name}_id") for event in events}
            for row in column.related_model.objects.filter(pk__in=ids):
                found[(name, row.pk)] = str(row)
    return found
