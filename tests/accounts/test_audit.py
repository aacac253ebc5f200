"""The three administrators: roles and policy, logs, /admin/; each his own, none any business data."""

import json

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts import actions
from accounts.models import User
from core.models import CalendarDay, CalendarYear, Industry, Park, Region
from tests.factories import make_user

PAGES = {
    "/roles/": {"secadmin"},
    "/logs/": {"auditor"},
    "/logs/changes/": {"auditor"},
    "/admin/": {"sysadmin"},
}


@pytest.mark.parametrize("address", PAGES)
def test_each_administrator_opens_his_own_pages_only(cast, sign_in, address):
    opened = set()
    for who in cast.people:
        response = sign_in(who).get(address, follow=True)
        assert response.status_code in (200, 403), who
        if response.status_code == 200:
            opened.add(who)
    assert opened == PAGES[address]


def test_the_policy_shown_is_the_one_in_force(cast, sign_in, settings):
    values = dict(sign_in("secadmin").get("/roles/").context["policy"])
    assert values["输错几次锁定"] == 5
    settings.AXES_FAILURE_LIMIT = 7
    values = dict(sign_in("secadmin").get("/roles/").context["policy"])
    assert values["输错几次锁定"] == 7


def test_roles_are_counted_and_the_number_opens_its_people(cast, sign_in):
    client = sign_in("secadmin")
    for row in client.get("/roles/").context["rows"]:
        assert len(client.get(row["url"]).context["page_rows"]) == row["n"], row["label"]


# ---- logs ------------------------------------------------------------------------------------------------------------


def outcomes(response):
    """(account, words) of the lines."""
    return [(row.username, row.badge.label) for row in response.context["rows"]]


def test_sign_ins_refusals_and_locks_are_in_the_log(cast, enter, sign_in):
    for _ in range(5):
        enter("zhou", "Wrong-2026-x")
    client, _response = enter("chen")
    client.post("/logout/")
    auditor, _response = enter("auditor")
    lines = outcomes(auditor.get("/logs/"))
    assert lines[:2] == [("auditor", "登录"), ("chen", "登录")]
    assert lines[2] == ("zhou", "锁定")
    assert lines[3:] == [("zhou", "被拒")] * 4
    assert outcomes(auditor.get("/logs/?user=13800000001")) == [("chen", "登录")]
    assert outcomes(auditor.get("/logs/?user=nobody")) == []


def test_the_log_is_filtered_by_days_with_both_ends_included(cast, enter):
    enter("chen")
    entry = AccessLog.objects.get()
    AccessLog.objects.filter(pk=entry.pk).update(
        attempt_time="2026-03-05 15:59:59+00:00"
    )  # 23:59:59 in Shanghai
    auditor, _response = enter("auditor")
    assert outcomes(auditor.get("/logs/?first=2026-03-05&last=2026-03-05")) == [("chen", "登录")]
    assert outcomes(auditor.get("/logs/?first=2026-03-06&last=2026-03-07")) == []
    assert auditor.get("/logs/?first=yesterday").status_code == 200


@pytest.mark.parametrize("days", ["to=9999-12-31", "from=0001-01-01"])
def test_the_ends_of_the_calendar_are_days_like_any_other(cast, sign_in, days):
    for address in ("/logs/", "/logs/changes/"):
        assert sign_in("auditor").get(f"{address}?{days}").status_code == 200


def test_a_change_of_role_and_of_password_and_a_closing_are_in_the_change_log(cast, work, sign_in):
    actions.change_role(cast.zhou.pk, cast.secadmin, "LEAD")
    actions.change_password(cast.chen, "Lushan-Station-7")
    sign_in("lead").post(f"/people/{cast.chen.pk}/leave/")
    rows = sign_in("auditor").get("/logs/changes/?table=accounts.user").context["rows"]
    said = {(row.row, row.detail) for row in rows if row.label == "修改"}
    assert (cast.zhou.pk, "角色：工作人员 → 站长") in said
    assert (cast.chen.pk, "改了密码") in said
    closing = next(row for row in rows if "账号停用" in row.detail)
    assert (closing.row, closing.who, closing.address) == (cast.chen.pk, "李建国", "127.0.0.1")
    assert closing.request.startswith("QS-")


