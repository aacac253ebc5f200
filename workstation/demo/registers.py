"""Registers of fictional enterprises, with dates around the first start; the article's five firms have none."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal

from django.db import models

from enterprises.archive import confirm_section
from enterprises.models import Source, Standard
from enterprises.registers import REGISTERS, acts
from enterprises.registers.due import RuleBook
from enterprises.registers.follow import index_standard
from workstation.demo.source import day


def load_registers(enterprises, content, today):
    """Rows by the act that pages use, entered by the liaison of each enterprise."""
    book, count = RuleBook(), Counter()
    for row in content["rows"]:
        enterprise = enterprises[row["enterprise"]]
        register = REGISTERS[row["register"]]
        values = {
            name: _value(register, enterprise, name, value, today) for name, value in row["values"].items()
        }
        named = register.code == "products"  # main products are in the master data already
        known = enterprise.products.filter(name=values["name"]).first() if named else None
        if known:
            acts.change_row(register.code, known.pk, enterprise.liaison, book=book, **values)
        else:
            acts.add_row(
                register.code,
                enterprise.pk,
                enterprise.liaison,
                source=Source.IMPORT,
                book=book,
                tell=False,
                **values,
            )
            count[enterprise.pk, register.code] += 1
    for enterprise in enterprises.values():
        for register in REGISTERS.values():
            if n := count[enterprise.pk, register.code]:
                acts.tell_imported(enterprise, register, n, enterprise.liaison)
    for key, section in content["confirmed"]:
        enterprise = enterprises[key]
        confirm_section(enterprise.pk, section, enterprise.liaison, on_paper=False, on=today)
    for edition in content["new_editions"]:
        _coming_standard(edition, today)


def _value(register, enterprise, name, value, today):
    """Days from today as dates, decimals as such, another row of the enterprise by its name."""
    if isinstance(value, dict):
        return today + timedelta(days=value["days"])
    if not register.has(name):
        return value
    column = register.model._meta.get_field(name)
    if column.is_relation:
        related, key = {
            "product": ("products", "name"),
            "person": ("key_people", "name"),
            "regime": ("dutyregimes", "kind"),
        }[name]
        return getattr(enterprise, related).get(**{key: value})
    if isinstance(column, models.DateField):
        return day(value)
    return Decimal(value) if isinstance(column, models.DecimalField) else value


def _coming_standard(edition, today):
    """A new edition of a standard that products of the demo are made to."""
    dates = {name: day(edition[name]) for name in ("published_on", "effective_on")}
    ahead = dates["effective_on"] > today
    for old in Standard.objects.filter(number=edition["replaces"]):
        new = Standard(
            park_id=old.park_id,
            number=edition["number"],
            title=edition["title"],
            kind=old.kind,
            status=Standard.Status.UPCOMING if ahead else Standard.Status.CURRENT,
            **dates,
        )
        index_standard(new).save()
        old.replaced_by, old.ended_on = new, dates["effective_on"]
        old.status = Standard.Status.CURRENT if ahead else Standard.Status.SUPERSEDED
        old.save(update_fields=["replaced_by", "ended_on", "status", "updated_at"])
