"""Statistics equal a plain hand computation over thirty cases that were run through the acts on their days."""

import random
import re
from datetime import date, timedelta
from math import ceil

import pytest
from django.urls import reverse

from core import summaries
from core.figures import Period
from core.reading import compute
from licensing import actions
from licensing.models import LicenceCase, UsualDays
from licensing.relay import median, percentile
from licensing.statistics import Statistics
from licensing.usual import experience
from tests.licensing.making import SC, go, make_case

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

# the calendar of 2026 as the State Council has it
OFF = {
    *(date(2026, 1, d) for d in range(1, 4)), *(date(2026, 2, d) for d in range(15, 24)),
    *(date(2026, 4, d) for d in range(4, 7)), *(date(2026, 5, d) for d in range(1, 6)),
    *(date(2026, 6, d) for d in range(19, 22)), *(date(2026, 9, d) for d in range(25, 28)),
    *(date(2026, 10, d) for d in range(1, 8)),
}  # fmt: skip
MADE_UP = {
    date(2026, 1, 4),
    date(2026, 2, 14),
    date(2026, 2, 28),
    date(2026, 5, 9),
    date(2026, 9, 20),
    date(2026, 10, 10),
}

# stage: holder, days allowed, their unit
FOOD = {
    "OPENED": ("STATION", 1, "CD"), "DIAGNOSED": ("STATION", 2, "CD"), "COACHING": ("ENTERPRISE", 4, "CD"),
    "TESTING": ("BODY", 7, "CD"), "DOSSIER": ("ENTERPRISE", 2, "CD"), "SUBMITTED": ("ENTERPRISE", 0, "CD"),
    "CORRECTING": ("ENTERPRISE", 2, "CD"), "ACCEPTED": ("AUTHORITY", 1, "WD"), "ONSITE": ("AUTHORITY", 5, "WD"),
    "ONSITE_FIX": ("ENTERPRISE", 3, "CD"), "DECIDED": ("AUTHORITY", 3, "WD"), "ISSUED": ("AUTHORITY", 1, "WD"),
}  # fmt: skip
MAY_BE_LEFT_OUT = ("CORRECTING", "ONSITE_FIX")
LIMIT, TARGET = 10, 30


