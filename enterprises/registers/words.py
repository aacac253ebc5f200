"""How registers are spoken of: what is missing, what a value says."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.masking import mask_mobile
from core.templatetags.station import lines
from enterprises.archive.states import BASIC_LABELS
from enterprises.models import Section
from enterprises.registers.register import REGISTERS

MASKED = ("phone",)

# fields that are required and are more than one column (enterprises.registers.facts)
SPECIAL = {
    "standards": gettext_lazy("a standard for every product"),
    "declared": gettext_lazy("self-declaration"),
    "term": gettext_lazy("valid to"),
}


def variety_label(register, variety):
    """The words for a variety of rows."""
    if not variety:
        return register.one
    model, name = register.model, register.variety
    *way, name = name.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    return dict(model._meta.get_field(name).flatchoices).get(variety, variety)


def field_label(register, name):
    """The words for a required field."""
    return SPECIAL.get(name) or register.label_of(name)


def missing_words(missing):
    """`检定证书号（3 台）`, `营业执照`: one thing a section still needs."""
    item = missing.item
    if item.section == Section.BASIC:
        return str(BASIC_LABELS.get(item.field, item.field))
    register = REGISTERS[item.register]
    if not item.field:
        return str(variety_label(register, item.variety))
    label = str(field_label(register, item.field))
    if not missing.rows:
        return label
    return ngettext("%(what)s (%(n)s row)", "%(what)s (%(n)s rows)", missing.lacking) % {
        "what": label,
        "n": missing.lacking,
    }


def shown_value(row, name, *, masked=False):
    """A column of a row in words: choices by label, days in full, yes and no, — for nothing."""
    if name in MASKED and masked:
        return mask_mobile(getattr(row, name)) or "—"
    if hasattr(row, f"get_{name}_display"):
        return getattr(row, f"get_{name}_display")() or "—"
    value = getattr(row, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str) and "\n" in value:
        return lines(value)
    return "—" if value in (None, "") else str(value)


def export_value(row, name):
    """A column of a row for a spreadsheet: dates as dates, numbers as numbers, choices and relations in words."""
    value = getattr(row, name)
    if name in MASKED or hasattr(row, f"get_{name}_display") or isinstance(value, bool):
        found = shown_value(row, name, masked=True)
        return "" if found == "—" else found
    return value if isinstance(value, date | int | Decimal) or value is None else str(value)
