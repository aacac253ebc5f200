"""What a cell of an imported sheet may hold: text, code, day, number, yes or no, one of a list.

A kind reads a cell into a value (`read`), keeps it in JSON (`dump`, `load`) and says it in words (`say`). What it cannot read
it refuses with a sentence (Unreadable) that says what to write instead.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.clock import today
from core.normalise import clean_code, clean_line, clean_text, normal

NEAR = 0.6  # how alike a word must be to be asked back
SERIAL = (18_264, 73_415)  # 1950-01-01 to 2100-12-31 as Excel counts days
_part = "(\\d{1,2})"
_year_first = re.compile(
    rf"^(\d{{4}})\s*[-/.年\s]\s*{_part}\s*[-/.月\s]\s*{_part}\s*[日号]?(?:[T\s]+[\d:.]+)?$"
)
_run_together = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_by_name = re.compile(rf"^{_part}[-/\s]([A-Za-z]{{3,9}})[-/\s,]+(\d{{4}}|\d{{2}})$")
_name_first = re.compile(rf"^([A-Za-z]{{3,9}})[-/\s]+{_part}[,\s]+(\d{{4}})$")
_month_only = re.compile(r"^\d{4}\s*[-/.年]\s*\d{1,2}\s*月?$")
MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
YES = {"是", "有", "y", "yes", "true", "1", "√", "✓", "✔", "对", "需要", "属于"}
NO = {"否", "无", "没有", "n", "no", "false", "0", "×", "✗", "x", "不", "不需要", "不属于"}


SKIP = object()  # a cell that says nothing about its value: what is there stays


class Unreadable(ValueError):
    """A cell that cannot be understood; the message is a sentence for who filled it in."""


def plain_text(value):
    """A cell as text: half-width digits and signs, numbers without the .0 that Excel adds, no spaces around."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if not (value.hour or value.minute) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return clean_line(str(value))


def refuse_rounded(value):
    """A number with more than 15 digits cannot be a code any more."""
    if isinstance(value, int | float) and abs(value) >= 1e15:
        raise Unreadable(
            _("Excel has rounded this number. Set the column to “Text” and enter the code again.")
        )


@dataclass(frozen=True, eq=False)
class Text:
    """One line, or several."""

    empty = ""  # what a cleared cell stands for

    longest: int = 200
    lines: bool = False
    checks: tuple = ()
    hint: str = ""

    def read(self, value, context=None):
        """The cleaned text."""
        refuse_rounded(value)
        text = clean_text(str(value)) if self.lines and isinstance(value, str) else plain_text(value)
        return self.checked(text)

    def checked(self, text):
        """Not too long, and fine for the validators."""
        if len(text) > self.longest:
            raise Unreadable(
                _("It has %(n)s characters; at most %(limit)s fit.") % {"n": len(text), "limit": self.longest}
            )
        return self.fine(text)

    def fine(self, value):
        """What the validators say of a value."""
        for check in self.checks:
            try:
                check(value)
            except ValidationError as error:
                raise Unreadable(" ".join(str(message) for message in error.messages)) from error
        return value

    def dump(self, value):
        """As JSON keeps it."""
        return value

    def load(self, value):
        """Out of JSON."""
        return value

    def say(self, value, context=None):
        """In words."""
        return "" if value is None else str(value)

    def cell(self, value, context=None):
        """As an export writes it."""
        return value

    def choices(self, context=None):
        """What the drop-down offers; nothing here."""
        return ()


@dataclass(frozen=True, eq=False)
class Code(Text):
    """A code: half-width capitals without spaces and hyphens."""

    clean: object = clean_code

    def read(self, value, context=None):
        """The cleaned code; a number that Excel has rounded cannot be one."""
        refuse_rounded(value)
        return self.checked(self.clean(plain_text(value)))


