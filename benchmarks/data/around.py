"""What surrounds the records: timeline, economy, dated records, messages."""

from benchmarks.data import words
from benchmarks.data.base import Base, at
from benchmarks.data.bulk import insert, literal, one_of, pick
from benchmarks.data.sizes import FIRST_MEMBER
from benchmarks.models import DatedRecord
from core.models import TimelineEntry
from dashboards.models import Indicator, Statement, StatementValue
from enterprises.models import Enterprise
from reminders.models import Message
from servicedesk.models import Consultation, ServiceRequest
from visits.models import Visit


class Around(Base):
    """What surrounds the records: timeline, economy, dated records, messages."""

    def timeline(self):
        """The lines that the acts write."""
        enterprise = {"subject_type_id": self.type_of(Enterprise)}
        insert(
            TimelineEntry,
            "FROM enterprises_enterprise AS e",
            park_id="e.park_id",
            subject_id="e.id",
            happened_at=at("e.admitted_on", "09:00"),
            kind="'master'",
            sentence="'enterprise_registered'",
            arguments="'{}'::jsonb",
            **enterprise,
        )
        purposes = " ".join(f"WHEN '{value}' THEN {literal(label)}" for value, label in Visit.Purpose.choices)
        visit = {
            "park_id": "v.park_id",
            "subject_id": "v.enterprise_id",
            "happened_at": "((v.visited_on + v.visited_at) AT TIME ZONE 'Asia/Shanghai')",
            "kind": "'visit'",
            "actor_id": "v.author_id",
            "actor_name": "u.name",
            "object_type_id": self.type_of(Visit),
            "object_id": "v.id",
            **enterprise,
        }
        source = f"FROM visits_visit AS v JOIN accounts_user AS u ON u.id = v.author_id WHERE v.id <= {self.size.visits}"
        insert(
            TimelineEntry,
            source,
            sentence="CASE WHEN v.need_count > 0 THEN 'visit_done_with_needs' ELSE 'visit_done' END",
            arguments=f"jsonb_build_object('purpose', CASE v.purpose {purposes} END, 'n', v.need_count)",
            **visit,
        )
        insert(
            TimelineEntry,
            source,
            sentence="'visit_found'",
            arguments="jsonb_build_object('summary', left(v.summary, 300))",
            internal="true",
            **visit,
        )
        for sentence, moment, actor in (
            ("'request_by_' || lower(r.channel)", "r.submitted_at", "r.submitted_by_id"),
            ("'request_answered'", "r.answered_at", "r.answered_by_id"),
            ("'request_closed'", "r.closed_at", "r.answered_by_id"),
        ):
            insert(
                TimelineEntry,
                f"FROM servicedesk_servicerequest AS r JOIN accounts_user AS u ON u.id = {actor} "
                f"WHERE {moment} IS NOT NULL",
                park_id="r.park_id",
                subject_id="r.enterprise_id",
                happened_at=moment,
                kind="'request'",
                sentence=sentence,
                arguments="jsonb_build_object('number', r.number, 'title', r.title)",
                actor_id=actor,
                actor_name="u.name",
                object_type_id=self.type_of(ServiceRequest),
                object_id="r.id",
                **enterprise,
            )
        insert(
            TimelineEntry,
            "FROM servicedesk_consultation AS c JOIN accounts_user AS u ON u.id = c.taken_by_id",
            park_id="c.park_id",
            subject_id="c.enterprise_id",
            happened_at="c.happened_at",
            kind="'consultation'",
            sentence="'consulted'",
            arguments="jsonb_build_object('text', c.sentence)",
            actor_id="c.taken_by_id",
            actor_name="u.name",
            object_type_id=self.type_of(Consultation),
            object_id="c.id",
            **enterprise,
        )

    def economy(self):
        """Three published years of each park."""
        insert(
            Statement,
            "FROM core_park AS p, generate_series(1, 3) AS n",
            park_id="p.id",
            year=f"{self.today.year} - n",
            source="'园区统计公报'",
        )
        table = Indicator._meta.db_table
        insert(
            StatementValue,
            f"FROM dashboards_statement AS s, {table} AS i",
            statement_id="s.id",
            indicator_id="i.code",
            value="100000 + s.park_id * 137 + s.year",
            growth="5.5",
        )

    def dated(self):
        """The dated records: what lies behind is done, but for the last month."""
        days = self.size.days_of_dates
        due = f"{self.day} - {days // 2} + (n * 7907::bigint % {days})::int"
        insert(
            DatedRecord,
            f"FROM (SELECT n, e, {due} AS due FROM (SELECT n, 1 + {pick('n', 60, self.size.enterprises)} AS e "
            f"FROM generate_series(1, {self.size.dated}) AS n) AS s) AS d",
            id="n",
            park_id=self.park_of("e"),
            enterprise_id="e",
            owner_id=self.staff_of(self.park_of("e"), "n"),
            title=one_of(words.DATED, "n", 61),
            due_on="due",
            done_on=f"CASE WHEN due < {self.day} - 30 THEN due - 3 END",
        )

    def messages(self):
        """What stands under the bell of the station's people."""
        insert(
            Message,
            f"FROM accounts_user AS u, generate_series(1, 20) AS n WHERE u.id < {FIRST_MEMBER} AND u.park_id IS NOT NULL",
            recipient_id="u.id",
            park_id="u.park_id",
            kind="'request-assigned'",
            title=one_of(words.NEEDS, "u.id * 20 + n", 70),
            url="'/requests/'",
            created_at="now() - n * interval '1 day'",
            read_at="CASE WHEN n > 3 THEN now() - n * interval '23 hours' END",
        )
