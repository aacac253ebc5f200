"""Files chosen in a form that could not be saved are offered again with it and saved with the next try."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from core.attachments import attachments_of
from core.drafts import new_key
from core.models import Attachment, Draft
from servicedesk.models import ServiceRequest
from tests.factories import PASSWORD

NEW = "/requests/new/"


def pdf(name):
    """A file that passes the checks."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF")


@pytest.fixture
def typed(cast):
    """A request as an enterprise sends it."""
    return {
        "enterprise": cast.yunlu_co.pk,
        "title": "想做包装标识检查",
        "category": "TESTING",
        "contact_mobile": "13800001101",
        "one_time_key": new_key(),
    }


def kept(response):
    """What the form offers again: {name: ticked}."""
    return {each["row"].name: each["ticked"] for each in response.context["form"].fields["files"].widget.kept}


def pk_of(name):
    return Attachment.objects.get(name=name).pk


def test_files_of_a_refused_form_are_saved_with_the_next_try(cast, sign_in, typed):
    client = sign_in("yunlu")
    refused = client.post(NEW, {**typed, "title": "", "files": [pdf("标识图.pdf"), pdf("旧版.pdf")]})
    assert refused.status_code == 422
    assert kept(refused) == {"标识图.pdf": True, "旧版.pdf": True}

    again = {**typed, "kept_files_shown": "1", "kept_file": [pk_of("标识图.pdf")]}
    still = client.post(NEW, {**again, "title": ""})
    assert kept(still) == {"标识图.pdf": True, "旧版.pdf": False}
    client.post(NEW, {**again, "files": [pdf("新的.pdf")]})

    request = ServiceRequest.objects.get()
    assert [row.name for row in attachments_of(request)] == ["标识图.pdf", "新的.pdf"]
    assert not Draft.objects.exists()
    assert set(Attachment.objects.values_list("object_id", flat=True)) == {request.pk}


def test_a_file_that_comes_twice_with_a_draft_is_kept_once(cast, sign_in, typed):
    client = sign_in("yunlu")
    for _click in range(2):
        client.post(NEW, {**typed, "save_draft": "1", "files": [pdf("标识图.pdf")]})
    assert Attachment.objects.filter(name="标识图.pdf").count() == 1
    unticked = {**typed, "title": "", "kept_files_shown": "1"}
    assert kept(client.post(NEW, unticked)) == {"标识图.pdf": False}
    assert kept(client.post(NEW, {**unticked, "files": [pdf("标识图.pdf")]})) == {"标识图.pdf": True}


def test_files_sent_after_the_sign_in_had_ended_wait_for_who_was_signed_in(cast, typed):
    client, start = Client(), timezone.now()
    with time_machine.travel(start, tick=False):
        client.post("/login/", {"username": "yunlu", "password": PASSWORD})
    with time_machine.travel(start + timedelta(minutes=20), tick=False):
        late = client.post(NEW, {**typed, "files": [pdf("标识图.pdf")]})
        assert late.status_code == 401
        again = {f"kept.{name}": value for name, value in late.context["kept"]}
        client.post(
            "/login/", {"username": "yunlu", "password": PASSWORD, "next": NEW, "kept_path": NEW, **again}
        )
        page = client.get(NEW)
        assert kept(page) == {"标识图.pdf": True}
        assert page.context["form"]["title"].value() == typed["title"]
        client.post(NEW, {**typed, "kept_files_shown": "1", "kept_file": [pk_of("标识图.pdf")]})
    assert [row.name for row in attachments_of(ServiceRequest.objects.get())] == ["标识图.pdf"]


def test_files_of_nobody_known_are_named_to_be_chosen_again(cast, sign_in, typed):
    late = Client().post(NEW, {**typed, "files": [pdf("标识图.pdf")]})
    assert late.status_code == 401
    assert not Attachment.objects.exists()
    client = Client()
    again = {f"kept.{name}": value for name, value in late.context["kept"]}
    client.post("/login/", {"username": "yunlu", "password": PASSWORD, "kept_path": NEW, **again})
    assert "标识图.pdf" in client.get(NEW).context["restored"]


def test_the_files_of_somebody_else_cannot_be_had(cast, sign_in, typed):
    sign_in("dinghe").post(
        NEW, {**typed, "enterprise": cast.dinghe_co.pk, "title": "", "files": [pdf("别家.pdf")]}
    )
    sign_in("yunlu").post(NEW, {**typed, "kept_files_shown": "1", "kept_file": [pk_of("别家.pdf")]})
    assert not attachments_of(ServiceRequest.objects.get()).exists()


def test_kept_files_go_with_their_draft(cast, sign_in, typed):
    client = sign_in("yunlu")
    client.post(NEW, {**typed, "title": "", "files": [pdf("标识图.pdf")]})
    client.post("/drafts/request/new/discard/")
    assert not Attachment.objects.exists()
