"""What follows from what is typed into a row: due dates, search columns, periods, hours. Called before every write."""

from datetime import date, timedelta

from django.db.models import Sum

from core.clock import today as today_
from enterprises.models import FoodRecord, Instrument, SpecialEquipment, TrainingRecord
from enterprises.models.registers.base import SEPARATOR, DatedRow, SearchedRow
from enterprises.registers.due import NOTHING, Found, Step, keep_until, next_after
from enterprises.search import search_text

DUE = ("due_on", "act_by", "due_rule", "due_provisional")


def derive(row, book):
    """Set every derived column of a row that is about to be written; returns the names of those columns."""
    names = []
    if isinstance(row, SearchedRow):
        values = [getattr(row, name) for name in row.SEARCHED]
        row.searched = SEPARATOR.join(values)
        row.search_text = search_text(values[: row.NAMES], values[row.NAMES :])
        names += ["search_text", "searched"]
    if isinstance(row, DatedRow):
        found, apply = DATES[row.REGISTER](row, book)
        row.due_on, row.due_rule = found.on, found.rule
        row.act_by = apply.on
        row.due_provisional = found.provisional or apply.provisional
        names += DUE
    more = MORE.get(row.REGISTER)
    return [*names, *more(row, book)] if more else names


def _validity(row, book, *, base, variety, printed="valid_to"):
    """A printed end wins, else the rule of its kind from the day it began; with the latest day to apply."""
    end = getattr(row, printed)
    found = Found(end) if end else book.after(row.REGISTER, Step.CYCLE, [variety], base)
    return found, book.apply_by(row.REGISTER, [variety], found.on)


def _instrument(row, book):
    """By the certificate, else by the cycle of the instrument, else by its type; one that failed is due at once."""
    row.type_code = row.type_code or book.type_of(row.REGISTER, row.name)
    if row.control not in Instrument.Control.PERIODIC:
        return Found(row.printed_until), NOTHING
    if row.result == Instrument.Result.FAILED or row.cert_kind == Instrument.CertKind.REJECTION_NOTICE:
        return Found(row.last_done_on), NOTHING
    if row.printed_until:
        return Found(row.printed_until), NOTHING
    if row.cycle_months and row.last_done_on:
        return Found(next_after(row.last_done_on, row.cycle_months)), NOTHING
    return book.after(row.REGISTER, Step.CYCLE, [row.type_code], row.last_done_on), NOTHING


def _equipment(row, book):
    """By the report, else by kind, type and safety grade; the earlier of the external and the full inspection."""
    row.type_code = row.type_code or book.type_of(row.REGISTER, row.name)
    kinds = [row.type_code, row.kind]
    if row.conclusion == SpecialEquipment.Conclusion.FAILED or row.safety_grade == 5:
        found = Found(row.last_inspection_on or row.in_use_since)
    elif row.printed_next_on:
        found = Found(row.printed_next_on)
    elif row.last_inspection_on or row.last_full_on:
        if row.safety_grade:
            kinds = [f"{row.kind}/{row.safety_grade}"]
        cycles = [
            book.after(row.REGISTER, Step.CYCLE, kinds, row.last_inspection_on),
            book.after(row.REGISTER, Step.FULL, kinds, row.last_full_on),
        ]
        found = min((each for each in cycles if each.on), key=lambda each: each.on, default=NOTHING)
    else:
        found = book.after(row.REGISTER, Step.FIRST, kinds, row.in_use_since)
        if found.on is None:
            found = book.after(row.REGISTER, Step.CYCLE, kinds, row.in_use_since)
    return found, book.apply_by(row.REGISTER, [row.type_code, row.kind], found.on)


def _licence(row, book):
    if row.long_term:
        return NOTHING, NOTHING
    return _validity(row, book, base=row.valid_from or row.issued_on, variety=row.kind)


DATES = {
    "instruments": _instrument,
    "equipment": _equipment,
    "licences": _licence,
    "certificates": lambda row, book: _validity(row, book, base=row.issued_on, variety=row.kind),
    "operators": lambda row, book: _validity(row, book, base=row.issued_on, variety=row.item),
    "health-certificates": lambda row, book: _validity(row, book, base=row.issued_on, variety=""),
    "awards": lambda row, book: _validity(row, book, base=row.awarded_on, variety=row.kind),
    "people": lambda row, book: _validity(row, book, base=row.cert_issued_on, variety=row.role),
    "product-standards": lambda row, book: _validity(
        row, book, base=row.mark_issued_on, variety="", printed="mark_valid_to"
    ),
}


# ---- what else follows -----------------------------------------------------------------------------------------------


def _registered_by(row, book):
    """Equipment that is used and not registered: the last day to do it."""
    waits = row.in_use_since and not row.use_cert_no and row.status == SpecialEquipment.Status.IN_USE
    row.register_by = (
        book.after(row.REGISTER, Step.REGISTER, [row.kind], row.in_use_since).on if waits else None
    )
    return ["register_by", "type_code"]


def _kept_until(row, book):
    """How long a food record is kept."""
    goods = row.kind in FoodRecord.Kind.GOODS
    ends = (
        row.produced_on + timedelta(days=row.shelf_life_days)
        if goods and row.produced_on and row.shelf_life_days
        else None
    )
    after = book.amount(row.REGISTER, Step.KEEP, ["SHELF_LIFE"]) or 0
    without = book.amount(row.REGISTER, Step.KEEP, []) or 0
    row.keep_until = keep_until(row.happened_on, ends, after, without)
    return ["keep_until"]


def _period(row, book):
    """The day, the Monday of the week, or the first of the month."""
    row.period = period_of(row.tier, row.happened_on)
    return ["period"]


def period_of(tier: str, day: date) -> date:
    """Return the first day of the period a duty record stands for."""
    if tier == "WEEKLY":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if tier == "MONTHLY" else day


def _training(row, book):
    """Hours of this year, and the end of the year that is not complete yet."""
    if row.hours_required is None:
        row.hours_required = book.amount(row.REGISTER, Step.HOURS, [row.role])
    done = hours_of(row, today_().year)
    row.hours_this_year = done
    row.training_due_on = training_due(row.hours_required, done, today_())
    return ["hours_required", "hours_this_year", "training_due_on"]


def hours_of(person, year):
    """Hours of training of one person in a year."""
    if person.pk is None:
        return 0
    rows = TrainingRecord.objects.filter(person_id=person.pk, held_on__year=year)
    return rows.aggregate(total=Sum("hours"))["total"] or 0


def training_due(required, done, today):
    """The last day of this year while its hours are missing, of the next one when they are complete."""
    if not required:
        return None
    return date(today.year + (done >= required), 12, 31)


MORE = {
    "instruments": lambda row, book: ["type_code"],
    "equipment": _registered_by,
    "food-records": _kept_until,
    "duty-records": _period,
    "people": _training,
}
