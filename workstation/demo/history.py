"""The first year, taken over as history: visits, consultations, requests, each in its final state.

The rows are marked `imported`: they enter as they ended, and are guarded like any other from then on.
"""

from core.models import Counter
from core.normalise import clean_line
from servicedesk.models import Consultation, RequestMessage, RequestPause, ServiceRequest, Status
from visits.models import Finding, PersonMet, Visit
from workstation.demo.source import day, moment

Kind = RequestMessage.Kind


def load_visits(park, people, enterprises, rows):
    """{key: Visit}."""
    visits = [
        Visit(
            park=park,
            enterprise=enterprises[row["enterprise"]],
            status=Visit.Status.DONE,
            purpose=row["purpose"],
            visited_on=day(row["visited_on"]),
            visited_at=row["visited_at"],
            author=people[row["author"]],
            met="、".join(f"{person['name']} {person['post']}".strip() for person in row["met"]),
            summary=row["summary"],
            risk=row["risk"],
            recorded_at=moment(f"{row['visited_on']}T{row['visited_at']}"),
            imported=True,
        )
        for row in rows
    ]
    Visit.objects.bulk_create(visits)
    found = dict(zip((row["key"] for row in rows), visits, strict=True))
    PersonMet.objects.bulk_create(
        PersonMet(visit=found[row["key"]], name=clean_line(person["name"]), post=person["post"])
        for row in rows
        for person in row["met"]
    )
    Finding.objects.bulk_create(
        Finding(visit=found[row["key"]], **finding) for row in rows for finding in row["findings"]
    )
    Visit.companions.through.objects.bulk_create(
        Visit.companions.through(visit=found[row["key"]], user=people[name])
        for row in rows
        for name in row["companions"]
    )
    return found


def load_consultations(park, people, enterprises, rows):
    """Consultations, with their lines on the timeline of the enterprise."""
    consultations = Consultation.objects.bulk_create(
        Consultation(
            park=park,
            enterprise=enterprises[row["enterprise"]] if row["enterprise"] else None,
            person=row["person"],
            persons=row["persons"],
            category_id=row["category"],
            channel=row["channel"],
            sentence=row["sentence"],
            happened_at=moment(row["happened_at"]),
            taken_by=people[row["taken_by"]],
            imported=True,
        )
        for row in rows
    )
    return consultations


def load_requests(park, people, enterprises, visits, rows):
    """Closed requests with what was said, their pauses, and the counters behind their numbers."""
    requests = []
    for row in rows:
        origin = visits.get(row["visit"])
        submitted = moment(row["submitted_at"])
        requests.append(
            ServiceRequest(
                park=park,
                number=row["number"],
                enterprise=enterprises[row["enterprise"]],
                title=row["title"],
                category_id=row["category"],
                urgency=row["urgency"],
                channel=row["channel"],
                status=Status.CLOSED,
                holder=people[row["holder"]],
                held_since=moment(row["assigned_at"]),
                submitted_at=submitted,
                submitted_by=origin.author if origin else people[row["holder"]],
                contact_name=row["contact_name"],
                contact_mobile=row["contact_mobile"],
                clock_from=submitted.date(),
                promise_days=row["promise_days"],
                promised_on=day(row["promised_on"]),
                answer=row["answer"],
                answered_at=moment(row["answered_at"]),
                answered_by=people[row["answered_by"]],
                answered_late=row["answered_late"],
                closed_at=moment(row["closed_at"]),
                rating=row["rating"],
                rating_text=row["rating_text"] or "",
                rated_at=moment(row["closed_at"]) if row["rating"] else None,
                origin=origin,
                imported=True,
            )
        )
    ServiceRequest.objects.bulk_create(requests)
    _said(people, rows, requests)
    for year in {row["number"].split("-")[1] for row in rows}:
        numbers = [int(row["number"].split("-")[2]) for row in rows if row["number"].split("-")[1] == year]
        Counter.objects.update_or_create(
            park=park, kind="SQ", year=int(year), defaults={"value": max(numbers)}
        )
    return requests


def _said(people, rows, requests):
    """Questions, replies and answers, and the times the clock stood still."""
    messages, pauses = [], []
    for row, request in zip(rows, requests, strict=True):
        for message in row["messages"]:
            author = people.get(message["author"])
            messages.append(
                RequestMessage(
                    request=request,
                    kind=message["kind"],
                    text=message["text"],
                    author=author,
                    author_name=message.get("author_name") or str(author or ""),
                    at=moment(message["at"]),
                )
            )
        messages.append(
            RequestMessage(
                request=request,
                kind=Kind.ANSWER,
                text=row["answer"],
                author=people[row["answered_by"]],
                author_name=str(people[row["answered_by"]]),
                at=moment(row["answered_at"]),
            )
        )
        pauses += [
            RequestPause(
                request=request,
                paused_on=day(pause["paused_on"]),
                resumed_on=day(pause["resumed_on"]),
                reason=pause["reason"],
                asked_by=people[row["holder"]],
            )
            for pause in row["pauses"]
        ]
    RequestMessage.objects.bulk_create(messages)
    RequestPause.objects.bulk_create(pauses)
