"""Cleaning of what people type: codes strictly, names and texts gently.

`fold` and `normal` mirror the SQL functions `qs_fold` and `qs_normal` (core/sql/text.sql) character for
character, so that what is searched for and what is indexed can never differ.
"""

import re
import unicodedata

# Signs nobody sees: soft hyphen, zero-width and direction marks, variation selectors, byte order mark.
INVISIBLE = (
    r"\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F"
    r"\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E0FFF"
)
# Spaces and punctuation: they part words and are left out of what is compared.
SEPARATORS = (
    r"\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF"
    r"\u00D7\u00F7\u1680\u2000-\u206F\u2E00-\u2E7F\u3000-\u3004\u3008-\u3020\u3030\u303D\u30FB\uFE10-\uFE6F"
    r"\uFF00-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFFFC\uFFFD"
)

_invisible = re.compile(f"[{INVISIBLE}]")
_separators = re.compile(f"[{SEPARATORS}]+")

# Capitals with a small letter of their own in Latin-1, Greek and Cyrillic; the same list stands in the SQL, as
# the meaning of lower() depends on the database server.
CAPITALS = "".join(
    chr(point)
    for point in (
        *range(0x41, 0x5B),
        *range(0xC0, 0xD7),
        *range(0xD8, 0xDF),
        *range(0x391, 0x3A2),
        *range(0x3A3, 0x3AA),
        *range(0x401, 0x430),
    )
)
_small = str.maketrans(CAPITALS, "".join(char.lower() for char in CAPITALS))

_control = re.compile(r"[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]")
_unstorable = re.compile(r"[\u0000\uD800-\uDFFF]")
_spaces = re.compile(r"\s+")
_ends = re.compile(r"\r\n?|[\u0085\u2028\u2029]")
_blank_lines = re.compile(r"\n{3,}")
# zero-width joiner and variation selectors hold emoji and rare characters together: names keep them
_unseen = re.compile(r"[\u00AD\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]")
_code_noise = re.compile(r"[\s\u002D\u2010-\u2015\u2212\u30FB\u00B7]+")
_country = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")


def fold(text: str) -> str:
    """Return the text in half-width and small letters, without signs nobody sees."""
    return _invisible.sub("", unicodedata.normalize("NFKC", text)).translate(_small)


def normal(text: str) -> str:
    """Return what of a text is compared in a search: folded, without spaces and punctuation."""
    return _separators.sub("", fold(text))


def storable(text: str) -> str:
    """Return a text as it was typed, without the signs that no database column holds: NUL and halves of characters."""
    return _unstorable.sub("", text)


def half_width(text: str) -> str:
    """Return full-width letters, digits and signs as half-width ones; other characters stay as they are."""
    return "".join(
        unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" or char == "\u3000" else char
        for char in text
    )


def clean_line(text: str) -> str:
    """Return a name or title as one line: control and unseen characters out, spaces collapsed.

    Full-width brackets and rare characters belong to a registered name and stay.
    """
    return _spaces.sub(" ", _strip(text)).strip()


def clean_text(text: str) -> str:
    """Return a text of several lines with line ends and margins in order."""
    lines = [line.rstrip() for line in _ends.sub("\n", _strip(text)).split("\n")]
    return _blank_lines.sub("\n\n", "\n".join(lines)).strip()


def clean_code(text: str) -> str:
    """Return a code as it is stored: half-width capitals without spaces and hyphens."""
    return _code_noise.sub("", unicodedata.normalize("NFKC", _strip(text))).upper()


def clean_mobile(text: str) -> str:
    """Return a mobile number without the country code, spaces and hyphens."""
    return _country.sub("", clean_code(text).replace("(", "").replace(")", ""))


def _strip(text: str) -> str:
    kept = _unseen.sub("", _control.sub("", text))
    return "".join(char for char in kept if not "\ud800" <= char <= "\udfff")
