"""Testing bodies as a list: its table, and what may be asked of it."""

import django_filters as filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from core.columns import Cell, DayColumn, TitleColumn
from core.filtersets import FilterSet
from core.masking import mask_mobile
from core.models import Park
from core.templatetags import station
from enterprises.models import BodyAbility, InspectionBody


class BodyTable(tables.Table):
    """Name, what it tests, accreditation, whom to call."""

    name = TitleColumn(
        verbose_name=_("Testing body"),
        line2=lambda row: row.cma_number and f"CMA {row.cma_number}",
        orderable=True,
        order_by=("name", "id"),
    )
    park = Cell(verbose_name=_("Park"), accessor="park__short_name", place="wide nb")
    tests = Cell(verbose_name=_("Tests"), empty_values=(), place="wide")
    contact = Cell(verbose_name=_("Contact"), empty_values=(), place="hide")
    cma_valid_to = DayColumn(verbose_name=_("CMA valid to"), place="hide nb")
    status = Cell(verbose_name=_("Status"), empty_values=(), place="at-2")

    default_sort = "name"
    caption = _("Testing bodies")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_tests(self, record):
        """The first of its abilities, and how many more."""
        return record.tests_shown or "—"

    def render_contact(self, record):
        """Name and masked number."""
        return " ".join(part for part in (record.contact, mask_mobile(record.mobile)) if part) or "—"

    def render_status(self, record):
        """Its accreditation, or that it is not used any more."""
        return station.status(record.badge)


class BodyFilter(FilterSet):
    """What is asked of the list."""

    folded = ()
    q = filters.CharFilter(
        label=_("Search"),
        method="by_text",
        help_text=_("Name, CMA number, or what is tested"),
        max_length=100,
    )
    park = filters.ModelChoiceFilter(label=_("Park"), queryset=Park.objects.none())

    class Meta:
        model = InspectionBody
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
        else:
            del self.filters["park"]

    def by_text(self, rows, name, value):
        """By itself, or by what it tests."""
        tests = BodyAbility.objects.filter(body=OuterRef("pk")).search(value)
        return rows.search(value) | rows.filter(Exists(tests))
