"""What people were told was saved, compared with what is in the database and in the mail box."""

import email
import email.policy
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Verdict:
    """How a number of saves stand in the database."""

    acknowledged: int = 0
    found: int = 0
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    half: list = field(default_factory=list)

    @property
    def breaches(self):
        """Sentences, empty when everything is there once and whole."""
        return [
            *(f"lost: {token}" for token in self.lost),
            *(f"doubled: {token}" for token in self.doubled),
            *(f"half: {what}" for what in self.half),
        ]


def verdict(saves):
    """Compare saves with the database. A save without acknowledgement may be there once or not at all, never by half."""
    from django.db import close_old_connections

    close_old_connections()
    result = Verdict()
    for save in saves:
        rows = FINDERS[save.kind](save)
        result.acknowledged += bool(save.made)
        if save.made and save.made in {row.pk for row in rows}:
            result.found += 1
        elif save.made:
            result.lost.append(f"{save.kind} {save.token} → {save.made}")
        if len(rows) > 1:
            result.doubled.append(f"{save.kind} {save.token}: {[row.pk for row in rows]}")
        for row in rows:
            missing = MISSING[save.kind](save, row)
            result.half += [f"{save.kind} {save.token} ({row.pk}): {what}" for what in missing]
    return result


def visits_of(save):
    """Visits that carry the word of the save."""
    from visits.models import Visit

    return list(Visit.objects.filter(enterprise_id=save.enterprise, summary__contains=save.token))


def requests_of(save):
    """Requests that carry the word of the save and came by themselves."""
    from servicedesk.models import Channel, ServiceRequest

    rows = ServiceRequest.objects.filter(enterprise_id=save.enterprise, title__contains=save.token)
    return list(rows.exclude(channel=Channel.VISIT))


def answers_of(save):
    """Requests that carry the word of an answer; one entry for each time it was said."""
    from servicedesk.models import RequestMessage

    rows = RequestMessage.objects.filter(text__contains=save.token, kind=RequestMessage.Kind.ANSWER)
    return [row.request for row in rows.select_related("request")]


def missing_of_visit(save, visit):
    """What a saved visit lacks of the rows that are written with it."""
    from core.attachments import attachments_of
    from servicedesk.models import ServiceRequest
    from servicedesk.telling import members_of

    files = list(attachments_of(visit))
    made = ServiceRequest.objects.filter(
        enterprise_id=save.enterprise, origin_id=visit.pk, title__contains=save.token
    )
    counts = {
        "requests": (made.count(), save.needs),
        "need count": (visit.need_count, save.needs),
        "people met": (visit.people.count(), 2),
        "findings": (visit.findings.count(), 1),
        "lines of the timeline": (lines_about(visit), 2),
        "lines of the requests": (sum(lines_about(each) for each in made), save.needs),
        "history": (history_of(visit), 1),
        "history of the requests": (sum(history_of(each) for each in made), save.needs),
        "one-time key": (keys_of(visit), 1),
        "files": (len([each for each in files if whole(each)]), save.files),
        "messages": (
            told(save.token, "request:registered"),
            len(members_of(save.enterprise)) if save.needs else 0,
        ),
    }
    return differing(counts)


def missing_of_request(save, request):
    """What a saved request lacks of the rows and files that are written with it."""
    from core.attachments import attachments_of
    from servicedesk.telling import members_of

    files = list(attachments_of(request))
    counts = {
        "line of the timeline": (lines_about(request, "request_by_"), 1),
        "history": (history_of(request), 1),
        "one-time key": (min(keys_of(request), 1), 1),  # its answer has one too
        "files": (len(files), save.files),
        "messages": (told(save.token, "request:registered"), len(members_of(save.enterprise))),
    }
    damaged = [f"file {each.pk} is damaged or gone" for each in files if not whole(each)]
    return [*differing(counts), *damaged]


