"""Full-text search of Chinese without a dictionary: characters and pairs of neighbours in a GIN index.

A model gives its long texts an index over an expression; there is no column that could drift::

    indexes = [GinIndex(Bigrams("question", "answer"), name="request_text")]  # the search box

and is searched by the same fields in the same order::

    ServiceRequest.objects.visible_to(user).filter(text_matches(q, "question", "answer"))

`lexemes` mirrors the SQL function `qs_bigrams`; both live by the migration that runs `TEXT_FUNCTIONS`.
"""

import re
from pathlib import Path

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, Func, TextField, Value

from core.normalise import SEPARATORS, fold

TEXT_FUNCTIONS = (Path(__file__).resolve().parent / "sql" / "text.sql").read_text(encoding="utf-8")
DROP_TEXT_FUNCTIONS = """
DROP FUNCTION qs_tsvector(text), qs_bigrams(text), qs_normal(text), qs_fold(text);
"""
INDEXED_LENGTH = 20_000  # characters of a text; a tsvector holds 1 MB
WORD_LENGTH = 64

_runs = re.compile(f"[0-9a-z]+|[^0-9a-z{SEPARATORS}]+")


def lexemes(text: str) -> set[str]:
    """Return what a text is indexed under."""
    found = set()
    for run in _runs.findall(fold(text[:INDEXED_LENGTH])):
        if _is_word(run):
            found.add(run[:WORD_LENGTH])
        else:
            found.update(run)
            found.update(_pairs(run))
    return found


def bigram_query(q: str) -> str:
    """Return the tsquery that finds what was typed: every pair, every word or beginning of a word.

    Empty when nothing that was typed can be searched for.
    """
    terms = {}
    for run in _runs.findall(fold(q[:INDEXED_LENGTH])):
        if _is_word(run):
            terms[f"{_quoted(run[:WORD_LENGTH])}:*"] = None
        else:
            terms.update(dict.fromkeys(map(_quoted, _pairs(run) or [run])))
    return " & ".join(terms)


class _Blank(Func):
    """A text, empty when it is null."""

    template = "coalesce(%(expressions)s, '')"
    output_field = TextField()


class Bigrams(Func):
    """The search vector of one or several text fields, for an index or a comparison."""

    function = "qs_tsvector"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()

    def __init__(self, *fields, **extra):
        blank = [field if isinstance(field, _Blank) else _Blank(field) for field in fields]
        super().__init__(*blank, **extra)


class _Matches(Func):
    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def text_matches(q: str, *fields: str) -> Func:
    """Return the condition for `.filter()`: the fields hold what was typed; nothing typed is found nowhere."""
    return _Matches(Bigrams(*fields), Value(bigram_query(q)))


def _is_word(run: str) -> bool:
    return run[0].isascii()


def _pairs(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)]


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
