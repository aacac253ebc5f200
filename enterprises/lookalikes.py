"""Enterprises that may be the same one: shown before a new one is saved (FEATURES 1.1).

Compared is the core of a name: without the place in front and the legal form behind, as written and as it sounds. Of
other parks only their number is told, never a name.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.models import Region
from core.normalise import normal
from core.pinyin import sort_key
from enterprises.models import Enterprise

ALIKE = 0.78  # ratio of matching pinyin from which two names are shown beside each other
CANDIDATES = 60
SHOWN = 5
TRADE_NAME = 2  # characters that begin the core of nearly every trade name

_province_city_county = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,3}省)?(?:[\u4e00-\u9fff]{2,3}市)?(?:[\u4e00-\u9fff]{1,3}[区县])?"
)
_form = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团公司|总公司|分公司|公司|集团|合作社|经营部|工作室|加工厂|厂|店|行|部)+$"
)


_places = []


@dataclass(frozen=True)
class LookAlike:
    """An enterprise in the user's scope whose name is like the new one."""

    enterprise: Enterprise
    same_name: bool


@dataclass(frozen=True)
class Found:
    """What was found: rows the user may see, and how many there are in other parks."""

    rows: tuple = ()
    elsewhere: int = 0

    def __bool__(self):
        return bool(self.rows or self.elsewhere)


def places():
    """Names of places without 省 市 区 县, as they stand in front of a name: 江西, 九江, 濂溪. Read once: the table of
    regions comes with the program."""
    if not _places:
        names = Region.objects.values_list("name", flat=True)
        _places.extend(name[:-1] for name in names if len(name) > TRADE_NAME)
    return _places


def core_of(name, before=()):
    """The part of a name that tells enterprises apart; `before` are the places that may stand in front."""
    text = normal(name)
    rest = _province_city_county.sub("", text)
    while place := next((place for place in before if rest.startswith(place)), ""):
        rest = rest[len(place) :]
    rest = _form.sub("", rest)
    return rest if len(rest) >= TRADE_NAME else text


def sound_of(core):
    """The core in pinyin without tones and spaces."""
    return sort_key(core).replace(" ", "")


def look_alikes(name, user, besides=None):
    """Enterprises whose name looks or sounds like `name`, the most alike first. `besides` is left out."""
    before = places()
    core = core_of(name, before)
    if len(core) < TRADE_NAME:
        return Found()
    rows = Enterprise.objects.search(core[:TRADE_NAME])
    rows = rows | Enterprise.objects.search(sound_of(core[:TRADE_NAME]))
    rows = rows.exclude(status=Enterprise.Status.MERGED)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    visible = None if user.sees_all_parks else user.park_id
    scored, elsewhere = [], 0
    for row in rows.only(
        "name", "park_id", "status", "uscc", "uscc_missing_reason", "industry_id", "size_class"
    )[:CANDIDATES]:
        ratio = likeness(core, core_of(row.name, before))
        if ratio < ALIKE:
            continue
        if visible is not None and row.park_id != visible:
            elsewhere += 1
            continue
        scored.append((ratio, LookAlike(row, normal(row.name) == normal(name))))
    scored.sort(key=lambda pair: (-pair[0], pair[1].enterprise.pk))
    return Found(tuple(found for _ratio, found in scored[:SHOWN]), elsewhere)


def likeness(one, other):
    """How alike two cores sound, 0 to 1; one that begins with the other counts as alike."""
    if one.startswith(other) or other.startswith(one):
        return 1.0
    return SequenceMatcher(None, sound_of(one), sound_of(other), autojunk=False).ratio()
