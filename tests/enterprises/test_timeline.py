"""The timeline of an enterprise: filtered by kind, paged back, and with what changed behind each line (FEATURES 1.5)."""

from datetime import timedelta

import pytest

from core import timeline
from core.clock import now
from enterprises.details import add_contact
from enterprises.registers.acts import add_row

MOBILE = "13800000077"


def changes_on(client, company, sentence_part):
    """{field: (before, after)} behind the newest line that holds these words."""
    lines = client.get(f"/enterprises/{company.pk}/").context["lines"]
    line = next(line for line in lines if sentence_part in line["text"])
    return {each.label: (each.before, each.after) for each in line["changes"]}


@pytest.fixture
def contact(cast):
    """A contact, entered before."""
    return add_contact(cast.yunlu_co.pk, cast.chen, role="QUALITY", name="王建", mobile=MOBILE, post="主管")


def change_contact(client, contact, **fields):
    """Change it on its page."""
    posted = {"role": "QUALITY", "name": "王建", "mobile": MOBILE, "post": "主管", **fields}
    answer = client.post(f"/enterprises/{contact.enterprise_id}/contacts/{contact.pk}/edit/", posted)
    assert answer.status_code == 302


def test_behind_a_line_stands_what_changed_from_what_to_what(cast, sign_in, contact):
    chen = sign_in("chen")
    change_contact(chen, contact, post="厂长", role="ENV")

    found = changes_on(chen, cast.yunlu_co, "的信息有更新")

    assert found == {"职务": ("主管", "厂长"), "角色": ("质量负责人", "环保")}
    page = chen.get(f"/enterprises/{cast.yunlu_co.pk}/").content.decode()
    assert "<details" in page
    assert "<del>主管</del>" in page


def test_a_mobile_number_is_masked_behind_a_line_but_not_for_its_own_enterprise(cast, sign_in, contact):
    change_contact(sign_in("chen"), contact, mobile="13900000088")

    assert changes_on(sign_in("manager"), cast.yunlu_co, "的信息有更新") == {
        "手机号": ("138****0077", "139****0088")
    }
    assert changes_on(sign_in("yunlu"), cast.yunlu_co, "的信息有更新")["手机号"] == (MOBILE, "13900000088")


def test_several_changes_of_one_request_are_told_from_the_first_to_the_last(cast, sign_in, contact):
    chen = sign_in("chen")
    row = add_row("instruments", cast.yunlu_co.pk, cast.chen, name="压力表", asset_no="Y-01")
    posted = chen.get(f"/registers/instruments/{row.pk}/edit/").context["form"]
    values = {name: posted[name].value() or "" for name in posted.fields}

    answer = chen.post(f"/registers/instruments/{row.pk}/edit/", {**values, "name": "精密压力表"})

    assert answer.status_code == 302
    assert changes_on(chen, cast.yunlu_co, "精密压力表")["器具名称"] == ("压力表", "精密压力表")


def test_notes_for_the_station_do_not_stand_behind_a_line_of_the_enterprise(cast, sign_in):
    chen = sign_in("chen")
    form = chen.get(f"/enterprises/{cast.yunlu_co.pk}/edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    posted = {name: value for name, value in values.items() if value not in (None, False)}
    posted |= {"notes": "老板不爱接电话", "plant_address": "庐山大道 53 号"}
    for name in ("products", "former_names"):
        posted[name] = "\n".join(values[name])
    assert chen.post(f"/enterprises/{cast.yunlu_co.pk}/edit/", posted).status_code == 302

    own = sign_in("yunlu").get(f"/enterprises/{cast.yunlu_co.pk}/").content.decode()
    station = chen.get(f"/enterprises/{cast.yunlu_co.pk}/").content.decode()

    assert "老板不爱接电话" in station
    assert "老板不爱接电话" not in own
    assert "庐山大道 53 号" in own


def test_several_kinds_can_be_chosen_and_left_again(cast, sign_in):
    for sentence, words in (("mobile_shown", {"name": "甲"}), ("archive_confirmed", {})):
        timeline.record(sentence, subject=cast.yunlu_co, actor=cast.chen, **words)
    client = sign_in("chen")

    answer = client.get(f"/enterprises/{cast.yunlu_co.pk}/?kind=privacy&kind=archive")

    assert {line["kind"] for line in answer.context["lines"]} == {"privacy", "archive"}
    chosen = {kind["label"]: kind["url"] for kind in answer.context["kinds"] if kind["current"]}
    assert set(chosen.values()) == {"?kind=archive", "?kind=privacy"}


def test_the_whole_past_can_be_paged_back_within_the_kinds_chosen(cast, sign_in):
    when = now() - timedelta(days=1)
    timeline.record_all(
        timeline.line(
            "member_joined", subject=cast.yunlu_co, at=when - timedelta(hours=n // 2), name=f"第{n}人"
        )
        for n in range(700)
    )
    client, url, seen = sign_in("chen"), "?kind=master", []
    for _page in range(20):
        answer = client.get(f"/enterprises/{cast.yunlu_co.pk}/{url}")
        lines = [line["text"] for line in answer.context["lines"]]
        seen = lines if "before=" not in url else seen + lines
        url = answer.context["older_url"]
        if not url:
            break
    assert not url
    assert len(seen) == len(set(seen)) == 701


@pytest.mark.parametrize(
    "query", ["before=0", "before=x", "before=99999999999999999", "kind=&kind=x&lines=-1"]
)
def test_an_address_that_was_tampered_with_still_answers(cast, sign_in, query):
    assert sign_in("chen").get(f"/enterprises/{cast.yunlu_co.pk}/?{query}").status_code == 200
