"""Reference data of visits: how often each grade is visited."""

from core.reference import Loaded, reference
from core.upsert import upsert
from visits.models import VisitRule

RULES = (("A", 1, 365), ("B", 2, 182), ("C", 4, 91), ("D", 12, 30))


@reference("visit rules")
def load_visit_rules():
    """A once, B twice, C four times, D twelve times a year (DOMAIN §7.4)."""
    rows = [{"level": level, "per_year": per_year, "days": days} for level, per_year, days in RULES]
    return Loaded(
        rows=len(rows), changed=upsert(VisitRule, rows, key=["level"], fields=["per_year", "days"], keep=True)
    )
