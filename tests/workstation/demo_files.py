"""The files of the demo park, read once for its tests, with the rules they are measured by."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import chinese_calendar

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "workstation" / "demo" / "data"
FIRST_DAY, LAST_DAY = date(2010, 3, 8), date(2011, 2, 28)
PROMISE = {"NORMAL": 5, "URGENT": 2, "COMPLEX": 15}
NAMED = {
    "九江市三佳实业有限公司",
    "九江市金樱食品发展有限公司",
    "九江市清真梁义隆饼店",
    "美庐乳业",
    "啄木鸟服装",
}
MONTHS = [f"2010-{m:02d}" for m in range(3, 13)] + ["2011-01", "2011-02"]
SECTIONS = ("BASIC", "STANDARD", "METROLOGY", "LICENCE", "QUALITY", "PEOPLE")
STAFF = {"chen", "zhou", "lead"}
OFFICERS = STAFF | {"liu", "wu"}


def read(name):
    """The content of one data file."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


ENTERPRISES = read("enterprises")
BY_KEY = {row["key"]: row for row in ENTERPRISES}
FICTIONAL = [row for row in ENTERPRISES if row["fictional"]]
REAL = [row for row in ENTERPRISES if not row["fictional"]]
REAL_KEYS = {row["key"] for row in REAL}
ARCHIVE = {row["enterprise"]: row for row in read("archive")}
VISITS = read("visits_2010")
CONSULTATIONS = read("consultations_2010")
REQUESTS = read("requests_2010")
LIVE = read("live")
SECOND = read("second_park")
PEOPLE = read("people")
EVERY_ENTERPRISE = ENTERPRISES + SECOND["enterprises"]


def by_month(rows, field, weight=lambda row: 1):
    """Totals per month of the first year, in order."""
    totals = Counter()
    for row in rows:
        totals[row[field][:7]] += weight(row)
    assert set(totals) <= set(MONTHS)
    return [totals[month] for month in MONTHS]


def day(text):
    """The day of a date or of a moment."""
    return date.fromisoformat(text[:10])


def add_working_days(start, n, pauses=()):
    """The n-th working day after start that lies in no pause (both ends of a pause count)."""
    while n:
        start += timedelta(days=1)
        held = any(day(p["paused_on"]) <= start <= day(p["resumed_on"]) for p in pauses)
        n -= chinese_calendar.is_workday(start) and not held
    return start


def size_class(row):
    """The rule of DOMAIN §1.4 on the latest year."""
    year = max(row["yearly"], key=lambda item: item["year"])
    people, revenue = year["employees"], Decimal(year["revenue_10k"])
    if people >= 1000 and revenue >= 40000:
        return "L"
    if people >= 300 and revenue >= 2000:
        return "M"
    return "S" if people >= 20 and revenue >= 300 else "XS"


def applicable(row):
    """The archive sections that apply to an enterprise."""
    flags = row["flags"]
    return {
        *SECTIONS,
        *(["FOOD"] if flags["is_food"] else []),
        *(["EQUIPMENT"] if flags["uses_special_equipment"] else []),
    }
