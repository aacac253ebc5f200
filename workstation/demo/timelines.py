"""Lines on the enterprises' timelines for the history that was taken over."""

from core import timeline
from servicedesk.models import Channel

CAME_IN = {
    Channel.WEB: "request_by_web",
    Channel.PHONE: "request_by_phone",
    Channel.WALK_IN: "request_by_walk_in",
    Channel.VISIT: "request_by_visit",
}


def of_visits(visits):
    """That the station was there; what was found, for the station only."""
    lines = []
    for visit in visits:
        said = {"subject": visit.enterprise, "actor": visit.author, "about": visit, "at": visit.recorded_at}
        key = "visit_done_with_needs" if visit.need_count else "visit_done"
        lines.append(timeline.line(key, purpose=str(visit.get_purpose_display()), n=visit.need_count, **said))
        if visit.summary:
            lines.append(timeline.line("visit_found", internal=True, summary=visit.summary[:300], **said))
    timeline.record_all(lines)


def of_requests(requests):
    """Came in, answered, closed."""
    lines = []
    for request in requests:
        said = {
            "subject": request.enterprise,
            "about": request,
            "number": request.number,
            "title": request.title,
        }
        lines += [
            timeline.line(
                CAME_IN[request.channel], actor=request.submitted_by, at=request.submitted_at, **said
            ),
            timeline.line("request_answered", actor=request.answered_by, at=request.answered_at, **said),
            timeline.line("request_closed", actor=request.answered_by, at=request.closed_at, **said),
        ]
    timeline.record_all(lines)


def of_consultations(consultations):
    """What was asked and answered on the spot."""
    timeline.record_all(
        timeline.line(
            "consulted",
            subject=row.enterprise,
            actor=row.taken_by,
            about=row,
            at=row.happened_at,
            text=row.sentence,
        )
        for row in consultations
        if row.enterprise_id
    )
