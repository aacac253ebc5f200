"""Who was met, out of one line as people type it: `卢汪洋 总经理、余某 质量负责人`."""

import re
from dataclasses import dataclass

from core.normalise import clean_line

MOST = 20
LONGEST = 40
POSTS = [
    "副总经理",
    "总经理",
    "董事长",
    "副厂长",
    "厂长",
    "总工程师",
    "质量负责人",
    "质量部经理",
    "质检部长",
    "质量部部长",
    "食品安全总监",
    "食品安全员",
    "办公室主任",
    "车间主任",
    "化验室主任",
    "化验员",
    "部长",
    "科长",
    "主任",
    "主管",
    "经理",
    "总监",
    "厂务",
    "会计",
    "技术员",
    "安全员",
    "计量员",
    "负责人",
    "法人",
    "老板",
]

_between = re.compile(r"[、，,;；/／|｜\n]+")
_signs = re.compile(r"[()（）:：]+")


@dataclass(frozen=True)
class Person:
    """Somebody with a name and perhaps a post."""

    name: str
    post: str = ""

    def __str__(self):
        return f"{self.name} {self.post}".strip()


def parse(text):
    """The people in a typed line; nothing that was typed is lost, except the signs between."""
    pieces = (clean_line(_signs.sub(" ", piece)) for piece in _between.split(text or ""))
    return [_person(piece) for piece in pieces if piece]


def join(people):
    """The line that `parse` reads back."""
    return "、".join(str(person) for person in people)


def too_long(people):
    """The first person whose name or post does not fit, or None."""
    return next((person for person in people if max(len(person.name), len(person.post)) > LONGEST), None)


def _person(piece):
    """The first word is the name, the rest the post; `卢汪洋总经理` is parted before a post that is known."""
    name, _space, post = piece.partition(" ")
    if not post:
        for known in sorted(POSTS, key=len, reverse=True):
            if piece.endswith(known) and 2 <= len(piece) - len(known) <= 4:
                return Person(piece.removesuffix(known), known)
    return Person(name, post)
