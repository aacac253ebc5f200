"""Tables and filters of the registers, made from their declarations."""

from datetime import timedelta
from functools import lru_cache, partial

import django_filters as filters
import django_tables2 as tables
from django.db.models import BooleanField, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.columns import Cell, DueColumn, TickColumn, TitleColumn
from core.models import Park
from core.templatetags import station
from enterprises.models import Product
from enterprises.models.registers.base import SearchedRow
from enterprises.models.registers.products import ProductQuerySet
from enterprises.querysets import of_enterprises_named
from enterprises.registers.shown import SOON, badge_of_row, choices_of, due_of_row, line2_of
from enterprises.registers.words import shown_value
from enterprises.search import found_by

DUE_CHOICES = [
    ("overdue", _("overdue")),
    ("7", _("within 7 days")),
    ("30", _("within 30 days")),
    ("90", _("within 90 days")),
    ("180", _("within 180 days")),
    ("none", _("no date")),
]


class _Value(Cell):
    """A column of the register in words."""

    def __init__(self, name, **kwargs):
        self.name = name
        super().__init__(empty_values=(), **kwargs)

    def render(self, record):
        """As the page of the row says it."""
        return shown_value(record, self.name, masked=True)


class _State(Cell):
    """The badge; the date speaks where it is past."""

    def __init__(self, register, **kwargs):
        self.register = register
        super().__init__(empty_values=(), **kwargs)

    def render(self, record):
        """Icon + word + tint."""
        return station.status(badge_of_row(self.register, record))


class _Title(TitleColumn):
    """What the row is called, above its numbers."""

    def __init__(self, register, **kwargs):
        self.register = register
        super().__init__(empty_values=(), line2=lambda row: line2_of(register, row), **kwargs)

    def render(self, record, table):
        """As a link, whatever the column holds."""
        return super().render(value=str(record), record=record, table=table)


@lru_cache(maxsize=64)
def table_of(register, of_park):
    """The table class of a register; `of_park` adds the enterprise, for the list of the whole park."""
    order = ("due_on", "id") if register.is_dated else ("id",)
    columns = {"tick": TickColumn()} if of_park and register.model is Product else {}
    columns |= {
        "title": _Title(register, verbose_name=capfirst(register.one), orderable=False),
    }
    if of_park:
        columns["enterprise"] = Cell(
            verbose_name=_("Enterprise"), accessor="enterprise__name", place="wide", linkify=False
        )
        columns["park"] = Cell(verbose_name=_("Park"), accessor="park__short_name", place="wide nb")
    for name in register.columns:
        columns[name] = _Value(name, verbose_name=capfirst(register.label_of(name)), place="hide")
    if register.is_dated:
        columns["due"] = DueColumn(
            verbose_name=capfirst(register.due_label),
            due=lambda row: due_of_row(register, row),
            orderable=True,
            order_by=order,
        )
    if register.badge:
        place = "hide" if register.is_dated else "wide"  # on a phone the date says it
        columns["state"] = _State(register, verbose_name=_("Status"), place=place)
    meta = type("Meta", (), {"attrs": {"class": "tbl stack"}, "sequence": tuple(columns)})
    return type(
        f"{register.model.__name__}Table",
        (tables.Table,),
        {
            **columns,
            "Meta": meta,
            "caption": register.label,
            "default_sort": "due" if register.is_dated else "",
        },
    )


class RegisterFilter(filters.FilterSet):
    """What is asked of the rows of a register; the register's own filters are added by `filter_of`."""

    register, of_park = None, True
    folded = ()
    q = filters.CharFilter(label=_("Search"), method="by_text", max_length=200)
    park = filters.ModelChoiceFilter(label=_("Park"), queryset=Park.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.of_park and self.request.user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
        else:
            del self.filters["park"]

    def by_text(self, rows, name, value):
        """By the row's own name and numbers where it is searched, and by its enterprise."""
        is_searched = issubclass(self.register.model, SearchedRow)
        own = partial(found_by, value) if is_searched else None
        return rows.filter(of_enterprises_named(value, self.request.user, own))

    def by_standing(self, rows, name, value):
        """Products by how they stand with their standards (FEATURES B9)."""
        return rows.standing(value)

    def by_due(self, rows, name, value):
        """Overdue, within so many days, or without a date; only what counts."""
        if value == "overdue":
            return rows.overdue()
        if value == "none":
            return rows.live().filter(due_on__isnull=True)
        return rows.due_within(int(value))

    def by_status(self, rows, name, value):
        """A stored state; a computed one by its date."""
        model = self.register.model
        if value == getattr(model, "LATE", None):
            return rows.overdue()
        if value == getattr(model, "SOON", None):
            return rows.due_within(SOON)
        rows = rows.filter(status=value)
        if value == model.LIVE[0] and hasattr(model, "LATE"):
            last = today() + timedelta(days=SOON) if hasattr(model, "SOON") else today() - timedelta(days=1)
            rows = rows.filter(Q(due_on__isnull=True) | Q(due_on__gt=last))
        return rows


@lru_cache(maxsize=64)
def filter_of(register, of_park):
    """The filter set of a register, for the list of the park or of one enterprise."""
    own = {}
    if register.is_dated:
        own["due"] = filters.ChoiceFilter(label=capfirst(_("due")), choices=DUE_CHOICES, method="by_due")
    if register.model is Product:
        own["standing"] = filters.ChoiceFilter(
            label=_("Standard"), choices=ProductQuerySet.STANDINGS, method="by_standing"
        )
    for name in register.filters:
        column = register.model._meta.get_field(name)
        label = capfirst(column.verbose_name)
        if isinstance(column, BooleanField):
            own[name] = filters.ChoiceFilter(
                label=label, choices=[("True", _("yes")), ("False", _("no"))], field_name=name
            )
        elif name == "status":
            own[name] = filters.ChoiceFilter(
                label=label, choices=choices_of(register.model, name).choices, method="by_status"
            )
        else:
            own[name] = filters.ChoiceFilter(label=label, choices=column.choices, field_name=name)
    meta = type("Meta", (), {"model": register.model, "fields": []})
    folded = register.filters[2:]
    return type(
        f"{register.model.__name__}Filter",
        (RegisterFilter,),
        {**own, "Meta": meta, "register": register, "of_park": of_park, "folded": folded},
    )
