"""Pages of licence cases: bad input loses nothing, the enterprise sees its case and nothing internal, lists are filtered."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from licensing import actions
from licensing.models import CaseContact, CaseDocument, LicenceCase
from tests.licensing.making import SC, TODAY, finish, fresh, make_at, make_case, procedure
from tests.nets.world import PDF

pytestmark = pytest.mark.django_db

INTERNAL = "老板和检验所所长是同学"


def pdf(name):
    """A small file."""
    return SimpleUploadedFile(name, PDF)


def of(name, case):
    """An address of a case."""
    return reverse(f"licensing:{name}", args=[case.pk])


def opening(cast, **more):
    """The open form as it is posted."""
    return {
        "enterprise": cast.yunlu_co.pk,
        "enterprise_text": cast.yunlu_co.name,
        "procedure": procedure().pk,
        "product": "桂花酥饼",
        "origin": "VISIT",
        "owner": cast.chen.pk,
        "note": INTERNAL,
        "one_time_key": "3f0c8c2e-6f9d-4f5e-9b59-0d8b3a6d1f11",
    } | more


def test_a_case_is_opened_once_however_often_the_form_is_sent(cast, sign_in):
    client, url = sign_in("chen"), reverse("licensing:new")
    first = client.post(url, opening(cast))
    again = client.post(url, opening(cast))
    case = LicenceCase.objects.get()
    assert first["Location"].endswith(case.get_absolute_url())
    assert again.status_code == 302
    assert case.owner == cast.chen


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("product", ""),
        ("product", "桂" * 10_000),
        ("procedure", "0"),
        ("procedure", "1 OR 1=1"),
        ("wanted_on", "2020-01-01"),
        ("wanted_on", "9999-99-99"),
        ("origin", "ASTROLOGY"),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_stays_as_typed(field, value, cast, sign_in):
    page = sign_in("chen").post(reverse("licensing:new"), opening(cast, **{field: value}))
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert INTERNAL in page.content.decode()
    assert not LicenceCase.objects.exists()


def test_another_parks_enterprise_cannot_be_chosen(cast, sign_in):
    page = sign_in("chen").post(
        reverse("licensing:new"), opening(cast, enterprise=cast.stranger_co.pk, enterprise_text="")
    )
    assert page.status_code == 422
    assert not LicenceCase.objects.exists()


def test_the_enterprise_sees_stage_holder_and_what_it_owes_but_nothing_internal(cast, sign_in):
    case = make_case(cast, note=INTERNAL)
    case = actions.move_case(case.pk, cast.chen, seen="OPENED", to="DIAGNOSED", note=INTERNAL)
    actions.record_contact(
        case.pk, cast.chen, party="BODY", way="PHONE", text=INTERNAL, promise=INTERNAL, promised_on=TODAY
    )
    document = case.documents.filter(owed_by="ENTERPRISE").first()
    actions.return_document(document.pk, cast.chen, note="请盖公章", due_on=TODAY + timedelta(days=3))

    client = sign_in("yunlu")
    page = client.get(case.get_absolute_url()).content.decode()
    for shown in ("资格诊断", "工作站", document.label, "请盖公章", "11-26"):
        assert shown in page, shown
    for url in (case.get_absolute_url(), reverse("licensing:list"), "/", "/reminders/inbox/"):
        assert INTERNAL not in client.get(url).content.decode(), url
    assert INTERNAL in sign_in("zhou").get(case.get_absolute_url()).content.decode()


def test_page_and_form_say_when_the_stage_is_over(cast, sign_in):
    case = make_at(cast, "COACHING")
    client = sign_in("chen")
    assert "差距清单全部整改" in client.get(of("move", case)).content.decode()
    page = client.get(case.get_absolute_url()).content.decode()
    assert "差距清单全部整改" in page
    assert "合格的检验报告已取得" in page
    assert "企业、产品、希望日期已登记" not in page, "what is over needs no condition"


def test_a_forged_post_skips_no_stage_and_says_where_the_case_is(cast, sign_in):
    case = make_case(cast)
    page = sign_in("chen").post(of("move", case), {"to": "DECIDED", "on": "2026-11-23", "seen": "OPENED"})
    assert page.status_code == 422
    assert fresh(case).stage == "OPENED"


def test_whoever_comes_second_keeps_his_words_and_reads_where_it_is(cast, sign_in):
    case = make_case(cast)
    actions.move_case(case.pk, cast.zhou, seen="OPENED", to="DIAGNOSED")
    page = sign_in("chen").post(
        of("move", case), {"to": "DIAGNOSED", "on": "2026-11-23", "seen": "OPENED", "note": "当面说过了"}
    )
    assert page.status_code == 409
    assert "当面说过了" in page.content.decode()
    assert "资格诊断" in page.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "SC10636040200025"}, "number"),
        ({"number": "XK16-204-00001"}, "number"),
        ({"issued_on": "2026-11-24"}, "issued_on"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"valid_to": ""}, "valid_to"),
        ({"number": "9" * 5000}, "number"),
    ],
)
def test_a_wrong_licence_is_refused_at_its_field_and_the_case_goes_on(wrong, field, cast, sign_in):
    case = make_at(cast, "ISSUED")
    data = {"number": SC, "issued_on": "2026-11-23", "valid_to": "2031-11-22", "issuer": "濂溪区市场监管局"}
    page = sign_in("chen").post(of("issue", case), data | wrong)
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert "濂溪区市场监管局" in page.content.decode()
    assert fresh(case).status == "RUNNING"


def test_a_licence_is_not_issued_on_hold(cast, sign_in):
    case = make_at(cast, "ISSUED")
    actions.hold_case(case.pk, cast.chen, reason="等新设备到货")
    page = sign_in("chen").post(
        of("issue", case), {"number": SC, "issued_on": "2026-11-23", "valid_to": "2031-11-22"}
    )
    assert page.status_code == 409
    assert "等新设备到货" in page.content.decode()


def test_of_an_enterprise_that_left_nothing_goes_on_and_the_page_says_so(cast, sign_in):
    case = make_case(cast)
    cast.yunlu_co.__class__.objects.filter(pk=cast.yunlu_co.pk).update(status="RELOCATED", left_on=TODAY)
    page = sign_in("chen").post(of("move", case), {"to": "DIAGNOSED", "on": "2026-11-23", "seen": "OPENED"})
    assert page.status_code == 409
    assert "已离园" in page.content.decode()
    assert sign_in("chen").post(of("terminate", case), {"reason": "企业已迁出"}).status_code == 302


def test_a_promise_without_words_is_asked_for_and_the_call_stays_written(cast, sign_in):
    case = make_case(cast)
    page = sign_in("chen").post(
        of("contact", case),
        {
            "party": "AUTHORITY", "way": "PHONE", "text": "王科说下周来看", "promised_on": "2026-11-30",
            "happened_at": "2026-11-23T10:00", "one_time_key": "3f0c8c2e-6f9d-4f5e-9b59-0d8b3a6d1f12",
        },
    )  # fmt: skip
    assert page.status_code == 422
    assert "promise" in page.context["form"].errors
    assert "王科说下周来看" in page.content.decode()
    assert not CaseContact.objects.exists()


def test_lists_show_what_is_asked_and_the_file_holds_the_same_rows(cast, sign_in):
    late = make_case(cast, on=TODAY - timedelta(days=40), product="过了目标的")
    waiting = make_at(cast, "TESTING", product="在检验所的")
    done = finish(cast, [1, 2, 4, 7, 2, 0, 1, 5, 3, 1], number=SC, product="拿到证的")
    client = sign_in("chen")

    def found(query=""):
        return {row.product for row in client.get(f"{reverse('licensing:list')}{query}").context["page_rows"]}

    assert found() == {late.product, waiting.product}
    assert found("?holder=BODY") == {waiting.product}
    assert found("?tab=late") == {late.product}
    assert found("?status=ISSUED") == {done.product}
    assert found("?status=all&q=拿到") == {done.product}
    assert client.get(f"{reverse('licensing:list')}?status=all&stage=nonsense").status_code == 200
    answer = client.get(f"{reverse('core:export')}?list={reverse('licensing:list')}")
    assert answer.status_code == 200


def test_what_the_enterprise_uploads_appears_for_the_station_with_its_file(cast, sign_in):
    case = make_case(cast)
    document = CaseDocument.objects.filter(case=case, owed_by="ENTERPRISE").first()
    url = reverse("licensing:upload", args=[document.pk])
    assert sign_in("yunlu").post(url, {"files": pdf("布局图.pdf")}).status_code == 302
    page = sign_in("chen").get(case.get_absolute_url()).content.decode()
    assert "布局图.pdf" in page
    assert sign_in("dinghe").post(url, {"files": pdf("别人.pdf")}).status_code == 404
