"""The form of the master data: what is refused, what is understood, and that nothing typed is lost."""

from datetime import date

import pytest
import time_machine

from core.drafts import new_key
from core.fieldset import is_optional, kind_of
from enterprises import lookalikes
from enterprises.actions import change_enterprise
from enterprises.models import Enterprise
from tests.factories import make_enterprise

CODE = "91360402DEM0000142"
NEW = "/enterprises/new/"


def form(**fields):
    """The fields of a form that would be saved."""
    return {
        "name": "九江市青荷食品有限公司",
        "uscc": CODE,
        "status": "OPERATING",
        "admitted_on": "2009-05-01",
        "region_code": "360402",
        "industry": "C1411",
        "one_time_key": new_key(),
        **fields,
    }


def errors(answer):
    """{field: first error} of a form that came back."""
    assert answer.status_code in (409, 422)
    return {name: found[0] for name, found in answer.context["form"].errors.items()}


def test_a_right_form_is_saved(cast, sign_in):
    answer = sign_in("chen").post(
        NEW, form(products="糕点\n月饼、茶点", is_food="on", former_names="青荷饼店")
    )

    made = Enterprise.objects.get(uscc=CODE)
    assert answer.url == made.get_absolute_url()
    assert [product.name for product in made.products.all()] == ["糕点", "月饼", "茶点"]
    assert (made.park, made.industry_id, made.is_food) == (cast.park, "C1411", True)
    assert list(made.former_names.values_list("name", flat=True)) == ["青荷饼店"]


def test_what_is_not_marked_optional_is_enough(cast, sign_in):
    client = sign_in("chen")
    fresh = client.get(NEW).context["form"]
    asked = {
        bound.name
        for bound in fresh
        if kind_of(bound.field.widget) != "tick" and not is_optional(bound.field, kind_of(bound.field.widget))
    }  # what the clerk sees without （选填）

    answer = client.post(NEW, {name: form()[name] for name in {*asked, "one_time_key"}})

    assert answer.url == Enterprise.objects.get(uscc=CODE).get_absolute_url()
    assert fresh["status"].value() == "OPERATING"


def test_a_double_click_gives_one_enterprise(cast, sign_in):
    client, posted = sign_in("chen"), form()

    first, second = client.post(NEW, posted), client.post(NEW, posted)

    assert first.url == second.url
    assert Enterprise.objects.filter(uscc=CODE).count() == 1


@pytest.mark.parametrize(
    "typed", ["９１３６０４０２ＤＥＭ００００１４２", "91360402dem0000142", " 91360402-DEM0 000142 "]
)
def test_a_code_is_understood_however_it_is_typed(cast, sign_in, typed):
    sign_in("chen").post(NEW, form(uscc=typed))
    assert Enterprise.objects.filter(uscc=CODE).count() == 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("uscc", "91360402DEM0000143"),
        ("uscc", "9136040"),
        ("uscc", "91360402DEM00001O2"),
        ("uscc", ""),
        ("name", ""),
        ("name", "长" * 201),
        ("name", "九江\x00食品"),
        ("admitted_on", ""),
        ("admitted_on", "1880-01-01"),
        ("admitted_on", "2030-01-01"),
        ("admitted_on", "2020-02-30"),
        ("established_on", "2030-01-01"),
        ("region_code", "999999"),
        ("industry", "C9999"),
        ("status", "RELOCATED"),
        ("registered_capital", "-5"),
        ("registered_capital", "很多"),
        ("products", "糕" * 101),
        ("size_class", "L"),
        ("liaison", "999999"),
    ],
)
@time_machine.travel("2026-11-23 10:00+08:00")
def test_what_cannot_be_right_is_refused_at_its_field_and_stays_typed(cast, sign_in, field, typed):
    where = "size_reason" if field == "size_class" else field

    answer = sign_in("chen").post(NEW, form(**{field: typed, "legal_representative": "程国良"}))

    assert where in errors(answer)
    assert not Enterprise.objects.filter(name__startswith="九江市青荷").exists()
    assert "程国良" in answer.content.decode()


def test_production_cannot_start_before_the_enterprise_was_established(cast, sign_in):
    posted = form(established_on="2008-01-01", production_started_on="2007-12-31")
    assert "production_started_on" in errors(sign_in("chen").post(NEW, posted))


def test_without_a_code_a_reason_is_enough(cast, sign_in):
    sign_in("chen").post(NEW, form(uscc="", uscc_missing_reason="报道未载"))
    assert Enterprise.objects.get(name="九江市青荷食品有限公司").uscc is None


@pytest.mark.parametrize(
    "name", ["😀食品有限公司", "Robert'); DROP TABLE x;--公司", "<b>粗体</b>食品厂", "食" * 200]
)
def test_odd_names_are_stored_and_shown_harmlessly(cast, sign_in, name):
    client = sign_in("chen")
    client.post(NEW, form(name=name))

    made = Enterprise.objects.get(uscc=CODE)
    assert made.name == name
    assert "<b>粗体</b>" not in client.get(made.get_absolute_url()).content.decode()


