"""Columns of list tables, with the cells of the look and their places on a phone.

class RequestTable(tables.Table):
    tick = TickColumn()
    title = TitleColumn(line2=lambda row: f"{row.number} · {row.category}")
    status = StatusColumn()
    due = DueColumn(orderable=True)
"""

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.badges import badge_of
from core.templatetags import station


def _place(where, **attrs):
    """Attributes of a cell: where it stands when the table becomes a list on a phone."""
    return {
        "td": {"class": where, **attrs.get("td", {})},
        "th": {"class": " ".join(name for name in ("right", "tick") if name in where.split())},
    }


class Cell(tables.Column):
    """A column that is not sortable unless it says so, with a place on a phone ("at-1 at-2 wide hide right num")."""

    place = ""

    def __init__(self, *args, place=None, orderable=False, **kwargs):
        kwargs.setdefault("attrs", _place(self.place if place is None else place))
        super().__init__(*args, orderable=orderable, **kwargs)


class TickColumn(Cell):
    """A check box per row for acts on several; its heading ticks the page."""

    place = "tick"

    def __init__(self, label=str, **kwargs):
        self.label = label
        super().__init__(empty_values=(), verbose_name="", **kwargs)

    @property
    def header(self):
        """The box that ticks the whole page."""
        return format_html(
            '<input class="form-check-input only-js" type="checkbox" data-tick-all aria-label="{}">',
            _("Tick this page"),
        )

    def render(self, record):
        """The box of one row."""
        return format_html(
            '<input class="form-check-input" type="checkbox" name="pk" value="{}" form="bulk" aria-label="{}">',
            record.pk,
            _("Tick %(name)s") % {"name": self.label(record)},
        )


class TitleColumn(Cell):
    """First column: opens the row; number · kind below. `line2(record)` may give safe markup."""

    place = "at-1"

    def __init__(self, *args, line2=None, url=None, **kwargs):
        self.line2 = line2
        self.url = url or (lambda record: record.get_absolute_url())
        super().__init__(*args, **kwargs)

    def render(self, value, record, table):
        """The title as a link above its grey line; the record is told its place in the list (core.walk)."""
        second = self.line2(record) if self.line2 else ""
        below = format_html('<span class="t2">{}</span>', second) if second else ""
        place = getattr(table, "walks", {}).get(record.pk)
        url = f"{self.url(record)}?{place}" if place else self.url(record)
        return format_html('<a class="t1" href="{}">{}</a>{}', url, value, below)


class StatusColumn(Cell):
    """The badge of a choices field with BADGES."""

    def render(self, record, bound_column):
        """Icon + word + tint."""
        name = bound_column.accessor
        return station.status(badge_of(record, str(name)))


class DueColumn(Cell):
    """A date with its distance: the record's attribute gives a `core.due.Due`, or `due(record)` does."""

    place = "at-2"

    def __init__(self, *args, due=None, **kwargs):
        self.due = due
        super().__init__(*args, empty_values=(), **kwargs)

    def render(self, value, record):
        """Two lines."""
        return station.due(self.due(record) if self.due else value)


class DayColumn(Cell):
    """A date as `11-26 周四`."""

    def render(self, value):
        """The day in a time element."""
        return station.day(value)


class MomentColumn(Cell):
    """When something happened."""

    def render(self, value):
        """`今天 08:52`, `11-17`, `2010-11-17`."""
        return station.moment(value)


class NumberColumn(Cell):
    """A figure, right-aligned; — for nothing."""

    place = "right num"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, default="—", **kwargs)

    def render(self, value):
        """With thousands parted."""
        return station.money(value)


def two_lines(first, second=""):
    """A cell with a grey second line."""
    below = format_html('<span class="t2">{}</span>', second) if second else mark_safe("")
    return format_html("{}{}", first, below)