@dataclass(frozen=True, eq=False)
class Lines(Text):
    """Several short texts in one cell, parted by 、 or ； or a new line."""

    empty = ()
    most: int = 30
    longest: int = 100

    def read(self, value, context=None):
        """A list without repetitions."""
        parts = re.split(
            r"[、；;\n]", clean_text(str(value)) if isinstance(value, str) else plain_text(value)
        )
        found = list(dict.fromkeys(part for part in map(clean_line, parts) if part))
        if len(found) > self.most:
            raise Unreadable(_("At most %(n)s entries fit.") % {"n": self.most})
        return [self.checked(part) for part in found]

    def say(self, value, context=None):
        """Parted by 、."""
        return "、".join(value or ())

    def cell(self, value, context=None):
        """The same."""
        return self.say(value, context) or None


@dataclass(frozen=True, eq=False)
class Day(Text):
    """A day, as Excel keeps it or in one of many spellings."""

    empty = None
    past: bool = False
    first: date = date(1900, 1, 1)

    def read(self, value, context=None):
        """The date."""
        day = self.day_of(value)
        if day < self.first:
            raise Unreadable(_("%(day)s lies too far back. Please check the year.") % {"day": day})
        if day > date(2200, 1, 1):
            raise Unreadable(_("%(day)s lies too far ahead. Please check the year.") % {"day": day})
        if self.past and day > today():
            raise Unreadable(_("%(day)s lies in the future.") % {"day": day})
        return day

    def day_of(self, value):
        """The date a cell means."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        if isinstance(value, bool):
            raise Unreadable(self.not_a_day(value))
        if isinstance(value, int | float):
            if SERIAL[0] <= value <= SERIAL[1]:
                return date(1899, 12, 30) + timedelta(days=int(value))
            value = str(int(value)) if float(value).is_integer() else str(value)
        return self.day_in(unicodedata.normalize("NFKC", clean_line(str(value))))

    def day_in(self, text):
        """The date a text means."""
        if _month_only.match(text):
            raise Unreadable(_("“%(text)s” has no day: write it as 2026-01-05.") % {"text": text})
        year_first = _year_first.match(text) or _run_together.match(text)
        by_name, name_first = _by_name.match(text), _name_first.match(text)
        try:
            if year_first:
                return date(*map(int, year_first.groups()))
            if by_name:
                day, month, year = by_name.groups()
                return date(_full_year(year), MONTHS[month[:3].lower()], int(day))
            if name_first:
                month, day, year = name_first.groups()
                return date(int(year), MONTHS[month[:3].lower()], int(day))
        except (ValueError, KeyError):
            raise Unreadable(_("“%(text)s” is no day of the calendar.") % {"text": text}) from None
        if text.isascii() and text.isdigit() and SERIAL[0] <= int(text) <= SERIAL[1]:
            return date(1899, 12, 30) + timedelta(days=int(text))
        raise Unreadable(self.not_a_day(text))

    def not_a_day(self, text):
        """What to write instead."""
        return _("“%(text)s” is not understood as a day: write it as 2026-01-05.") % {"text": text}

    def dump(self, value):
        """ISO."""
        return value and value.isoformat()

    def load(self, value):
        """Out of ISO."""
        return value and date.fromisoformat(value)


def _full_year(text):
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


@dataclass(frozen=True, eq=False)
class Number(Text):
    """A number, with or without places after the point."""

    empty = None
    places: int = 2
    least: int | None = 0
    digits: int = 14

    def read(self, value, context=None):
        """The number, exactly as many places as are kept."""
        text = unicodedata.normalize("NFKC", plain_text(value))
        try:
            number = Decimal(re.sub(r"[,，\s]", "", text))
        except InvalidOperation:
            raise Unreadable(_("“%(text)s” is no number.") % {"text": text}) from None
        if not number.is_finite() or abs(number) >= Decimal(10) ** (self.digits - self.places):
            raise Unreadable(_("“%(text)s” is too large.") % {"text": text})
        if self.least is not None and number < self.least:
            raise Unreadable(_("It cannot be less than %(least)s.") % {"least": self.least})
        rounded = number.quantize(Decimal(1).scaleb(-self.places))
        if self.places == 0:
            if rounded != number:
                raise Unreadable(_("“%(text)s” is not a whole number.") % {"text": text})
            return self.fine(int(rounded))
        return self.fine(rounded)

    def dump(self, value):
        """As text: exact."""
        return None if value is None else str(value)

    def load(self, value):
        """The number again."""
        if value is None:
            return None
        return Decimal(value) if self.places else int(value)


@dataclass(frozen=True, eq=False)
class YesNo(Text):
    """是 or 否."""

    empty = False

    def read(self, value, context=None):
        """True or False."""
        word = plain_text(value).lower()
        if word in YES:
            return True
        if word in NO:
            return False
        raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": plain_text(value)})

    def say(self, value, context=None):
        """In a word."""
        return "" if value is None else (_("yes") if value else _("no"))

    def cell(self, value, context=None):
        """In a word."""
        return self.say(value, context) or None

    def choices(self, context=None):
        """Both."""
        return (_("yes"), _("no"))


@dataclass(frozen=True, eq=False)
class Choice(Text):
    """One of a list: `options` gives [(value, label)]; the label, the value and `aliases` {word: value} are understood."""

    options: object = ()
    aliases: dict = field(default_factory=dict, hash=False, compare=False)

    def pairs(self, context=None):
        """[(value, label in words)]."""
        found = self.options(context) if callable(self.options) else self.options
        return [(value, str(label)) for value, label in found if value not in (None, "")]

    def tables(self, context):
        """({word as it is compared: value}, {value: label}), worked out once for a job."""
        kept = {} if context is None else context.setdefault("tables", {})
        if self not in kept:
            pairs = self.pairs(context)
            words = {normal(str(value)): value for value, _label in pairs}
            words |= {normal(word): value for word, value in self.aliases.items()}
            words |= {normal(label): value for value, label in pairs}
            kept[self] = (words, dict(pairs))
        return kept[self]

    def read(self, value, context=None):
        """The value; a word that is not there is asked back with the nearest one."""
        text = plain_text(value)
        words, labels = self.tables(context)
        found = words.get(normal(text))
        if found is None:
            asked = {} if context is None else context.setdefault("near", {})
            if (self, text) not in asked:
                asked[self, text] = self.near(text, list(labels.values()))
            raise Unreadable(asked[self, text])
        return found

    def near(self, text, labels):
        """A sentence with the nearest words."""
        alike = near_words(text, labels)
        if alike:
            return _("“%(text)s” is not in the list. Did you mean %(words)s?") % {
                "text": text,
                "words": _(" or ").join(quoted(word) for word in alike),
            }
        if len(labels) <= 8:
            return _("“%(text)s” is not in the list: %(words)s.") % {
                "text": text,
                "words": "、".join(labels),
            }
        return _("“%(text)s” is not in the list. The drop-down of the template shows it.") % {"text": text}

    def say(self, value, context=None):
        """Its label."""
        return "" if value in (None, "") else self.tables(context)[1].get(value, str(value))

    def cell(self, value, context=None):
        """Its label."""
        return self.say(value, context) or None

    def choices(self, context=None):
        """All labels."""
        return tuple(label for _value, label in self.pairs(context))


def quoted(word):
    """A word in quotation marks."""
    return _("“%(word)s”") % {"word": word}


def near_words(text, words, most=2):
    """Those of the words that are most like a text."""
    folded = {normal(word): word for word in words}
    found = get_close_matches(normal(text), list(folded), n=most, cutoff=NEAR)
    begins = [key for key in folded if normal(text) and (key.startswith(normal(text)) or normal(text) in key)]
    return [folded[key] for key in dict.fromkeys([*found, *begins])][:most]
