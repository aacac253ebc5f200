"""Finding an enterprise by any part of its name, its pinyin or a code (FEATURES 16.2).

`Enterprise.search_text` is looked at with LIKE, which is exact. Beside it stands a GIN index over all its parts of one
to three characters (`qs_grams`), so that one enterprise out of 50,000 is found without reading them all.
"""

import re
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayContains
from django.db.models import Func, Q, TextField, Value

from core.normalise import normal
from core.pinyin import query_forms
from core.pinyin import search_text as keys_of

GRAMS_SQL = (Path(__file__).resolve().parent / "sql" / "grams.sql").read_text(encoding="utf-8")
DROP_GRAMS_SQL = "DROP FUNCTION qs_grams(text);"
LONGEST = 3
QUERY_LENGTH = 100

_scripts = re.compile(r"[a-z0-9]+|[^a-z0-9]+")  # 金ying: a word in characters and one in pinyin

_grams_field = ArrayField(TextField())


class Grams(Func):
    """All parts of one to three characters of a text, for the index and for comparison with it."""

    function = "qs_grams"
    output_field = _grams_field


def grams(form):
    """The parts a searched form must have: the longest ones are enough."""
    size = min(len(form), LONGEST)
    return sorted({form[i : i + size] for i in range(len(form) - size + 1)})


def found_by(q, indexed=True):
    """The condition that an enterprise is found by what was typed, as a whole or word by word (characters and pinyin
    are words of their own); nothing typed finds nothing. Not `indexed`: for rows that are looked at one by one anyway."""
    q = q[:QUERY_LENGTH]
    found = Q()
    for form in query_forms(q):
        found |= _holds(form, indexed)
    words = [word for part in q.split() for word in _scripts.findall(normal(part))]
    if len(words) > 1:
        found |= Q(*(_holds(word, indexed) for word in words))
    return found or Q(pk__in=[])


def _holds(form, indexed):
    """The search column holds this form: the index finds candidates, LIKE decides."""
    held = Q(search_text__contains=form)
    if not indexed:
        return held
    return Q(ArrayContains(Grams("search_text"), Value(grams(form), output_field=_grams_field))) & held


def search_text(names, codes):
    """The search column: the keys of every name (full, short, former), and the codes as written."""
    parts = [part for name in names if name for part in keys_of(name).split(" ")]
    parts += [normal(code) for code in codes if code]
    return " ".join(dict.fromkeys(part for part in parts if part))
