"""The list of enterprises: who sees which rows, what the filters mean, what it costs."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from core.figures import Period, figures
from core.reading import compute
from enterprises import archive
from enterprises.actions import change_status
from enterprises.archive import confirm_section
from enterprises.models import Enterprise
from tests.enterprises.test_archive import build
from tests.factories import make_enterprise, make_enterprises

URL = "/enterprises/"


def shown(client, **query):
    """Names on the page, in order."""
    answer = client.get(f"{URL}?{urlencode(query)}")
    assert answer.status_code == 200
    return [row.name for row in answer.context["page_rows"]]


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("chen", {"九江云麓食品有限公司", "九江鼎禾五金有限公司"}),
        ("manager", {"九江云麓食品有限公司", "九江鼎禾五金有限公司"}),
        ("liu", {"九江云麓食品有限公司", "九江鼎禾五金有限公司"}),
        ("stranger", {"九江湖滨精密仪器有限公司"}),
        ("city", {"九江云麓食品有限公司", "九江鼎禾五金有限公司", "九江湖滨精密仪器有限公司"}),
    ],
)
def test_everybody_sees_the_enterprises_of_his_scope(cast, sign_in, who, rows):
    assert set(shown(sign_in(who))) == rows


def test_an_enterprise_user_goes_straight_to_his_enterprise_or_chooses_among_his(cast, sign_in):
    client = sign_in("yunlu")
    assert client.get(URL).url == cast.yunlu_co.get_absolute_url()
    assert shown(client, tab="all") == ["九江云麓食品有限公司"]

    cast.dinghe_co.memberships.create(user=cast.yunlu)
    assert shown(client) == ["九江鼎禾五金有限公司", "九江云麓食品有限公司"]


@pytest.mark.parametrize("who", ["investor", "sysadmin", "secadmin", "auditor"])
def test_others_may_not_open_it(cast, sign_in, who):
    assert sign_in(who).get(URL).status_code == 403


def test_a_city_user_sees_which_park_an_enterprise_is_in(cast, sign_in):
    page = sign_in("city").get(URL).content.decode()
    assert "湖滨园" in page
    assert "湖滨园" not in sign_in("chen").get(URL).content.decode()


def test_it_is_sorted_by_pinyin_and_by_last_visit(cast, sign_in):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(last_visited_on=date(2026, 5, 1))
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(last_visited_on=date(2026, 6, 1))
    client = sign_in("chen")

    assert shown(client)[0] == "九江鼎禾五金有限公司"
    assert shown(client, sort="-name")[0] == "九江云麓食品有限公司"
    assert shown(client, sort="last_visited_on")[0] == "九江云麓食品有限公司"
    assert shown(client, sort="-last_visited_on")[0] == "九江鼎禾五金有限公司"


def test_those_who_left_stand_only_where_they_are_asked_for(cast, sign_in):
    change_status(cast.dinghe_co.pk, cast.chen, "RELOCATED", reason="搬到湖口", on=date(2026, 1, 5))
    client = sign_in("chen")

    assert shown(client) == ["九江云麓食品有限公司"]
    assert shown(client, tab="all") == ["九江鼎禾五金有限公司", "九江云麓食品有限公司"]
    assert shown(client, status="RELOCATED") == ["九江鼎禾五金有限公司"]
    assert shown(client, in_park_on="2026-01-04") == ["九江鼎禾五金有限公司", "九江云麓食品有限公司"]
    assert shown(client, in_park_on="2026-01-05") == ["九江云麓食品有限公司"]


def test_built_no_opens_exactly_those_still_missing(cast, sign_in):
    build(cast.yunlu_co, cast.chen)
    client = sign_in("chen")

    assert shown(client, built="no") == ["九江鼎禾五金有限公司"]
    assert shown(client, built="yes") == ["九江云麓食品有限公司"]
    assert shown(client, tab="not_built") == ["九江鼎禾五金有限公司"]


def test_a_section_in_a_state_is_one_question(cast, sign_in):
    for section in archive.applicable(cast.yunlu_co):
        if section != "FOOD":
            confirm_section(cast.yunlu_co.pk, section, cast.chen)
    client = sign_in("chen")

    assert shown(client, section="FOOD", state="EMPTY") == ["九江云麓食品有限公司"]
    assert shown(client, section="STANDARD", state="EMPTY") == ["九江鼎禾五金有限公司"]
    assert shown(client, section="FOOD", state="NOT_APPLICABLE") == ["九江鼎禾五金有限公司"]
    assert shown(client, section="STANDARD", state="PARTIAL") == ["九江云麓食品有限公司"]
    assert shown(client, section="FOOD", state="INCOMPLETE") == ["九江云麓食品有限公司"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"flag": "is_food"}, ["九江云麓食品有限公司"]),
        ({"industry": "C33"}, ["九江鼎禾五金有限公司"]),
        ({"q": "yunlu"}, ["九江云麓食品有限公司"]),
        ({"q": "dhwj"}, ["九江鼎禾五金有限公司"]),
        ({"tab": "mine"}, ["九江云麓食品有限公司"]),
        ({"q": "湖滨精密"}, []),
    ],
)
def test_filters_narrow_the_list(cast, sign_in, query, found):
    Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(industry_id="C3351")
    assert shown(sign_in("chen"), **query) == found


@pytest.mark.parametrize(
    "query",
    [
        "status=NONSENSE",
        "built_by=2026-13-45",
        "liaison=abc",
        "section=%00",
        "q=%00",
        "page=999",
        "sort=notes",
        "park=1",
    ],
)
def test_nonsense_in_the_address_is_harmless(cast, sign_in, query):
    assert sign_in("chen").get(f"{URL}?{query}").status_code == 200


def test_html_in_a_name_is_shown_as_text(cast, sign_in):
    make_enterprise(cast.park, "<script>alert(1)</script>有限公司")
    page = sign_in("chen").get(URL).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_figures_are_the_rows_of_their_lists(cast, sign_in):
    build(cast.yunlu_co, cast.chen, on=date(2011, 1, 5))
    build(cast.dinghe_co, cast.chen, on=date(2011, 3, 5))
    make_enterprise(cast.park, "九江后来机械有限公司", admitted_on=date(2011, 5, 1))
    change_status(cast.dinghe_co.pk, cast.chen, "DEREGISTERED", reason="注销", on=date(2011, 4, 1))
    period = Period(date(2010, 3, 1), date(2011, 2, 28))

    for user in (cast.manager, cast.city):
        values = compute(["ENTERPRISES_IN_PARK", "ARCHIVE_BUILT", "ARCHIVE_COVERAGE"], user, period)
        for code in ("ENTERPRISES_IN_PARK", "ARCHIVE_BUILT"):
            page = sign_in(user.username).get(figures[code].url(period))
            assert page.context["paginator"].count == values[code]
    assert values["ARCHIVE_BUILT"] == 1
    assert compute(["ENTERPRISES_IN_PARK"], cast.manager, period) == {"ENTERPRISES_IN_PARK": 2}


def test_the_missing_ones_of_a_period_have_their_own_filter(cast, sign_in):
    build(cast.yunlu_co, cast.chen, on=date(2011, 1, 5))
    build(cast.dinghe_co, cast.chen, on=date(2011, 3, 5))

    assert shown(sign_in("manager"), not_built_by="2011-02-28") == ["九江鼎禾五金有限公司"]


@pytest.mark.parametrize("who", ["chen", "city"])
def test_the_list_takes_the_same_few_queries_whatever_the_rows(
    cast, sign_in, who, django_assert_max_num_queries
):
    client = sign_in(who)
    client.get(URL)
    with django_assert_max_num_queries(8) as few:
        client.get(URL)
    for enterprise in make_enterprises(cast.park, 60, liaison=cast.chen):
        archive.refresh(enterprise)
    client.get(f"{URL}?page=2")
    with django_assert_max_num_queries(8) as many:
        client.get(f"{URL}?page=2")
    assert len(many) == len(few)


def test_the_side_bar_counts_those_in_the_park(cast, sign_in):
    page = sign_in("chen").get(URL)
    entry = next(
        item for group in page.context["side"] for item in group["items"] if item["code"] == "enterprises"
    )
    assert entry["count"] == 2
    assert entry["url"] == reverse("enterprises:list")


def test_the_sections_of_a_page_add_up_as_the_archive_itself_does(cast):
    long_ago, day = date(2024, 1, 2), date(2026, 11, 20)
    cast.park.live_from = long_ago
    cast.park.save()
    for number, enterprise in enumerate([cast.yunlu_co, cast.dinghe_co, *make_enterprises(cast.park, 6)]):
        build(enterprise, cast.chen)
        rows = enterprise.sections.order_by("section")
        rows.filter(pk__in=[row.pk for row in rows[:number]]).update(confirmed_on=long_ago)
        rows.filter(pk__in=[row.pk for row in rows[number:5]]).update(content="EMPTY", present=0)
    enterprises = list(Enterprise.objects.visible_to(cast.chen).select_related("park"))
    sums, seen = archive.sums_of(enterprises, day), set()
    for enterprise in enterprises:
        rows = list(enterprise.sections.all())
        states = [archive.state_of(row, day, enterprise.park.live_from) for row in rows]
        assert sums[enterprise.pk] == (
            states.count("EMPTY"),
            states.count("STALE"),
            archive.completeness(rows),
        )
        seen.add(sums[enterprise.pk])
    assert len(seen) > 3
