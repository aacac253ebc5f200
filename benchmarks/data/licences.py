"""Cases of licence assistance with their stages, checklists and calls."""

from datetime import timedelta

from benchmarks.data import words
from benchmarks.data.base import CASE_STEP, at
from benchmarks.data.bulk import insert, literal, one_of, pick, run
from benchmarks.data.sizes import OPEN_CASES
from benchmarks.data.testing import Testing
from core.models import Counter
from core.workdays import WORKING_DAYS
from licensing import kept_usual
from licensing.models import CaseContact, CaseDocument, CaseLeg, LicenceCase
from licensing.querysets import KIND

KINDS = ("FPL_NEW",) * 18 + ("IPL_NEW", "FPL_RENEW")
OPEN_STAGES = 9  # an open case stands somewhere on its way, at most there
LONGEST_OPEN = 60  # days in which the present stage of an open case is due


class Licences(Testing):
    """Finished cases spread over all days, and of each park the same number of open ones."""

    MODELS = (LicenceCase, CaseLeg, CaseDocument, CaseContact, *Testing.MODELS)

    def __init__(self, size, today, names, due, in_force):
        super().__init__(size, today, names, due)
        self.in_force = in_force

    def fill(self):
        """All tables, over the connection of this thread."""
        self.plan()
        self.cases()
        self.legs()
        self.papers()
        self.contacts()
        super().fill()

    @staticmethod
    def derive(parks):
        """What the acts keep of finished cases; the last ones of a kind are found by an index."""
        for park in range(1, parks + 1):
            for kind in sorted(set(KINDS)):
                kept_usual.keep(kind, park)

    def plan(self):
        """What each case goes through: stages with the days each takes, before or after what is usual."""
        size = self.size
        closed = size.cases - size.open_cases
        run(
            "CREATE TEMP TABLE bench_first AS SELECT c, e, park, is_open, procedure.id AS procedure_id, "
            "procedure.kind, procedure.target_days, "
            f"CASE WHEN is_open THEN 1 + {pick('c', 71, OPEN_STAGES)} ELSE 99 END AS place "
            f"FROM (SELECT c, 1 + (c * {CASE_STEP}::bigint) % {size.enterprises} AS e, "
            f"{self.park_of(f'1 + (c * {CASE_STEP}::bigint) % {size.enterprises}')} AS park, false AS is_open "
            f"FROM generate_series(1, {closed}) AS c UNION ALL "
            f"SELECT {closed} + n, (park - 1) * {self.per_park} + 1 + {pick('n', 70, self.per_park)}, park, true "
            f"FROM (SELECT n, (n - 1) / {OPEN_CASES} + 1 AS park FROM generate_series(1, {size.open_cases}) AS n) AS o"
            f") AS s JOIN licensing_procedure AS procedure ON procedure.code = {one_of(KINDS, 'c', 72)}"
        )
        run(
            "CREATE TEMP TABLE bench_leg AS SELECT c, stage, holder, n, unit, pauses_authority, nr, days, "
            "sum(days) OVER (PARTITION BY c ORDER BY nr) AS until FROM ("
            "SELECT f.c, s.stage, s.holder, s.n, s.unit, s.pauses_authority, s.nr, "
            f"{pick('f.c * 16 + s.nr', 73, '2 * s.n + 2')} AS days FROM bench_first AS f JOIN ("
            "SELECT procedure_id, stage, holder, n, unit, pauses_authority, "
            "row_number() OVER (PARTITION BY procedure_id ORDER BY position) AS nr "
            "FROM licensing_procedurestage WHERE NOT optional) AS s USING (procedure_id) WHERE s.nr <= f.place) AS t"
        )
        run("ANALYZE bench_leg")
        run(
            "CREATE TEMP TABLE bench_case AS SELECT f.*, l.total, l.last_days, l.stage, l.holder, l.n, "
            "l.unit, l.submitted, l.accepted, l.decided, "
            f"CASE WHEN f.is_open THEN {self.day} - (l.total - l.last_days)::int - {pick('f.c', 74, 6)}::int "
            f"ELSE {self.day} - 1 - l.total::int - (({closed} - f.c) * {size.days}::bigint / {closed})::int END AS opened "
            "FROM bench_first AS f JOIN (SELECT c, max(until) AS total, "
            "(array_agg(stage ORDER BY nr DESC))[1] AS stage, (array_agg(holder ORDER BY nr DESC))[1] AS holder, "
            "(array_agg(n ORDER BY nr DESC))[1] AS n, (array_agg(unit ORDER BY nr DESC))[1] AS unit, "
            "(array_agg(days ORDER BY nr DESC))[1] AS last_days, "
            "max(until - days) FILTER (WHERE stage = 'SUBMITTED') AS submitted, "
            "max(until - days) FILTER (WHERE stage = 'ACCEPTED') AS accepted, "
            "max(until - days) FILTER (WHERE stage = 'ISSUED') AS decided "
            "FROM bench_leg GROUP BY c) AS l USING (c)"
        )
        run("ANALYZE bench_case")
        run("CREATE TEMP TABLE bench_stage_due (began date, n int, due date, PRIMARY KEY (began, n))")
        wanted = [
            (day, n, self.in_force.due(day, n, WORKING_DAYS).date)
            for day in (self.today - timedelta(days=back) for back in range(LONGEST_OPEN))
            for n in range(1, 11)
        ]
        run(
            "INSERT INTO bench_stage_due VALUES "
            + ", ".join(f"({literal(began)}, {n}, {literal(due)})" for began, n, due in wanted)
        )

    def cases(self):
        """The cases, numbered by park and year."""
        began = "(opened + (total - last_days)::int)"
        ended = "CASE WHEN NOT is_open THEN opened + total::int END"
        numbered = (
            "FROM (SELECT b.*, extract(year FROM opened)::int AS year, "
            "row_number() OVER (PARTITION BY park, extract(year FROM opened) ORDER BY c) AS serial FROM bench_case AS b) AS s "
        )
        insert(
            LicenceCase,
            numbered
            + f"LEFT JOIN bench_stage_due AS d ON s.is_open AND s.unit = 'WD' AND d.began = {began} AND d.n = s.n "
            "JOIN (SELECT procedure_id, array_agg(stage ORDER BY position) AS route, "
            "coalesce(array_agg(stage ORDER BY position) FILTER (WHERE optional), '{}') AS optional "
            "FROM licensing_procedurestage GROUP BY procedure_id) AS r USING (procedure_id) "
            "JOIN (SELECT c, array_agg(l.days ORDER BY s.position) AS stage_days FROM bench_first AS f "
            "JOIN licensing_procedurestage AS s USING (procedure_id) LEFT JOIN bench_leg AS l USING (c, stage) "
            "GROUP BY c) AS took USING (c) ORDER BY s.c",
            id="s.c",
            park_id="park",
            number=f"'{KIND}-' || year || '-' || lpad(serial::text, 4, '0')",
            enterprise_id="e",
            procedure_id="procedure_id",
            kind="kind",
            product=one_of(words.PRODUCTS, "s.c", 75),
            origin=one_of(("VISIT", "VISIT", "PHONE", "ONLINE", "WALK_IN"), "s.c", 76),
            owner_id=self.staff_of("park", "s.c"),
            status="CASE WHEN is_open THEN 'RUNNING' ELSE 'ISSUED' END",
            stage="stage",
            route="route",
            optional="optional",
            stage_days="CASE WHEN is_open THEN '{}' ELSE stage_days END",
            holder="holder",
            holder_since=began,
            stage_from=began,
            stage_due_on=f"CASE WHEN is_open THEN coalesce(d.due, {began} + s.n) END",
            opened_on="opened",
            opened_by_id=self.staff_of("park", "s.c"),
            target_days="target_days",
            target_on="opened + target_days::int",
            submission_no="CASE WHEN submitted IS NULL THEN '' ELSE 'SQ' || s.c END",
            submitted_on="opened + submitted::int",
            acceptance_no="CASE WHEN accepted IS NULL THEN '' ELSE 'SL' || s.c END",
            accepted_on="opened + accepted::int",
            decided_on="opened + decided::int",
            authority_days="(decided - accepted)::int * 5 / 7",
            authority_limit="CASE WHEN decided IS NOT NULL AND accepted IS NOT NULL THEN 20 END",
            issued_on=ended,
            closed_on=ended,
            closed_by_id=f"CASE WHEN NOT is_open THEN {self.staff_of('park', 's.c')} END",
            imported="true",
        )
        insert(
            Counter,
            numbered + "GROUP BY park, year",
            park_id="park",
            kind=literal(KIND),
            year="year",
            value="max(serial)",
        )

    def legs(self):
        """Who had the baton."""
        last = "(b.is_open AND l.nr = b.place)"
        insert(
            CaseLeg,
            "FROM bench_leg AS l JOIN bench_case AS b USING (c) ORDER BY c, nr",
            case_id="c",
            stage="l.stage",
            holder="l.holder",
            n="l.n",
            unit="l.unit",
            pauses_authority="l.pauses_authority",
            began_on="b.opened + (l.until - l.days)::int",
            ended_on=f"CASE WHEN NOT {last} THEN b.opened + l.until::int END",
            days=f"CASE WHEN NOT {last} THEN l.days END",
            is_late=f"NOT {last} AND l.days > l.n",
            moved_by_id=self.staff_of("b.park", "c"),
        )

    def papers(self):
        """The checklists; of an open case the last two are missing."""
        missing = "(b.is_open AND d.nr <= 2)"
        insert(
            CaseDocument,
            "FROM bench_case AS b JOIN (SELECT *, row_number() OVER (PARTITION BY procedure_id ORDER BY position DESC) "
            "AS nr FROM licensing_proceduredocument) AS d USING (procedure_id) ORDER BY c, d.position",
            park_id="b.park",
            case_id="c",
            label="d.label",
            owed_by="d.owed_by",
            status=f"CASE WHEN {missing} THEN 'MISSING' ELSE 'RECEIVED' END",
            due_on=f"CASE WHEN {missing} THEN {self.day} + {pick('c', 77, 20)}::int - 4 END",
            settled_on=f"CASE WHEN NOT {missing} THEN b.opened END",
            position="d.position",
        )

    def contacts(self):
        """One call to the authority of each; of every third open case with a promise."""
        promised = "(is_open AND c % 3 = 0)"
        insert(
            CaseContact,
            "FROM bench_case ORDER BY c",
            park_id="park",
            case_id="c",
            party="'AUTHORITY'",
            way="'PHONE'",
            person="'许可科'",
            text=one_of(words.ANSWERS, "c", 78),
            happened_at=at("opened", "10:00"),
            by_id=self.staff_of("park", "c"),
            promise=f"CASE WHEN {promised} THEN '安排现场核查' ELSE '' END",
            promised_on=f"CASE WHEN {promised} THEN {self.day} + {pick('c', 79, 14)}::int - 2 END",
        )
