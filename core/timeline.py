"""The timeline: one narrow table, written by the act (DESIGN §3). History holds the field changes behind a line."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Q, Subquery

from core.acts import write_last
from core.clock import now
from core.ids import REQUEST_ID
from core.models import TimelineEntry


@dataclass(frozen=True)
class Sentence:
    """How a line of the timeline is said. `text` has %(name)s places filled from the entry's arguments."""

    key: str
    kind: str
    icon: str
    text: str


SENTENCES = {}
KINDS = {}


def say(kind, kind_label, icon, **sentences):
    """Declare a kind of line with its icon and its sentences (in an app's `panels.py`)."""
    KINDS[kind] = (kind_label, icon)
    for key, text in sentences.items():
        SENTENCES[key] = Sentence(key, kind, icon, text)


def line(sentence, *, subject, actor=None, about=None, at=None, internal=False, **arguments):
    """A line about `subject` (it has `park_id`), not yet written: see `record` and `record_all`."""
    return TimelineEntry(
        park_id=subject.park_id,
        subject_type=ContentType.objects.get_for_model(subject),
        subject_id=subject.pk,
        happened_at=at or now(),
        kind=SENTENCES[sentence].kind,
        sentence=sentence,
        arguments=arguments,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor)[:60] if actor else "",
        object_type=ContentType.objects.get_for_model(about) if about is not None else None,
        object_id=about.pk if about is not None else None,
        internal=internal,
        request=REQUEST_ID.get().strip("-")[:20],
    )


def record(sentence, **said):
    """Write a line about a subject, with the act that is under way.

    `about` is the record behind the line; further arguments must be plain values for the sentence's places.
    """
    record_all([line(sentence, **said)])


def record_all(entries):
    """Write lines (made by `line`), with the act that is under way."""
    write_last(entries)


def of_subject(subject, *, internal, kinds=()):
    """The lines about a subject, newest first, of these kinds if any; internal ones only when asked for."""
    rows = TimelineEntry.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    ).order_by("-happened_at", "-id")
    if not internal:
        rows = rows.filter(internal=False)
    return rows.filter(kind__in=kinds) if kinds else rows


def earlier(rows, pk):
    """Those of the lines that lie before one of them."""
    last = TimelineEntry.objects.filter(pk=pk)
    return rows.annotate(last_at=Subquery(last.values("happened_at"))).filter(
        Q(happened_at__lt=F("last_at")) | Q(happened_at=F("last_at"), pk__lt=pk)
    )


def of_object(obj):
    """The lines about one record, oldest first."""
    return TimelineEntry.objects.filter(
        object_type=ContentType.objects.get_for_model(obj), object_id=obj.pk
    ).order_by("happened_at", "id")


def lines(entries, urls=None, changes=None):
    """Entries ready for `components/timeline.html`: time, icon, sentence, actor and the address of the record.

    `urls` maps (object_type_id, object_id) to an address for records the reader may open, `changes` the id of an entry
    to the fields that changed behind it (`core.changes`).
    """
    urls, changes = urls or {}, changes or {}
    return [
        {
            "at": entry.happened_at,
            "icon": SENTENCES[entry.sentence].icon,
            "text": str(SENTENCES[entry.sentence].text) % entry.arguments,
            "actor": entry.actor_name,
            "url": urls.get((entry.object_type_id, entry.object_id), ""),
            "kind": entry.kind,
            "changes": changes.get(entry.pk, ()),
        }
        for entry in entries
    ]
