"""The people page, one person's page, new staff accounts, roles."""

import pytest
from django.test import Client

from accounts import actions
from accounts.models import Invitation, User
from accounts.roles import Role
from core.transitions import NotAllowed, TransitionError
from tests.accounts.conftest import user_of
from tests.factories import make_user


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lead", 200),
        ("sysadmin", 200),
        ("secadmin", 200),
        ("auditor", 403),
        ("chen", 403),
        ("liu", 403),
        ("manager", 403),
        ("city", 403),
        ("yunlu", 403),
        ("investor", 403),
    ],
)
def test_who_opens_the_people_page(cast, sign_in, who, status):
    assert sign_in(who).get("/people/").status_code == status


def names(response):
    """Names on the page."""
    return {user.username for user in response.context["page_rows"]}


def test_a_lead_sees_the_people_of_his_park_and_administrators_all_accounts(cast, sign_in):
    assert names(sign_in("lead").get("/people/")) == {"chen", "zhou", "lead", "liu", "wu", "manager"}
    assert names(sign_in("lead").get("/people/?tab=enterprise")) == {"yunlu", "dinghe", "investor"}
    everybody = {
        "chen",
        "zhou",
        "lead",
        "liu",
        "wu",
        "manager",
        "stranger",
        "city",
        "sysadmin",
        "secadmin",
        "auditor",
    }
    assert names(sign_in("sysadmin").get("/people/")) == everybody
    assert names(sign_in("secadmin").get("/people/")) == everybody


def test_filters_find_by_name_account_number_and_role(cast, sign_in):
    client = sign_in("lead")
    assert names(client.get("/people/?q=陈")) == {"chen"}
    assert names(client.get("/people/?q=ZHO")) == {"zhou"}
    assert names(client.get("/people/?q=138 0000 0003")) == {"lead"}
    assert names(client.get("/people/?role=DEPARTMENT")) == {"liu", "wu"}
    assert names(client.get("/people/?q=%27%3B--")) == set()


def test_mobile_numbers_are_masked(cast, sign_in):
    for address in ("/people/", f"/people/{cast.chen.pk}/"):
        page = sign_in("lead").get(address).content.decode()
        assert "138****0001" in page
        assert "13800000001" not in page


def test_closed_accounts_stand_apart(cast, sign_in):
    User.objects.filter(pk=cast.zhou.pk).update(is_active=False)
    client = sign_in("lead")
    assert "zhou" not in names(client.get("/people/"))
    assert names(client.get("/people/?tab=closed")) == {"zhou"}


def test_the_page_costs_the_same_with_more_people(cast, sign_in, django_assert_max_num_queries):
    client = sign_in("lead")
    client.get("/people/")
    with django_assert_max_num_queries(8):
        client.get("/people/")
    for number in range(15):
        make_user(f"more{number}", "某人", Role.STAFF, cast.park)
    with django_assert_max_num_queries(8):
        client.get("/people/")


def test_open_work_is_counted_for_the_lead_only(cast, work, sign_in):
    for _ in range(3):
        actions.invite(cast.park, Role.ENTERPRISE, cast.chen, subject_id=1)
    rows = {
        user.username: user.open_work
        for user in sign_in("lead").get("/people/").context["page_rows"]
        if user.role in ("STAFF", "LEAD")
    }
    assert rows == {"chen": 3, "zhou": 0, "lead": 0}
    assert sign_in("lead").get(f"/people/{cast.chen.pk}/").context["held"][0][1] == 3
    assert not hasattr(sign_in("sysadmin").get("/people/").context["page_rows"][0], "open_work")
    assert sign_in("sysadmin").get(f"/people/{cast.chen.pk}/").context["held"] == []


@pytest.mark.parametrize(
    ("who", "whom", "status"),
    [
        ("lead", "chen", 200),
        ("lead", "yunlu", 200),
        ("lead", "stranger", 404),
        ("lead", "auditor", 404),
        ("sysadmin", "stranger", 200),
        ("secadmin", "chen", 200),
        ("chen", "chen", 403),
    ],
)
def test_who_sees_whose_page(cast, sign_in, who, whom, status):
    assert sign_in(who).get(f"/people/{cast[whom].pk}/").status_code == status


# ---- new staff accounts ----------------------------------------------------------------------------------------------

NEW = {
    "name": "赵敏",
    "username": "zhaomin",
    "role": "STAFF",
    "mobile": "13900001111",
    "email": "",
    "post": "",
}


