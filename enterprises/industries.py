"""GB/T 4754 as the pages need it, read once per process: divisions for filters, names of what stands above a class."""

import csv
from functools import lru_cache

from core.reference import DATA

DIVISION = 2


@lru_cache(maxsize=1)
def _table():
    """{code: (name, level, parent code)} of the standard, as it ships with the program."""
    with (DATA / "gbt4754_2017.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: (row["name"], int(row["level"]), row["parent"]) for row in csv.DictReader(file)}


def name_of(code):
    """The name of an industry; empty when there is no such code."""
    return _table().get(code, ("", 0, ""))[0]


def division_of(code):
    """The code of the division a class belongs to, e.g. C14 of C1411; the code itself when it is above."""
    return code[:3] if code and len(code) > 3 else code


def said(code):
    """`C14 食品制造业`: an enterprise's industry in the words of its division."""
    division = division_of(code)
    return f"{division} {name_of(division)}" if division else ""


@lru_cache(maxsize=1)
def division_choices():
    """[(code, words)] of the divisions for a filter; manufacturing first, because a park is mostly that."""
    found = [
        (code, f"{code} {name}") for code, (name, level, _parent) in _table().items() if level == DIVISION
    ]
    return sorted(found, key=lambda choice: (choice[0][0] != "C", choice[0]))
