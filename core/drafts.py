"""One-time keys and drafts: nothing typed is lost, nothing saved twice (DESIGN §3)."""

import uuid
from datetime import timedelta
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.clock import now
from core.models import Draft, Submission
from core.normalise import storable

KEEP_DAYS = 60
MAX_PAYLOAD = 200_000  # characters
SETTLED, HOUR = "draft_settled", 3600


class AlreadySubmitted(Exception):
    """The one-time key was used before; `object` is the row it made (None while the first save is under way)."""

    def __init__(self, obj):
        super().__init__()
        self.object = obj


def new_key():
    """A fresh one-time key for a form."""
    return str(uuid.uuid4())


def claim(key, form, user):
    """Use up a one-time key inside the caller's transaction. Raises AlreadySubmitted when it was used.

    A second request with the same key waits on the unique index until the first one commits, then finds its row.
    """
    try:
        key = uuid.UUID(str(key))
    except ValueError:
        key = uuid.uuid4()  # a form without a valid key is saved once, like any other
    user_id = user.pk if user and user.is_authenticated else None
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, form=form, user_id=user_id)
    except IntegrityError:
        raise AlreadySubmitted(made_with(key, form, user)) from None


def made_with(key, form, user):
    """What a one-time key of this user and form has made already, or None."""
    try:
        used = Submission.objects.select_related("object_type").filter(key=uuid.UUID(str(key))).first()
    except ValueError:
        return None
    user_id = user.pk if user and user.is_authenticated else None
    if used is None or used.user_id != user_id or used.form != form or not used.object_type_id:
        return None
    return used.object_type.model_class().objects.filter(pk=used.object_id).first()


def fulfil(submission, obj):
    """Note which row the key made."""
    submission.object_type = ContentType.objects.get_for_model(obj)
    submission.object_id = obj.pk
    submission.save(update_fields=["object_type", "object_id"])


def save_draft(user, form, key, payload, title=""):
    """Keep what was typed; returns the moment of saving. A payload over 200 000 characters raises ValueError."""
    if sum(len(str(value)) for values in payload.values() for value in values) > MAX_PAYLOAD:
        raise ValueError("draft too large")
    payload = {storable(name): [storable(str(value)) for value in values] for name, values in payload.items()}
    draft, _created = Draft.objects.update_or_create(
        user_id=user.pk, form=form, key=key, defaults={"payload": payload, "title": storable(title)[:120]}
    )
    return draft.saved_at


def draft_of(user, form, key):
    """The user's draft of this form, or None."""
    return Draft.objects.filter(user_id=user.pk, form=form, key=key).first()


def discard(user, form, key):
    """Forget a draft (it was saved for good, or thrown away)."""
    Draft.objects.filter(user_id=user.pk, form=form, key=key).delete()


def settle(response, form, key):
    """Tell the browser that a draft is done with, so that it forgets its own copy (static/js/autosave.js)."""
    response.set_cookie(SETTLED, quote(reverse("core:draft", args=[form, key])), max_age=HOUR, samesite="Lax")
    return response


def discard_old():
    """Forget drafts nobody touched for 60 days and one-time keys as old; returns how many drafts."""
    before = now() - timedelta(days=KEEP_DAYS)
    Submission.objects.filter(created_at__lt=before).delete()
    return Draft.objects.filter(saved_at__lt=before).delete()[0]
