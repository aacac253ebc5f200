"""The page of a request and the pages of its acts, as people use them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from core.models import Attachment, Draft
from servicedesk import actions
from servicedesk.models import RequestMessage, ServiceRequest
from tests.servicedesk.making import make_in, make_request

pytestmark = [pytest.mark.django_db]


def photo(name="车间.jpg"):
    """A small real photo."""
    out = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def renamed_exe(name="平面图.pdf"):
    """A program that calls itself a PDF."""
    return SimpleUploadedFile(name, b"MZ\x90\x00\x03" + b"\0" * 200, "application/pdf")


def act(name, request):
    """The address of an act."""
    return reverse(f"servicedesk:{name}", args=[request.pk])


@pytest.mark.parametrize("status", ServiceRequest.Status.values)
@pytest.mark.parametrize("username", ["chen", "lead", "manager", "yunlu"])
def test_the_page_says_in_a_sentence_where_it_stands(cast, sign_in, status, username):
    request = make_in(cast, status)
    page = sign_in(username).get(request.get_absolute_url())
    shown = page.content.decode()
    assert page.status_code == 200
    assert shown.count("<h1") == 1
    assert request.number in shown
    if status in ("ASSIGNED", "IN_PROGRESS", "REOPENED"):
        assert "陈晓" in str(page.context["intro"])
        assert "2026-11-30" in str(page.context["intro"])
    if status == "WAITING_ENTERPRISE":
        assert "车间平面图" in str(page.context["intro"])
    if status == "ANSWERED":
        assert "陈晓" in str(page.context["intro"])
        assert "2026-11-30" in str(page.context["intro"])  # it is closed five working days after
    if status in ("CLOSED", "WITHDRAWN"):
        assert "2026-11-23" in str(page.context["intro"])


def test_internal_notes_and_reasons_are_hidden_from_the_enterprise(cast, sign_in):
    request = make_in(cast, "IN_PROGRESS")
    actions.add_note(request.pk, cast.chen, text="这家去年也问过")
    actions.assign_request(request.pk, cast.lead, cast.zhou, reason="陈晓休假")
    for text in ("这家去年也问过", "陈晓休假"):
        assert text in sign_in("lead").get(request.get_absolute_url()).content.decode()
        assert text in sign_in("manager").get(request.get_absolute_url()).content.decode()
        assert text not in sign_in("yunlu").get(request.get_absolute_url()).content.decode()
    assert RequestMessage.objects.visible_to(cast.yunlu).count() == 0
    assert RequestMessage.objects.visible_to(cast.dinghe).count() == 0


@pytest.mark.parametrize("username", ["dinghe", "liu", "stranger", "investor", "sysadmin"])
def test_out_of_scope_there_is_no_such_page(cast, sign_in, username):
    request = make_in(cast, "IN_PROGRESS")
    expected = 403 if username in ("investor", "sysadmin") else 404
    assert sign_in(username).get(request.get_absolute_url()).status_code == expected
    assert sign_in(username).get(act("note", request)).status_code == (
        403 if username == "dinghe" else expected
    )


@pytest.mark.parametrize("username", ["chen", "lead", "yunlu", "manager"])
def test_the_page_costs_at_most_twelve_queries_whatever_was_said(cast, sign_in, username):
    request, client = make_in(cast, "WAITING_ENTERPRISE"), sign_in(username)

    def cost():
        with CaptureQueriesContext(connection) as found:
            assert client.get(request.get_absolute_url()).status_code == 200
        return len(found)

    cost()
    few = cost()
    for n in range(5):
        actions.add_note(request.pk, cast.chen, text=f"备注 {n}")
        actions.reply_request(request.pk, cast.yunlu, text=f"补充 {n}")
        actions.ask_back(request.pk, cast.chen, reason=f"再补 {n}")
    assert cost() == few <= 12


@pytest.mark.parametrize(
    ("username", "status", "offered"),
    [
        ("chen", "ASSIGNED", {"answer", "start", "ask_back", "note", "amend"}),
        ("chen", "ANSWERED", {"close", "note"}),
        ("zhou", "ASSIGNED", {"transfer", "note", "amend"}),
        ("zhou", "REGISTERED", {"take", "note", "amend"}),
        ("lead", "REGISTERED", {"take", "assign", "note", "amend"}),
        ("lead", "IN_PROGRESS", {"transfer", "note", "amend"}),
        ("yunlu", "IN_PROGRESS", {"withdraw"}),
        ("yunlu", "WAITING_ENTERPRISE", {"reply", "withdraw"}),
        ("yunlu", "ANSWERED", {"rate", "reopen"}),
        ("yunlu", "CLOSED", {"rate", "reopen"}),
        ("manager", "IN_PROGRESS", set()),
    ],
)
def test_the_page_offers_exactly_what_this_user_may_do_now(cast, sign_in, username, status, offered):
    request = make_in(cast, status)
    shown = sign_in(username).get(request.get_absolute_url()).content.decode()
    names = (
        "answer", "start", "ask_back", "note", "amend", "close", "transfer", "take", "assign", "withdraw", "reply",
        "rate", "reopen",
    )  # fmt: skip
    assert {name for name in names if f'"{act(name, request)}"' in shown} == offered


@pytest.mark.parametrize(
    ("name", "status", "username", "data", "becomes"),
    [
        ("start", "ASSIGNED", "chen", {}, "IN_PROGRESS"),
        ("ask_back", "IN_PROGRESS", "chen", {"reason": "营业执照"}, "WAITING_ENTERPRISE"),
        ("reply", "WAITING_ENTERPRISE", "yunlu", {"text": "已补"}, "IN_PROGRESS"),
        ("answer", "IN_PROGRESS", "chen", {"text": "可以办"}, "ANSWERED"),
        ("close", "ANSWERED", "lead", {}, "CLOSED"),
        ("rate", "ANSWERED", "yunlu", {"rating": "5", "rating_text": "好"}, "CLOSED"),
        ("reopen", "CLOSED", "yunlu", {"reason": "没解决"}, "REOPENED"),
        ("withdraw", "ASSIGNED", "yunlu", {"reason": "不用了"}, "WITHDRAWN"),
        ("take", "REGISTERED", "zhou", {}, "IN_PROGRESS"),
        ("note", "CLOSED", "zhou", {"text": "归档"}, "CLOSED"),
        ("amend", "ASSIGNED", "zhou", {"title": "改后", "category": "OTHER"}, "ASSIGNED"),
    ],
)
def test_each_act_has_its_own_page_and_is_done_by_its_form(
    cast, sign_in, name, status, username, data, becomes
):
    request, client = make_in(cast, status), sign_in(username)
    page = client.get(act(name, request))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    answer = client.post(act(name, request), data)
    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == request.get_absolute_url()
    request.refresh_from_db()
    assert request.status == becomes
    assert request.number in client.get(answer.url).content.decode()


def test_a_wrong_state_says_what_happened_and_keeps_the_text(cast, sign_in):
    request = make_in(cast, "ANSWERED")
    client = sign_in("chen")
    assert client.get(act("answer", request)).status_code == 409
    page = client.post(act("answer", request), {"text": "补一句：周四上午来取"})
    assert page.status_code == 409
    assert "补一句：周四上午来取" in page.content.decode()
    assert "陈晓 10:30" in page.content.decode()


def test_who_held_it_a_minute_ago_reads_who_holds_it_now_and_keeps_the_text(cast, sign_in):
    request, client = make_in(cast, "IN_PROGRESS"), sign_in("chen")
    actions.assign_request(request.pk, cast.lead, cast.zhou, reason="换人")
    page = client.post(act("answer", request), {"text": "我已经写了半天"})
    assert page.status_code == 403
    assert "我已经写了半天" in page.content.decode()
    assert "周敏" in page.content.decode()
    request.refresh_from_db()
    assert (request.status, request.answer) == ("IN_PROGRESS", "")


@pytest.mark.parametrize(
    ("name", "status", "username"),
    [
        ("ask_back", "IN_PROGRESS", "chen"),
        ("withdraw", "IN_PROGRESS", "yunlu"),
        ("reopen", "ANSWERED", "yunlu"),
    ],
)
def test_a_reason_is_asked_for(cast, sign_in, name, status, username):
    request = make_in(cast, status)
    page = sign_in(username).post(act(name, request), {"reason": "  "})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_transfer_needs_a_reason_and_a_person(cast, sign_in):
    request, client = make_in(cast, "IN_PROGRESS"), sign_in("lead")
    assert client.post(act("transfer", request), {"holder": cast.liu.pk, "reason": ""}).status_code == 422
    assert (
        client.post(act("transfer", request), {"holder": cast.manager.pk, "reason": "x"}).status_code == 422
    )
    answer = client.post(act("transfer", request), {"holder": cast.liu.pk, "reason": "属于市场监管局"})
    assert answer.status_code == 302
    request.refresh_from_db()
    assert request.holder == cast.liu


@pytest.mark.parametrize("rating", ["0", "6", "", "ten"])
def test_a_rating_has_one_to_five_stars(cast, sign_in, rating):
    request = make_in(cast, "ANSWERED")
    assert sign_in("yunlu").post(act("rate", request), {"rating": rating}).status_code == 422


def test_an_answer_brings_files_that_the_enterprise_may_open_and_others_not(cast, sign_in):
    request = make_in(cast, "IN_PROGRESS")
    sign_in("chen").post(act("answer", request), {"text": "见照片", "files": [photo(), photo("二.jpg")]})
    files = list(Attachment.objects.order_by("pk"))
    assert [file.name for file in files] == ["车间.jpg", "二.jpg"]
    assert {file.park_id for file in files} == {cast.park.pk}
    url = reverse("core:attachment", args=[files[0].pk])
    assert sign_in("yunlu").get(url).status_code == 200
    assert sign_in("dinghe").get(url).status_code == 404
    assert url in sign_in("yunlu").get(request.get_absolute_url()).content.decode()


def test_a_renamed_program_is_refused_and_the_text_stays(cast, sign_in):
    request = make_in(cast, "WAITING_ENTERPRISE")
    page = sign_in("yunlu").post(
        act("reply", request), {"text": "平面图在附件里", "files": [photo(), renamed_exe()]}
    )
    shown = page.content.decode()
    assert page.status_code == 422
    assert "平面图在附件里" in shown
    assert renamed_exe().name in shown
    assert [row.object_type.model for row in Attachment.objects.all()] == ["draft"]  # the good one, kept
    request.refresh_from_db()
    assert request.status == "WAITING_ENTERPRISE"


def test_an_answer_saves_itself_while_it_is_typed(cast, sign_in):
    request, client = make_in(cast, "IN_PROGRESS"), sign_in("chen")
    url = reverse("core:draft", args=["request-answer", str(request.pk)])
    client.post(url, {"payload": {"text": ["写到一半"]}}, content_type="application/json")
    assert "写到一半" in client.get(request.get_absolute_url()).content.decode()
    assert "写到一半" in client.get(act("answer", request)).content.decode()
    client.post(act("answer", request), {"text": "写完了"})
    assert not Draft.objects.exists()


def test_a_signed_out_answer_is_kept_for_after_signing_in(cast, client):
    request = make_in(cast, "IN_PROGRESS")
    page = client.post(act("answer", request), {"text": "会话过期前写的"})
    assert page.status_code == 401
    assert "会话过期前写的" in page.content.decode()


def test_a_double_click_on_answer_is_no_error(cast, sign_in):
    request, client = make_in(cast, "IN_PROGRESS"), sign_in("chen")
    data = {"text": "可以办", "one_time_key": "1b9f7f0e-7f63-4a8f-8d5b-9be7d1fd7a01"}
    assert [client.post(act("answer", request), data).status_code for _n in range(2)] == [302, 302]
    assert RequestMessage.objects.filter(kind="ANSWER").count() == 1


def test_an_amendment_made_in_between_is_not_overwritten(cast, sign_in, monday):
    request, client = make_request(cast), sign_in("chen")
    version = client.get(act("amend", request)).context["version"]
    monday.move_to("2026-11-23 10:40:00+08:00")
    actions.amend_request(request.pk, cast.zhou, title="周敏改的")
    data = {"title": "陈晓改的", "category": "STANDARD", "version": version}
    page = client.post(act("amend", request), data)
    assert page.status_code == 409
    assert "陈晓改的" in page.content.decode()
    request.refresh_from_db()
    assert request.title == "周敏改的"


@pytest.mark.parametrize("version", ["2026-01-01", "nonsense", "2026-11-23T10:00:00", "\0"])
def test_a_forged_moment_of_opening_is_no_error(cast, sign_in, version):
    request = make_request(cast)
    data = {"title": "陈晓改的", "category": "STANDARD", "version": version}
    assert sign_in("chen").post(act("amend", request), data).status_code == 302


def test_the_contact_is_masked_for_readers_who_do_not_handle_requests(cast, sign_in):
    request = make_request(cast)
    assert "13800005678" in sign_in("chen").get(request.get_absolute_url()).content.decode()
    assert "13800005678" not in sign_in("manager").get(request.get_absolute_url()).content.decode()


def test_typed_markup_is_shown_as_text(cast, sign_in):
    request = make_in(cast, "IN_PROGRESS", detail="<img src=x onerror=alert(1)>")
    actions.ask_back(request.pk, cast.chen, reason="<b>照片</b> {who} %(x)s")
    actions.reply_request(request.pk, cast.yunlu, text="第一行\n<i>第二行</i> {0}")
    for username in ("chen", "yunlu"):
        shown = sign_in(username).get(request.get_absolute_url()).content.decode()
        assert "<img src=x" not in shown
        assert "<b>照片" not in shown
        assert "<i>第二行" not in shown
        assert "第一行<br>" in shown
