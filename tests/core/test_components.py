"""Tags and components give the look's markup, escape what people typed, and need no script."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from core.badges import Badge
from core.contributions import menu, offers
from core.due import Due
from core.templatetags import station
from core.timeline import SENTENCES

ROOT = Path(settings.BASE_DIR)
NASTY = "<script>alert(1)</script>\"' & 九江"
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def render(source, **context):
    return engines["django"].from_string(source).render(context)


def include(name, request=None, **context):
    return render_to_string(f"components/{name}.html", context, request)


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


# ---- tags ----


def test_an_icon_is_decorative_unless_it_has_words():
    assert render('{% icon "walk" %}') == (
        '<svg class="ti" aria-hidden="true" focusable="false"><use href="/static/vendor/icons.svg#i-walk"/></svg>'
    )
    spoken = render('{% icon "x" label=words %}', words=NASTY)
    assert 'role="img"' in spoken
    assert "<script>" not in spoken


def test_a_status_is_icon_and_word_on_a_tint():
    badge = Badge("warn", "clock", "待更新")
    assert render("{% status badge %}", badge=badge).startswith('<span class="st st-warn"><svg class="ti"')
    assert render('{% status badge "tx" %}', badge=badge).startswith('<span class="tx tx-warn">')
    assert render("{% status badge %}", badge=Badge("", "inbox", "待分派")).startswith(
        '<span class="st"><svg'
    )
    assert render("{% status badge %}", badge=None) == ""


def test_a_status_never_takes_a_colour_that_is_not_in_the_map():
    assert "st-pink" not in render("{% status badge %}", badge=Badge("pink", "x", "粉色"))


def test_a_due_date_has_its_distance_below_in_the_level_of_its_urgency():
    late = Due("11-20 周五", "超期 1 个工作日", "late", "alert-circle", date(2026, 11, 20))
    html = render("{% due due %}", due=late)
    assert html.startswith(
        '<div class="due late"><b><time class="nb" datetime="2026-11-20">11-20 周五</time></b>'
    )
    assert "#i-alert-circle" in html
    assert "超期 1 个工作日" in html
    assert "tx-bad" in render("{% due_line due %}", due=late)


def test_a_paused_due_date_needs_no_day():
    html = render("{% due due %}", due=Due("钟已停", "已停 3 天：等平面图", "", "player-pause"))
    assert html.startswith('<div class="due"><b>钟已停</b>')


@pytest.mark.parametrize(
    ("values", "goal", "first", "last"),
    [
        ([0, 10], None, (2.0, 25.0), (86.0, 3.0)),
        ([10, 0], None, (2.0, 3.0), (86.0, 25.0)),
        ([5, 5, 5], None, (2.0, 14.0), (86.0, 14.0)),
        ([None, 0, 10], None, (44.0, 25.0), (86.0, 3.0)),
    ],
)
def test_a_spark_line_spans_the_tile(values, goal, first, last):
    points, _goal = station.spark_points(values, goal)
    assert points[0] == first
    assert points[-1] == last


def test_a_spark_line_shows_its_goal_inside_the_tile():
    points, goal = station.spark_points([10, 20], 30)
    assert goal == 3.0
    assert points[-1][1] == 14.0
    assert '<line class="goal"' in render("{% sparkline values 30 %}", values=[10, 20])


@pytest.mark.parametrize("values", [[], [7], None, [None, None]])
def test_a_spark_line_of_less_than_two_values_is_left_out(values):
    assert render("{% sparkline values %}", values=values) == ""


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (5330, "5,330"),
        ("32.20", "32.2"),
        (1200000, "1,200,000"),
        (-3, "-3"),
        (35, "35"),
    ],
)
def test_figures_part_their_thousands_and_drop_zeros_behind_the_point(value, shown):
    assert station.money(value) == shown


def test_a_share_without_a_base_is_a_dash():
    assert station.percent(None) == "—"
    assert station.percent("94.642857", 2) == "94.64%"


# ---- dates ----


def test_days_are_said_in_three_ways(monday):
    day = date(2026, 11, 26)
    assert station.day(day) == '<time class="nb" datetime="2026-11-26">11-26 周四</time>'
    assert station.day_long(day) == '<time class="nb" datetime="2026-11-26">11 月 26 日（周四）</time>'
    assert station.day_full(day) == '<time class="nb" datetime="2026-11-26">2026-11-26</time>'


def test_days_of_another_year_carry_the_year(monday):
    assert "2010-05-18 周二" in station.day(date(2010, 5, 18))
    assert "2010 年 5 月 18 日（周二）" in station.day_long(date(2010, 5, 18))


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (datetime(2026, 11, 23, 0, 52, tzinfo=UTC), "今天 08:52"),
        (datetime(2026, 11, 17, 8, 0, tzinfo=UTC), "11-17"),
        (datetime(2010, 11, 17, 8, 0, tzinfo=UTC), "2010-11-17"),
        (datetime(2026, 11, 22, 17, 0, tzinfo=UTC), "今天 01:00"),  # still Sunday in UTC
        (date(2026, 11, 23), "今天"),
    ],
)
def test_moments_are_told_from_now_in_shanghai(monday, when, shown):
    assert station.moment(when).endswith(f">{shown}</time>")


def test_no_date_is_a_dash():
    assert {station.day(None), station.day_long(None), station.day_full(None), station.moment(None)} == {"—"}


# ---- components ----


def test_an_act_with_a_reason_has_a_form_and_an_address_of_its_own(rf):
    act = {
        "label": "转办",
        "url": "/requests/1/transfer/",
        "icon": "user-share",
        "reason": {"label": "为什么转"},
    }
    html = include("acts", rf.get("/"), acts=[act])
    assert '<form class="pop-list reason-f" method="post" action="/requests/1/transfer/">' in html
    assert 'name="reason"' in html
    assert 'href="/requests/1/transfer/"' in html
    assert "csrfmiddlewaretoken" in html
    assert re.search(r'<label class="lbl" for="(r-[^"]+)">.*<textarea[^>]* id="\1"', html)


def test_an_act_without_questions_is_a_post_and_never_a_link(rf):
    html = include(
        "acts", rf.get("/"), acts=[{"label": "催办", "url": "/u/", "post": True, "fields": [("pk", 3)]}]
    )
    assert '<form method="post" action="/u/">' in html
    assert '<input type="hidden" name="pk" value="3">' in html
    assert "<a " not in html


def test_a_toast_offers_undo_only_at_an_address_of_ours(rf):
    def toast(tags):
        return include(
            "toasts", rf.get("/"), messages=[Message(constants.SUCCESS, "已转办", extra_tags=tags)]
        )

    assert 'action="/requests/3/undo/"' in toast("undo:/requests/3/undo/")
    assert "<form" not in toast("undo://evil.example/")
    assert "<form" not in toast("undo:https://evil.example/")
    assert "<form" not in toast("")


def test_errors_are_sentences_on_the_page_and_never_toasts(rf):
    said = [Message(constants.ERROR, NASTY), Message(constants.SUCCESS, "已保存")]
    assert "已保存" not in include("says", rf.get("/"), messages=said)
    assert 'role="alert"' in include("says", rf.get("/"), messages=said)
    echo = include("toasts", rf.get("/"), messages=said)
    assert "已保存" in echo
    assert "alert(1)" not in echo


def test_a_tab_shows_a_zero_and_leaves_out_what_was_not_counted():
    html = include(
        "tabs",
        tabs=[
            {"label": "整改", "url": "/a/", "count": 0, "current": True},
            {"label": "文件", "url": "/b/", "count": None},
        ],
    )
    assert '整改<span class="n">0</span>' in html
    assert "文件</a>" in html
    assert html.count('aria-current="page"') == 1


def test_a_list_tab_is_known_by_its_code_and_is_a_real_link():
    html = include(
        "tabs",
        tabs=[{"code": "mine", "label": "我办的", "query": "tab=mine&x=1", "count": 9}],
        swap=True,
        current_tab="mine",
    )
    assert 'href="?tab=mine&amp;x=1" hx-get="?tab=mine&amp;x=1" aria-current="page"' in html


def test_a_trail_marks_where_it_stands():
    html = include(
        "trail",
        steps=[
            {"label": "提交", "state": "done"},
            {"label": "办理", "state": "now"},
            {"label": "评价", "state": ""},
        ],
    )
    assert '<li class="now" aria-current="step">办理</li>' in html


def test_the_heat_grid_is_a_table_whose_keyboard_stops_are_the_row_ends():
    row = {
        "label": "计量",
        "share": "77%",
        "url": "/gaps/",
        "cells": [{"url": "/e/1/", "label": "云麓 计量 未建", "state": "none"}],
    }
    html = include("heat", heat={"caption": "档案", "wrap_label": "格图", "rows": [row]})
    assert '<th scope="row">计量</th>' in html
    assert '<a class="cell cell-none" href="/e/1/" tabindex="-1" aria-label="云麓 计量 未建">' in html
    assert '<a href="/gaps/">77%</a>' in html


def test_a_chart_is_a_table_underneath():
    chart = {
        "id": "c",
        "unit": "次",
        "name": "走访",
        "say": "3月14",
        "head": ["月份", "走访"],
        "rows": [("3月", 14, "/visits/?m=3")],
    }
    html = include("chart", chart=chart)
    assert 'data-table="c-t"' in html
    assert '<td class="right num" data-value="14"><a href="/visits/?m=3">14</a></td>' in html


def test_a_timeline_line_escapes_its_sentence(monday):
    html = include(
        "timeline",
        lines=[{"at": MONDAY, "icon": "phone", "text": NASTY, "actor": "周敏", "url": "/requests/1/"}],
    )
    assert "今天 10:00" in html
    assert "<script>" not in html


def test_kept_fields_show_what_was_written_and_hide_the_machine_parts(rf):
    kept = [
        ("text", "请上门检定"),
        ("need-TOTAL_FORMS", "3"),
        ("enterprise", "5"),
        ("food", "BAD"),
        ("next", "/x/"),
        ("evil", NASTY),
    ]
    html = include("kept", rf.get("/"), kept=kept, action="/visits/new/")
    assert html.count("<dt>") == 2
    assert html.count('type="hidden"') == len(kept) + 1
    assert "<script>" not in html


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 503])
def test_an_error_page_says_what_to_do_and_gives_a_number_to_quote(rf, status):
    html = render_to_string(f"errors/{status}.html", {"request_id": "QS-7F3A-10A2", "me": None}, rf.get("/"))
    assert html.count("<h1>") == 1
    assert "QS-7F3A-10A2" in html
    assert 'href="/"' in html


def test_the_page_for_our_own_mistakes_asks_the_database_nothing():
    html = render_to_string("errors/500.html", {"plain": True})
    assert html.count("<h1>") == 1


# ---- the whole set ----

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_templates_have_no_inline_style_script_or_handler():
    bad = re.compile(r"""<[^>]*\s(style|on[a-z]+)\s*=|<style|<script(?![^>]*\bsrc=)""", re.IGNORECASE)
    assert [str(path) for path in TEMPLATES if bad.search(path.read_text(encoding="utf-8"))] == []


def test_every_icon_that_is_named_is_in_the_sprite():
    known = set((ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split())
    used = set()
    for path in TEMPLATES:
        used |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text(encoding="utf-8")))
    assert used - known == set()
    assert len(used) > 20


NAMED_IN_PYTHON = (
    r'\bicon="([a-z0-9-]+)"',
    r'"icon": "([a-z0-9-]+)"',
    r'\("(?:ok|warn|bad|info|)", "([a-z0-9-]+)"\)',
    r'Badge\("[a-z]*", "([a-z0-9-]+)"',
)


def test_every_icon_that_python_names_is_in_the_sprite():
    known = set((ROOT / "static" / "icons.txt").read_text(encoding="utf-8").split())
    used = {entry.icon for entry in menu.values()} | {offer.icon for offer in offers.values()}
    used |= {sentence.icon for sentence in SENTENCES.values()}
    for app in (
        "core",
        "accounts",
        "reminders",
        "enterprises",
        "servicedesk",
        "visits",
        "licensing",
        "dashboards",
    ):
        for path in (ROOT / app).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            for pattern in NAMED_IN_PYTHON:
                used |= set(re.findall(pattern, source))
    assert used - known - {""} == set()
    assert len(used) > 20


def test_scripts_need_no_eval_and_write_no_markup_from_data():
    found = []
    for path in sorted((ROOT / "static" / "js").glob("*.js")):
        source = path.read_text(encoding="utf-8")
        if re.search(r"\beval\(|new Function|insertAdjacentHTML|document\.write|\.style\b", source):
            found.append(path.name)
        for markup in re.findall(r"\.innerHTML = (.+);", source):
            if not markup.startswith(
                ("template.innerHTML", "await answer.text()")
            ):  # what the server rendered
                found.append(path.name)
    assert found == []


def test_the_style_sheets_take_their_colours_from_tokens():
    sheets = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").glob("*.css")}
    assert sheets["tokens"].count("--qs-") > 60
    assert "!important" not in sheets["components"]
    loaded = (ROOT / "templates" / "components" / "styles.html").read_text(encoding="utf-8")
    assert {f'css/{name}.css"' in loaded for name in sheets} == {True}
