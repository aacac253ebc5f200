"""The register: parks, people, enterprises and what belongs to them, archives."""

from datetime import timedelta
from io import StringIO

from django.db import connection

from accounts.models import Department, User
from benchmarks.data import words
from benchmarks.data.base import CITY, DEPARTMENT, LEAD, MANAGER, SYSADMIN, Base
from benchmarks.data.bulk import insert, literal, one_of, pick, run
from benchmarks.data.sizes import DAYS_BETWEEN_VISITS, FIRST_MEMBER, PEOPLE_OF_PARK, STAFF
from core.models import Park
from enterprises.models import (
    ArchiveSection,
    Contact,
    Enterprise,
    Instrument,
    Membership,
    Product,
    YearlyFigures,
)

SECTIONS = ("BASIC", "STANDARD", "METROLOGY", "LICENCE", "QUALITY", "PEOPLE", "FOOD")
SIZES_OF = (("L", 1200, 45_000), ("M", 320, 8_000), ("S", 80, 2_600), ("XS", 12, 180))
ABOVE_SCALE = 2_000
DAYS_OF_CYCLE = 1460  # with a cycle of a year half of all instruments would be owed reminders
BASIC_FIELDS, OTHER_FIELDS = 10, 6  # that a section needs


class Register(Base):
    """The register: parks, people, enterprises and what belongs to them, archives."""

    def parks(self):
        """Parks that have been answerable since before the first visit, with two departments each."""
        began = self.today - timedelta(days=self.size.days + 30)
        Park.objects.bulk_create(
            Park(
                id=number,
                name=f"{words.PARKS[(number - 1) % len(words.PARKS)]}第{number}工业园",
                short_name=f"第{number}园",
                live_from=began,
                phone="0792-0000000",
                default_from=(self.today - timedelta(days=365)).replace(day=1),
                default_to=self.today,
                default_label="近一年",
            )
            for number in range(1, self.size.parks + 1)
        )
        for number, (code, name) in enumerate((("MARKET", "市场监管局"), ("ECOLOGY", "生态环境局"))):
            insert(
                Department,
                "FROM core_park AS p",
                id=f"p.id * 2 - {number}",
                park_id="p.id",
                code=literal(code),
                name=literal(name),
                short_name=literal(name),
            )

    def people(self):
        """Lead, staff, departments and manager of each park; one who sees all parks; an administrator."""
        role = (
            f"CASE WHEN n = {LEAD} THEN 'LEAD' WHEN n <= {STAFF} THEN 'STAFF' "
            f"WHEN n < {MANAGER} THEN 'DEPARTMENT' ELSE 'MANAGER' END"
        )
        plain = {"password": "'!'", "must_change_password": "false", "created_at": "now()"}
        insert(
            User,
            f"FROM core_park AS p, generate_series(0, {MANAGER}) AS n",
            id=f"p.id * {PEOPLE_OF_PARK} + n",
            username="'p' || p.id || '_' || n",
            name=one_of(words.PEOPLE, f"p.id * {PEOPLE_OF_PARK} + n", 1),
            role=role,
            park_id="p.id",
            department_id=f"CASE WHEN n IN ({DEPARTMENT}, {DEPARTMENT + 1}) THEN p.id * 2 - n + {DEPARTMENT} END",
            **plain,
        )
        for pk, name, role, everywhere in (
            (CITY, "city", "CITY", "true"),
            (SYSADMIN, "sysadmin", "SYSADMIN", "false"),
        ):
            insert(
                User, "", id=pk, username=literal(name), name=literal(name), role=literal(role),
                park_id="NULL", sees_all_parks=everywhere, **plain,
            )  # fmt: skip

    def enterprises(self):
        """Names from Python; the last visit from the visits."""
        run(
            "CREATE TEMP TABLE bench_name (e bigint, name text, short_name text, uscc text, short_code text, "
            "industry text, is_food boolean, person text, search_text text, sort_key text)"
        )
        copy_names(self.names)
        run(
            "CREATE TEMP TABLE bench_last AS SELECT enterprise_id AS e, max(visited_on) AS last FROM visits_visit "
            "WHERE status = 'DONE' GROUP BY 1"
        )
        built, confirmed = self.is_built("n.e"), self.confirmed("n.e")
        insert(
            Enterprise,
            "FROM bench_name AS n LEFT JOIN bench_last AS l USING (e) ORDER BY n.e",
            id="n.e",
            park_id=self.park_of("n.e"),
            short_code="n.short_code",
            name="n.name",
            name_indexed="n.name",
            search_text="n.search_text",
            sort_key="n.sort_key",
            short_name="n.short_name",
            uscc="n.uscc",
            entity_type="'LLC'",
            legal_representative="n.person",
            general_manager="n.person",
            established_on=f"{self.day} - 5000 - {pick('n.e', 11, 2000)}::int",
            admitted_on=f"{self.day} - 4900",
            registered_address="'九江市濂溪区工业大道' || n.e || '号'",
            plant_address="'九江市濂溪区工业大道' || n.e || '号'",
            industry_id="nullif(n.industry, '')",
            size_class=one_of([name for name, *_rest in SIZES_OF], "n.e", 12),
            status=one_of(("OPERATING",) * 18 + ("TRIAL", "SUSPENDED"), "n.e", 13),
            is_food="n.is_food",
            liaison_id=self.staff_of(self.park_of("n.e"), "n.e"),
            archive_confirmed_on=f"CASE WHEN {built} THEN {confirmed} END",
            archive_confirmed_by_id=f"CASE WHEN {built} THEN {self.staff_of(self.park_of('n.e'), 'n.e')} END",
            archive_built_on=f"CASE WHEN {built} THEN {confirmed} END",
            archive_oldest_on=f"CASE WHEN {built} THEN {confirmed} END",
            last_visited_on="l.last",
            next_visit_on=f"l.last + {DAYS_BETWEEN_VISITS}",
            imported="true",
        )

    def is_built(self, enterprise: str) -> str:
        """SQL of whether the archive is built: of nine in ten."""
        return f"({enterprise} % 10 <> 0)"

    def confirmed(self, enterprise: str) -> str:
        """SQL of the day an archive was confirmed; of one in twenty that was too long ago."""
        return f"({self.day} - CASE WHEN {enterprise} % 20 = 1 THEN 400 ELSE 20 + {pick(enterprise, 14, 280)}::int END)"

    def around_enterprises(self):
        """Two contacts, two products, two years each."""
        for position, role in enumerate(("GENERAL", "QUALITY")):
            insert(
                Contact,
                "FROM enterprises_enterprise AS e",
                enterprise_id="e.id",
                role=literal(role),
                name=one_of(words.PEOPLE, "e.id", 20 + position),
                post=one_of(words.POSTS, "e.id", 22 + position),
                mobile=f"'13{position}' || lpad(e.id::text, 8, '0')",
                position=position,
            )
            insert(
                Product,
                "FROM enterprises_enterprise AS e",
                park_id="e.park_id",
                enterprise_id="e.id",
                name=(name := one_of(words.PRODUCTS[position::2], "e.id", 24 + position)),
                searched=f"{name} || E'\\n'",
                search_text=name,
                position=position,
            )
            size = one_of([name for name, *_rest in SIZES_OF], "e.id", 12)
            numbers = {
                name: f"CASE {size} "
                + " ".join(f"WHEN '{row[0]}' THEN {row[place]}" for row in SIZES_OF)
                + " END"
                for place, name in ((1, "employees"), (2, "revenue"))
            }
            insert(
                YearlyFigures,
                "FROM enterprises_enterprise AS e",
                enterprise_id="e.id",
                year=self.today.year - 1 - position,
                employees=numbers["employees"],
                revenue_10k=numbers["revenue"],
                output_10k=f"({numbers['revenue']}) * 1.1",
                tax_10k=f"({numbers['revenue']}) * 0.05",
                above_scale=f"e.industry_id IS NOT NULL AND ({numbers['revenue']}) >= {ABOVE_SCALE}",
            )

    def members(self):
        """Every other enterprise has somebody who signs in."""
        insert(
            User,
            "FROM enterprises_enterprise AS e WHERE e.id % 2 = 0",
            id=f"{FIRST_MEMBER} + e.id",
            username="'e' || e.id",
            name=one_of(words.PEOPLE, "e.id", 20),
            mobile="'139' || lpad(e.id::text, 8, '0')",
            role="'ENTERPRISE'",
            park_id="e.park_id",
            password="'!'",
            must_change_password="false",
            created_at="now()",
        )
        insert(
            Membership,
            "FROM enterprises_enterprise AS e WHERE e.id % 2 = 0",
            enterprise_id="e.id",
            user_id=f"{FIRST_MEMBER} + e.id",
            since=self.day,
        )

    def archives(self):
        """The sections that apply: seen and confirmed where the archive is built."""
        built = self.is_built("e.id")
        insert(
            ArchiveSection,
            "FROM enterprises_enterprise AS e, "
            f"unnest(ARRAY[{', '.join(map(literal, SECTIONS))}]) AS s(section) WHERE e.is_food OR section <> 'FOOD'",
            park_id="e.park_id",
            enterprise_id="e.id",
            section="section",
            content=(
                f"CASE WHEN section = 'BASIC' THEN CASE WHEN {built} AND e.industry_id IS NOT NULL THEN 'COMPLETE' "
                f"ELSE 'PARTIAL' END WHEN {built} THEN 'PARTIAL' ELSE 'EMPTY' END"
            ),
            filled=(
                "CASE WHEN section = 'BASIC' THEN CASE WHEN e.industry_id IS NULL THEN 90 ELSE 100 END "
                "ELSE 0 END"
            ),
            required=f"CASE WHEN section = 'BASIC' THEN {BASIC_FIELDS} ELSE {OTHER_FIELDS} END",
            present=(
                f"CASE WHEN section = 'BASIC' THEN {BASIC_FIELDS} - (e.industry_id IS NULL)::int ELSE 0 END"
            ),
            on_paper=f"{built} AND section <> 'BASIC'",
            confirmed_on=f"CASE WHEN {built} THEN {self.confirmed('e.id')} END",
            confirmed_by_id=f"CASE WHEN {built} THEN {self.staff_of('e.park_id', 'e.id')} END",
        )

    def instruments(self):
        """A register with dates: what lies behind is late, as many a day for a park in both."""
        name = one_of(words.INSTRUMENTS, "n", 90)
        number = "'QJ-' || n"
        days = DAYS_OF_CYCLE
        insert(
            Instrument,
            f"FROM generate_series(1, {self.size.instruments}) AS n",
            id="n",
            park_id=self.park_of(enterprise := f"(1 + n % {self.size.enterprises})"),
            enterprise_id=enterprise,
            asset_no=number,
            name=name,
            type_code="'PRESSURE_GAUGE'",
            control=one_of(("MANDATORY_PERIODIC", "CALIBRATION"), "n", 91),
            institution="'九江市计量测试所'",
            cert_no="'检字第' || n || '号'",
            last_done_on=f"{self.day} - {pick('n', 92, days)}::int",
            due_on=f"{self.day} - 20 + {pick('n', 93, days)}::int",
            due_rule="'INST_PRESSURE_GAUGE'",
            searched=f"concat_ws(E'\\n', {name}, '', {number}, '', '检字第' || n || '号')",
            search_text=f"{name} || ' qj' || n || ' 检字第' || n || '号'",
        )


def copy_names(names) -> None:
    """The names into their staging table."""
    columns = (
        "id",
        "name",
        "short_name",
        "uscc",
        "short_code",
        "industry",
        "is_food",
        "person",
        "search_text",
        "sort_key",
    )
    text = StringIO()
    for name in names:
        text.write("\t".join(str(getattr(name, column)) for column in columns) + "\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert("COPY bench_name FROM STDIN WITH (NULL '\\N')", text)
