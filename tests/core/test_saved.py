"""Saved filters: the query of a list under a name, for oneself or for the park, pinned to the home page."""

import pytest

from core.models import SavedFilter

pytestmark = pytest.mark.django_db
HERE = "/enterprises/?q=%E9%A3%9F%E5%93%81&flag=is_food"


def save(client, source=HERE, name="食品企业", **more):
    return client.post("/filters/save/", {"list": source, "name": name, **more})


def test_a_filter_is_saved_in_one_step_and_stands_above_the_list(sign_in):
    client = sign_in("chen")
    response = save(client, f"{HERE}&page=3")
    assert response.url == HERE
    html = client.get(HERE).content.decode()
    assert '<a href="/enterprises/?q=%E9%A3%9F%E5%93%81&amp;flag=is_food" hx-get=' in html
    assert html.count("食品企业") >= 1
    assert "食品企业" not in client.get("/visits/").content.decode()


def test_the_filter_that_is_open_is_marked(sign_in):
    client = sign_in("chen")
    save(client)
    shown = client.get("/enterprises/?flag=is_food&q=食品").context["saved_filters"]
    assert [each["current"] for each in shown] == [True]
    assert [each["current"] for each in client.get("/enterprises/").context["saved_filters"]] == [False]


def test_the_same_name_again_keeps_the_new_filter(sign_in, cast):
    client = sign_in("chen")
    save(client)
    save(client, "/enterprises/?built=no")
    assert SavedFilter.objects.get().query == "built=no"
    save(sign_in("zhou"), "/enterprises/?built=no")
    assert SavedFilter.objects.count() == 2


def test_shared_filters_are_seen_in_the_park_and_changed_by_their_owner_only(sign_in, cast):
    save(sign_in("lead"), shared="on")
    row = SavedFilter.objects.get()
    for who in ("chen", "manager", "liu"):
        assert "食品企业" in sign_in(who).get("/enterprises/").content.decode(), who
    for who in ("yunlu", "stranger"):
        assert "食品企业" not in sign_in(who).get("/enterprises/?tab=all").content.decode(), who
    assert sign_in("chen").post(f"/filters/{row.pk}/", {"name": "我的"}).status_code == 403
    assert sign_in("chen").post(f"/filters/{row.pk}/delete/").status_code == 403
    assert sign_in("stranger").post(f"/filters/{row.pk}/delete/").status_code == 404


def test_only_the_station_shares(sign_in):
    assert save(sign_in("manager"), shared="on").status_code == 403
    assert save(sign_in("manager")).status_code == 302


def test_everybody_pins_for_himself(sign_in, cast):
    save(sign_in("lead"), shared="on", pin="on")
    row = SavedFilter.objects.get()
    assert "食品企业" in sign_in("lead").get("/").content.decode()
    assert "食品企业" not in sign_in("chen").get("/").content.decode()
    sign_in("chen").post(f"/filters/{row.pk}/pin/")
    assert "食品企业" in sign_in("chen").get("/").content.decode()
    sign_in("manager").post(f"/filters/{row.pk}/pin/")
    assert "食品企业" in sign_in("manager").get("/dashboard/").content.decode()
    sign_in("chen").post(f"/filters/{row.pk}/pin/")
    assert "食品企业" not in sign_in("chen").get("/").content.decode()


def test_a_filter_is_renamed_and_deleted(sign_in, cast):
    client = sign_in("chen")
    save(client)
    row = SavedFilter.objects.get()
    client.post(f"/filters/{row.pk}/", {"name": "食品"})
    assert "食品" in client.get("/filters/").content.decode()
    save(client, "/enterprises/?built=no", name="未建档")
    response = client.post(f"/filters/{row.pk}/", {"name": "未建档"})
    assert response.status_code == 409
    assert "已有同名的筛选" in response.content.decode()
    client.post(f"/filters/{row.pk}/delete/")
    assert [each.name for each in SavedFilter.objects.all()] == ["未建档"]


@pytest.mark.parametrize(
    ("source", "name", "status"),
    [
        ("/enterprises/", "空", 409),
        ("/enterprises/?page=2", "空", 409),
        (HERE, " ", 409),
        ("/enterprises/?q=" + "a" * 1400, "长", 409),
        ("/?q=1", "不是列表", 404),
        ("https://elsewhere.example/?q=1", "外面", 404),
        ("/people/?q=1", "别人的", 403),
    ],
)
def test_what_cannot_be_saved_is_said(sign_in, source, name, status):
    assert save(sign_in("chen"), source, name).status_code == status
    assert SavedFilter.objects.count() == 0


def test_a_filter_whose_value_is_gone_shows_the_list_with_nothing(sign_in, cast):
    client = sign_in("chen")
    response = save(client, f"/enterprises/?liaison={cast.zhou.pk}", name="周敏的")
    cast.zhou.is_active = False
    cast.zhou.save()
    assert client.get(response.url).status_code == 200