def missing_of_answer(save, request):
    """What an answered request lacks."""
    from servicedesk.models import Status
    from servicedesk.telling import members_of

    counts = {
        "state": (request.status, Status.ANSWERED),
        "answer": (save.token in request.answer, True),
        "line of the timeline": (lines_about(request, "request_answered"), 1),
        "one-time keys": (keys_of(request), 2),
        "messages": (messages_about(request, "request:answer"), len(members_of(save.enterprise))),
    }
    return differing(counts)


FINDERS = {"visit": visits_of, "request": requests_of, "answer": answers_of}
MISSING = {"visit": missing_of_visit, "request": missing_of_request, "answer": missing_of_answer}


def differing(counts):
    """`requests: 1 instead of 2` for each that differs."""
    return [
        f"{what}: {there} instead of {wanted}" for what, (there, wanted) in counts.items() if there != wanted
    ]


def lines_about(row, beginning=""):
    """Lines of the timeline about a record."""
    from core.timeline import of_object

    return of_object(row).filter(sentence__startswith=beginning).count()


def history_of(row):
    """Insertions of a row that history knows."""
    from django.apps import apps

    events = apps.get_model(row._meta.app_label, f"{row._meta.object_name}Event")
    return events.objects.filter(pgh_obj_id=row.pk, pgh_label="insert").count()


def keys_of(row):
    """One-time keys that made a row."""
    from django.contrib.contenttypes.models import ContentType

    from core.models import Submission

    return Submission.objects.filter(
        object_type=ContentType.objects.get_for_model(row), object_id=row.pk
    ).count()


def messages_about(row, kind):
    """Messages of a kind about a record."""
    from django.contrib.contenttypes.models import ContentType

    from reminders.models import Message

    about = ContentType.objects.get_for_model(row)
    return Message.objects.filter(kind=kind, about_type=about, about_id=row.pk).count()


def told(token, kind):
    """Messages of a kind that carry the word of a save."""
    from reminders.models import Message

    return Message.objects.filter(kind=kind, body__contains=token).count()


def whole(attachment):
    """Whether a file is there as it was received."""
    try:
        with attachment.file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == attachment.sha256
    except OSError:
        return False


# ---- reminders and mail --------------------------------------------------------------------------------------------


def mails_in(box):
    """Counter of (to, subject, text) of every mail in a box of files."""
    found = Counter()
    for path in Path(box).glob("*.log"):
        for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            mail = email.message_from_bytes(raw.lstrip(b"\n"), policy=email.policy.default)
            if mail["To"]:
                found[(str(mail["To"]), str(mail["Subject"]).strip(), mail.get_content().strip())] += 1
    return found


@dataclass
class Post:
    """How reminders and mails stand."""

    reminders: int = 0
    sent: int = 0
    unclear: int = 0
    owed: int = 0
    breaches: list = field(default_factory=list)


def post(box):
    """Compare the ledger with the bell and the mail box."""
    from django.db import close_old_connections
    from django.db.models import Count

    from reminders.models import Delivery, DueReminder, State

    close_old_connections()
    result, mails = Post(), mails_in(box)
    reminded = DueReminder.objects.filter(state=State.SENT)
    result.reminders = reminded.count()
    result.owed = (
        DueReminder.objects.filter(state=State.OWED).count()
        + Delivery.objects.filter(state=State.OWED).count()
    )
    for row in reminded.exclude(message=None).values("message").annotate(n=Count("pk")).filter(n__gt=1):
        result.breaches.append(f"message {row['message']} stands for {row['n']} reminders")
    if silent := reminded.filter(message=None).count():
        result.breaches.append(f"{silent} reminders count as sent and have no message")
    sent, unclear = Counter(), Counter()
    for delivery in Delivery.objects.exclude(state=State.OWED).select_related("message"):
        message = delivery.message
        mail = (delivery.address, message.title, message.body.strip())
        (sent if delivery.state == State.SENT else unclear)[mail] += 1
    result.sent, result.unclear = sum(sent.values()), sum(unclear.values())
    for mail in sent + unclear + mails:
        least, most = sent[mail], sent[mail] + unclear[mail]
        if not least <= mails[mail] <= most:
            result.breaches.append(f"{mails[mail]} mails instead of {least} to {most}: {mail[0]} {mail[1]}")
    return result
