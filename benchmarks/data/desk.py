"""Requests with what was said, and consultations."""

from benchmarks.data import words
from benchmarks.data.base import CONSULTATION_STEP, NEEDS_EVERY, OPENED, OTHER, Base, at
from benchmarks.data.bulk import insert, literal, one_of, pick, run
from benchmarks.data.sizes import FIRST_MEMBER, KNOWN_CONSULTATIONS, OPEN_REQUESTS, STAFF
from core.models import Counter
from servicedesk.models import Consultation, RequestMessage, RequestPause, ServiceRequest
from visits.models import Visit


class Desk(Base):
    """Requests with what was said, and consultations."""

    def requests(self):
        """Closed ones out of the visits, open ones of the last days; numbered by park and year."""
        size = self.size
        run("CREATE TEMP TABLE bench_due (day date PRIMARY KEY, due date NOT NULL)")
        run(
            "INSERT INTO bench_due VALUES "
            + ", ".join(f"('{day}', '{promised}')" for day, promised in self.due.items())
        )
        closed = (
            f"SELECT {size.closed_requests} - ({self.last_need} - v) / {NEEDS_EVERY} AS r, v, e, park, author, day, "
            f"'CLOSED' AS status, CASE WHEN {self.from_visit('v')} THEN 'VISIT' WHEN e % 2 = 0 THEN 'WEB' "
            "ELSE 'PHONE' END AS channel FROM bench_visit WHERE has_request"
        )
        states = (
            "REGISTERED", "ASSIGNED", "ASSIGNED", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS",
            "WAITING_ENTERPRISE", "WAITING_ENTERPRISE", "ANSWERED",
        )  # fmt: skip
        opened = (
            f"SELECT {size.closed_requests} + n AS r, NULL::bigint AS v, e, park, "
            f"{self.staff_of('park', 'n')} AS author, {self.day} - 1 - (n % 9)::int AS day, "
            f"(ARRAY[{', '.join(map(literal, states))}])[1 + n / {STAFF} % {len(states)}] AS status, "
            "CASE WHEN e % 2 = 0 THEN 'WEB' ELSE 'PHONE' END AS channel "
            f"FROM (SELECT n, (n - 1) / {OPEN_REQUESTS} + 1 AS park, ((n - 1) / {OPEN_REQUESTS}) * {self.per_park} + 1 "
            f"+ {pick('n', 41, self.per_park)} AS e FROM generate_series(1, {size.open_requests}) AS n) AS s"
        )
        run(
            f"CREATE TEMP TABLE bench_request AS SELECT s.*, d.due, {self.staff_of('s.park', 's.r')} AS holder, "
            "(r % 20 = 0) AS late, CASE WHEN r % 20 = 0 THEN d.due + 1 ELSE s.day + 2 END AS answered, "
            "extract(year FROM s.day)::int AS year, "
            "row_number() OVER (PARTITION BY s.park, extract(year FROM s.day) ORDER BY s.r) AS serial "
            f"FROM ({closed} UNION ALL {opened}) AS s JOIN bench_due AS d USING (day)"
        )
        run("ANALYZE bench_request")
        answered = "status IN ('CLOSED', 'ANSWERED')"
        insert(
            ServiceRequest,
            "FROM bench_request ORDER BY r",
            id="r",
            park_id="park",
            number="'SQ-' || year || '-' || lpad(serial::text, 4, '0')",
            enterprise_id="e",
            title=one_of(words.NEEDS, "r", 42),
            detail=one_of(words.DETAILS, "r", 42),
            category_id=one_of(words.CATEGORIES, "r", 44),
            channel="channel",
            status="status",
            holder_id="CASE WHEN status <> 'REGISTERED' THEN holder END",
            held_since=f"CASE WHEN status <> 'REGISTERED' THEN {at('day', '09:30')} END",
            submitted_at=at("day", "09:00"),
            submitted_by_id=f"CASE WHEN channel = 'WEB' THEN {FIRST_MEMBER} + e ELSE author END",
            contact_name=one_of(words.PEOPLE, "e", 20),
            contact_mobile="'130' || lpad(e::text, 8, '0')",
            clock_from="day",
            promise_days="5",
            promised_on="due",
            waiting_since="CASE WHEN status = 'WAITING_ENTERPRISE' THEN day + 1 END",
            waiting_reason="CASE WHEN status = 'WAITING_ENTERPRISE' THEN '请补充工艺流程图' ELSE '' END",
            answer=f"CASE WHEN {answered} THEN {one_of(words.ANSWERS, 'r', 42)} ELSE '' END",
            answered_at=f"CASE WHEN status = 'CLOSED' THEN {at('answered', '16:00')} "
            f"WHEN status = 'ANSWERED' THEN {at('day', '16:00')} END",
            answered_by_id=f"CASE WHEN {answered} THEN holder END",
            answered_late="status = 'CLOSED' AND late",
            closed_at=f"CASE WHEN status = 'CLOSED' THEN {at('answered + 2', '10:00')} END",
            rating="CASE WHEN status = 'CLOSED' AND r % 2 = 0 THEN 4 + r % 4 / 2 END",
            rated_at=f"CASE WHEN status = 'CLOSED' AND r % 2 = 0 THEN {at('answered + 2', '10:00')} END",
            origin_type_id=f"CASE WHEN channel = 'VISIT' THEN {self.type_of(Visit)} END",
            origin_id="CASE WHEN channel = 'VISIT' THEN v END",
            imported="true",
        )
        insert(
            Counter,
            "FROM bench_request GROUP BY park, year",
            park_id="park",
            kind="'SQ'",
            year="year",
            value="max(serial)",
        )

    def said(self):
        """The answer; of every fifth, and of those that wait, a question, and of the former its reply."""
        message = {"request_id": "r", "author_id": "holder", "author_name": "''"}
        asked = "(status = 'CLOSED' AND r % 5 = 0)"
        insert(
            RequestMessage,
            f"FROM bench_request WHERE {asked} OR status = 'WAITING_ENTERPRISE' ORDER BY r",
            **message | {"kind": "'QUESTION'", "text": "'请补充工艺流程图'", "at": at("day + 1", "09:00")},
        )
        insert(
            RequestMessage,
            f"FROM bench_request WHERE {asked} ORDER BY r",
            **message
            | {
                "kind": "'REPLY'",
                "text": "'已补充，请查收'",
                "at": at("day + 1", "15:00"),
                "author_id": "NULL",
            },
        )
        insert(
            RequestMessage,
            "FROM bench_request WHERE status IN ('CLOSED', 'ANSWERED') ORDER BY r",
            **message
            | {
                "kind": "'ANSWER'",
                "text": one_of(words.ANSWERS, "r", 42),
                "at": f"CASE WHEN status = 'CLOSED' THEN {at('answered', '16:00')} ELSE {at('day', '16:00')} END",
            },
        )
        insert(
            RequestPause,
            f"FROM bench_request WHERE {asked} OR status = 'WAITING_ENTERPRISE' ORDER BY r",
            request_id="r",
            paused_on="day + 1",
            resumed_on="CASE WHEN status = 'CLOSED' THEN day + 1 END",
            reason="'请补充工艺流程图'",
            asked_by_id="holder",
        )

    def consultations(self):
        """Answered on the spot."""
        size = self.size
        latest = size.consultations - KNOWN_CONSULTATIONS * size.enterprises
        day = (
            f"{self.day} - 1 - (({size.consultations} - c) * {size.days}::bigint / {size.consultations})::int"
        )
        insert(
            Consultation,
            f"FROM (SELECT c, CASE WHEN e = {OPENED} AND c <= {latest} THEN {OTHER} ELSE e END AS e "
            f"FROM (SELECT c, 1 + (c * {CONSULTATION_STEP}::bigint) % {size.enterprises} AS e "
            f"FROM generate_series(1, {size.consultations}) AS c) AS t) AS s",
            id="c",
            park_id=self.park_of("e"),
            enterprise_id="e",
            person=one_of(words.CALLERS, "c", 53),
            persons=f"1 + {pick('c', 50, 3)}",
            category_id=one_of(words.CATEGORIES, "c", 51),
            channel=one_of(("PHONE", "WALK_IN", "VISIT"), "c", 52),
            sentence=one_of(words.SENTENCES, "c", 53),
            happened_at=at(day, "10:30"),
            taken_by_id=self.staff_of(self.park_of("e"), "c"),
        )
