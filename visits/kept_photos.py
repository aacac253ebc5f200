"""Photos that came with a form that could not be saved yet: kept with its draft, so that nobody takes them again."""

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError

from core import drafts
from core.attachments import attach, attachments_of
from core.models import Attachment, Draft

FORM_CODE = "visit"
NAME, CAPTION = "kept_photo", "kept_photo_caption"
DROPPED = ("csrfmiddlewaretoken", "one_time_key", "save_draft", "add_line")


def of_draft(user, key):
    """Photos kept with the user's draft of the form."""
    draft = drafts.draft_of(user, FORM_CODE, key)
    return list(attachments_of(draft)) if draft else []


def keep_uploads(request, form, key):
    """Store the photos of this request that can be kept with the draft; once per request."""
    uploads = request.FILES.getlist("photos")
    if not uploads or getattr(request, "photos_kept", False):
        return
    request.photos_kept = True
    captions = form.fields["photos"].widget.captions_from(request.POST, "photos")
    checked = _checked(form, uploads)
    if not checked:
        return
    payload = {name: values for name, values in request.POST.lists() if name not in DROPPED}
    drafts.save_draft(request.user, FORM_CODE, key, payload)
    draft = drafts.draft_of(request.user, FORM_CODE, key)
    forget_orphans(request.user)
    for position, photo in enumerate(checked):
        caption = captions[position] if position < len(captions) else ""
        attach(draft, photo, request.user, caption=caption, position=position, park_id=request.user.park_id)


def _checked(form, uploads):
    """Those that passed the checks; the files were read by the form already."""
    for upload in uploads:
        upload.seek(0)
    try:
        return form.fields["photos"].clean(uploads)
    except ValidationError as error:
        return getattr(error, "checked", [])


def chosen(request, key):
    """(photos kept earlier that are still wanted, {id: caption}) of the posted form."""
    pks = [pk for pk in request.POST.getlist(NAME) if pk.isdigit()]
    if not pks:
        return [], {}
    captions = {str(pk): request.POST.get(f"{CAPTION}_{pk}", "")[:100] for pk in pks}
    wanted = [photo for photo in of_draft(request.user, key) if str(photo.pk) in pks]
    return wanted, captions


def give(photos, captions, visit, user):
    """Hand the kept photos to the visit, in the caller's transaction."""
    for position, photo in enumerate(photos, start=100):
        photo.object_type = ContentType.objects.get_for_model(visit)
        photo.object_id = visit.pk
        photo.park_id = visit.park_id
        photo.caption = captions.get(str(photo.pk), photo.caption)
        photo.position = position
        photo.save(update_fields=["object_type", "object_id", "park", "caption", "position"])


def forget_orphans(user):
    """Delete kept photos of this user whose draft is gone."""
    kind = ContentType.objects.get_for_model(Draft)
    rows = Attachment.objects.filter(object_type=kind, uploaded_by_id=user.pk)
    for photo in rows.exclude(object_id__in=Draft.objects.filter(user_id=user.pk).values("pk")):
        photo.file.delete(save=False)
        photo.delete()
