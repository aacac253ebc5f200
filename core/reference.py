"""Reference data: a registry of loaders, and the loaders of this floor.

An app registers its own in `<app>/reference.py`::

    @reference("request categories")
    def load_categories():
        return Loaded(rows=7, changed=upsert(Category, rows, key=["code"], fields=["name"]))

Loaders run in the order of the apps, core first, after every `migrate` and after every flush of a test. They
change nothing when everything is there already. National codes are corrected to what ships with the program;
dictionaries an administrator may edit are loaded with `upsert(…, keep=True)`.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from core.calendars import publish_years, read_notice
from core.models.reference import CalendarDay, CalendarYear, Industry, Region
from core.upsert import upsert

DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Loaded:
    """What a loader found in its source and how many rows it had to write."""

    rows: int
    changed: int


_loaders: dict[str, Callable[[], Loaded]] = {}


def reference(name: str):
    """Register a loader under a name that is printed beside its counts."""

    def register(loader):
        if name in _loaders and _loaders[name].__module__ != loader.__module__:
            raise ValueError(f"Two loaders of reference data are called {name!r}.")
        _loaders[name] = loader
        return loader

    return register


def load_all() -> dict[str, Loaded]:
    """Run every loader in one transaction and return their counts by name."""
    autodiscover_modules("reference")
    with transaction.atomic():
        return {name: loader() for name, loader in _loaders.items()}


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a UTF-8 file with a heading line."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@reference("calendar")
def load_calendar() -> Loaded:
    """Publish the years shipped with the program, except those an administrator has imported."""
    items = json.loads((DATA / "calendar.json").read_text(encoding="utf-8"))
    years = {year.year: year for year in CalendarYear.objects.all()}
    days = {}
    for day in CalendarDay.objects.all():
        days.setdefault(day.year_id, {})[day.date] = (day.kind, day.name)
    stale = [item for item in items if _is_stale(item, years, days)]
    if stale:
        publish_years(stale, source=CalendarYear.Source.SEED)
    return Loaded(rows=len(items), changed=len(stale))


def _is_stale(item, years, days):
    row = years.get(item["year"])
    if row is None or row.status != CalendarYear.Status.PUBLISHED:
        return True
    return row.source == CalendarYear.Source.SEED and days.get(row.year) != read_notice(item).days


@reference("regions")
def load_regions() -> Loaded:
    """Load 九江市 with its counties and the towns of 濂溪区, former names included."""
    rows = read_csv(DATA / "regions.csv")
    for row in rows:
        row["valid_from"] = row["valid_from"] or None
        row["valid_to"] = row["valid_to"] or None
    changed = upsert(Region, rows, key=["code", "valid_from"], fields=["name", "parent_code", "valid_to"])
    return Loaded(rows=len(rows), changed=changed)


@reference("industries")
def load_industries() -> Loaded:
    """Load GB/T 4754-2017."""
    rows = [
        {
            "code": row["code"],
            "name": row["name"],
            "level": int(row["level"]),
            "parent_id": row["parent"] or None,
        }
        for row in read_csv(DATA / "gbt4754_2017.csv")
    ]
    return Loaded(
        rows=len(rows), changed=upsert(Industry, rows, key=["code"], fields=["name", "level", "parent_id"])
    )
