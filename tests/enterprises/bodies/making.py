"""Testing bodies for tests, made by the acts the pages use."""

from datetime import date

from enterprises.bodies import acts

CMA = "241412050001"


def make_body(by, **facts):
    """A body that is accredited to the end of 2029."""
    facts = {
        "name": "九江市演示食品检验所",
        "short_name": "演示食检所",
        "cma_number": CMA,
        "cma_issued_on": date(2024, 1, 10),
        "cma_valid_to": date(2029, 12, 31),
        **facts,
    }
    return acts.add_body(by, **facts)


def make_ability(body, by, **facts):
    """Pastry, within seven working days."""
    return acts.add_ability(body.pk, by, **{"subject": "糕点", "n": 7, "unit": "WD", **facts})
