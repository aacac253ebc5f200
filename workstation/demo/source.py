"""Reads the files of the demo park."""

import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

DATA = Path(__file__).resolve().parent / "data"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(name):
    """One file of `data/`."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def day(text):
    """A date, or None."""
    return date.fromisoformat(text) if text else None


def moment(text):
    """An aware moment, or None."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI) if text else None