def test_the_same_code_is_named_in_the_own_park_and_not_in_another(cast, sign_in):
    change_enterprise(cast.stranger_co.pk, cast.stranger, uscc=CODE, uscc_missing_reason="")
    posted = form(name="九江市完全不同有限公司")

    other = errors(sign_in("chen").post(NEW, posted))["uscc"]
    own = errors(sign_in("stranger").post(NEW, {**posted, "one_time_key": new_key()}))["uscc"]

    assert "湖滨精密" not in other
    assert "湖滨精密" in own


@pytest.mark.parametrize(
    "name",
    [
        "九江市云麓食品厂",
        "九江云麓食品有限责任公司",
        "江西省九江市云鹿食品有限公司",
        "云 麓 食 品 有 限 公 司",
        "九江市濂溪区云麓食品",
    ],
)
def test_a_name_that_looks_or_sounds_alike_is_shown_before_saving(cast, sign_in, name):
    client, posted = sign_in("chen"), form(name=name)

    answer = client.post(NEW, posted)
    assert "similar_seen" in errors(answer)
    assert cast.yunlu_co.name in answer.content.decode()
    assert not Enterprise.objects.filter(uscc=CODE).exists()

    client.post(NEW, {**posted, "similar_seen": "on"})
    assert Enterprise.objects.filter(uscc=CODE).exists()


@pytest.mark.parametrize("name", ["九江远山茶业有限公司", "九江市云帆包装有限公司", "有限公司"])
def test_other_names_are_not_held_up(cast, name):
    assert not lookalikes.look_alikes(name, cast.chen)


def test_of_other_parks_only_the_number_is_told(cast, sign_in):
    text = sign_in("chen").get("/enterprises/check/", {"name": "九江湖滨精密仪器厂"}).content.decode()
    assert "湖滨精密仪器有限公司" not in text
    assert "1" in text
    assert lookalikes.look_alikes("九江湖滨精密仪器厂", cast.chen).elsewhere == 1


def test_the_check_answers_as_one_types(cast, sign_in):
    client = sign_in("chen")
    assert "九江云麓食品有限公司" in client.get("/enterprises/check/", {"name": "云麓食品"}).content.decode()
    for code in ("91360402DEM0000143", "x", "\x00", CODE, ""):
        assert client.get("/enterprises/check/", {"uscc": code, "pk": "abc"}).status_code == 200
    assert sign_in("manager").get("/enterprises/check/").status_code == 403


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("C1411", "C1411"),
        ("1411", "C1411"),
        ("糕点、面包制造", "C1411"),
        ("c14", "C14"),
        ("食品制造业", "C14"),
    ],
)
def test_an_industry_can_be_typed(cast, sign_in, typed, code):
    posted = form()
    del posted["industry"]
    sign_in("chen").post(NEW, {**posted, "industry": "", "industry_text": typed, "industry_was": ""})
    assert Enterprise.objects.get(uscc=CODE).industry_id == code


def test_an_industry_that_fits_several_is_asked_back(cast, sign_in):
    posted = form()
    del posted["industry"]
    answer = sign_in("chen").post(
        NEW, {**posted, "industry": "", "industry_text": "饮料", "industry_was": ""}
    )
    assert "industry" in errors(answer)
    assert 'name="industry_pick"' in answer.content.decode()


@pytest.mark.parametrize("who", ["manager", "city", "liu", "yunlu", "sysadmin"])
def test_only_the_station_registers_and_edits(cast, sign_in, who):
    client = sign_in(who)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, form()).status_code == 403
    assert client.post(f"/enterprises/{cast.yunlu_co.pk}/edit/", form()).status_code == 403


def test_another_park_cannot_edit(cast, sign_in):
    assert sign_in("stranger").post(f"/enterprises/{cast.yunlu_co.pk}/edit/", form()).status_code == 404


def edit(enterprise, **fields):
    """A form as it was opened, with changes."""
    return {
        "name": enterprise.name,
        "uscc_missing_reason": enterprise.uscc_missing_reason,
        "admitted_on": "2009-05-01",
        "region_code": "360402",
        "version": enterprise.updated_at.isoformat(),
        **fields,
    }


def test_a_change_of_name_keeps_the_old_one(cast, sign_in):
    sign_in("chen").post(
        f"/enterprises/{cast.dinghe_co.pk}/edit/", edit(cast.dinghe_co, name="九江鼎禾金属有限公司")
    )

    cast.dinghe_co.refresh_from_db()
    assert cast.dinghe_co.name == "九江鼎禾金属有限公司"
    assert cast.dinghe_co.former_names.get().name == "九江鼎禾五金有限公司"


