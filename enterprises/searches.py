"""Enterprises and the rows of their registers in the one search box: by any part of the name, pinyin or a number; a whole
number jumps straight to its page."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.contributions import Hit, SearchSource, searches
from core.normalise import clean_code, normal
from enterprises.models import (
    Certificate,
    Enterprise,
    InspectionBody,
    Instrument,
    Licence,
    Product,
    SpecialEquipment,
    Standard,
)
from enterprises.registers import REGISTERS
from enterprises.registers.numbers import normal_number, normal_standard
from enterprises.registers.shown import line2_of
from enterprises.tables import short_facts

CODE_LENGTH, CMA_LENGTH = 18, 12
SHORTEST_NUMBER = 3  # a shorter one is a word: thousands of instruments have the number 1
LOOKED_AT = 100  # so many that fit are put in order: a common word must not have them all read


def find(user, q, limit):
    """Enterprises in the user's scope, by name."""
    return (
        Enterprise.objects.visible_to(user)
        .search(q)
        .only("name", "uscc", "uscc_missing_reason", "industry_id", "size_class", "status")
        .order_by("sort_key", "id")[:limit]
    )


def hit(row):
    """Name, facts, status."""
    return Hit(row.name, f"{short_facts(row)} · {row.get_status_display()}", row.get_absolute_url())


def with_code(user, q):
    """The enterprise whose credit code was typed."""
    code = clean_code(q)
    return Enterprise.objects.visible_to(user).filter(uscc=code) if len(code) == CODE_LENGTH else None


searches.add(
    SearchSource("enterprises", _("Enterprises"), "building-factory-2", find, hit, with_code, order=10)
)


def _carrying(rows, q, columns):
    """Those of the rows that carry the number, as typed or as it is written; the index of the search finds them."""
    if len(normal(q)) < SHORTEST_NUMBER or not any(sign.isdigit() for sign in q):
        return None  # a word, and perhaps a common one: what fits would be looked through
    forms = list(dict.fromkeys([q.strip(), normal_number(q), normal_standard(q)]))
    carried = Q()
    for column in columns:
        carried |= Q(**{f"{column}__in": forms})
    return rows.search(q).filter(carried).only("pk").order_by("pk")


def _best(rows, q, limit, order):
    """The first in order among those that fit."""
    fitting = rows.search(q).order_by().values("pk")[:LOOKED_AT]
    return rows.model.objects.filter(pk__in=fitting).order_by(*order)[:limit]


def _of_register(model, *numbers, order):
    """The source of one register whose rows have these numbers."""
    register = REGISTERS[model.REGISTER]

    def rows(user, q, limit):
        found = _best(model.objects.visible_to(user), q, limit, ("searched", "id"))
        return found.select_related("enterprise")

    def said(row):
        parts = [line2_of(register, row), row.enterprise.name]
        return Hit(str(row), " · ".join(str(part) for part in parts if part), row.get_absolute_url())

    def carrying(user, q):
        return _carrying(model.objects.visible_to(user), q, numbers)

    searches.add(
        SearchSource(
            register.code, capfirst(register.label), register.icon, rows, said, carrying, order=order
        )
    )


_of_register(Product, order=12)
_of_register(Licence, "number", order=14)
_of_register(Certificate, "cert_no", order=15)
_of_register(Instrument, "asset_no", "serial_no", "cert_no", order=16)
_of_register(
    SpecialEquipment,
    "equipment_code",
    "registration_code",
    "use_cert_no",
    "internal_no",
    "serial_no",
    order=17,
)


def find_standards(user, q, limit):
    """Of the catalogue, by number."""
    return _best(Standard.objects.visible_to(user), q, limit, ("number", "id"))


def say_standard(row):
    """Number and title, kind and status."""
    line2 = f"{row.get_kind_display()} · {row.get_status_display()}"
    return Hit(str(row), line2, row.get_absolute_url())


def standard_numbered(user, q):
    """The standard of this number, however it is written."""
    return Standard.objects.visible_to(user).filter(number=normal_standard(q)).only("pk")


searches.add(
    SearchSource(
        "standards", _("Standards"), "book", find_standards, say_standard, standard_numbered, order=13
    )
)


def find_bodies(user, q, limit):
    """Testing bodies, by name or CMA number."""
    return _best(InspectionBody.objects.visible_to(user), q, limit, ("name", "id"))


def say_body(row):
    """Name, accreditation."""
    line2 = f"CMA {row.cma_number} · {row.badge.label}" if row.cma_number else str(row.badge.label)
    return Hit(row.name, line2, row.get_absolute_url())


def body_numbered(user, q):
    """The body whose CMA number was typed."""
    number = normal_number(q)
    if len(number) != CMA_LENGTH or not number.isdigit():
        return None
    return InspectionBody.objects.visible_to(user).filter(cma_number=number).only("pk")


searches.add(
    SearchSource("bodies", _("Testing bodies"), "microscope", find_bodies, say_body, body_numbered, order=18)
)
