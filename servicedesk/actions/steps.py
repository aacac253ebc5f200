"""What the acts on an existing request share."""

from core import attachments, timeline
from core.acts import write_last
from core.clock import now
from core.transitions import locked
from servicedesk.models import RequestMessage, ServiceRequest
from servicedesk.rights import check

Kind = RequestMessage.Kind


def take_up(act, request_id, user):
    """The request, locked, when the act fits its state and the user may do it.

    It is read after the lock is held: a row that was waited for comes back fresh, rows joined to it do not.
    """
    rows = ServiceRequest.objects.visible_to(user)
    locked(rows.only("pk"), request_id)
    request = rows.for_page().select_related("answered_by").get(pk=request_id)
    check(act, user, request)
    return request


def save(request, **changes):
    """Change columns without a step."""
    for name, value in changes.items():
        setattr(request, name, value)
    request.save(update_fields=[*changes, "updated_at"])


def say(request, user, kind, text, moment, *, internal=False, files=()):
    """Keep what was said, with its files."""
    message = RequestMessage(
        request=request,
        kind=kind,
        text=text,
        author=user,
        author_name=str(user)[:60],
        at=moment,
        internal=internal,
    )
    if files:
        message.save(force_insert=True)
        attachments.attach_all(message, files, user)
    else:
        write_last([message])


def line(sentence, request, user, moment, **arguments):
    """A line on the timeline of the enterprise."""
    timeline.record(
        sentence,
        subject=request.enterprise,
        actor=user,
        about=request,
        at=moment,
        number=request.number,
        title=request.title,
        **arguments,
    )


def moment_of(at):
    """When it happens: now, unless it is history."""
    return at or now()
