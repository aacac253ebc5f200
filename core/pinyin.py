"""Search keys of Chinese names: as written, in full pinyin, by initials.

A name is found by any part of it in any of these forms. `search_text(name)` fills one text column that is
searched with LIKE for `query_forms(q)`; it holds every living reading (曾 is zeng and ceng) and the name
without the 省 市 区 县 of its place, because nobody types jjsjysp for 九江市金樱食品 when jjjysp will do.

pypinyin knows the reading of a word in its context; its list of other readings is full of dead ones (市 fu,
厂 han), so those come from core/data/heteronyms.csv. It weighs tens of megabytes and is imported with the first
name.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.normalise import fold, normal

READINGS = 16  # variants kept of one spelling
OPEN_CHARACTERS = 12  # the characters whose other readings count; people type the beginning of a name
SORT_LENGTH = 240
PLACE_ENDS = "省市区县"

_places = re.compile(
    r"^(?:(?P<province>[\u4e00-\u9fff]{2,3})省)?"
    r"(?:(?P<city>[^省市区县]{2,3})市)?"
    r"(?:(?P<county>[^省市区县]{1,4})[区县市])?"
)
_brackets = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_hanzi = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_pieces = re.compile(rf"{_hanzi.pattern}+|[^{_hanzi.pattern[1:]}+")


@dataclass(frozen=True)
class SearchKeys:
    """The forms a name is found by; each field holds its variants parted by spaces."""

    full: str
    initials: str
    normal: str


def search_keys(text: str) -> SearchKeys:
    """Return every form under which a name may be looked for."""
    spellings = _spellings(text)
    syllables = [_syllables(spelling) for spelling in spellings]
    return SearchKeys(
        full=_join(variant for options in syllables for variant in _variants(options)),
        initials=_join(variant for options in syllables for variant in _variants(_initials(options))),
        normal=_join(spellings),
    )


def search_text(name: str, *extras: str) -> str:
    """Return the content of a search column: the keys of the name, and other codes or names as written."""
    keys = search_keys(name)
    parts = (keys.normal, keys.full, keys.initials, *(normal(extra) for extra in extras if extra))
    return " ".join(dict.fromkeys(part for part in parts if part))


def query_forms(q: str) -> list[str]:
    """Return the forms of what a user typed, the closest first; empty when nothing can be looked for."""
    forms = [normal(q), *_spellings(q), normal(q).replace("ü", "v")]
    return [form for form in dict.fromkeys(forms) if form]


def sort_key(name: str) -> str:
    """Return the pinyin of a name, syllable by syllable, to sort it as a Chinese reader expects."""
    return " ".join(options[0] for options in _syllables(normal(name)))[:SORT_LENGTH]


def _spellings(text: str) -> list[str]:
    """Return a name as written, without its bracketed parts, and with its places shortened."""
    bare = fold(text)
    found = [normal(text)]
    if _brackets.search(bare):
        bare = _brackets.sub("", bare)
        found.append(normal(bare))
    name = normal(bare)
    match = _places.match(name)
    places = [place for place in match.groups() if place]
    rest = name[match.end() :]
    if places and rest:
        found.append("".join(places) + rest)
        found.extend(place + rest for place in places)
    return _without_parts(found)


def _syllables(text: str) -> list[tuple[str, ...]]:
    """Return the living readings of each character, likeliest first; other signs stand for themselves."""
    options, opened = [], 0
    for piece in _pieces.findall(text):
        if not _hanzi.match(piece):
            options.append((piece,))
            continue
        for position, (character, readings) in enumerate(zip(piece, _readings(piece), strict=True)):
            known = readings[:1]
            if opened < OPEN_CHARACTERS and not (position and character in PLACE_ENDS):
                known += _readings(character)[0][:1]  # by itself, as a stranger reads it
                if len(readings) > 1:  # no word settles it
                    known += _heteronyms().get(character, ())
            options.append(tuple(dict.fromkeys(known)))
            opened += 1
    return options


@lru_cache(maxsize=1)
def _heteronyms() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).resolve().parent / "data" / "heteronyms.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["character"]: tuple(row["readings"].split()) for row in csv.DictReader(file)}


@lru_cache(maxsize=2_000)
def _readings(characters: str) -> tuple[tuple[str, ...], ...]:
    """Return the readings of each character in its context; one nobody knows stands for itself."""
    from pypinyin import Style, pinyin

    found = pinyin(characters, style=Style.NORMAL, heteronym=True, errors=list)
    return tuple(tuple(dict.fromkeys(readings)) for readings in found)


def _initials(options: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [
        tuple(
            dict.fromkeys(
                reading[0] if reading.isalpha() and reading.isascii() else reading for reading in choice
            )
        )
        for choice in options
    ]


def _variants(options: list[tuple[str, ...]]) -> list[str]:
    """Return the likeliest spellings: those that depart least from the first reading of each character."""
    best = {"": 0}
    for choice in options:
        grown = {}
        for text, cost in best.items():
            for rank, reading in enumerate(choice):
                longer = text + reading
                if grown.get(longer, cost + rank + 1) > cost + rank:
                    grown[longer] = cost + rank
        best = dict(sorted(grown.items(), key=lambda item: item[1])[:READINGS])
    return list(best)


def _without_parts(texts) -> list[str]:
    """Drop what is empty, repeated, or found anyway as a part of another."""
    kept = []
    for text in texts:
        if text and not any(text in other for other in kept):
            kept.append(text)
    return kept


def _join(texts) -> str:
    return " ".join(_without_parts(texts))
