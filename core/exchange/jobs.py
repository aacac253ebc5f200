"""Exports and imports that a worker does: taken once, taken up again when a worker dies, never half (core.models.Transfer).

A worker takes a waiting transfer by writing its claim, and shows that it lives by `beat_at`, from a connection of its own,
so that the page sees the progress of work whose transaction is still open. The last statement of the work asks for the
claim again: who lost it undoes everything.
"""

import logging
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from django.core.files import File
from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from core.clock import now
from core.exchange import outgoing
from core.hints import hint
from core.models import Transfer
from core.normalise import storable

logger = logging.getLogger("station.exchange")

LAPSES = timedelta(seconds=120)  # a worker that gave no sign for so long is dead
ATTEMPTS = 3
KEPT_DAYS = 7
SLOW = timedelta(seconds=10)  # who waited longer than this has left the page, and is told
TASK = "core.tasks.run_transfer"

tell = []  # functions of a transfer by which apps above tell its user that the worker is through with it


class Lost(Exception):
    """Another worker has the transfer now."""


class Refused(Exception):
    """The transfer cannot be done; the message is a sentence for the user."""


def begin(user, kind, step, *, code, title, options=None, park_id=None, **fields):
    """Have something done by the worker; returns the transfer. The sweep does what the hint did not reach."""
    transfer = Transfer(
        park_id=park_id or user.park_id,
        user_id=user.pk,
        user_name=str(user)[:60],
        kind=kind,
        step=step,
        code=code[:60],
        title=storable(str(title))[:120],
        options={"language": translation.get_language(), **(options or {})},
        created_at=now(),
        **fields,
    )
    transfer.save()
    hint(TASK, transfer.pk)
    return transfer


def note_export(user, view, source, codes, count):
    """Write down an export that was made at once: who, what, by which filter, how many rows."""
    return Transfer.objects.create(
        park_id=user.park_id,
        user_id=user.pk,
        user_name=str(user)[:60],
        kind=Transfer.Kind.EXPORT,
        step=Transfer.Step.EXPORT,
        state=Transfer.State.DONE,
        code=source.partition("?")[0][:60],
        title=str(view.title)[:120],
        options={"list": source, "columns": codes, "filter": outgoing.condition_words(view)},
        result={"rows": count},
        created_at=now(),
        finished_at=now(),
    )


def owed():
    """Transfers that nobody works on: waiting ones, and those whose worker gave no sign for long."""
    lapsed = Q(state=Transfer.State.RUNNING, beat_at__lt=now() - LAPSES)
    return Transfer.objects.filter(Q(state=Transfer.State.WAITING) | lapsed).order_by("pk")


def take(pk):
    """Claim a transfer, or None when it is another's, or done. One that broke off too often fails with a sentence."""
    with transaction.atomic():
        transfer = owed().filter(pk=pk).select_for_update(skip_locked=True).first()
        if transfer is None:
            return None
        if transfer.attempts >= ATTEMPTS:
            transfer.state, transfer.finished_at = Transfer.State.FAILED, now()
            with translation.override(transfer.options.get("language")):
                transfer.error = _(
                    "The work was broken off three times. Nothing was changed; please try again later."
                )
            transfer.save(update_fields=["state", "error", "finished_at"])
            _tell(transfer)
            return None
        transfer.state, transfer.claim, transfer.beat_at = Transfer.State.RUNNING, uuid.uuid4(), now()
        transfer.attempts += 1
        transfer.done = 0
        transfer.since = transfer.beat_at if transfer.step == Transfer.Step.APPLY else transfer.created_at
        transfer.save(update_fields=["state", "claim", "beat_at", "attempts", "done"])
    return transfer


def finish(transfer, state, *, result=None, answer=None, answer_name="", error=""):
    """The last statement of the work: the transfer is in its state, unless another worker has it (Lost)."""
    if answer is not None:
        transfer.answer.save("file", File(answer), save=False)
        transfer.answer_name = answer_name[:200]
    transfer.state, transfer.result, transfer.error = state, result or transfer.result, error
    over = state in (Transfer.State.DONE, Transfer.State.FAILED)
    transfer.finished_at = now() if over else None
    mine = Transfer.objects.filter(pk=transfer.pk, claim=transfer.claim, state=Transfer.State.RUNNING)
    with transaction.atomic():
        changed = mine.update(
            state=state,
            result=transfer.result,
            error=error,
            answer=transfer.answer.name,
            answer_name=transfer.answer_name,
            finished_at=transfer.finished_at,
            attempts=0,
        )
        if not changed:
            raise Lost
        if state == Transfer.State.WAITING:
            hint(TASK, transfer.pk)
        elif now() - (transfer.since or transfer.created_at) > SLOW:
            _tell(transfer)


def _tell(transfer):
    for each in tell:
        each(transfer)


def fail(transfer, sentence):
    """It cannot be done; nothing was changed."""
    finish(transfer, Transfer.State.FAILED, error=sentence)


@contextmanager
def progress_of(transfer):
    """A function of (done, total) that shows how far the work is, at once and whatever the work's own transaction does."""
    with ThreadPoolExecutor(max_workers=1) as beside:

        def show(done, total=None):
            beside.submit(_beat, transfer.pk, transfer.claim, done, total)

        try:
            yield show
        finally:
            beside.submit(_hang_up)


def _hang_up():
    """Close the connection of the thread that calls this; `connection.close` alone would be that of the main thread."""
    connection.close()


def _beat(pk, claim, done, total):
    numbers = {"done": done} if total is None else {"done": done, "total": total}
    Transfer.objects.filter(pk=pk, claim=claim).update(beat_at=now(), **numbers)


def forget_old():
    """Delete the files and the preview rows of what is over for a week; the row itself stays as the log."""
    old = Transfer.objects.filter(created_at__lt=now() - timedelta(days=KEPT_DAYS)).exclude(
        state__in=Transfer.State.OPEN
    )
    count = 0
    for transfer in old.filter(~Q(source="") | ~Q(answer="")):
        for file in (transfer.source, transfer.answer):
            if file:
                file.storage.delete(file.name)
        transfer.rows.all().delete()
        Transfer.objects.filter(pk=transfer.pk).update(source="", answer="")
        count += 1
    return count
