"""Visits with their findings, and what is planned."""

from benchmarks.data import words
from benchmarks.data.base import NEEDS_EVERY, OPENED, OTHER, RARE, VISIT_STEP, Base, at
from benchmarks.data.bulk import insert, literal, one_of, pick, run
from benchmarks.data.sizes import DAYS_BETWEEN_VISITS, KNOWN_VISITS, MISSED, PLANNED_VISITS
from visits.models import Finding, PersonMet, Visit


class Visiting(Base):
    """Visits with their findings, and what is planned."""

    def visits(self):
        """Visits, the oldest first; in the last round some are void, so that somebody has been missed. The enterprise
        whose page is opened was visited as often in a province as in a small park; the rest go to its neighbour."""
        size = self.size
        latest = size.visits - KNOWN_VISITS * size.enterprises
        run(
            "CREATE TEMP TABLE bench_visit AS SELECT v, e, "
            f"{self.park_of('e')} AS park, {self.staff_of(self.park_of('e'), 'v')} AS author, "
            f"{self.day} - 1 - (({size.visits} - v) * {size.days}::bigint / {size.visits})::int AS day, "
            f"(v <= {self.last_need} AND v > {self.last_need - NEEDS_EVERY * size.closed_requests} "
            f"AND ({self.last_need} - v) % {NEEDS_EVERY} = 0) AS has_request, "
            f"(v > {size.visits - size.enterprises} AND (e - 1) % {self.per_park} >= {self.per_park - MISSED}) AS is_void "
            f"FROM (SELECT v, CASE WHEN e = {OPENED} AND v <= {latest} THEN {OTHER} ELSE e END AS e "
            f"FROM (SELECT v, 1 + (v * {VISIT_STEP}::bigint) % {size.enterprises} AS e "
            f"FROM generate_series(1, {size.visits}) AS v) AS t) AS s"
        )
        run("ANALYZE bench_visit")
        insert(
            Visit,
            "FROM bench_visit",
            id="v",
            park_id="park",
            enterprise_id="e",
            status="CASE WHEN is_void THEN 'VOID' ELSE 'DONE' END",
            void_reason="CASE WHEN is_void THEN '重复录入' ELSE '' END",
            imported="is_void",
            purpose=one_of(
                ("ROUTINE", "ROUTINE", "ROUTINE", "REQUEST", "LICENSING", "RECHECK", "JOINT"), "v", 2
            ),
            visited_on="day",
            visited_at=f"time '08:30' + ({pick('v', 3, 16)} * interval '30 minutes')",
            author_id="author",
            met=f"{one_of(words.PEOPLE, 'v', 4)} || ' ' || {one_of(words.POSTS, 'v', 5)}",
            summary=f"CASE WHEN e = {RARE} AND v > {latest} THEN {literal(words.RARE_SUMMARY)} "
            f"ELSE {one_of(words.SUMMARIES, 'v', 6)} END",
            risk=one_of(("LOW", "LOW", "LOW", "MEDIUM", "HIGH"), "v", 7),
            next_on=f"day + {DAYS_BETWEEN_VISITS}",
            recorded_at=at("day", "17:00"),
            created_at=at("day", "17:00"),
            updated_at=at("day", "17:00"),
            need_count=f"CASE WHEN has_request AND {self.from_visit('v')} THEN 1 ELSE 0 END",
        )

    def from_visit(self, visit: str) -> str:
        """SQL of whether the request that goes with a visit was made at it."""
        return f"({pick(visit, 8, 10)} < 6)"

    def findings(self):
        """Two findings and one person met per visit; every third with a companion."""
        for number, subject in enumerate(("STANDARD", "QUALITY")):
            level = one_of(("NORMAL",) * 6 + ("IMPROVE", "PROBLEM"), "v", 30 + number)
            insert(
                Finding,
                f"FROM bench_visit, LATERAL (SELECT {level} AS level) AS l",
                visit_id="v",
                subject=literal(subject),
                level="level",
                text=f"CASE WHEN level = 'NORMAL' THEN '' ELSE {one_of(words.REMARKS, 'v', 32 + number)} END",
            )
        insert(
            PersonMet,
            "FROM bench_visit",
            visit_id="v",
            name=one_of(words.PEOPLE, "v", 4),
            post=one_of(words.POSTS, "v", 5),
        )
        insert(
            Visit.companions.through,
            "FROM bench_visit WHERE v % 3 = 0",
            visit_id="v",
            user_id=self.staff_of("park", "v + 1"),
        )

    def plans(self):
        """What is planned from today on."""
        size, planned = self.size, self.size.parks * PLANNED_VISITS
        insert(
            Visit,
            f"FROM (SELECT n, (n - 1) / {PLANNED_VISITS} + 1 AS park FROM generate_series(1, {planned}) AS n) AS s",
            id=f"{size.visits} + n",
            park_id="park",
            enterprise_id=f"(park - 1) * {self.per_park} + 2 + {pick('n', 40, self.per_park - 1)}",
            status="'PLANNED'",
            planned_on=f"{self.day} + (n % {PLANNED_VISITS})::int",
            planned_at="time '09:30'",
            author_id=self.staff_of("park", "n"),
            plan_note="'看上次提出的问题改好没有'",
        )
