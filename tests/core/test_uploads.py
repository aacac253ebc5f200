"""A body that is far too large gets a sentence, whatever reads it first; nothing of it is stored."""

import errno
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from core.models import Attachment
from core.storage import WholeFiles
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


def no_room(*_args, **_options):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["receive_data_chunk", "file_complete"])
def test_on_a_full_disk_the_form_comes_back_with_the_text_and_a_sentence(sign_in, monkeypatch, step):
    monkeypatch.setattr(TemporaryFileUploadHandler, step, no_room)
    photo = SimpleUploadedFile("新车间.jpg", b"\xff\xd8\xff" + b"0" * 200)
    answer = sign_in("yunlu").post("/requests/new/", {"files": photo, "title": "新车间照片请看看"})
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "磁盘已满" in page
    assert "新车间照片请看看" in page
    assert not ServiceRequest.objects.exists()


def test_a_file_is_stored_whole_or_not_at_all(tmp_path):
    class HalfAFile(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            no_room()

    storage = WholeFiles(location=tmp_path)
    with pytest.raises(OSError, match="space"):
        storage.save("attachments/1/photo", HalfAFile(b"half a photo"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    name = storage.save("attachments/1/photo", ContentFile(b"a photo"))
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"a photo"]
    assert storage.open(name).read() == b"a photo"
