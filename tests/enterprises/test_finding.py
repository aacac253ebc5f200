"""Ways to an enterprise: plate, picker, search box, and the field of other forms."""

import pytest
from django import forms
from django.http import QueryDict

from core import finding
from core.contributions import searches, work
from enterprises.fields import EnterpriseChoiceField
from enterprises.models import Enterprise
from tests.enterprises.test_archive import build
from tests.factories import make_enterprise, make_enterprises


class Form(forms.Form):
    """Any form that names an enterprise."""

    enterprise = EnterpriseChoiceField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].rows = Enterprise.objects.visible_to(user)


def typed(text="", pk="", was=""):
    """What a picker posts."""
    data = QueryDict(mutable=True)
    data.update({"enterprise": pk, "enterprise_text": text, "enterprise_was": was})
    return data


# ---- the plate -------------------------------------------------------------------------------------------------------


def test_the_plate_leads_to_the_enterprise_after_signing_in(client, cast, sign_in):
    address = f"/e/{cast.yunlu_co.short_code}/"

    assert client.get(address).url.startswith("/login/?next=")
    assert sign_in("chen").get(address).url == cast.yunlu_co.get_absolute_url()
    assert sign_in("stranger").get(address).status_code == 404
    assert sign_in("dinghe").get(address).status_code == 404


def test_a_short_code_can_be_typed(cast, sign_in):
    client, code = sign_in("chen"), cast.yunlu_co.short_code

    assert client.get("/e/").status_code == 200
    assert client.get("/e/", {"code": f" {code.lower()} "}).url == cast.yunlu_co.get_absolute_url()
    wrong = client.get("/e/", {"code": "ZZZZZ<b>"})
    assert wrong.status_code == 404
    assert "ZZZZZ&lt;b&gt;" in wrong.content.decode()


def test_a_plate_is_printed_with_its_code(cast, sign_in):
    client = sign_in("chen")
    assert cast.yunlu_co.short_code in client.get(f"/enterprises/{cast.yunlu_co.pk}/plate/").content.decode()
    picture = client.get(f"/enterprises/{cast.yunlu_co.pk}/plate/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert b"<svg" in picture.content


# ---- the picker ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("chen", ["九江云麓食品有限公司"]),
        ("yunlu", ["九江云麓食品有限公司"]),
        ("stranger", []),
        ("dinghe", []),
    ],
)
def test_the_picker_offers_what_is_in_scope(cast, sign_in, who, found):
    answer = sign_in(who).get("/enterprises/pick/", {"q": "云麓"}).json()
    assert [row["name"] for row in answer["results"]] == found


def test_the_picker_says_that_there_are_more(cast, sign_in, django_assert_max_num_queries):
    make_enterprises(cast.park, 20)
    client = sign_in("chen")
    client.get("/enterprises/pick/")
    with django_assert_max_num_queries(3):
        answer = client.get("/enterprises/pick/", {"q": "机械"}).json()
    assert (len(answer["results"]), answer["more"]) == (12, True)
    for q in ("", "\x00", "%", "x" * 5000):
        assert client.get("/enterprises/pick/", {"q": q}).status_code == 200


def test_the_industry_picker_finds_by_code_and_word(cast, sign_in):
    client = sign_in("chen")
    assert client.get("/enterprises/industries/", {"q": "1411"}).json()["results"][0]["id"] == "C1411"
    assert any(
        "糕点" in row["name"]
        for row in client.get("/enterprises/industries/", {"q": "糕点"}).json()["results"]
    )


# ---- the field -------------------------------------------------------------------------------------------------------


def test_a_picked_enterprise_is_taken(cast):
    form = Form(typed("九江云麓食品有限公司", str(cast.yunlu_co.pk), "九江云麓食品有限公司"), user=cast.chen)
    assert form.is_valid()
    assert form.cleaned_data["enterprise"] == cast.yunlu_co


@pytest.mark.parametrize("text", ["云麓", "ylsp", "九江云麓食品有限公司", "ＹＬＳＰ"])
def test_a_typed_text_that_fits_one_is_understood(cast, text):
    form = Form(typed(text), user=cast.chen)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["enterprise"] == cast.yunlu_co


def test_the_plate_code_is_understood(cast):
    form = Form(typed(cast.yunlu_co.short_code.lower()), user=cast.chen)
    assert form.is_valid()


def test_a_text_that_fits_several_gives_a_choice(cast):
    make_enterprise(cast.park, "九江云麓包装有限公司")
    form = Form(typed("云麓"), user=cast.chen)
    assert not form.is_valid()
    assert str(form["enterprise"]).count('name="enterprise_pick"') == 2

    data = typed("云麓")
    data["enterprise_pick"] = str(cast.yunlu_co.pk)
    assert Form(data, user=cast.chen).is_valid()


@pytest.mark.parametrize("text", ["湖滨精密", "没有这家", "%", "", "(", "x" * 3000])
def test_a_text_that_fits_none_in_scope_is_refused(cast, text):
    assert not Form(typed(text), user=cast.chen).is_valid()


@pytest.mark.parametrize("pk", ["999999999", "abc", "-1", "9" * 40, "1 OR 1=1", "²"])
def test_an_id_that_is_not_in_scope_is_refused(cast, pk):
    assert not Form(typed("某家", pk, "某家"), user=cast.chen).is_valid()
    assert not Form(typed("湖滨", str(cast.stranger_co.pk), "湖滨"), user=cast.chen).is_valid()


def test_two_forms_do_not_share_their_choices(cast):
    make_enterprise(cast.park, "九江云麓包装有限公司")
    Form(typed("云麓"), user=cast.chen).is_valid()
    assert "enterprise_pick" not in str(Form(user=cast.chen)["enterprise"])


# ---- search and work -------------------------------------------------------------------------------------------------


def test_the_search_box_finds_enterprises_in_scope_and_jumps_by_code(cast):
    Enterprise.objects.filter(pk=cast.yunlu_co.pk).update(uscc="91360402DEM0000142")
    source = [searches["enterprises"]]

    (group,) = finding.groups(cast.chen, "yunlu", 8, source)
    assert [hit.title for hit in group["hits"]] == ["九江云麓食品有限公司"]
    assert finding.groups(cast.stranger, "yunlu", 8, source) == []
    assert finding.numbered(cast.chen, "91360402dem0000142", source) == cast.yunlu_co.get_absolute_url()
    assert finding.numbered(cast.stranger, "91360402DEM0000142", source) is None
    assert finding.numbered(cast.chen, "云麓", source) is None


def test_archives_that_are_not_built_wait_for_the_liaison(cast, django_assert_num_queries):
    source = work["archive"]
    assert list(source.mine(cast.chen)) == [cast.yunlu_co]
    assert list(source.mine(cast.zhou)) == [cast.dinghe_co]
    rows = list(source.mine(cast.chen))
    with django_assert_num_queries(1):
        items = source.items(rows, cast.chen, "mine")
    assert items[0].why == "九江云麓食品有限公司"

    build(cast.yunlu_co, cast.chen)
    assert not source.mine(cast.chen).exists()
