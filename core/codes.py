"""Official codes, and what is wrong with them said so that it can be put right; the size of an enterprise."""

import json
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.cn import uscc

from core.normalise import clean_code

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Number = int | float | Decimal


def validate_uscc(value: str) -> None:
    """Refuse a unified social credit code (GB 32100) that cannot be right."""
    code = clean_code(value)
    if len(code) != 18:
        raise ValidationError(
            gettext_lazy("A unified social credit code has 18 characters; this one has %(n)s."),
            code="uscc_length",
            params={"n": len(code)},
        )
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            raise ValidationError(
                gettext_lazy(
                    "Character %(position)s is “%(character)s”, which a unified social credit code never holds: "
                    "digits and capitals without I, O, S, V, Z."
                ),
                code="uscc_alphabet",
                params={"position": position, "character": character},
            )
        if position <= 8 and not character.isdigit():
            raise ValidationError(
                gettext_lazy("The first 8 characters are digits; character %(position)s is “%(character)s”."),
                code="uscc_digits",
                params={"position": position, "character": character},
            )
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        raise ValidationError(
            gettext_lazy(
                "The check character in place 18 does not match: by the first 17 it should be %(expected)s. "
                "Please check."
            ),
            code="uscc_check",
            params={"expected": expected},
        )


def uscc_warnings(value: str) -> list[str]:
    """Return doubts about a code that is valid as a whole; they are shown and do not hinder saving."""
    code = clean_code(value)
    if len(code) != 18 or any(character not in ALPHABET for character in code[8:17]):
        return []
    expected = organisation_check(code[8:16])
    if code[16] == expected:
        return []
    return [
        _(
            "Place 17, the check character of the organisation code, is %(found)s and should be %(expected)s. "
            "It can be saved; please compare it with the business licence."
        )
        % {"found": code[16], "expected": expected}
    ]


def organisation_check(body: str) -> str:
    """Return the check character of the 8 characters of an organisation code (GB 11714)."""
    total = sum(
        ORGANISATION_ALPHABET.index(character) * weight
        for character, weight in zip(body, ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def validate_mobile(value: str) -> None:
    """Refuse what cannot be a mobile number of the mainland."""
    if not (value.isascii() and value.isdigit()):
        raise ValidationError(gettext_lazy("A mobile number holds digits only."), code="mobile_digits")
    if len(value) != 11:
        raise ValidationError(
            gettext_lazy("A mobile number has 11 digits; this one has %(n)s."),
            code="mobile_length",
            params={"n": len(value)},
        )
    if value[0] != "1" or value[1] not in "3456789":
        raise ValidationError(
            gettext_lazy("A mobile number begins with 13 to 19; this one begins with %(start)s."),
            code="mobile_start",
            params={"start": value[:2]},
        )


def validate_region(value: str) -> None:
    """Refuse a region code that is not in the table of regions, present or former."""
    from core.models import Region

    if not (value.isascii() and value.isdigit() and len(value) in (6, 9)):
        raise ValidationError(
            gettext_lazy("A region code has 6 digits, that of a town or street 9."), code="region_form"
        )
    if not Region.objects.filter(code=value).exists():
        raise ValidationError(
            gettext_lazy("There is no region with the code %(code)s in the table of regions."),
            code="region_unknown",
            params={"code": value},
        )


# the first two digits of GB/T 2260: provinces, municipalities, autonomous and special regions
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)


def validate_region_form(value: str) -> None:
    """Refuse what cannot be the code of a county, district or city in GB/T 2260, whether or not the table knows it."""
    if not (value.isascii() and value.isdigit() and len(value) == 6):
        raise ValidationError(
            gettext_lazy("The code of a county or district has 6 digits, e.g. 360402."), code="region_form"
        )
    if value[:2] not in PROVINCES:
        raise ValidationError(
            gettext_lazy("No province has a code that begins with %(start)s."),
            code="region_province",
            params={"start": value[:2]},
        )
    if value[2:] == "0000":
        raise ValidationError(
            gettext_lazy("This is the code of a whole province; enter that of the county or district."),
            code="region_whole",
        )


def size_class(employees: int | None, revenue_10k: Number | None, section: str = "C") -> str:
    """Return L, M, S or XS; empty while a figure is missing or for a section other than industry.

    A class needs both figures at or above its floor.
    """
    rule = _size_rule()
    if employees is None or revenue_10k is None or section not in rule["sections"]:
        return ""
    for floor in rule["floors"]:
        if employees >= floor["employees"] and revenue_10k >= floor["revenue_10k"]:
            return floor["size"]
    return rule["below"]


@lru_cache(maxsize=1)
def _size_rule() -> dict:
    return json.loads(
        (Path(__file__).resolve().parent / "data" / "size_class.json").read_text(encoding="utf-8")
    )
