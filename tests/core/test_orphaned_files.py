"""What a killed process left on the disk is found, and nothing else."""

import io
import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from core.attachments import attach, check_upload
from core.clock import now


def aged(name, days):
    """Make a stored file so many days old."""
    moment = (now() - timedelta(days=days)).timestamp()
    os.utime(default_storage.path(name), (moment, moment))
    return name


def run(*options):
    """The lines the command prints."""
    out = io.StringIO()
    call_command("orphaned_files", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_files_without_a_row_are_listed_and_deleted_when_told(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("合格证.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF")
    kept = attach(cast.yunlu_co, check_upload(upload), cast.chen, park_id=cast.park.pk).file.name
    left = default_storage.save("attachments/1/202601/left", ContentFile(b"1234"))
    part = default_storage.save("attachments/1/202601/half.part", ContentFile(b"12"))
    young = default_storage.save("attachments/1/202601/young", ContentFile(b"1"))
    for name in (kept, left, part):
        aged(name, 2)
    assert run() == [part, left, "2 files, 6 bytes"]
    assert default_storage.exists(left)
    assert run("--delete")[-1] == "2 files, 6 bytes deleted"
    there = {name: default_storage.exists(name) for name in (kept, left, part, young)}
    assert there == {kept: True, left: False, part: False, young: True}
    assert run() == ["0 files, 0 bytes"]
