"""Reference data of enterprises: what counts as above designated size (DOMAIN §1.4), and what the registers go by."""

import json
from pathlib import Path

from core.calendars import on_year_published
from core.reference import Loaded, reference
from core.upsert import upsert
from enterprises.models import AboveScaleRule, DueRule, RequiredItem, ThingType
from enterprises.registers.recompute import provisional, recompute_dates, refresh_archives

DATA = Path(__file__).resolve().parent / "data"


@reference("above-scale rules")
def load_above_scale_rules():
    """500 (10,000 yuan) until statistics year 2010, 2,000 from 2011; an administrator may change them."""
    rows = [{"first_year": 2007, "threshold_10k": 500}, {"first_year": 2011, "threshold_10k": 2000}]
    return Loaded(
        rows=len(rows),
        changed=upsert(AboveScaleRule, rows, key=["first_year"], fields=["threshold_10k"], keep=True),
    )


def _load(model, name, key):
    """The rows of a file; those an administrator has changed stay."""
    rows = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    fields = [field for field in rows[0] if field not in key]
    return Loaded(rows=len(rows), changed=upsert(model, rows, key=key, fields=fields, keep=True))


@reference("types of instruments and equipment")
def load_thing_types():
    """By the catalogues (DOMAIN §2.2, §2.6)."""
    return _load(ThingType, "thing_types", ["register", "code"])


@reference("due-date rules")
def load_due_rules():
    """Cycles and lead times with their basis (DOMAIN §2, §9.4)."""
    return _load(DueRule, "due_rules", ["code"])


@reference("required items of the archive")
def load_required_items():
    """What each section needs (DOMAIN §2); archives that are there already are weighed by what is new."""
    loaded = _load(RequiredItem, "required_items", ["register", "variety", "field", "flag"])
    if loaded.changed:
        refresh_archives()
    return loaded


@on_year_published
def recompute_provisional(year):
    """A newly published or corrected year moves the dates that went through it."""
    return recompute_dates(provisional)
