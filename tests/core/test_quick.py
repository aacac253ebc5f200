"""What pages work out once: statements, addresses, parts of the frame, the day."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.urls import get_resolver, reverse
from django.utils.translation import override

from accounts import people
from accounts.models import User
from core.clock import today
from core.links import link
from core.prepared import Prepared
from core.together import read_together

SHANGHAI = ZoneInfo("Asia/Shanghai")


# ---- statements ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_prepared_statement_gives_what_its_queryset_gives(cast):
    of_park = Prepared(
        lambda slot: User.objects.select_related("park").filter(park_id=slot("park")).order_by("username")
    )
    for park in (cast.chen.park, cast.stranger.park):
        expected = list(User.objects.filter(park=park).order_by("username"))
        assert [*of_park(park=park.pk)] == expected
        assert [*read_together(of_park.given(park=park.pk))[0]] == expected


@pytest.mark.django_db
def test_a_prepared_row_knows_what_it_is_joined_with(cast, django_assert_num_queries):
    by_id = Prepared(lambda slot: User.objects.select_related("park").filter(pk=slot("pk")))
    with django_assert_num_queries(1):
        (chen,) = by_id(pk=cast.chen.pk)
        assert chen.park == cast.chen.park


def test_a_statement_is_written_once_however_many_ask_at_once(django_db_blocker):
    made = []

    def make(slot):
        made.append(1)
        return User.objects.filter(pk=slot("pk"))

    by_id = Prepared(make)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda pk: by_id.given(pk=pk)[3], range(64)))
    assert found == [[pk] for pk in range(64)]
    assert made == [1]


@pytest.mark.django_db
def test_the_options_of_people_are_those_of_the_park(cast):
    names = [name for _pk, name in people.options(people.officers, cast.chen.park_id)()]
    assert {str(cast.chen), str(cast.lead), str(cast.liu)} <= set(names)
    assert str(cast.stranger) not in names


# ---- addresses -------------------------------------------------------------------------------------------------------


def test_a_link_is_what_reverse_says():
    checked = 0
    for name, arguments in _numbered(get_resolver()):
        ids = [7 + place for place in range(arguments)]
        assert link(name, *ids) == reverse(name, args=ids)
        checked += 1
    assert checked > 40


def _numbered(resolver, prefix=""):
    """Named addresses whose arguments are all numbers."""
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace != "admin":
                yield from _numbered(
                    pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                )
        elif pattern.name:
            kinds = [type(each).__name__ for each in pattern.pattern.converters.values()]
            if set(kinds) <= {"IntConverter"}:
                yield prefix + pattern.name, len(kinds)


# ---- parts of the frame ----------------------------------------------------------------------------------------------


def shown(source, **context):
    return Template(source).render(Context(context))


def test_an_unchanging_part_is_rendered_once_for_each_value():
    asked = []

    def word():
        asked.append(1)
        return "word"

    source = '{% unchanging "test-part" name %}{{ word }} {{ name }}{% endunchanging %}'
    assert [shown(source, name=name, word=word) for name in "aab"] == ["word a", "word a", "word b"]
    assert len(asked) == 2


def test_an_unchanging_part_speaks_each_language():
    source = '{% unchanging "test-language" %}{% translate "Keys" %}{% endunchanging %}'
    with override("en"):
        english = shown(source)
    assert english == "Keys" != shown(source)


def test_a_part_whose_value_is_not_known_is_rendered_anew():
    source = '{% unchanging "test-empty" name %}{{ word }}{% endunchanging %}'
    assert [shown(source, word=word) for word in "ab"] == ["a", "b"]


def test_unchanging_parts_hold_nothing_of_one_request():
    parts = 0
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for part in re.findall(r"{% unchanging .*?{% endunchanging %}", text, re.DOTALL):
            included = [
                Path(settings.BASE_DIR, "templates", name).read_text(encoding="utf-8")
                for name in re.findall(r'{% include "([^"]+)"', part)
            ]
            assert not re.search(
                r"csrf|messages|request\.(?!COOKIES)|idle_seconds }}", "".join([part, *included])
            ), path
            parts += 1
    assert parts >= 7


# ---- the day ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-23 23:59:59.999", "2026-11-23"),
        ("2026-11-24 00:00", "2026-11-24"),
        ("2026-11-23 00:00", "2026-11-23"),
    ],
)
def test_the_day_changes_at_midnight_in_shanghai(moment, day):
    with time_machine.travel(datetime.fromisoformat("2026-11-23 12:00").replace(tzinfo=SHANGHAI), tick=False):
        assert f"{today()}" == "2026-11-23"
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), tick=False):
        assert f"{today()}" == day
