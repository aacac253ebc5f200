"""Who was met, out of one typed line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.normalise import clean_line
from visits import people
from visits.people import Person

NAMES = st.text("卢汪洋余某程芳邓强", min_size=2, max_size=4)
POSTS = st.sampled_from(["", "总经理", "质量负责人", "车间主任 兼 安全员", "QA manager"])
SIGNS = re.compile(r"[、，,;；/／|｜()（）:：\s]+")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("卢汪洋 总经理、余某 质量负责人", [("卢汪洋", "总经理"), ("余某", "质量负责人")]),
        ("卢汪洋（总经理），余某：质量负责人", [("卢汪洋", "总经理"), ("余某", "质量负责人")]),
        ("卢汪洋总经理; 余某", [("卢汪洋", "总经理"), ("余某", "")]),
        ("欧阳建国副总经理", [("欧阳建国", "副总经理")]),
        ("经理", [("经理", "")]),
        ("Li Ming general manager", [("Li", "Ming general manager")]),
        ("、 ，()", []),
        ("", []),
    ],
)
def test_people_are_read_as_they_are_typed(typed, found):
    assert [(person.name, person.post) for person in people.parse(typed)] == found


@given(st.lists(st.builds(Person, NAMES, POSTS), max_size=people.MOST))
def test_what_is_joined_is_read_back(persons):
    persons = [person for person in persons if person.post or people.parse(person.name) == [person]]
    assert people.parse(people.join(persons)) == persons


@given(st.text(max_size=300))
def test_nothing_that_was_typed_is_lost_but_the_signs_between(typed):
    read = "".join(str(person) for person in people.parse(typed))
    assert SIGNS.sub("", read) == SIGNS.sub("", clean_line(SIGNS.sub(" ", typed)))


@given(st.text(max_size=300))
def test_reading_again_changes_nothing(typed):
    once = people.parse(typed)
    assert people.parse(people.join(once)) == once


def test_one_without_a_sign_between_people_is_too_long():
    assert people.too_long(people.parse("好" * 41)).name == "好" * 41
    assert people.too_long(people.parse("好" * 40)) is None
