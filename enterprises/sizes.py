"""Size class and "above designated size": both follow from the yearly figures and the industry (DOMAIN §1.4)."""

from core.codes import size_class
from enterprises.models import AboveScaleRule

INDUSTRIAL = "BCD"  # sections of GB/T 4754 for which "above designated size" is defined


def size_of(industry, employees, revenue_10k):
    """L, M, S or XS; empty while something is missing or for what is not industry."""
    return size_class(employees, revenue_10k, industry.section) if industry else ""


def above_scale(industry_id, year, revenue_10k):
    """Whether a year counts as above designated size: industry, and revenue at or above the year's threshold."""
    if revenue_10k is None or not industry_id or industry_id[0] not in INDUSTRIAL:
        return False
    rules = AboveScaleRule.objects.filter(first_year__lte=year).order_by("-first_year")
    threshold = rules.values_list("threshold_10k", flat=True).first()
    return threshold is not None and revenue_10k >= threshold


def recompute(enterprise):
    """Bring both up to date: the size by the latest year that has both figures, unless it was set by hand."""
    years = list(enterprise.years.order_by("-year"))
    for row in years:
        reached = above_scale(enterprise.industry_id, row.year, row.revenue_10k)
        if reached != row.above_scale:
            row.above_scale = reached
            row.save(update_fields=["above_scale"])
    if enterprise.size_reason:
        return
    latest = next((row for row in years if row.employees is not None and row.revenue_10k is not None), None)
    size = size_of(enterprise.industry, latest.employees, latest.revenue_10k) if latest else ""
    if size != enterprise.size_class:
        enterprise.size_class = size
        enterprise.save(update_fields=["size_class", "updated_at"])
