"""Files are checked by content and size; photos lose their location; nothing that is refused is stored."""

import io
import zipfile
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from core import attachments

EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\0" * 200
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504  # the container of old Office files, and of installers
GPS_IFD = 0x8825


def photo(size=(1200, 900), image_format="JPEG", gps=False):
    """A photo as a phone makes it."""
    out = io.BytesIO()
    image = Image.new("RGB", size, "#5d757e")
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "PhoneMaker"
        exif.get_ifd(GPS_IFD)[1] = "N"
    image.save(out, image_format, **({"exif": exif} if image_format == "JPEG" else {}))
    return out.getvalue()


def archive_of(*names):
    """A zip archive with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


def docx():
    """A minimal Word file."""
    return archive_of("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("现场.jpg", photo(), "IMAGE"),
        ("截图.PNG", photo(image_format="PNG"), "IMAGE"),
        ("报告.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "PDF"),
        ("制度.docx", docx(), "OFFICE"),
        ("旧表.xls", OLE + "Workbook".encode("utf-16-le"), "OFFICE"),
        ("说明.txt", "产品标准英文文本".encode(), "TEXT"),
    ],
)
def test_real_files_pass(name, content, kind):
    assert attachments.check_upload(SimpleUploadedFile(name, content)).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("发票.pdf", EXE, "不是真正的"),
        ("照片.jpg", EXE, "不是真正的"),
        ("表格.xlsx", EXE, "不是真正的"),
        ("制度.docx", archive_of("setup.exe"), "不是真正的"),
        ("表格.xlsx", archive_of("word/document.xml"), "不是真正的"),
        ("旧表.xls", OLE + "Installer".encode("utf-16-le"), "不是真正的"),
        ("setup.exe", EXE, "不能"),
        ("页面.html", b"<script>alert(1)</script>", "不能"),
        ("说明.txt", b"a\0b", "不是真正的"),
        ("空.pdf", b"", "是空的"),
        ("坏.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 50, "读不出"),
        ("没有后缀", b"x", "不能"),
    ],
)
def test_files_that_are_not_what_they_say_are_refused_with_a_sentence(name, content, says):
    with pytest.raises(ValidationError) as refusal:
        attachments.check_upload(SimpleUploadedFile(name, content))
    assert says in refusal.value.messages[0]


def test_a_file_over_the_limit_is_refused_before_it_is_read(settings):
    settings.ATTACHMENT_MAX_BYTES = 1000
    upload = SimpleNamespace(name="大.pdf", size=1001)  # reading it would fail: there is nothing to read
    with pytest.raises(ValidationError):
        attachments.check_upload(upload)


def test_a_photo_loses_its_location_and_shrinks():
    checked = attachments.check_upload(SimpleUploadedFile("现场.jpg", photo((4000, 3000), gps=True)))
    image = Image.open(io.BytesIO(checked.content))
    assert max(image.size) == attachments.MAX_SIDE
    assert not image.getexif()


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_PIXELS", 100)
    with pytest.raises(ValidationError):
        attachments.check_upload(SimpleUploadedFile("炸弹.png", photo((400, 400), "PNG")))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\temp\\报告.pdf", "报告.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_file_names_are_harmless(given, kept):
    assert attachments.clean_name(given) == kept
