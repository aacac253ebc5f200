"""Testing bodies of the demo, all of them fictional: one to rely on, one whose CMA has to be renewed, one whose CMA is over."""

from datetime import timedelta
from decimal import Decimal

from enterprises.bodies import acts

OF_BODY = ("name", "short_name", "region_code", "address", "contact", "mobile", "phone", "cma_number")


def load_bodies(people, rows, today):
    """The bodies and what they test; returns {key: {subject: ability}}."""
    found = {}
    for row in rows:
        by = people[row["by"]]
        body = acts.add_body(
            by,
            **{name: row[name] for name in OF_BODY},
            cma_issued_on=today + timedelta(days=row["cma_issued"]),
            cma_valid_to=today + timedelta(days=row["cma_valid"]),
        )
        found[row["key"]] = {
            each["subject"]: acts.add_ability(body.pk, by, **{**each, "fee": Decimal(each["fee"])})
            for each in row["abilities"]
        }
    return found
