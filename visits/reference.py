"""Reference data of visits: how often each grade is visited, and the words that tell what a request is about."""

from pathlib import Path

from core.reference import Loaded, read_csv, reference
from core.upsert import upsert
from servicedesk.models import Category
from visits.models import NeedWord, VisitRule

DATA = Path(__file__).resolve().parent / "data"
RULES = (("A", 1, 365), ("B", 2, 182), ("C", 4, 91), ("D", 12, 30))


@reference("visit rules")
def load_visit_rules():
    """A once, B twice, C four times, D twelve times a year (DOMAIN §7.4)."""
    rows = [{"level": level, "per_year": per_year, "days": days} for level, per_year, days in RULES]
    return Loaded(
        rows=len(rows), changed=upsert(VisitRule, rows, key=["level"], fields=["per_year", "days"], keep=True)
    )


@reference("words of requests")
def load_need_words():
    """Words by category; those of a category this installation does not have are left out."""
    known = set(Category.objects.values_list("code", flat=True))
    rows = [
        {"word": row["word"], "category_id": row["category"]}
        for row in read_csv(DATA / "need_words.csv")
        if row["category"] in known
    ]
    return Loaded(
        rows=len(rows), changed=upsert(NeedWord, rows, key=["word"], fields=["category_id"], keep=True)
    )
