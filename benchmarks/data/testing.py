"""Testing bodies, the samples they have and had, and what held cases up."""

from benchmarks.data.base import Base
from benchmarks.data.bulk import insert, literal, one_of, pick, run
from core.models import Counter
from enterprises.models import BodyAbility, InspectionBody
from licensing.models import CaseBottleneck, Delivery, Sample
from licensing.querysets import DELIVERY, SAMPLE

BODIES, ABILITIES = 3, 2  # of a park, and of a body; the last body's accreditation is over
SUBJECTS = ("糕点", "饮料", "人造板", "电线电缆", "食品用塑料制品", "调味品")
HELD_UP_EVERY = 4  # of so many samples one waited in a queue


class Testing(Base):
    """One sample of every case that has been in test, one to be delivered of those before it."""

    MODELS = (InspectionBody, BodyAbility, Delivery, Sample, CaseBottleneck)

    def fill(self):
        """All tables; what cases go through stands in `bench_case` and `bench_leg` of this connection."""
        self.bodies()
        self.deliveries()
        self.samples()
        self.bottlenecks()

    def bodies(self):
        """Bodies of each park with what they test."""
        parks, name = self.size.parks, "'第' || b || '产品质量检验所'"
        number = "'2314' || lpad(((park - 1) * 10 + b)::text, 8, '0')"
        last = f"CASE WHEN b = {BODIES} THEN {self.day} - 30 ELSE {self.day} + 400 + 30 * b END"
        insert(
            InspectionBody,
            f"FROM generate_series(1, {parks}) AS park, generate_series(1, {BODIES}) AS b",
            id=f"(park - 1) * {BODIES} + b",
            park_id="park",
            name=name,
            short_name=name,
            cma_number=number,
            cma_since=f"{self.day} - 6000",
            cma_valid_to=last,
            cma_apply_by=f"({last}) - 90",
            searched=f"concat_ws(E'\\n', {name}, {name}, {number})",
            search_text=f"{name} || ' ' || {number}",
        )
        subject = f"(ARRAY[{', '.join(map(literal, SUBJECTS))}])[1 + (b * {ABILITIES} + a) % {len(SUBJECTS)}]"
        insert(
            BodyAbility,
            f"FROM generate_series(1, {parks}) AS park, generate_series(1, {BODIES}) AS b, "
            f"generate_series(1, {ABILITIES}) AS a",
            id=f"((park - 1) * {BODIES} + b - 1) * {ABILITIES} + a",
            park_id="park",
            body_id=f"(park - 1) * {BODIES} + b",
            subject=subject,
            n="7",
            unit="'WD'",
            searched=f"{subject} || E'\\n'",
            search_text=subject,
        )

    def deliveries(self):
        """The last one of each park: what is in test came with it."""
        year = self.today.year
        insert(
            Delivery,
            f"FROM generate_series(1, {self.size.parks}) AS park",
            id="park",
            park_id="park",
            number=f"'{DELIVERY}-{year}-0001'",
            body_id=f"(park - 1) * {BODIES} + 1",
            delivered_on=f"{self.day} - 3",
            delivered_by_id=self.staff_of("park", "park"),
            lines="'[]'::jsonb",
        )
        self.count(DELIVERY, f"FROM generate_series(1, {self.size.parks}) AS park", "1", year)

    def samples(self):
        """Reported with the stage; in test, or to be delivered."""
        each = BODIES * ABILITIES
        run(
            "CREATE TEMP TABLE bench_sample AS SELECT b.c, b.park, b.is_open AND l.nr = b.place AS is_there, "
            "l.stage = 'COACHING' AS waits, (b.opened + (l.until - l.days)::int) AS began, l.days, "
            f"(b.park - 1) * {each} + 1 + {pick('b.c', 80, each)} AS ability, row_number() OVER (PARTITION BY b.park ORDER BY b.c) "
            "AS serial FROM bench_case AS b JOIN bench_leg AS l USING (c) "
            "WHERE l.stage = 'TESTING' OR l.stage = 'COACHING' AND b.is_open AND l.nr = b.place"
        )
        by = self.staff_of("park", "c")
        over, handed = "(NOT is_there)", "(NOT waits)"
        insert(
            Sample,
            "FROM bench_sample ORDER BY c",
            id="c",
            park_id="park",
            number=f"'{SAMPLE}-{self.today.year}-' || lpad(serial::text, 4, '0')",
            case_id="c",
            body_id=f"(ability - 1) / {ABILITIES} + 1",
            ability_id="ability",
            name=one_of(("样品一", "样品二", "样品三"), "c", 81),
            taken_on="began",
            status="CASE WHEN NOT is_there THEN 'REPORTED' WHEN waits THEN 'WAITING' ELSE 'DELIVERED' END",
            delivery_id="CASE WHEN is_there AND NOT waits THEN park END",
            delivered_on=f"CASE WHEN {handed} THEN began END",
            n=f"CASE WHEN {handed} THEN 7 END",
            unit=f"CASE WHEN {handed} THEN 'WD' ELSE '' END",
            due_on=f"CASE WHEN {handed} THEN began + 9 END",
            verdict=f"CASE WHEN {over} THEN 'PASSED' ELSE '' END",
            report_number=f"CASE WHEN {over} THEN 'JY' || c ELSE '' END",
            report_on=f"CASE WHEN {over} THEN began + days::int END",
            took=f"CASE WHEN {over} THEN days END",
            closed_on=f"CASE WHEN {over} THEN began + days::int END",
            closed_by_id=f"CASE WHEN {over} THEN {by} END",
            taken_by_id=by,
            imported="true",
        )
        self.count(SAMPLE, "FROM bench_sample GROUP BY park", "max(serial)", self.today.year)

    def bottlenecks(self):
        """Time in the queue of a testing body."""
        insert(
            CaseBottleneck,
            f"FROM bench_sample WHERE NOT waits AND c % {HELD_UP_EVERY} = 0 ORDER BY c",
            park_id="park",
            case_id="c",
            kind="'QUEUE'",
            opened_on="began",
            opened_by_id=self.staff_of("park", "c"),
            closed_on="CASE WHEN NOT is_there THEN began + days::int END",
            closed_by_id=f"CASE WHEN NOT is_there THEN {self.staff_of('park', 'c')} END",
        )

    def count(self, kind, source, value, year):
        """The counter behind numbers."""
        insert(Counter, source, park_id="park", kind=literal(kind), year=f"{year}", value=value)
