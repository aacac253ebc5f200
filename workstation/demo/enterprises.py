"""The register: enterprises with contacts and yearly figures, and their archives by the acts officers use."""

from decimal import Decimal

from core.models import Industry
from enterprises import sizes
from enterprises.actions import register_enterprise
from enterprises.archive import confirm_archive, confirm_section
from enterprises.models import Contact, Enterprise, YearlyFigures
from workstation.demo.source import SHANGHAI, day, moment

PLAIN = (
    "short_name", "uscc_missing_reason", "entity_type", "legal_representative", "general_manager",
    "registered_address", "plant_address", "plot_no", "building", "region_code", "business_scope", "notes",
)  # fmt: skip
DATES = ("established_on", "admitted_on", "production_started_on")
DECIMALS = ("registered_capital", "land_area_mu", "floor_area_m2")
AMOUNTS = ("revenue_10k", "output_10k", "total_assets_10k", "tax_10k")


def load_enterprises(parks, people, rows):
    """{key: Enterprise} for the rows of a file, with everything that hangs on them but the archive."""
    codes = set(Industry.objects.values_list("code", flat=True))
    found = {}
    for row in rows:
        fields = {name: row[name] or "" for name in PLAIN}
        fields |= {name: day(row[name]) for name in DATES}
        fields |= {name: Decimal(row[name]) if row[name] else None for name in DECIMALS}
        fields |= row["flags"]
        enterprise = register_enterprise(
            parks[row["park"]],
            None,
            name=row["name"],
            uscc=row["uscc"],
            industry_id=row["industry_code"] if row["industry_code"] in codes else None,
            status=row["lifecycle_status"],
            liaison=people.get(row["liaison"]),
            imported=True,
            products=row["main_products"],
            former_names=[former["name"] for former in row["former_names"]],
            at=moment(f"{row['admitted_on']}T09:00")
            if row["admitted_on"]
            else parks_start(parks[row["park"]]),
            **fields,
        )
        for former in row["former_names"]:
            enterprise.former_names.filter(name=former["name"]).update(until=day(former["until"]))
        Contact.objects.bulk_create(
            Contact(enterprise=enterprise, position=position, **contact)
            for position, contact in enumerate(row["contacts"])
        )
        for year in row["yearly"]:
            YearlyFigures.objects.create(
                enterprise=enterprise,
                year=year["year"],
                employees=year["employees"],
                source=(year["source"] or "")[:60],
                **{name: Decimal(year[name]) if year.get(name) else None for name in AMOUNTS},
            )
        sizes.recompute(enterprise)
        found[row["key"]] = enterprise
    return found


def parks_start(park):
    """The moment a record without a date of its own is taken over: the first day of the park's default period."""
    return moment(f"{park.default_from or park.live_from}T09:00").astimezone(SHANGHAI)


def load_archives(enterprises, people, rows):
    """Confirm sections and archives on the days they were confirmed, each by the officer who saw them."""
    for row in rows:
        enterprise = enterprises[row["enterprise"]]
        for section in sorted(row["sections"], key=lambda section: section["confirmed_on"]):
            confirm_section(
                enterprise.pk,
                section["section"],
                people[section["confirmed_by"]],
                on_paper=section["kind"] == "PAPER",
                on=day(section["confirmed_on"]),
                at=moment(f"{section['confirmed_on']}T16:00"),
            )
        if row["archive_confirmed_on"]:
            confirm_archive(
                enterprise.pk,
                people[row["archive_confirmed_by"]],
                on=day(row["archive_confirmed_on"]),
                at=moment(f"{row['archive_confirmed_on']}T16:30"),
            )


def refreshed(enterprises):
    """The same enterprises, read again: acts have changed them."""
    rows = Enterprise.objects.in_bulk([enterprise.pk for enterprise in enterprises.values()])
    return {key: rows[enterprise.pk] for key, enterprise in enterprises.items()}
