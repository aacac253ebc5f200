"""A body that is far too large gets a sentence, whatever reads it first; nothing of it is stored."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Attachment
from servicedesk.models import ServiceRequest


@pytest.fixture
def small_limits(settings, monkeypatch):
    """So that a test need not send gigabytes."""
    settings.ATTACHMENT_MAX_BYTES = 1000
    monkeypatch.setattr("core.uploads.SLACK", 1000)


def test_a_body_over_the_limit_is_413_with_a_sentence_and_the_text_stays(sign_in, small_limits):
    photo = SimpleUploadedFile("大.jpg", b"\xff\xd8\xff" + b"0" * 20_000, content_type="image/jpeg")
    answer = sign_in("yunlu").post("/requests/new/", {"title": "新车间照片请看看", "files": photo})
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "一次传得太多" in page
    assert "新车间照片请看看" in page
    assert not ServiceRequest.objects.exists()
    assert not Attachment.objects.exists()


def test_a_body_nobody_waits_for_is_cut_off(sign_in, monkeypatch):
    monkeypatch.setattr("core.uploads.HOPELESS", 1000)
    photo = SimpleUploadedFile("大.jpg", b"0" * 20_000)
    assert sign_in("yunlu").post("/requests/new/", {"title": "照片", "files": photo}).status_code in (
        400,
        413,
    )