def test_the_change_log_is_filtered_by_table_and_person(cast, work, sign_in):
    sign_in("lead").post(f"/people/{cast.chen.pk}/reset/")
    sign_in("chen").post("/me/", {"mobile": "13800000001", "email": "", "post": "质量专员"})
    auditor = sign_in("auditor")
    rows = auditor.get("/logs/changes/?user=lead").context["rows"]
    assert {row.table for row in rows} == {"邀请"}
    rows = auditor.get("/logs/changes/?user=chen").context["rows"]
    assert [(row.table, row.row) for row in rows] == [("用户", cast.chen.pk)]
    assert auditor.get("/logs/changes/?user=nobody").context["rows"] == []
    assert auditor.get("/logs/changes/?table=nonsense").status_code == 200


def test_the_logs_show_no_business_words(cast, sign_in):
    client = sign_in("chen")
    client.post("/me/", {"mobile": "13800000001", "email": "", "post": "绝密职务"})
    page = sign_in("auditor").get("/logs/changes/").content.decode()
    assert "绝密职务" not in page
    assert "13800000001" not in page


def test_the_change_log_is_one_statement_and_capped(cast, sign_in, django_assert_max_num_queries):
    for number in range(12):
        make_user(f"more{number}", "某人", "STAFF", cast.park)
    auditor = sign_in("auditor")
    auditor.get("/logs/changes/")
    with django_assert_max_num_queries(8):
        response = auditor.get("/logs/changes/")
    assert len(response.context["rows"]) <= 200
    with django_assert_max_num_queries(8):
        auditor.get("/logs/")


# ---- /admin/ ---------------------------------------------------------------------------------------------------------


def test_only_parks_people_and_reference_data_are_registered_by_the_lower_floors():
    registered = {
        model
        for model in admin.site._registry
        if model._meta.app_label in ("core", "accounts", "auth", "axes")
    }
    assert {Park, CalendarYear, CalendarDay, Region, Industry, User} <= registered
    assert not {Group, AccessLog, AccessFailureLog, AccessAttempt} & registered
    assert {model._meta.label for model in registered} == {
        "core.Park",
        "core.CalendarYear",
        "core.CalendarDay",
        "core.Region",
        "core.Industry",
        "accounts.User",
        "accounts.Department",
    }


def test_the_system_administrator_keeps_parks_and_departments(cast, sign_in):
    client = sign_in("sysadmin")
    for model in (
        "core/park",
        "core/calendaryear",
        "core/calendarday",
        "core/region",
        "core/industry",
        "accounts/user",
    ):
        assert client.get(f"/admin/{model}/").status_code == 200, model
    client.post(
        "/admin/accounts/department/add/",
        {"park": cast.park.pk, "code": "TAX", "name": "税务局", "short_name": "税务局"},
    )
    assert cast.park.departments.filter(code="TAX").exists()
    assert client.get(f"/admin/core/park/{cast.park.pk}/change/").status_code == 200
    assert client.post(f"/admin/core/park/{cast.park.pk}/delete/", {"post": "yes"}).status_code == 403


def test_roles_passwords_and_deletion_are_not_the_system_administrators(cast, sign_in):
    client = sign_in("sysadmin")
    form = {
        "name": "陈晓晓",
        "role": "LEAD",
        "is_active": "",
        "mobile": "",
        "email": "",
        "post": "",
        "password": "x",
    }
    response = client.post(f"/admin/accounts/user/{cast.chen.pk}/change/", form)
    assert response.status_code == 302, json.dumps(response.context["errors"])
    chen = User.objects.get(pk=cast.chen.pk)
    assert (chen.name, chen.role, chen.is_active, chen.password) == (
        "陈晓晓",
        "STAFF",
        True,
        cast.chen.password,
    )
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert client.post(f"/admin/accounts/user/{cast.chen.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/core/region/add/", {"code": "1"}).status_code == 403
