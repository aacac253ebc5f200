"""Attachments: any object may have files; they are checked by content and size and served through its scope."""

import hashlib
import io
import threading
import zipfile
from dataclasses import dataclass

import puremagic
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from core.acts import on_failure
from core.clock import now
from core.models import Attachment
from core.normalise import clean_line

# extension: (kind, mime). What is not here is refused.
ALLOWED = {
    "jpg": ("IMAGE", "image/jpeg"),
    "jpeg": ("IMAGE", "image/jpeg"),
    "png": ("IMAGE", "image/png"),
    "webp": ("IMAGE", "image/webp"),
    "pdf": ("PDF", "application/pdf"),
    "docx": ("OFFICE", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("OFFICE", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("OFFICE", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "doc": ("OFFICE", "application/msword"),
    "xls": ("OFFICE", "application/vnd.ms-excel"),
    "txt": ("TEXT", "text/plain"),
    "csv": ("TEXT", "text/csv"),
}
SAME_CONTENT = [{"jpg", "jpeg"}, {"doc", "xls", "ppt", "msi", "ole"}, {"docx", "xlsx", "pptx", "zip"}]
# what an Office file holds and another archive, or an installer in the old container, does not
OFFICE_PARTS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OFFICE_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
MAX_PIXELS = 60_000_000
MAX_SIDE = 2400
ONE_PHOTO = (
    threading.Lock()
)  # in memory at a time in each process: a photo of 20 MB is 200 MB while it is shrunk


@dataclass(frozen=True)
class Checked:
    """A file that passed the checks: its content with photos shrunk and stripped of location, and what it is."""

    name: str
    content: bytes
    kind: str
    mime: str
    sha256: str


def extension_of(name):
    """Lower-case extension without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def clean_name(name):
    """A file name safe to store and send: no folders, no control characters, at most 200 characters."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(ch for ch in name if ch.isprintable() and ch not in '"<>|:*?').strip() or "file"
    if len(name) > 200:
        stem, dot, ext = name.rpartition(".")
        name = stem[: 199 - len(ext)] + dot + ext if dot else name[:200]
    return name


def really_is(content):
    """Extensions the content may have, by its first bytes."""
    try:
        return {match.extension.lstrip(".").lower() for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return set()


def check_upload(upload):
    """Check one uploaded file by content and size. Returns a Checked; raises ValidationError with a sentence."""
    name = clean_name(upload.name)
    extension = extension_of(name)
    if upload.size > settings.ATTACHMENT_MAX_BYTES:
        raise ValidationError(
            _("“%(name)s” has %(size)s MB; at most %(limit)s MB fit. Shrink it or send it in parts.")
            % {
                "name": name,
                "size": upload.size // 1024 // 1024,
                "limit": settings.ATTACHMENT_MAX_BYTES // 1024 // 1024,
            }
        )
    if upload.size == 0:
        raise ValidationError(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    if extension not in ALLOWED:
        raise ValidationError(
            _("“%(name)s” is of a kind that cannot be kept here. Photos, PDF, Word, Excel and text are fine.")
            % {"name": name}
        )
    content = upload.read()
    kind, mime = ALLOWED[extension]
    if kind == "TEXT":
        if b"\0" in content:
            raise ValidationError(_wrong_content(name, extension))
    else:
        found = really_is(content)
        accepted = {extension}.union(*(group for group in SAME_CONTENT if extension in group))
        if not found & accepted or found & {"exe", "dll", "html", "htm"}:
            raise ValidationError(_wrong_content(name, extension))
        if kind == "OFFICE" and not holds_office(content, extension):
            raise ValidationError(_wrong_content(name, extension))
    if kind == "IMAGE":
        content, mime = strip_photo(content, name)
    return Checked(name, content, kind, mime, hashlib.sha256(content).hexdigest())


def holds_office(content, extension):
    """Whether the container is that of an Office file, and not any archive or installer under its name."""
    if extension in OFFICE_PARTS:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return any(part.startswith(OFFICE_PARTS[extension]) for part in archive.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False
    return any(stream.encode("utf-16-le") in content for stream in OFFICE_STREAMS[extension])


def _wrong_content(name, extension):
    return _(
        "“%(name)s” is not a real .%(extension)s file: its content is something else. Choose the original."
    ) % {
        "name": name,
        "extension": extension,
    }


def strip_photo(content, name):
    """The photo without location and other metadata, upright, at most 2400 pixels wide. Returns (content, mime)."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # heavy: only where a photo arrives (TRAPS 15)

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with ONE_PHOTO, Image.open(io.BytesIO(content)) as image:
            return _shrunk(image, ImageOps)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValidationError(
            _("The photo “%(name)s” cannot be read. Take or save it again.") % {"name": name}
        ) from error


def _shrunk(image, image_ops):
    """(content, mime) of an opened photo: upright, small enough, without metadata."""
    image_format = image.format
    image.draft("RGB", (MAX_SIDE, MAX_SIDE))
    image = image_ops.exif_transpose(image)
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    if image_format == "JPEG" or (image_format == "WEBP" and image.mode != "RGBA"):
        image.convert("RGB").save(out, "JPEG", quality=85)
        return out.getvalue(), "image/jpeg"
    image.save(out, "PNG", optimize=False)
    return out.getvalue(), "image/png"


def attach(obj, checked, user, *, caption="", position=0, park_id=None):
    """Store a checked file with `obj`, inside the caller's transaction."""
    attachment = Attachment(
        park_id=park_id or obj.park_id,
        object_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        name=checked.name,
        caption=clean_line(caption)[:100],
        kind=checked.kind,
        mime=checked.mime,
        size=len(checked.content),
        sha256=checked.sha256,
        position=position,
        uploaded_by_id=user.pk if user and user.is_authenticated else None,
        uploaded_by_name=str(user)[:60] if user and user.is_authenticated else "",
    )
    attachment.file.save("file", ContentFile(checked.content), save=False)
    on_failure(lambda: attachment.file.storage.delete(attachment.file.name))
    attachment.save()
    return attachment


def attach_all(obj, checked_files, user, captions=()):
    """Store several files in order."""
    captions = list(captions) + [""] * len(checked_files)
    return [
        attach(obj, checked, user, caption=captions[position], position=position)
        for position, checked in enumerate(checked_files)
    ]


def share(obj, rows, user, *, park_id=None):
    """Have `obj` hold files that are kept with something else already: rows of its own, the same stored files."""
    kind, named = ContentType.objects.get_for_model(obj), bool(user and user.is_authenticated)
    return Attachment.objects.bulk_create(
        Attachment(
            park_id=park_id or obj.park_id,
            object_type=kind,
            object_id=obj.pk,
            file=row.file.name,
            name=row.name,
            caption=row.caption,
            kind=row.kind,
            mime=row.mime,
            size=row.size,
            sha256=row.sha256,
            position=position,
            uploaded_by_id=user.pk if named else None,
            uploaded_by_name=str(user)[:60] if named else "",
        )
        for position, row in enumerate(rows)
    )


def attachments_of(obj):
    """The object's files that were not removed."""
    return Attachment.objects.filter(
        object_type=ContentType.objects.get_for_model(obj), object_id=obj.pk, removed_at=None
    ).order_by("position", "id")


def remove(attachment, user, reason):
    """Take a wrong file away; the row stays as the trace (FEATURES 14.1)."""
    attachment.removed_at = now()
    attachment.removed_by_id = user.pk
    attachment.removed_by_name = str(user)[:60]
    attachment.removed_reason = reason[:200]
    attachment.save(update_fields=["removed_at", "removed_by_id", "removed_by_name", "removed_reason"])
