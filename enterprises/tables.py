"""The list of enterprises."""

from functools import lru_cache

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.columns import Cell, StatusColumn, TickColumn, TitleColumn
from core.templatetags import station
from enterprises.badges import summed_badge
from enterprises.industries import said
from enterprises.models import Enterprise


def short_facts(enterprise):
    """`C14 食品制造业 · 小型`, or the code when nothing else is known."""
    known = _known_facts(enterprise.industry_id, enterprise.size_class, get_language())
    return known or enterprise.uscc or enterprise.uscc_missing_reason


@lru_cache(maxsize=4096)
def _known_facts(industry, size, language):
    words = [said(industry), Enterprise.Size(size).label if size else ""]
    return " · ".join(str(word) for word in words if word)


@lru_cache(maxsize=4096)
def _archive(built, empty, stale, percent, language):
    badge = station.status(summed_badge(built, empty, stale, language))
    return format_html('{} <span class="sub num" title="{}">{}%</span>', badge, _("completeness"), percent)


class EnterpriseTable(tables.Table):
    """Name, archive, last visit, liaison, status; the park for those who see several."""

    tick = TickColumn(label=lambda row: row.name)
    name = TitleColumn(
        verbose_name=gettext_lazy("Enterprise"),
        line2=short_facts,
        orderable=True,
        order_by=("sort_key", "id"),
    )
    park = Cell(verbose_name=gettext_lazy("Park"), accessor="park__short_name", place="wide nb")
    archive = Cell(verbose_name=gettext_lazy("Archive"), empty_values=(), place="wide")
    last_visited_on = Cell(
        verbose_name=gettext_lazy("Last visit"),
        empty_values=(),
        orderable=True,
        order_by=("last_visited_on", "id"),
        place="at-2",
    )
    liaison = Cell(verbose_name=gettext_lazy("Liaison"), empty_values=(), place="hide")
    status = StatusColumn(verbose_name=gettext_lazy("Status"), place="hide")

    default_sort = "name"
    caption = gettext_lazy("Enterprises with their archive, last visit and liaison")

    class Meta:
        attrs = {"class": "tbl stack"}
        sequence = ("tick", "name", "park", "archive", "last_visited_on", "liaison", "status")

    def render_archive(self, record):
        """Built or what is missing, and how complete it is."""
        return _archive(bool(record.archive_built_on), *record.sections_summed, get_language())

    def render_last_visited_on(self, record):
        """The day, above the distance."""
        if record.last_visited_on is None:
            return format_html('<span class="dim">{}</span>', _("not visited yet"))
        return station.day(record.last_visited_on)

    def render_liaison(self, record):
        """Who the enterprise calls."""
        return (
            record.liaison.name
            if record.liaison_id
            else format_html('<span class="dim">{}</span>', _("nobody yet"))
        )
