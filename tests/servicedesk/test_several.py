"""Several requests at once: preview, result per row, the same rights as one by one."""

import pytest
from django.urls import reverse

from reminders.models import Message
from servicedesk.models import ServiceRequest
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db]
URL = "/requests/assign/"


def holders():
    """{title: holder's user name}."""
    return dict(ServiceRequest.objects.values_list("title", "holder__username"))


def test_nothing_ticked_gives_a_hint(cast, sign_in):
    page = sign_in("lead").post(URL, {"query": "tab=late"}, follow=True)
    assert page.redirect_chain[-1][0] == "/requests/?tab=late"
    assert [str(message.level_tag) for message in page.context["messages"]] == ["warning"]


def test_a_preview_changes_nothing_and_the_confirmation_does_it(cast, sign_in):
    rows = [make_request(cast, title="甲", holder=None), make_request(cast, title="乙", holder="chen")]
    client, data = sign_in("lead"), {"pk": [row.pk for row in rows], "query": ""}
    page = client.post(URL, data)
    assert page.status_code == 200
    assert page.context["able"] == 2
    assert holders() == {"甲": None, "乙": "chen"}
    Message.objects.all().delete()
    done = client.post(URL, {**data, "confirm": "1", "holder": cast.liu.pk, "reason": "属于市场监管局"})
    assert done.status_code == 302
    assert holders() == {"甲": "liu", "乙": "liu"}
    message = Message.objects.get(recipient=cast.liu)
    assert all(row.number in message.body for row in rows)


def test_held_ones_need_a_reason(cast, sign_in):
    row = make_request(cast, title="乙", holder="chen")
    page = sign_in("lead").post(URL, {"pk": row.pk, "confirm": "1", "holder": cast.liu.pk, "reason": ""})
    assert page.status_code == 422
    assert holders() == {"乙": "chen"}


def test_each_row_has_its_own_result(cast, sign_in):
    rows = [
        make_request(cast, title="可转", holder=None),
        make_in(cast, "ANSWERED", title="已答复"),
        make_request(cast, title="已在她手里", holder="zhou"),
    ]
    page = sign_in("lead").post(
        URL, {"pk": [row.pk for row in rows], "confirm": "1", "holder": cast.zhou.pk, "reason": "分工"}
    )
    assert page.status_code == 200
    problems = {line["row"].title: bool(line["problem"]) for line in page.context["lines"]}
    assert problems == {"可转": False, "已答复": True, "已在她手里": True}
    assert holders() == {"可转": "zhou", "已答复": "chen", "已在她手里": "zhou"}


def test_staff_take_several_for_themselves_only(cast, sign_in):
    row = make_request(cast, title="甲", holder=None)
    client = sign_in("zhou")
    assert client.post(URL, {"pk": row.pk, "confirm": "1", "holder": cast.liu.pk}).status_code == 422
    assert client.post(URL, {"pk": row.pk, "confirm": "1", "holder": cast.zhou.pk}).status_code == 302
    assert holders() == {"甲": "zhou"}


@pytest.mark.parametrize("username", ["liu", "manager", "yunlu", "sysadmin"])
def test_others_have_no_such_page(cast, sign_in, username):
    row = make_request(cast, holder=None)
    assert sign_in(username).post(URL, {"pk": row.pk}).status_code == 403
    assert "bulk" not in sign_in("manager").get("/requests/").content.decode().split("<main")[1]


def test_rows_out_of_scope_are_left_out(cast, sign_in):
    row = make_request(cast, title="甲", holder=None)
    page = sign_in("stranger").post(URL, {"pk": row.pk}, follow=True)
    assert [str(message.level_tag) for message in page.context["messages"]] == ["warning"]
    for forged in ("x", "-1", "9" * 30, "１"):
        assert sign_in("lead").post(URL, {"pk": forged}).status_code == 302


def test_all_filtered_rows_are_meant_when_all_is_ticked(cast, sign_in):
    for n in range(30):
        make_request(cast, title=f"计量 {n}", holder=None, category="METROLOGY")
    make_request(cast, title="标准", holder=None)
    client = sign_in("lead")
    page = client.post(URL, {"all": "1", "query": "category=METROLOGY"})
    assert len(page.context["lines"]) == 30
    client.post(
        URL,
        {"pk": page.context["pks"], "query": "category=METROLOGY", "confirm": "1", "holder": cast.chen.pk},
    )
    assert ServiceRequest.objects.filter(holder=cast.chen).count() == 30
    assert holders()["标准"] is None


def test_all_of_a_tab_are_the_rows_of_the_tab(cast, sign_in):
    make_request(cast, title="我的", holder="lead")
    make_request(cast, title="别人的", holder="chen")
    page = sign_in("lead").post(URL, {"all": "1", "query": "tab=mine"})
    assert [line["row"].title for line in page.context["lines"]] == ["我的"]


def test_the_list_offers_the_ticks_to_the_station(cast, sign_in):
    row = make_request(cast)
    shown = sign_in("chen").get(reverse("servicedesk:requests")).content.decode()
    assert f'name="pk" value="{row.pk}"' in shown
    assert f'formaction="{URL}"' in shown
