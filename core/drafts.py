"""One-time keys and drafts: nothing typed is lost, nothing saved twice (DESIGN §3)."""

import uuid
from datetime import timedelta
from urllib.parse import quote

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from core.acts import do_last
from core.clock import now
from core.models import Draft, Submission
from core.normalise import storable

KEEP_DAYS = 60
MAX_PAYLOAD = 200_000  # characters
SETTLED, HOUR = "draft_settled", 3600
_USE_UP = """
    INSERT INTO core_submission (key, user_id, form, object_type_id, object_id, created_at)
    VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING key
"""
_DISCARD = "DELETE FROM core_draft WHERE user_id = %s AND form = %s AND key = %s"


class AlreadySubmitted(Exception):
    """The one-time key was used before; `made_with` finds the row it made."""


def new_key():
    """A fresh one-time key for a form."""
    return str(uuid.uuid4())


def use_up(key, form, user, obj):
    """Use up a one-time key with the act that is under way, for the row it made.

    A key that was used before undoes the act: AlreadySubmitted. Of two at once the second waits on the unique index
    until the first is through.
    """
    try:
        key = uuid.UUID(str(key))
    except ValueError:
        key = uuid.uuid4()  # a form without a valid key is saved once, like any other
    kind = ContentType.objects.get_for_model(obj).pk if obj is not None else None
    do_last(
        _USE_UP,
        [key, user.pk if user and user.is_authenticated else None, form, kind, obj and obj.pk, now()],
        otherwise=AlreadySubmitted(),
    )


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
    """Forget a draft (it was saved for good, or thrown away), with the act that is under way."""
    do_last(_DISCARD, [user.pk, form, key])


def settle(response, form, key):
    """Tell the browser that a draft is done with, so that it forgets its own copy (static/js/autosave.js)."""
    response.set_cookie(SETTLED, quote(reverse("core:draft", args=[form, key])), max_age=HOUR, samesite="Lax")
    return response


def discard_old():
    """Forget drafts nobody touched for 60 days and one-time keys as old; returns how many drafts."""
    before = now() - timedelta(days=KEEP_DAYS)
    Submission.objects.filter(created_at__lt=before).delete()
    return Draft.objects.filter(saved_at__lt=before).delete()[0]