def works(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


class Plan:
    """One case as a list of dates: legs [(stage, began, ended)], a time on hold, how it ends."""

    def __init__(self, dice, n):
        self.opened, self.legs, self.hold = date(2026, 1, 5) + n * 7 * DAY, [], None
        self.end = {7: "REFUSED", 13: "REFUSED", 21: "WITHDRAWN", 29: "RUNNING"}.get(n, "ISSUED")
        day = self.opened
        for stage in FOOD:
            if stage in MAY_BE_LEFT_OUT and dice.random() < 0.6:
                continue
            if self.end != "ISSUED" and stage == "ISSUED":
                break
            began, day = day, day + dice.choice([0, 1, 1, 2, 2, 3, 5, 9]) * DAY
            self.legs.append((stage, began, day))
        long = [(began, ended) for _stage, began, ended in self.legs if ended - began >= 3 * DAY]
        if long and dice.random() < 0.5:
            began, ended = dice.choice(long)
            self.hold = (began + DAY, ended - dice.choice([0, 1]) * DAY)

        self.gaps = []
        for kind in ("QUEUE", "CORRECTION"):
            first = dice.randrange(len(self.legs))
            last = dice.choice([None, dice.randrange(first, len(self.legs))])
            if dice.random() < 0.5:
                self.gaps.append((kind, first, last))

    @property
    def last(self):
        return self.legs[-1][2]

    def days_of(self, began, ended):
        """The days in (began, ended] that were not on hold."""
        found, day = [], began
        while day < ended:
            day += DAY
            if not (self.hold and self.hold[0] < day <= self.hold[1]):
                found.append(day)
        return found

    def took(self):
        """[(stage, holder, days, longer than allowed)]."""
        found = []
        for stage, began, ended in self.legs:
            holder, allowed, unit = FOOD[stage]
            days = self.days_of(began, ended)
            used = len(days) if unit == "CD" else sum(works(day) for day in days)
            found.append((stage, holder, len(days), used > allowed))
        return found

    def lost(self):
        """[(bottleneck, days it stood open)]; what nobody closed ends with the case."""
        return [
            (kind, ((self.last if last is None else self.legs[last][2]) - self.legs[first][1]).days)
            for kind, first, last in self.gaps
        ]

    def authority(self):
        """Working days from acceptance to decision, without those on which the applicant had to mend something."""
        begun = {stage: began for stage, began, _ended in self.legs}
        stood = set()
        for stage, began, ended in self.legs:
            if stage in ("CORRECTING", "ONSITE_FIX", "TESTING"):
                stood |= {began + n * DAY for n in range(1, (ended - began).days + 1)}
        day, total = begun["ACCEPTED"], 0
        while day < begun["ISSUED"]:
            day += DAY
            total += works(day) and day not in stood
        return total

    def events(self):
        """[(day, place, what, stage)]"""
        found = [(self.opened, 0, "open", "")]
        for kind, first, last in self.gaps:
            found.append((self.legs[first][1], first * 10 + 0.5, "gap", kind))
            if last is not None:
                found.append((self.legs[last][2], last * 10 + 3, "way", kind))
        for place, (stage, began, ended) in enumerate(self.legs):
            if (
                self.hold
                and began < self.hold[0]
                and self.hold[1] <= ended
                and not any(e[2] == "hold" for e in found)
            ):
                found += [
                    (self.hold[0], place * 10 + 1, "hold", ""),
                    (self.hold[1], place * 10 + 2, "resume", ""),
                ]
            if place + 1 < len(self.legs):
                found.append((ended, place * 10 + 3, "move", self.legs[place + 1][0]))
            else:
                found.append((ended, place * 10 + 4, self.end, stage))
        return found


def run(plans, cast, traveller):
    """All cases, act by act, each on its day."""
    events = sorted(
        (day, n, place, what, stage)
        for n, plan in enumerate(plans)
        for day, place, what, stage in plan.events()
    )
    cases = {}
    for day, n, _place, what, stage in events:
        traveller.move_to(f"{day} 10:00:00+08:00")
        case = cases.get(n)
        match what:
            case "open":
                cases[n] = make_case(cast, product=f"第 {n} 种糕点")
            case "move":
                go(cast, case, stage)
            case "hold":
                actions.hold_case(case.pk, cast.chen, reason="等设备")
            case "gap":
                actions.open_bottleneck(case.pk, cast.chen, kind=stage)
            case "way":
                actions.close_bottleneck(case.bottlenecks.get(kind=stage).pk, cast.chen)
            case "resume":
                actions.resume_case(case.pk, cast.chen)
            case "ISSUED":
                actions.issue_licence(case.pk, cast.chen, number=SC, valid_to=date(2031, 11, 22))
            case "REFUSED":
                actions.refuse_licence(case.pk, cast.chen, reason="核查不通过")
            case "WITHDRAWN":
                actions.withdraw_case(case.pk, cast.chen, reason="不办了")
    traveller.move_to("2026-11-23 10:30:00+08:00")
    return cases


def ran(many, seed, cast, monday):
    """So many cases of the year, run through the acts."""
    dice = random.Random(seed)
    plans = [Plan(dice, n) for n in range(many)]
    run(plans, cast, monday)
    return plans


@pytest.fixture
def thirty(request, cast, monday):
    """Thirty cases of the year."""
    return ran(30, request.param, cast, monday)


@pytest.fixture
def dozen(cast, monday):
    """Enough of them to look at."""
    return ran(12, 1, cast, monday)


PERIODS = [
    Period(date(2026, 1, 1), date(2026, 12, 31), "the year"),
    Period(date(2026, 3, 10), date(2026, 6, 20), "spring"),
    Period(date(2026, 7, 1), date(2026, 7, 31), "a month"),
    Period(date(2020, 2, 3), date(2029, 5, 4), "nine years"),
]


def by_hand(plans, period):
    """Every number of the page, by loops over the listed dates."""
    issued = [p for p in plans if p.end == "ISSUED" and period.first <= p.last <= period.last]
    days = sorted((p.last - p.opened).days for p in issued)
    legs = {}
    for p in issued:
        whole = {}
        for stage, holder, took, late in p.took():
            legs.setdefault(stage, []).append((took, late))
            before = whole.get(holder, (0, False))
            whole[holder] = (before[0] + took, before[1] or late)
        for holder, value in whole.items():
            legs.setdefault(holder, []).append(value)
        for kind, lost in p.lost():
            legs.setdefault(kind, []).append((lost, False))
    middle = (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2 if days else None
    return {
        "opened": sum(period.first <= p.opened <= period.last for p in plans),
        "issued": len(days),
        "median": middle,
        "slow": days[ceil(len(days) * 9 / 10) - 1] if days else None,
        "in target": sum(n <= TARGET for n in days),
        "refused": sum(p.end == "REFUSED" and period.first <= p.last <= period.last for p in plans),
        "authority": sum(p.authority() for p in issued),
        "limit": LIMIT * len(issued),
        "legs": {
            name: (len(rows), float(median([n for n, _ in rows])), percentile([n for n, _ in rows], 90),
                   sum(late for _, late in rows), sum(n for n, _ in rows))
            for name, rows in legs.items()
        },
    }  # fmt: skip


def by_page(user, period):
    """The same from the page."""
    found = Statistics(user, period)
    now = found.now
    return {
        "opened": now.opened,
        "issued": now.issued,
        "median": None if now.median is None else float(now.median),
        "slow": now.slow,
        "in target": now.in_target,
        "refused": now.refused,
        "authority": now.authority_days,
        "limit": now.limit_days,
        "legs": {
            row.code: (row.cases, float(row.median), row.slow, row.late, row.days) for row in found.took
        },
    }


@pytest.mark.parametrize("thirty", [1, 2], indirect=True)
def test_statistics_equal_a_hand_computation_on_thirty_cases(thirty, cast):
    for period in PERIODS:
        for who in ("chen", "manager", "city"):
            assert by_page(cast[who], period) == by_hand(thirty, period), (who, period.label)
        assert by_page(cast.stranger, period)["issued"] == 0
    assert by_hand(thirty, PERIODS[0])["issued"] == 26
    assert summaries.differences() == []


def test_the_figures_of_the_dashboard_and_the_kept_usual_days_say_the_same(dozen, cast):
    for period in PERIODS:
        hand = by_hand(dozen, period)
        codes = ("CASES_ISSUED", "CASES_IN_TARGET", "CASES_REFUSED", "CASES_OPENED", "LICENCE_TURNAROUND")
        said = compute(codes, cast.manager, period)
        assert [said[code] for code in codes] == [
            hand["issued"], hand["in target"], hand["refused"], hand["opened"], hand["median"]
        ]  # fmt: skip
    for park in (cast.park, None):
        live = experience("FPL_NEW", "OPENED", cast.park.pk, []).here.days
        kept = {row.stage: row for row in UsualDays.objects.filter(kind="FPL_NEW", park=park)}
        assert set(kept) == set(live)
        for stage, days in live.items():
            row = kept[stage]
            assert (float(row.median), row.slow, row.cases) == (median(days), percentile(days, 90), len(days))


def test_closing_one_more_case_moves_the_numbers_at_once(cast, monday):
    dice = random.Random(3)
    plans = [Plan(dice, n) for n in range(6)]
    run(plans, cast, monday)
    before = by_page(cast.manager, PERIODS[0])
    more = Plan(dice, 1)
    run([more], cast, monday)
    plans.append(more)
    after = by_page(cast.manager, PERIODS[0])
    assert after == by_hand(plans, PERIODS[0])
    assert (after["issued"], after["legs"]["OPENED"][0]) == (
        before["issued"] + 1,
        before["legs"]["OPENED"][0] + 1,
    )


def links(context):
    """[(number, address)] of every number on the page that counts cases."""
    counted = ("issued", "opened", "refused")
    found = [(fig["value"], fig["url"]) for fig in context["figs"] if fig["code"] in counted]
    for row in (*context["holders"], *context["stages"], *context["gaps"]):
        found += [(row["cases"], row["cases_url"])] + (
            [(row["late"], row["late_url"])] if row["late"] else []
        )
    for row in context["by_park"]:
        found += [(row[name], row[f"{name}_url"]) for name in ("opened", "issued", "refused")]
    return found


def test_every_number_of_the_page_opens_exactly_its_cases(dozen, sign_in):
    for who in ("chen", "city"):
        follow(sign_in(who))


def follow(client):
    """Open what every number of the page counts."""
    page = client.get(
        reverse("licensing:statistics"), {"from": "2026-03-10", "to": "2026-06-20", "kind": "FPL_NEW"}
    )
    numbers = links(page.context)
    assert len(numbers) > 20
    for n, url in numbers:
        assert client.get(url).context["paginator"].count == n, url
    chart = page.context["chart"]["rows"]
    assert [label for label, _value, _url in chart] == sorted({label for label, _value, _url in chart})
    for _label, value, url in chart:
        days = [row.days for row in client.get(url).context["page_rows"]]
        assert float(value) == median(days)


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-12-31", "to": "2026-01-01"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "x" * 5000, "to": "2026-01-01"},
        {"from": "2026-01-01", "to": "2026-01-01\0"},
        {"period": "forever"},
        {"kind": "FPL_NEW' OR 1=1 --"},
    ],
    ids=["reversed", "enormous", "no date", "a null", "unknown period", "unknown kind"],
)
def test_an_address_that_makes_no_sense_shows_the_usual_period_and_says_so(query, cast, sign_in):
    make_case(cast)
    for name in ("licensing:statistics", "licensing:statistics_file"):
        answer = sign_in("chen").get(reverse(name), query)
        assert answer.status_code == 200
        if name == "licensing:statistics":
            assert bool(answer.context["complaint"]) == (query != {"period": "forever"})
            assert answer.context["period"].first.year >= 2000


