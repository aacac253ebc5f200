"""Numbers of standards, licences and equipment: brought into their written form, and what is wrong with them said
(DOMAIN §2.1, §2.4, §2.6)."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.iso7064 import mod_11_10

from core.codes import validate_uscc

_dashes = re.compile(r"[\u002D\u2010-\u2015\u2212\uFE58\uFE63\uFF0D\u4E00\u2500]+(?=\d)")
_spaces = re.compile(r"[\s\u3000]+")
_plain_dashes = re.compile(r"[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]")
QS_VOID_SINCE = date(2018, 10, 1)

# kind: (form, example); in the order in which they are tried
STANDARDS = {
    "GB": (r"GB \d+(\.\d+)?-\d{4}", "GB 7099-2015"),
    "GBT": (r"GB/T \d+(\.\d+)?-\d{4}", "GB/T 19001-2016"),
    "GBZ": (r"GB/Z \d+(\.\d+)?-\d{4}", "GB/Z 18620-2002"),
    "INT": (r"(ISO|IEC|CAC|CXS|CODEX|ASTM|EN|JIS|DIN|BS|ANSI|OIML)\b.{1,50}", "ISO 22000:2018"),
    "DB": (r"DB\d{2}(\d{2})?(/T)? \d+(\.\d+)?-\d{4}", "DB36/T 1158-2019"),
    "TT": (r"T/[A-Z0-9]+ \d+(\.\d+)?-\d{4}", "T/CNFIA 001-2017"),
    "QB_ENT": (r"Q/[A-Z0-9]+ ?\d{2,4}(\.\d+)?S?-\d{4}", "Q/JYSP 0001S-2026"),
    "HB": (r"[A-Z]{2}(/T)? \d+(\.\d+)?-\d{4}", "QB/T 1805.1-1993"),
}


def normal_standard(text: str) -> str:
    """Return the number of a standard as it is written: half-width capitals, one space before the digits, a hyphen
    before the year."""
    number = _spaces.sub(" ", unicodedata.normalize("NFKC", text)).strip().upper()
    number = (
        _dashes.sub("-", number).replace(" -", "-").replace("- ", "-").replace(" /", "/").replace("/ ", "/")
    )
    return re.sub(
        r"^(DB\d{2}(?:\d{2})?(?:/T)?|[A-Z]{2}(?:/[TZ])?|[TQ]/[A-Z0-9]*[A-Z]) ?(?=\d)", r"\1 ", number
    )


def kind_of_standard(number: str) -> str:
    """Return the kind a number belongs to by its form, or nothing."""
    return next((kind for kind, (form, _example) in STANDARDS.items() if re.fullmatch(form, number)), "")


def is_food_standard(number: str) -> bool:
    """Tell whether an enterprise standard is one of food safety: the suffix S before the year."""
    return kind_of_standard(number) == "QB_ENT" and bool(re.search(r"S-\d{4}$", number))


def validate_standard(value: str) -> None:
    """Refuse a number that has no form of a standard."""
    number = normal_standard(value)
    if not kind_of_standard(number):
        raise ValidationError(
            _(
                "“%(number)s” has no form of a standard. Write it like %(gb)s, %(gbt)s, %(db)s, %(tt)s or %(own)s: "
                "with its year in four digits."
            ),
            code="standard_form",
            params={
                "number": number,
                "gb": STANDARDS["GB"][1],
                "gbt": STANDARDS["GBT"][1],
                "db": STANDARDS["DB"][1],
                "tt": STANDARDS["TT"][1],
                "own": STANDARDS["QB_ENT"][1],
            },
        )


# ---- licences --------------------------------------------------------------------------------------------------------


def normal_number(text: str) -> str:
    """Return the number of a licence or certificate: half-width capitals without spaces, plain hyphens."""
    number = _plain_dashes.sub("-", unicodedata.normalize("NFKC", text))
    return _spaces.sub("", number).replace("[", "〔").replace("]", "〕").upper()


def _fail(sentence, code, **params):
    raise ValidationError(sentence, code=code, params=params)


def validate_ipl(number: str) -> None:
    """An industrial product production licence: `XK##-###-#####`, with the province in brackets where it issued it."""
    if not re.fullmatch(r"(\([\u4e00-\u9fa5]\))?XK\d{2}-\d{3}-\d{5}", number):
        _fail(
            _(
                "A production licence number looks like %(example)s; the province stands in brackets before it."
            ),
            "ipl_form",
            example="XK13-001-00001",
        )


def validate_sc(number: str) -> None:
    """A food production licence: SC and 14 digits, the last one a check digit (GB/T 17710, MOD 11,10)."""
    body = number[2:]
    if not (number.startswith("SC") and len(body) == 14 and body.isascii() and body.isdigit()):
        _fail(_("A food production licence number is SC and 14 digits."), "sc_form")
    if body[0] not in "12":
        _fail(_("The first digit after SC is 1 (food) or 2 (additive); here it is %(found)s."), "sc_type",
              found=body[0])  # fmt: skip
    last = 31 if body[0] == "1" else 3
    if not 1 <= int(body[1:3]) <= last:
        _fail(
            _("Digits 2 and 3 are the category, 01 to %(last)s; here they are %(found)s."),
            "sc_category",
            last=f"{last:02d}",
            found=body[1:3],
        )
    expected = mod_11_10.calc_check_digit(body[:13])
    if body[13] != expected:
        _fail(
            _(
                "The check digit at the end does not match: by the 13 digits before it should be %(expected)s."
            ),
            "sc_check",
            expected=expected,
        )


def validate_fpl(number: str, valid_to: date | None = None) -> None:
    """A food production licence; the QS numbers of old are void since October 2018."""
    if re.fullmatch(r"QS\d{12}", number):
        if valid_to is None or valid_to >= QS_VOID_SINCE:
            _fail(
                _("QS numbers are void since 2018-10-01: enter the SC number, or a last day before that."),
                "qs_void",
            )
        return
    validate_sc(number)


def validate_ts(number: str) -> None:
    """A special equipment production licence: TS, 7 digits, hyphen, the year in which it expires."""
    if not re.fullmatch(r"TS\d{7}-\d{4}", number):
        _fail(
            _(
                "A special equipment licence number looks like %(example)s: the year at the end is that of expiry."
            ),
            "ts_form",
            example="TS2223010-2015",
        )


def validate_filling(number: str) -> None:
    """A filling licence: a TS number of the kinds 4 and 9."""
    validate_ts(number)
    if number[2] not in "49":
        _fail(_("A filling licence begins with TS4 or TS9."), "filling_kind")


def validate_emission(number: str) -> None:
    """A pollutant discharge permit: the unified social credit code, 3 digits and a letter."""
    if not re.fullmatch(r"[0-9A-Z]{18}\d{3}[A-Z]", number):
        _fail(
            _("A discharge permit has 22 characters: the unified social credit code, 3 digits and a letter."),
            "emit_form",
        )
    validate_uscc(number[:18])


def validate_cma(number: str) -> None:
    """An accreditation of testing: 12 digits."""
    if not re.fullmatch(r"\d{12}", number):
        _fail(_("A CMA number has 12 digits; this one has %(n)s characters."), "cma_form", n=len(number))


LICENCES = {
    "BIZ": validate_uscc,
    "IPL": validate_ipl,
    "SEL": validate_ts,
    "SEF": validate_filling,
    "EMIT": validate_emission,
    "CMA": validate_cma,
}
EXAMPLES = {
    "BIZ": "91360402DEM0000735",
    "IPL": "XK13-001-00001",
    "FPL": "SC12436040200016",
    "SEL": "TS2223010-2015",
    "SEF": "TS4236001-2028",
    "EMIT": "91360402DEM0000735001P",
    "CMA": "241412050001",
}


def validate_licence(kind: str, number: str, valid_to: date | None = None) -> None:
    """Refuse a licence number that its kind cannot have."""
    if kind == "FPL":
        validate_fpl(number, valid_to)
    elif kind in LICENCES:
        LICENCES[kind](number)


# ---- special equipment -----------------------------------------------------------------------------------------------


def validate_equipment_code(code: str, kind: str = "") -> None:
    """An equipment code: 4 digits of the kind, 5 of the maker, 4 of the year, 5 of the serial number."""
    if not re.fullmatch(r"[0-9F]\d{3}[0-9A-Z]{5}(19|20)\d{2}[0-9A-Z]{5}", code):
        _fail(
            _(
                "An equipment code has 18 characters: 4 of the kind, 5 of the maker, 4 of the year, 5 of the serial."
            ),
            "equipment_form",
        )
    if kind and code[0] != kind[0]:
        _fail(
            _("The code begins with %(found)s, which is not this kind of equipment (%(kind)s)."),
            "equipment_kind",
            found=code[:4],
            kind=kind,
        )


def validate_registration_code(code: str) -> None:
    """A registration code of old: 4 of the kind, 6 of the region, 6 of year and month, 4 of the serial number."""
    if not re.fullmatch(r"[0-9F]\d{3}\d{6}(19|20)\d{2}(0[1-9]|1[0-2])\d{4}", code):
        _fail(
            _(
                "A registration code has 20 digits: 4 of the kind, 6 of the region, 6 of year and month, 4 serial."
            ),
            "registration_form",
        )
