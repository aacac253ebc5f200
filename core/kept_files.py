"""Files that came with a form that could not be saved yet: kept with its draft, so that nobody chooses them again.

`core.views.FormPage` does all of it for a form with a draft and an `AttachmentsField`: what came with a refused form, or
with one whose sign-in had ended, is stored with the draft and offered again, ticked, above the file input; what stays
ticked is saved with the form as if it had been chosen now.
"""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction

from core import drafts
from core.attachments import Checked, attach
from core.files import AttachmentsField
from core.models import Attachment, Draft

NAME, CAPTION, SHOWN = "kept_file", "kept_file_caption", "kept_files_shown"
DROPPED = ("csrfmiddlewaretoken", "one_time_key", "save_draft", "add_line", SHOWN, NAME)


def field_of(form):
    """Name of the form's field for files, or an empty string."""
    return next((name for name, field in form.fields.items() if isinstance(field, AttachmentsField)), "")


def of_draft(user, code, key):
    """Files kept with the user's draft of a form."""
    draft = Draft.objects.filter(user_id=user.pk, form=code, key=key).values("pk")
    return list(_rows().filter(object_id__in=draft, uploaded_by_id=user.pk).order_by("position", "id"))


def offer(form, rows):
    """Show kept files at the form's file input; what was unticked stays so."""
    field = form.fields[field_of(form)]
    field.widget.kept = [{"row": row, "ticked": row.pk not in field.unwanted} for row in rows]


def take(form, request, code, key):
    """Let a posted form have the kept files that are still ticked."""
    if SHOWN not in request.POST:
        return
    field, ticked = form.fields[field_of(form)], set(request.POST.getlist(NAME))
    rows = of_draft(request.user, code, key)
    wanted = [row for row in rows if str(row.pk) in ticked]
    field.unwanted = {row.pk for row in rows} - {row.pk for row in wanted}
    field.kept = [_checked(row) for row in wanted]
    field.kept_captions = [request.POST.get(f"{CAPTION}_{row.pk}", "")[:100] for row in wanted]


def keep_uploads(request, form, code, key):
    """Store the files of this request that can be kept with the draft, once per request; whether any was."""
    name = field_of(form)
    uploads = request.FILES.getlist(form.add_prefix(name)) if name else []
    if not uploads or getattr(request, "files_kept", False):
        return False
    request.files_kept = True
    field = form.fields[name]
    captions = field.widget.captions_from(request.POST, form.add_prefix(name))
    passed = _passed(field, uploads)
    if not passed:
        return False
    payload = {name: values for name, values in request.POST.lists() if name not in DROPPED}
    try:
        drafts.save_draft(request.user, code, key, payload)
    except ValueError:
        return False  # too much text for a draft: the page itself still has it
    draft = drafts.draft_of(request.user, code, key)
    forget_orphans(request.user)
    rows = _rows().filter(object_id=draft.pk).values_list("name", "sha256", "pk")
    there = {(name, sha256): pk for name, sha256, pk in rows}
    for position, checked in enumerate(passed, start=len(there)):
        if known := there.get((checked.name, checked.sha256)):  # a double click, or chosen again
            field.unwanted = set(field.unwanted) - {known}
            continue
        caption = captions[position] if position < len(captions) else ""
        attach(draft, checked, request.user, caption=caption, position=position, park_id=request.user.park_id)
    return True


def forget_orphans(user=None):
    """Delete kept files (of one user) whose draft is gone."""
    rows = _rows().exclude(object_id__in=Draft.objects.values("pk"))
    if user is not None:
        rows = rows.filter(uploaded_by_id=user.pk)
    for row in rows:
        name, storage = row.file.name, row.file.storage
        row.delete()
        transaction.on_commit(lambda name=name, storage=storage: storage.delete(name))


def _rows():
    return Attachment.objects.filter(object_type=ContentType.objects.get_for_model(Draft))


def _checked(row):
    """A kept file as the field gives it: it was checked when it came."""
    with row.file.open("rb") as file:
        return Checked(row.name, file.read(), row.kind, row.mime, row.sha256)


def _passed(field, uploads):
    """Those that pass the checks; the form may have read the files already."""
    for upload in uploads:
        upload.seek(0)
    kept, field.kept = field.kept, []
    try:
        return field.clean(uploads)
    except ValidationError as error:
        return getattr(error, "checked", [])
    finally:
        field.kept = kept
