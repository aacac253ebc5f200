"""Columns of list tables, with the cells of the look and their places on a phone.

class RequestTable(tables.Table):
    tick = TickColumn()
    title = TitleColumn(line2=lambda row: f"{row.number} · {row.category}")
    status = StatusColumn()
    due = DueColumn(orderable=True)
"""

import inspect
from functools import lru_cache

import django_tables2 as tables
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime
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
        below = f'<span class="t2">{conditional_escape(second)}</span>' if second else ""
        place = getattr(table, "walks", {}).get(record.pk)
        url = f"{self.url(record)}?{place}" if place else self.url(record)
        return mark_safe(
            f'<a class="t1" href="{conditional_escape(url)}">{conditional_escape(value)}</a>{below}'
        )


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


# ---- rows ------------------------------------------------------------------------------------------------------------

PHONE_CLASSES = {"at-1", "at-2", "wide", "hide", "tick", "right", "num", "nb", "sub", "dim", "only-desk"}


def known_classes(classes):
    """Of all classes django-tables2 puts on a cell, those the look knows."""
    return " ".join(name for name in str(classes or "").split() if name in PHONE_CLASSES)


def body(table, rows):
    """The rows of a list as HTML. What django-tables2 works out for each cell (how to read the value, what its renderer
    asks for, the classes) is worked out once for each column: half the time of a list page went there."""
    cells = []
    for bound, _read, content in cells_of(table, type(rows[0])) if rows else ():
        css = known_classes(bound.attrs["td"].get("class"))
        cells.append((format_html('<td class="{}">', css) if css else "<td>", content))
    parts = []
    for record in rows:
        parts.append("<tr>")
        for opening, content in cells:
            parts += (opening, content(record), "</td>")
        parts.append("</tr>\n")
    return mark_safe("".join(parts))


def cells_of(table, kind):
    """[(column, function that reads its value, function that gives its content)], both asked with a record."""
    return [(bound, *_cell(table, bound, kind)) for bound in table.columns]


def _cell(table, bound, kind):
    """(function that reads the value, function that gives the content) of one column."""
    read, render, default = _reader(str(bound.accessor), kind), bound.render, bound.default
    empty, wanted = bound.column.empty_values, _wanted(getattr(render, "__func__", render))
    fixed = {name: value for name, value in (("bound_column", bound), ("table", table)) if name in wanted}
    with_value, with_record = "value" in wanted, "record" in wanted

    def content(record):
        asked = dict(fixed)
        if with_value or empty:
            value = read(record)
            if value in empty:
                return _shown(default)
            if with_value:
                asked["value"] = value
        if with_record:
            asked["record"] = record
        return _shown(render(**asked))

    return read, content


@lru_cache(maxsize=512)
def _wanted(render):
    """The names of what a renderer asks for."""
    return frozenset(inspect.signature(render).parameters)


@lru_cache(maxsize=512)
def _reader(accessor, kind):
    """A function that reads a column's value from a record: through relations, a choice in its words."""
    *way, last = accessor.split("__")
    fields = getattr(_at_the_end_of(way, kind), "_meta", None)
    words = None
    if fields:
        words = next(
            (
                dict(field.flatchoices)
                for field in fields.concrete_fields
                if field.name == last and field.choices
            ),
            None,
        )

    def read(record):
        for name in way:
            record = getattr(record, name, None)
        value = getattr(record, last, None)
        if words is not None:
            return str(words.get(value, "" if value is None else value))
        return value() if callable(value) else value

    return read


def _at_the_end_of(way, kind):
    """The model that relations lead to."""
    for name in way:
        kind = kind._meta.get_field(name).related_model
    return kind


def _shown(value):
    """A cell's content as a template would show it."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, str):
        return escape(value)
    return conditional_escape(localize(template_localtime(value)))


def two_lines(first, second=""):
    """A cell with a grey second line."""
    below = f'<span class="t2">{conditional_escape(second)}</span>' if second else ""
    return mark_safe(f"{conditional_escape(first)}{below}")
