"""Registering many enterprises at once, by a few statements for each chunk: what an import needs."""

import secrets
from itertools import islice

from django.utils.translation import gettext as _

from accounts.standing import hold, still_there
from core import timeline
from core.models import TimelineEntry
from core.transitions import TransitionError, require
from enterprises import archive
from enterprises.actions import ATTEMPTS, CODE_ALPHABET, CODE_LENGTH, MAX_PRODUCTS, derive, new_product
from enterprises.models import ArchiveSection, Enterprise, FormerName, Product
from enterprises.registers.facts import required_items


def register_many(park, by, rows):
    """Enter enterprises in the register of a park, as `register_enterprise` does with one, inside the caller's act.

    `rows` are dicts of fields, with `products` and `former_names` (lists of names). Returns the enterprises.
    """
    require(by.is_station and by.park_id == park.pk, _("Only the station's staff register enterprises."))
    codes = free_codes(len(rows))
    made, products, former = [], [], []
    for fields, code in zip(rows, codes, strict=True):
        fields = dict(fields)
        products.append(list(dict.fromkeys(fields.pop("products", ())))[:MAX_PRODUCTS])
        former.append(list(dict.fromkeys(fields.pop("former_names", ()))))
        fields["region_code"] = fields.get("region_code") or park.region_code
        enterprise = Enterprise(park=park, short_code=code, **fields)
        enterprise.uscc = enterprise.uscc or None
        derive(enterprise, former[-1])
        made.append(enterprise)
    with still_there():
        hold(*{each.liaison for each in made if each.liaison_id})
        Enterprise.objects.bulk_create(made)
    FormerName.objects.bulk_create(
        FormerName(enterprise=each, name=name)
        for each, names in zip(made, former, strict=True)
        for name in names
    )
    Product.objects.bulk_create(
        new_product(each, name, position)
        for each, names in zip(made, products, strict=True)
        for position, name in enumerate(names)
    )
    items = list(required_items())
    ArchiveSection.objects.bulk_create(
        section
        for each, names in zip(made, products, strict=True)
        for section in archive.first_sections(each, len(names), items)
    )
    TimelineEntry.objects.bulk_create(
        timeline.line("enterprise_registered", subject=each, actor=by) for each in made
    )
    return made


def free_codes(count):
    """As many plate codes that nobody has."""
    free = set()
    for _attempt in range(ATTEMPTS):
        wanted = count - len(free)
        if not wanted:
            break
        drawn = {
            "".join(secrets.choice(CODE_ALPHABET) for _i in range(CODE_LENGTH)) for _n in range(wanted + 8)
        }
        taken = set(Enterprise.objects.filter(short_code__in=drawn).values_list("short_code", flat=True))
        free.update(islice(sorted(drawn - taken - free), wanted))
    if len(free) < count:
        raise TransitionError(_("No plate code could be drawn. Please save once more."))
    return list(free)
