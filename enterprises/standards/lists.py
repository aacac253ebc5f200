"""The catalogue as a list: its table, and what may be asked of it."""

import django_filters as filters
import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.columns import Cell, DayColumn, StatusColumn, TitleColumn
from core.filtersets import FilterSet, fixed
from core.models import Park
from enterprises.models import Standard


class StandardTable(tables.Table):
    """Number and title, kind, days, who uses it, status."""

    number = TitleColumn(
        verbose_name=_("Standard"), line2=lambda row: row.title, orderable=True, order_by=("number", "id")
    )
    park = Cell(verbose_name=_("Park"), accessor="park__short_name", place="wide nb")
    kind = Cell(verbose_name=_("Kind"), accessor="get_kind_display", place="wide")
    effective_on = DayColumn(verbose_name=_("In force from"), place="hide")
    replaced_by = Cell(verbose_name=_("Replaced by"), accessor="replaced_by__number", place="hide")
    used = Cell(verbose_name=_("Used here"), empty_values=(), place="wide")
    status = StatusColumn(verbose_name=_("Status"), place="at-2")

    default_sort = "number"
    caption = _("Standards of the catalogue")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_used(self, record):
        """By how many products."""
        n = getattr(record, "products_made_to_it", 0)
        return ngettext("%(n)s product", "%(n)s products", n) % {"n": n} if n else "—"


class StandardFilter(FilterSet):
    """What is asked of the catalogue."""

    folded = ()
    q = filters.CharFilter(
        label=_("Search"), method="by_text", help_text=_("Number or title"), max_length=200
    )
    park = filters.ModelChoiceFilter(label=_("Park"), queryset=Park.objects.none())
    status = filters.ChoiceFilter(label=_("Status"), choices=fixed(lambda: Standard.Status.choices))
    kind = filters.ChoiceFilter(label=_("Kind"), choices=fixed(lambda: Standard.Kind.choices))
    used = filters.ChoiceFilter(
        label=_("Used here"), method="by_use", choices=lambda: [("yes", _("yes")), ("no", _("no"))]
    )

    class Meta:
        model = Standard
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
        else:
            del self.filters["park"]

    def by_text(self, rows, name, value):
        """Number or title, any part or its pinyin."""
        return rows.search(value)

    def by_use(self, rows, name, value):
        """Whether a product here is made to it."""
        used = Standard.objects.used_by(self.request.user).values("pk")
        return rows.filter(pk__in=used) if value == "yes" else rows.exclude(pk__in=used)
