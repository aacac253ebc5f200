"""Reference data of enterprises: what counts as above designated size (DOMAIN §1.4)."""

from core.reference import Loaded, reference
from core.upsert import upsert
from enterprises.models import AboveScaleRule


@reference("above-scale rules")
def load_above_scale_rules():
    """500 (10,000 yuan) until statistics year 2010, 2,000 from 2011; an administrator may change them."""
    rows = [{"first_year": 2007, "threshold_10k": 500}, {"first_year": 2011, "threshold_10k": 2000}]
    return Loaded(
        rows=len(rows),
        changed=upsert(AboveScaleRule, rows, key=["first_year"], fields=["threshold_10k"], keep=True),
    )