def test_of_two_people_who_edit_the_second_sees_that_it_changed_and_keeps_his_text(cast, sign_in):
    url, posted = f"/enterprises/{cast.dinghe_co.pk}/edit/", edit(cast.dinghe_co, plant_address="富民路 9 号")
    change_enterprise(cast.dinghe_co.pk, cast.zhou, general_manager="邓强")
    client = sign_in("chen")

    answer = client.post(url, posted)
    assert answer.status_code == 409
    assert "富民路 9 号" in answer.content.decode()

    again = client.post(url, {**posted, "version": answer.context["version"], "general_manager": "邓强"})
    cast.dinghe_co.refresh_from_db()
    assert again.status_code == 302
    assert (cast.dinghe_co.plant_address, cast.dinghe_co.general_manager) == ("富民路 9 号", "邓强")


def test_an_invalid_second_try_does_not_slip_past_the_guard(cast, sign_in):
    url = f"/enterprises/{cast.dinghe_co.pk}/edit/"
    posted = edit(cast.dinghe_co, region_code="1")
    change_enterprise(cast.dinghe_co.pk, cast.zhou, general_manager="邓强")
    client = sign_in("chen")

    answer = client.post(url, posted)
    assert answer.status_code == 422
    second = client.post(url, {**posted, "region_code": "360402", "version": answer.context["version"]})

    assert second.status_code == 409


def test_a_size_set_by_hand_stays_and_a_computed_one_follows(cast, sign_in):
    client, url = sign_in("chen"), f"/enterprises/{cast.dinghe_co.pk}/edit/"
    client.post(url, edit(cast.dinghe_co, size_class="M", size_reason="集团口径", industry="C3351"))
    cast.dinghe_co.refresh_from_db()
    assert (cast.dinghe_co.size_class, cast.dinghe_co.size_reason) == ("M", "集团口径")

    client.post(url, edit(cast.dinghe_co, size_class="", size_reason="", industry="C3351"))
    cast.dinghe_co.refresh_from_db()
    assert cast.dinghe_co.size_class == ""


def test_what_is_typed_is_kept_as_a_draft(cast, sign_in):
    client = sign_in("chen")
    client.post(NEW, {"name": "半截的名称", "industry_text": "糕点", "industry": "", "save_draft": "1"})

    page = client.get(NEW).content.decode()

    assert "半截的名称" in page
    assert "糕点" in page


def test_status_moves_by_an_act_with_a_reason(cast, sign_in):
    url = f"/enterprises/{cast.dinghe_co.pk}/status/"
    client = sign_in("chen")

    client.post(url, {"status": "RELOCATED", "on": "2026-01-05", "reason": "搬到湖口"})
    cast.dinghe_co.refresh_from_db()
    assert (cast.dinghe_co.status, cast.dinghe_co.left_on) == ("RELOCATED", date(2026, 1, 5))

    assert client.post(url, {"status": "APPLICANT", "on": "2026-02-05", "reason": "重来"}).status_code == 422
    client.post(url, {"status": "OPERATING", "on": "2026-02-05", "reason": "搬回来了"})
    cast.dinghe_co.refresh_from_db()
    assert (cast.dinghe_co.status, cast.dinghe_co.left_on) == ("OPERATING", None)


@pytest.mark.parametrize(
    "posted", [{"on": "2008-01-01"}, {"on": "2999-01-01"}, {"reason": ""}, {"status": "NONSENSE"}]
)
def test_a_status_that_cannot_be_right_is_refused(cast, sign_in, posted):
    answer = sign_in("chen").post(
        f"/enterprises/{cast.dinghe_co.pk}/status/",
        {"status": "RELOCATED", "on": "2026-01-05", "reason": "搬到湖口", **posted},
    )
    cast.dinghe_co.refresh_from_db()
    assert answer.status_code in (409, 422)
    assert cast.dinghe_co.status == "OPERATING"


def test_no_statement_can_jump_a_status(cast):
    from django.db import InternalError, transaction

    with pytest.raises(InternalError), transaction.atomic():
        Enterprise.objects.filter(pk=cast.dinghe_co.pk).update(status="APPLICANT")


def test_the_liaison_is_somebody_of_the_same_station(cast, sign_in):
    client, url = sign_in("lead"), f"/enterprises/{cast.dinghe_co.pk}/liaison/"

    for person in (cast.stranger, cast.liu, cast.manager, cast.zhou):
        assert client.post(url, {"liaison": person.pk}).status_code == 422
    client.post(url, {"liaison": cast.chen.pk})

    cast.dinghe_co.refresh_from_db()
    assert cast.dinghe_co.liaison == cast.chen


def test_a_leavers_enterprises_go_to_his_successor(cast):
    from accounts.actions import deactivate

    make_enterprise(cast.park, "九江又一家机械有限公司", liaison=cast.zhou)

    given = deactivate(cast.zhou.pk, cast.lead, successor=cast.chen)

    assert given["liaison"] == 2
    assert not Enterprise.objects.filter(liaison=cast.zhou).exists()
