"""Rows for tests: one behind every date that somebody is reminded of."""

from datetime import date, timedelta

from core.clock import today
from enterprises.models import Standard
from enterprises.registers.acts import add_row
from enterprises.registers.follow import index_standard


def make_dated(cast):
    """Of 云麓食品 one row for every date a register declares, due in the coming weeks."""
    company, by = cast.yunlu_co.pk, cast.chen
    soon = today() + timedelta(days=27)
    product = add_row("products", company, by, name="桂花酥")
    add_row(
        "product-standards",
        company,
        by,
        product=product,
        standard_number="GB 7718-2011",
        mark_valid_to=soon,
    )
    new = Standard(park=cast.park, number="GB 7718-2025", kind="GB", status="UPCOMING", effective_on=soon)
    index_standard(new).save()
    Standard.objects.filter(number="GB 7718-2011").update(replaced_by=new)
    add_row("certificates", company, by, kind="QMS", cert_no="Q1", valid_to=soon)
    add_row("licences", company, by, kind="FPL", number="SC12436040200016", valid_to=soon)
    add_row("awards", company, by, kind="BRAND", name="赣出精品", valid_to=soon)
    add_row("instruments", company, by, asset_no="YLB-001", name="压力表", printed_until=soon)
    add_row(
        "equipment",
        company,
        by,
        kind="5000",
        name="叉车",
        internal_no="CC-01",
        printed_next_on=soon,
        in_use_since=today() - timedelta(days=20),
    )
    add_row("operators", company, by, person="周水根", item="N1", cert_no="N1-1", valid_to=soon)
    add_row(
        "people",
        company,
        by,
        role="FOOD_SAFETY_OFFICER",
        name="梅素珍",
        valid_to=soon,
    )
    add_row(
        "health-certificates",
        company,
        by,
        person="汪秋菊",
        cert_no="J-1",
        issued_on=date(today().year - 1, 12, 20),
    )
