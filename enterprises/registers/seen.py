"""What the system understands of a form while it is filled in: dates that follow, a type recognised by its name, a
number that can or cannot be right."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.due import distance, short_day
from enterprises.models import Standard
from enterprises.models.registers.base import DatedRow
from enterprises.registers.derive import DATES, derive, period_of
from enterprises.registers.due import Step
from enterprises.registers.numbers import kind_of_standard


@dataclass(frozen=True)
class Seen:
    """One thing that was understood: `tone` as of a badge."""

    text: str
    tone: str = "ok"
    icon: str = "check"


def seen_in(form):
    """What follows from the fields that are filled in so far."""
    if not form.is_bound:
        return []
    form.full_clean()
    found = []
    for say in SAYS.get(form.register.code, ()):
        found += say(form, form.cleaned_data)
    if issubclass(form.register.model, DatedRow):
        found += _dates(form, form.cleaned_data)
    return found


def _row(form, cleaned):
    """The row as it would be, not to be written."""
    columns = {name: cleaned[name] for name in form.register.fields if name in cleaned and name != "standard"}
    row = form.register.model(enterprise=form.enterprise, park_id=form.enterprise.park_id)
    for name, value in columns.items():
        setattr(row, name, value)
    return row


def _dates(form, cleaned):
    register, row = form.register, _row(form, cleaned)
    if register.code not in DATES:
        return []
    derive(row, form.book)
    found = []
    for each in register.dated:
        value = getattr(row, each.column)
        if value is None or each.column == "training_due_on":
            continue
        words, level = distance(value)
        label = capfirst(register.due_label if each.column == "due_on" else each.label)
        text = _("%(what)s: %(day)s, %(distance)s") % {
            "what": label,
            "day": short_day(value),
            "distance": words,
        }
        if each.column == "due_on" and row.due_rule:
            rule = next((rule for rule in form.book.rules if rule.code == row.due_rule), None)
            if rule:
                by_rule = _("by rule: %(rule)s") % {"rule": rule.label}
                text = f"{text} · {by_rule}"
        found.append(Seen(text, {"late": "bad", "soon": "warn"}.get(level, "info"), "calendar-due"))
    return found


def _type(form, cleaned):
    """The type recognised by the name."""
    if cleaned.get("type_code") or not cleaned.get("name"):
        return []
    code = form.book.type_of(form.register.code, cleaned["name"])
    label = next((kind.label for kind in form.book.types if kind.code == code), "")
    return (
        [Seen(_("Recognised by its name as: %(type)s") % {"type": label}, "info", "search")] if label else []
    )


def _number(form, cleaned):
    """A licence number that can be right, or what is wrong with it."""
    if "number" in form.errors:
        return [
            Seen(message, "bad", "alert-circle")
            for message in form.errors["number"]
            if form.data.get("number")
        ]
    number, kind = cleaned.get("number"), cleaned.get("kind")
    if not number or not kind:
        return []
    found = [Seen(_("Understood as %(number)s; it can be right.") % {"number": number})]
    if kind == "BIZ" and form.enterprise.uscc and number != form.enterprise.uscc:
        found.append(
            Seen(
                _("The enterprise has the credit code %(code)s in its master data.")
                % {"code": form.enterprise.uscc},
                "warn",
                "alert-triangle",
            )
        )
    ends = cleaned.get("valid_to")
    if kind in ("SEL", "SEF") and ends and not number.endswith(str(ends.year)):
        found.append(
            Seen(
                _("The number ends with another year than %(year)s, the year of expiry.")
                % {"year": ends.year},
                "warn",
                "alert-triangle",
            )
        )
    return found


def _standard(form, cleaned):
    """The kind of the standard, and what the catalogue knows of it."""
    number = cleaned.get("standard")
    if not number or "standard" in form.errors:
        return []
    found, known = seen_of_standard(number, Standard.objects.filter(park_id=form.enterprise.park_id))
    if not known:
        found.append(Seen(_("Not in the catalogue yet; it is entered with this row."), "info", "circle-plus"))
    return found


def seen_of_standard(number, catalogue):
    """([Seen], the row): what a normalised number of a standard is understood as, and what the catalogue has of it."""
    kind = kind_of_standard(number)
    if not kind:
        words = _("Not understood yet: write it with its year in four digits.")
        return [Seen(words, "warn", "alert-triangle")], None
    words = {"number": number, "kind": Standard.Kind(kind).label}
    found, known = (
        [Seen(_("Understood as %(number)s, %(kind)s") % words)],
        catalogue.filter(number=number).first(),
    )
    if known:
        css, icon = Standard.Status.BADGES[known.status]
        words = {"title": known.title or number, "status": known.get_status_display()}
        found.append(Seen(_("In the catalogue: %(title)s, %(status)s") % words, css or "info", icon))
    return found, known


def _kept(form, cleaned):
    """Until when a food record is kept."""
    if not cleaned.get("happened_on") or not cleaned.get("kind"):
        return []
    row = _row(form, cleaned)
    derive(row, form.book)
    return [Seen(_("To be kept until %(day)s") % {"day": f"{row.keep_until:%Y-%m-%d}"}, "info", "archive")]


def _period(form, cleaned):
    """Which week or month it stands for."""
    day, tier = cleaned.get("happened_on"), cleaned.get("tier")
    if not day or tier not in ("WEEKLY", "MONTHLY"):
        return []
    first = period_of(tier, day)
    words = (
        _("Stands for the week from %(day)s") if tier == "WEEKLY" else _("Stands for the month from %(day)s")
    )
    return [Seen(words % {"day": f"{first:%Y-%m-%d}"}, "info", "calendar")]


def _hours(form, cleaned):
    """How many hours the post asks for."""
    if cleaned.get("hours_required") is not None or not cleaned.get("role"):
        return []
    hours = form.book.amount(form.register.code, Step.HOURS, [cleaned["role"]])
    return (
        [Seen(_("This post asks for %(n)s hours of training a year.") % {"n": hours}, "info", "book")]
        if hours
        else []
    )


SAYS = {
    "instruments": (_type,),
    "equipment": (_type,),
    "licences": (_number,),
    "product-standards": (_standard,),
    "food-records": (_kept,),
    "duty-records": (_period,),
    "people": (_hours,),
}
