"""Lists: tables, filters, pages and counts in the words of the look."""

import re
from types import SimpleNamespace

import django_filters
import django_tables2 as tables
import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from accounts.models import User
from core.columns import Cell, DueColumn, TickColumn, TitleColumn
from core.counting import FOUND_CAP
from core.due import Due
from core.templatetags import lists
from enterprises.models import Enterprise

NASTY = "<script>alert(1)</script>\"' & 九江"


def include(name, request=None, **context):
    return render_to_string(f"components/{name}.html", context, request)


@pytest.fixture(autouse=True)
def in_chinese():
    with translation.override("zh-hans"):
        yield


# ---- lists ----


class Row(SimpleNamespace):
    def get_absolute_url(self):
        return f"/requests/{self.pk}/"


class RequestTable(tables.Table):
    tick = TickColumn(label=lambda row: row.number)
    title = TitleColumn(verbose_name="诉求", line2=lambda row: row.number)
    who = Cell(verbose_name="在谁手里", place="hide")
    due = DueColumn(verbose_name="答应日期", orderable=True, place="")
    default_sort = "due"
    caption = "未结诉求"


ROWS = [
    Row(pk=1, title=NASTY, number="SQ-2026-0001", who="陈晓", due=Due("11-26 周四", "剩 3 个工作日")),
    Row(pk=2, title="电子台秤检定预约", number="SQ-2026-0002", who=None, due=None),
]


def listed(query="", table=None):
    request = RequestFactory().get(f"/requests/{query}")
    return include("table", request, table=table or RequestTable(ROWS, order_by=()))


def test_a_table_opens_a_row_by_its_first_column_and_escapes_it():
    html = listed()
    assert '<a class="t1" href="/requests/1/">' in html
    assert "<script>" not in html
    assert '<span class="t2">SQ-2026-0001</span>' in html
    assert '<caption class="visually-hidden">未结诉求</caption>' in html


def test_cells_keep_the_places_of_the_look_and_nothing_else():
    assert set(re.findall(r'<td class="([^"]+)"', listed())) == {"tick", "at-1", "hide"}


def test_the_order_in_force_is_told_and_can_be_turned():
    html = listed()
    assert 'aria-sort="ascending"' in html
    assert 'href="?sort=-due"' in html
    table = RequestTable(ROWS, order_by=())
    table.order_by_shown = "-due"
    turned = listed("?sort=-due&page=3&status=open", table)
    assert 'aria-sort="descending"' in turned
    assert "page=3" not in turned
    assert "status=open" in turned
    assert turned.count("aria-sort") == 1


def test_columns_without_an_index_have_no_link():
    assert re.findall(r"<th[^>]*>在谁手里</th>", listed())


class RequestFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="内容、编号或企业")
    status = django_filters.ChoiceFilter(label="状态", choices=[("open", "未结")], empty_label="全部")
    promised = django_filters.DateFromToRangeFilter(label="答应日期")


def filtered(query):
    request = RequestFactory().get(f"/requests/?{query}")
    return include(
        "filters",
        request,
        filterset=RequestFilter(request.GET, queryset=User.objects.none()),
        request_path="/requests/",
    )


def test_filters_read_name_and_value_and_keep_the_tab():
    html = filtered("status=open&tab=mine&page=4&q=jjjy&promised_after=2026-11-01")
    assert '<option value="open" selected>状态：未结</option>' in html
    assert '<option value="">状态：全部</option>' in html
    assert '<input type="hidden" name="tab" value="mine">' in html
    assert 'name="page"' not in html
    assert 'value="jjjy"' in html
    assert re.search(r'type="date" name="promised_after"[^>]* value="2026-11-01"', html)
    assert html.count('name="promised_after"') == 1


def test_a_nasty_filter_value_is_harmless():
    html = filtered('q="><script>alert(1)</script>&tab="><b>')
    assert "<script>" not in html
    assert "<b>" not in html


def page_of(count, number, per_page=25, cap=None):
    paginator = Paginator(range(count), per_page)
    paginator.capped = bool(cap)
    return paginator.page(number)


def test_pages_are_counted_in_words_and_numbers():
    page = page_of(38, 1, 10)
    assert lists.page_words(page, "件") == "第 1–10\xa0件，共 38\xa0件"
    assert lists.count_words(page.paginator, "件") == "共 <b>38</b>\xa0件"
    html = include("pager", RequestFactory().get("/requests/?status=open"), page=page, unit="件")
    assert 'href="?status=open&amp;page=2"' in html
    assert html.count('aria-current="page"') == 1
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


@pytest.mark.parametrize(
    ("count", "number", "numbers"),
    [
        (100, 1, [1, 2, 3, 4]),
        (500, 1, [1, 2, None, 20]),
        (500, 10, [1, None, 9, 10, 11, None, 20]),
        (500, 20, [1, None, 19, 20]),
    ],
)
def test_page_numbers_leave_gaps(count, number, numbers):
    assert lists.page_numbers(page_of(count, number)) == numbers


def test_beyond_the_cap_only_previous_and_next_are_offered():
    page = page_of(10_001, 3, cap=True)
    html = include("pager", RequestFactory().get("/requests/"), page=page, unit="件")
    assert "10\xa0000+" in lists.count_words(page.paginator, "件")
    assert 'id="page-prev"' in html
    assert 'id="page-next"' in html
    assert 'id="page-3"' not in html
    assert "共" not in html


@pytest.mark.parametrize(
    "address",
    ["/enterprises/", "/requests/", "/visits/", "/visits/missed/", "/consultations/", "/reminders/"],
)
def test_every_filter_of_a_list_can_be_set(cast, sign_in, address):
    page = sign_in("chen").get(address)
    shown = page.content.decode().partition("data-filters")[2].partition("</form>")[0]
    for bound in page.context["filterset"].form:
        assert f'name="{bound.html_name}' in shown, bound.html_name


@pytest.mark.django_db
def test_what_is_found_by_words_is_counted_less_far_than_what_is_listed(sign_in, cast, make_many_enterprises):
    make_many_enterprises(cast.park, FOUND_CAP + 20)
    client = sign_in("chen")
    total = Enterprise.objects.filter(park=cast.park).count()
    assert client.get("/enterprises/").context["paginator"].count == total
    found = client.get("/enterprises/", {"q": "公司"}).context["paginator"]
    assert (found.capped, found.count) == (True, FOUND_CAP + 1)
    beyond = client.get("/enterprises/", {"q": "公司", "page": total // 25}).context["page"]
    assert len(beyond) == 25