def test_the_system_administrator_makes_an_account_and_its_owner_the_password(cast, sign_in, enter):
    client = sign_in("sysadmin")
    assert client.get("/people/new/").status_code == 200
    response = client.post("/people/new/", NEW | {"park": cast.park.pk})
    link = Invitation.objects.get(user__username="zhaomin")
    assert response["Location"] == f"/invitations/{link.pk}/"
    assert client.get(response["Location"]).status_code == 200
    assert not link.user.has_usable_password()
    assert enter("zhaomin", "")[1].status_code == 422
    owner = Client()
    owner.post(
        f"/invite/{link.token}/", {"new_password1": "Lushan-Station-7", "new_password2": "Lushan-Station-7"}
    )
    assert user_of(owner) == link.user_id
    assert owner.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"park": ""}, "park"),
        ({"username": "Chen"}, "username"),
        ({"mobile": "13800000001"}, "mobile"),
        ({"role": "ENTERPRISE"}, "role"),
        ({"role": "DEPARTMENT"}, "department"),
        ({"name": " "}, "name"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, sign_in, changed, field):
    client = sign_in("sysadmin")
    response = client.post("/people/new/", NEW | {"park": cast.park.pk} | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert client.post("/people/new/", NEW | {"park": cast.park.pk}).status_code == 302


def test_a_department_member_gets_the_department_of_his_park(cast, sign_in):
    client = sign_in("sysadmin")
    market = cast.liu.department
    form = NEW | {"role": "DEPARTMENT", "department": market.pk}
    assert client.post("/people/new/", form | {"park": cast.other_park.pk}).status_code == 422
    client.post("/people/new/", form)
    made = User.objects.get(username="zhaomin")
    assert (made.department, made.park) == (market, cast.park)


def test_the_other_administrators_are_made_once_and_then_by_a_change_of_role(cast, sign_in):
    client = sign_in("sysadmin")
    assert client.post("/people/new/", NEW | {"role": "AUDITOR"}).status_code == 409
    User.objects.filter(pk=cast.auditor.pk).update(is_active=False)
    assert client.post("/people/new/", NEW | {"role": "AUDITOR"}).status_code == 302


def test_a_double_click_makes_one_account(cast, sign_in):
    client = sign_in("sysadmin")
    key = client.get("/people/new/").context["one_time_key"]
    form = NEW | {"park": cast.park.pk, "one_time_key": key}
    first = client.post("/people/new/", form)
    second = client.post("/people/new/", form | {"username": "zhaomin2", "mobile": ""})
    assert first["Location"] == second["Location"]
    assert not User.objects.filter(username="zhaomin2").exists()


@pytest.mark.parametrize("who", ["lead", "secadmin", "auditor", "chen"])
def test_nobody_else_makes_staff_accounts(cast, sign_in, who):
    assert sign_in(who).get("/people/new/").status_code == 403
    assert sign_in(who).post("/people/new/", NEW | {"park": cast.park.pk}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.create_account(cast[who], role=Role.STAFF, username="zhaomin", name="赵敏", park=cast.park)


# ---- roles -----------------------------------------------------------------------------------------------------------


def give(client, person, role, **more):
    """Post the form of a change of role."""
    return client.post(f"/people/{person.pk}/role/", {"role": role, "park": person.park_id or "", **more})


def test_the_security_administrator_gives_a_role_and_it_counts_at_once(cast, work, sign_in):
    chen = sign_in("chen")
    assert chen.get("/people/").status_code == 403
    client = sign_in("secadmin")
    assert client.get(f"/people/{cast.chen.pk}/role/").status_code == 200
    assert give(client, cast.chen, "LEAD")["Location"] == f"/people/{cast.chen.pk}/"
    assert chen.get("/people/").status_code == 200


@pytest.mark.parametrize("who", ["lead", "sysadmin", "auditor", "chen"])
def test_nobody_else_gives_roles(cast, work, sign_in, who):
    assert give(sign_in(who), cast.zhou, "LEAD").status_code == 403
    assert User.objects.get(pk=cast.zhou.pk).role == "STAFF"


def test_nobody_changes_his_own_role(cast, work, sign_in):
    assert give(sign_in("secadmin"), cast.secadmin, "SYSADMIN").status_code == 403
    assert User.objects.get(pk=cast.secadmin.pk).role == "SECADMIN"


@pytest.mark.parametrize(
    ("whom", "role"), [("lead", "STAFF"), ("sysadmin", "AUDITOR"), ("auditor", "SYSADMIN")]
)
def test_the_last_of_its_kind_keeps_its_role(cast, work, sign_in, whom, role):
    assert give(sign_in("secadmin"), cast[whom], role, park=cast.park.pk).status_code == 409
    before = cast[whom].role
    make_user("second", "第二人", before, cast[whom].park)
    assert give(sign_in("secadmin"), cast[whom], role, park=cast.park.pk).status_code == 302


def test_enterprise_users_keep_their_role(cast, work, sign_in):
    assert give(sign_in("secadmin"), cast.yunlu, "STAFF").status_code == 409
    assert give(sign_in("secadmin"), cast.chen, "ENTERPRISE").status_code == 422


def test_open_work_is_handed_over_before_the_role_goes(cast, work, sign_in):
    client = sign_in("secadmin")
    invitation = actions.invite(cast.park, Role.ENTERPRISE, cast.chen, subject_id=1)
    assert give(client, cast.chen, "MANAGER").status_code == 409
    assert give(client, cast.chen, "LEAD").status_code == 302
    invitation.delete()
    assert give(client, cast.chen, "MANAGER").status_code == 302


def test_an_administrator_belongs_to_no_park_and_a_city_user_sees_all(cast, work, sign_in):
    client = sign_in("secadmin")
    give(client, cast.manager, "CITY")
    manager = User.objects.get(pk=cast.manager.pk)
    assert (manager.park, manager.sees_all_parks) == (None, True)
    give(client, cast.manager, "AUDITOR")
    manager.refresh_from_db()
    assert (manager.park, manager.sees_all_parks) == (None, False)
    with pytest.raises(TransitionError):
        actions.change_role(manager.pk, cast.secadmin, Role.STAFF)
