"""The page of an enterprise: who sees which tab, what is due and open, the timeline, masked numbers."""

import re

import pytest
import time_machine

from core import timeline
from core.models import TimelineEntry
from enterprises.actions import change_enterprise
from enterprises.details import add_contact, record_year
from enterprises.members import stop_member

MOBILE = "13812345678"


def page(client, enterprise, tab=""):
    """The answer of one tab."""
    return client.get(f"/enterprises/{enterprise.pk}/{tab}")


@pytest.fixture
def contact(cast):
    """A head of quality with a number."""
    return add_contact(
        cast.yunlu_co.pk, cast.chen, role="QUALITY", name="余女士", mobile=MOBILE, email="yu.min@example.cn"
    )


@pytest.mark.parametrize(
    ("who", "status"),
    [("chen", 200), ("lead", 200), ("manager", 200), ("city", 200), ("liu", 200), ("yunlu", 200), ("stranger", 404),
     ("dinghe", 404), ("investor", 403), ("sysadmin", 403), ("auditor", 403)],
)  # fmt: skip
def test_only_those_in_scope_see_it(cast, sign_in, who, status):
    for tab in ("", "archive/", "data/", "contacts/", "files/"):
        assert page(sign_in(who), cast.yunlu_co, tab).status_code == status


def test_without_signing_in_one_signs_in_first(client, cast):
    answer = page(client, cast.yunlu_co)
    assert answer.status_code == 302
    assert answer.url.startswith("/login/?next=")


def test_a_tab_that_does_not_exist_is_not_found(cast, sign_in):
    assert page(sign_in("chen"), cast.yunlu_co, "nothing/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("chen", 200), ("lead", 200), ("manager", 200), ("yunlu", 200), ("city", 404), ("liu", 404)],
)
def test_figures_of_one_enterprise_are_confidential(cast, sign_in, who, status):
    record_year(cast.yunlu_co.pk, cast.chen, year=2010, employees=50, revenue_10k=1234)
    client = sign_in(who)

    answer = page(client, cast.yunlu_co, "years/")

    assert answer.status_code == status
    assert ("1,234" in answer.content.decode()) == (status == 200)
    for tab in ("", "data/", "archive/"):
        assert "1,234" not in page(client, cast.yunlu_co, tab).content.decode()


def test_a_former_member_sees_nothing_any_more(cast, sign_in):
    client = sign_in("yunlu")
    assert page(client, cast.yunlu_co).status_code == 200

    stop_member(cast.yunlu_co.pk, cast.yunlu_co.memberships.get().pk, cast.chen)

    assert page(client, cast.yunlu_co).status_code == 404


def test_the_enterprise_sees_neither_notes_nor_internal_lines(cast, sign_in):
    change_enterprise(cast.yunlu_co.pk, cast.chen, notes="老板不爱接电话")
    timeline.record("mobile_shown", subject=cast.yunlu_co, actor=cast.chen, internal=True, name="某某联系人")

    for tab in ("", "data/"):
        text = page(sign_in("yunlu"), cast.yunlu_co, tab).content.decode()
        assert "老板不爱接电话" not in text
        assert "某某联系人" not in text
    assert "老板不爱接电话" in page(sign_in("chen"), cast.yunlu_co, "data/").content.decode()
    assert "某某联系人" in page(sign_in("chen"), cast.yunlu_co).content.decode()


@pytest.mark.parametrize("who", ["chen", "manager", "city", "liu"])
def test_numbers_are_masked_until_somebody_asks(cast, sign_in, contact, who):
    for tab in ("", "contacts/"):
        text = page(sign_in(who), cast.yunlu_co, tab).content.decode()
        assert MOBILE not in text
        assert "138****5678" in text
        assert "yu.min@example.cn" not in text


def test_the_enterprise_sees_its_own_numbers(cast, sign_in, contact):
    assert MOBILE in page(sign_in("yunlu"), cast.yunlu_co, "contacts/").content.decode()


def test_showing_a_number_leaves_a_trace_that_the_enterprise_does_not_see(cast, sign_in, contact):
    answer = sign_in("liu").post(f"/enterprises/{cast.yunlu_co.pk}/contacts/{contact.pk}/show/")

    assert MOBILE in answer.content.decode()
    line = TimelineEntry.objects.get(sentence="mobile_shown")
    assert (line.actor_name, line.internal, line.subject_id) == ("刘洋", True, cast.yunlu_co.pk)
    assert MOBILE not in str(line.arguments)


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 403), ("city", 403), ("dinghe", 403), ("stranger", 404)]
)
def test_others_may_not_show_a_number(cast, sign_in, contact, who, status):
    answer = sign_in(who).post(f"/enterprises/{cast.yunlu_co.pk}/contacts/{contact.pk}/show/")

    assert answer.status_code == status
    assert not TimelineEntry.objects.filter(sentence="mobile_shown").exists()


def test_a_contact_of_another_enterprise_cannot_be_shown_through_this_one(cast, sign_in, contact):
    answer = sign_in("chen").post(f"/enterprises/{cast.dinghe_co.pk}/contacts/{contact.pk}/show/")
    assert answer.status_code == 404


def test_the_timeline_is_filtered_by_kind_and_counts(cast, sign_in):
    add_contact(cast.yunlu_co.pk, cast.chen, role="QUALITY", name="余女士")
    client = sign_in("chen")

    kinds = {kind["label"]: kind["count"] for kind in page(client, cast.yunlu_co).context["kinds"]}
    lines = client.get(f"/enterprises/{cast.yunlu_co.pk}/?kind=master").context["lines"]

    assert len(lines) == 2
    assert sum(kinds.values()) == 4  # all, and the two of their kind
    assert client.get(f"/enterprises/{cast.yunlu_co.pk}/?kind=nonsense&lines=9999").status_code == 200


def test_earlier_lines_are_one_click_away(cast, sign_in):
    for number in range(20):
        add_contact(cast.yunlu_co.pk, cast.chen, role="GENERAL", name=f"联系人{number}")
    client = sign_in("chen")

    first = page(client, cast.yunlu_co)
    assert len(first.context["lines"]) == 12
    more = client.get(f"/enterprises/{cast.yunlu_co.pk}/{first.context['older_url']}")

    assert len(more.context["lines"]) == 21
    assert more.context["older_url"] == ""


def test_roles_nobody_fills_are_named(cast, sign_in, contact):
    text = page(sign_in("chen"), cast.yunlu_co).content.decode()
    assert re.search("food safety officer|食品安全员", text)


@pytest.mark.parametrize("who", ["chen", "manager", "city", "yunlu"])
def test_a_page_takes_at_most_twelve_queries_however_much_happened(
    cast, sign_in, who, django_assert_max_num_queries
):
    client = sign_in(who)
    page(client, cast.yunlu_co)
    with django_assert_max_num_queries(12) as few:
        page(client, cast.yunlu_co)
    for number in range(15):
        add_contact(cast.yunlu_co.pk, cast.chen, role="GENERAL", name=f"联系人{number}")
    with django_assert_max_num_queries(12) as many:
        page(client, cast.yunlu_co)
    assert len(many) == len(few)


@time_machine.travel("2026-11-23 10:00+08:00")
def test_every_page_has_one_heading_with_the_name(cast, sign_in):
    for tab in ("", "archive/", "data/", "contacts/", "years/", "files/", "members/"):
        text = page(sign_in("chen"), cast.yunlu_co, tab).content.decode()
        assert re.findall(r"<h1[^>]*>(.*?)</h1>", text) == ["九江云麓食品有限公司"]