def test_forged_conditions_of_the_list_show_nothing_and_no_error(cast, sign_in):
    make_case(cast)
    for query in (
        "issued_after=9999-99-99",
        "target=x",
        "pace=1",
        "ran=NOWHERE",
        "red='",
        "limit=0",
        "park=9e9",
        "park=1",
    ):
        answer = sign_in("city").get(f"{reverse('licensing:list')}?status=all&{query}")
        assert answer.status_code == 200
    assert sign_in("yunlu").get(f"{reverse('licensing:list')}?status=all&pace=slow").status_code == 200


def test_the_workbook_holds_the_numbers_of_the_page(dozen, cast, sign_in, tmp_path):
    from openpyxl import load_workbook

    answer = sign_in("chen").get(
        reverse("licensing:statistics_file"), {"from": "2026-01-01", "to": "2026-12-31"}
    )
    path = tmp_path / "file.xlsx"
    path.write_bytes(b"".join(answer.streaming_content))
    rows = list(load_workbook(path).active.iter_rows(values_only=True))
    hand = by_hand(dozen, PERIODS[0])
    assert rows[1][2:5] == (hand["issued"], hand["median"], hand["slow"])
    assert LicenceCase.objects.filter(status="ISSUED").count() == hand["issued"]
    assert any(re.search("审批部门", str(row[1])) for row in rows)
