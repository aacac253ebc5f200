"""Every number of a dashboard, recomputed over the rows of the list behind it (DESIGN §3 "Contributions")."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from core.figures import COUNT, MEDIAN, SHARE, STATEMENT, SUM, Period, figures, share
from core.reading import compute, read
from dashboards.models import Statement
from licensing.relay import median
from tests.factories import make_enterprise
from tests.licensing.making import past_case
from tests.nets.visitor import Visitor

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIODS = [
    Period(date(2010, 3, 1), date(2011, 2, 28), "the first year"),
    Period(date(2010, 6, 15), date(2010, 6, 15), "one day"),
    Period(date(2012, 2, 29), date(2012, 12, 31), "from a leap day to the end of a year"),
]
LAST_SECOND = time(23, 59, 59)


def edges(period):
    """Moments just outside and just inside both ends, in Shanghai."""
    day = timedelta(days=1)
    for n, (on, at) in enumerate(
        [
            (period.first - day, LAST_SECOND),
            (period.first, time(0)),
            (period.last, LAST_SECOND),
            (period.last + day, time(0)),
        ]
    ):
        yield n, datetime.combine(on, at, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def visitor(world):
    """A station with something on each edge of each period, in both parks."""
    for number, period in enumerate(PERIODS):
        for n, moment in edges(period):
            fill(world, moment, f"{number}{n}", n)
    return Visitor(world)


def fill(world, moment, mark, n):
    """An enterprise admitted, a visit, a consultation and three requests at a moment."""
    from enterprises.models import Enterprise
    from servicedesk import actions
    from servicedesk.models import Channel, ServiceRequest
    from visits.actions import log_visit

    day = moment.date()
    for by, park in ((world.chen, world.park), (world.stranger, world.other_park)):
        company = make_enterprise(park, f"九江边界{mark}{park.pk}有限公司", admitted_on=day)
        left = {"archive_built_on": day} if n != 3 else {"left_on": day, "status": "RELOCATED"}
        Enterprise.objects.filter(pk=company.pk).update(**left)
        said = {"at": moment, "imported": True}
        log_visit(by, company.pk, visited_on=day, summary="边界走访", **said)
        actions.log_consultation(
            by, sentence="边界咨询", channel=Channel.PHONE, persons=n + 2, enterprise=company, **said
        )
        for category, rating in (("STANDARD", 5), ("LICENCE", 2), ("METROLOGY", None)):
            request = actions.log_request(
                by,
                company,
                title=f"边界{category}",
                channel=Channel.PHONE,
                category=category,
                holder=by,
                **said,
            )
            if rating:
                actions.answer_request(request.pk, by, text="已答复。", at=moment)
                actions.close_request(request.pk, by, at=moment)
                ServiceRequest.objects.filter(pk=request.pk).update(rating=rating, promised_on=day)
        fill_cases(by, company, day, f"{mark}{park.pk}")


def fill_cases(by, company, day, mark):
    """Licences issued in time and late on a day, one refused on it, one opened on it that runs."""
    begun = day - timedelta(days=35)
    for number, took in enumerate((35, 12, 20)):
        past_case(
            company,
            by,
            f"边{mark}{number}",
            opened_on=day - timedelta(days=took),
            issued_on=day,
            closed_on=day,
            status="ISSUED",
        )
    past_case(company, by, f"边{mark}-", opened_on=begun, decided_on=day, closed_on=day, status="REFUSED")
    past_case(company, by, f"边{mark}+", opened_on=day, holder="AUTHORITY")


def listed(visitor, who, figure, period):
    """The number, recomputed over all pages of the figure's list."""
    total, page, values = Decimal(0), 1, []
    while True:
        url = figure.url(period)
        response = visitor.get(who, f"{url}{'&' if '?' in url else '?'}page={page}")
        assert response.status_code == 200, f"{figure.code}: {url} → {response.status_code}"
        rows = response.context["page_rows"]
        if figure.kind == MEDIAN:
            values += [getattr(row, figure.field) for row in rows]
        total += sum(getattr(row, figure.field) for row in rows) if figure.kind == SUM else len(rows)
        if not response.context["page"].has_next():
            if figure.kind == COUNT:
                assert response.context["paginator"].count == total
            return total if figure.kind != MEDIAN else median(values) if values else None
        page += 1


@pytest.mark.parametrize("who", ["manager", "city"])
@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_figure_is_what_its_list_shows(who, period, visitor):
    counted = [figure for figure in figures.sorted() if figure.kind in (COUNT, SUM, MEDIAN)]
    said = compute([figure.code for figure in counted], visitor.world[who], period)
    again = read([figure.code for figure in counted], visitor.world[who], period, from_rows=True).values
    assert {code: (said[code], again[code]) for code in said if said[code] != again[code]} == {}
    shown = {figure.code: listed(visitor, who, figure, period) for figure in counted}
    assert {code: (said[code], shown[code]) for code in said if said[code] != shown[code]} == {}


def test_a_stated_value_is_the_one_on_its_statement(visitor):
    """The newest statement of the years of the period; nothing where nothing was published."""
    for year, value in ((2017, "320000.00"), (2018, "7")):
        statement = Statement.objects.create(park=visitor.world.park, year=year, source="公报")
        statement.values.create(indicator_id="MAIN_REVENUE", value=value)
    revenue, jobs = figures["ECONOMY_MAIN_REVENUE"], figures["ECONOMY_NEW_JOBS"]
    cases = ((2016, 2017, 320_000), (2016, 2019, 7), (2019, 2020, None))
    for who, (first, last, expected) in product(("manager", "city"), cases):
        period = Period(date(first, 5, 1), date(last, 2, 1))
        said = compute([revenue.code, jobs.code], visitor.world[who], period)
        assert said == {revenue.code: expected, jobs.code: None}
        page = visitor.get(who, revenue.url(period))
        shown = [row for statement in page.context["statements"][:1] for row in statement["rows"]]
        assert [(row["code"], row["stated"]) for row in shown] == (
            [("MAIN_REVENUE", expected)] if expected else []
        )


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_a_share_is_its_part_of_its_whole(period, visitor):
    for figure in figures.sorted():
        if figure.kind == SHARE:
            values = compute([figure.code, figure.part, figure.whole], visitor.world.manager, period)
            assert values[figure.code] == share(values[figure.part], values[figure.whole])
            assert visitor.get("manager", figure.url(period)).status_code == 200


@pytest.mark.parametrize("code", ["VISITS", "CONSULTATIONS", "REQUESTS_SUBMITTED"])
def test_the_edges_count_on_the_right_side(code, visitor):
    """Of the four moments on the edges of a day two are inside; a request is three."""
    said = compute([code], visitor.world.manager, PERIODS[1])[code]
    assert said == (6 if code == "REQUESTS_SUBMITTED" else 2)


def test_every_figure_has_a_door_and_a_known_kind():
    assert [
        f.code
        for f in figures.sorted()
        if f.url is None or f.kind not in (COUNT, SUM, SHARE, STATEMENT, MEDIAN)
    ] == []
