"""Tags of list pages: filters as 名：值, sorted headings, counts in words, pager numbers. `{% load lists %}`."""

from functools import lru_cache

from django import forms, template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import columns
from core.templatetags.station import money

register = template.Library()


@register.filter
def cell_class(classes):
    """Of all classes django-tables2 puts on a cell, those the look knows."""
    return columns.known_classes(classes)


@register.simple_tag
def table_body(table):
    """The rows of a table (`core.columns.body`)."""
    return columns.body(table, list(table.data))


# ---- filters ---------------------------------------------------------------------------------------------------------


def _select(bound, name, widget, value):
    """A select whose options read 名：值, so that the closed box says what it filters."""
    chosen = frozenset(
        str(item)
        for item in (value if isinstance(value, list | tuple) else [value])
        if item not in (None, "")
    )
    language = get_language()
    declared = getattr(getattr(widget.choices, "choices", None), "func", None)
    choices = (
        _fixed(declared, str(bound.field.empty_label), language)
        if getattr(declared, "fixed", False) and bound.field.empty_label is not None
        else _as_text(widget.choices)
    )
    return _options(str(bound.label), name, bound.auto_id, choices, chosen, language)


@lru_cache(maxsize=64)
def _fixed(declared, empty_label, language):
    """Choices that are the same for everybody, always (`core.filtersets.fixed`)."""
    return _as_text([("", empty_label), *declared()])


def _as_text(choices):
    """Choices as plain words, groups within; so they can be compared with those of the page before."""
    return tuple(
        (
            "" if code is None else str(code),
            _as_text(label) if isinstance(label, list | tuple) else str(label),
        )
        for code, label in choices
    )


@lru_cache(maxsize=1024)
def _options(label, name, auto_id, choices, chosen, language):
    """The select itself: most pages show the same ones again."""

    def option(code, text):
        words = _("%(name)s: %(value)s") % {"name": label, "value": text if code else _("all")}
        selected = mark_safe(" selected") if code in chosen else ""
        return format_html('<option value="{}"{}>{}</option>', code, selected, words)

    parts = []
    for code, text in choices:
        if isinstance(text, tuple):
            inner = format_html_join("", "{}", ((option(*choice),) for choice in text))
            parts.append(format_html('<optgroup label="{}">{}</optgroup>', code, inner))
        else:
            parts.append(option(code, text))
    return format_html(
        '<select class="form-select" name="{}" id="{}" aria-label="{}">{}</select>',
        name,
        auto_id,
        label,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _day(name, auto_id, label, value):
    return format_html(
        '<label class="f-day"><span>{}</span><input class="form-control" type="date" name="{}" id="{}" value="{}"></label>',
        label,
        name,
        auto_id,
        value or "",
    )


@register.simple_tag
def filter_input(bound):
    """One filter. The first text input is the search; a date range gives two dates."""
    widget, value = bound.field.widget, bound.value()
    if widget.is_hidden and isinstance(value, str | None):
        return format_html(
            '<input type="hidden" name="{}" id="{}"{}>',
            bound.html_name,
            bound.auto_id,
            format_html(' value="{}"', value) if value else "",
        )
    if widget.is_hidden:
        return bound.as_widget()
    if isinstance(widget, forms.MultiWidget):
        values = widget.decompress(value) if not isinstance(value, list | tuple) else value
        suffixes = getattr(widget, "suffixes", ["0", "1"])
        words = [_("%(name)s from") % {"name": bound.label}, _("until")]
        rows = []
        for place, suffix in enumerate(suffixes):
            name = f"{bound.html_name}_{suffix}" if suffix else bound.html_name
            shown = values[place] if values and place < len(values) else ""
            shown = shown.strftime("%Y-%m-%d") if hasattr(shown, "strftime") else shown
            rows.append((_day(name, f"{bound.auto_id}_{suffix}", words[place], shown),))
        return format_html('<span class="f-days">{}</span>', format_html_join("", "{}", rows))
    if isinstance(widget, forms.CheckboxInput):
        checked = mark_safe(" checked") if widget.check_test(value) else ""
        return format_html(
            '<label class="chip pick"><input type="checkbox" name="{}" id="{}" value="true"{}>{}</label>',
            bound.html_name,
            bound.auto_id,
            checked,
            bound.label,
        )
    if isinstance(widget, forms.Select):
        return _select(bound, bound.html_name, widget, value)
    if isinstance(widget, forms.DateInput):
        shown = value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else value
        return _day(bound.html_name, bound.auto_id, bound.label, shown)
    return format_html(
        '<input class="form-control q" type="search" name="{}" id="{}" value="{}" aria-label="{}" placeholder="{}">',
        bound.html_name,
        bound.auto_id,
        value or "",
        bound.label,
        bound.field.help_text or bound.label,
    )


@register.simple_tag(takes_context=True)
def kept_pairs(context, filterset):
    """[(name, value)] of the query string that the filters do not own: the tab and the order stay when filtering."""
    own = {bound.html_name for bound in filterset.form}
    pairs = []
    for name, values in context["request"].GET.lists():
        if name == "page" or name in own or any(name.startswith(f"{mine}_") for mine in own):
            continue
        pairs += [(name, value) for value in values]
    return pairs


# ---- order -----------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def sort_state(context, table, column):
    """{url, aria, icon} of a heading; empty when the column cannot be sorted."""
    if not column.orderable:
        return {}
    shown = getattr(table, "order_by_shown", "") or getattr(table, "default_sort", "")
    ascending, descending = shown == column.name, shown == f"-{column.name}"
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{column.name}" if ascending else column.name
    return {
        "url": f"?{query.urlencode()}",
        "aria": "ascending" if ascending else "descending" if descending else "",
        "icon": "arrow-up" if ascending else "arrow-down" if descending else "",
    }


# ---- counts and pages ------------------------------------------------------------------------------------------------


@register.simple_tag
def count_words(paginator, unit=""):
    """`共 38 件`; `共 10 000+ 件` when counting stopped."""
    count = (
        f"{money(paginator.count - 1).replace(',', chr(160))}+"
        if paginator.capped
        else money(paginator.count)
    )
    return format_html(_("<b>%(count)s</b> %(unit)s in all") % {"count": "{0}", "unit": "{1}"}, count, unit)


@register.simple_tag
def page_words(page, unit=""):
    """`第 1–10 件，共 38 件`; without the total when counting stopped."""
    words = {"start": page.start_index(), "end": page.start_index() + len(page) - 1, "unit": unit}
    if page.paginator.capped:
        return _("%(start)s–%(end)s %(unit)s") % words
    return _("%(start)s–%(end)s of %(count)s %(unit)s") % {**words, "count": page.paginator.count}


@register.simple_tag
def page_numbers(page):
    """The page numbers to offer: first, last, three around this one; None marks a gap."""
    last = page.paginator.num_pages
    wanted = sorted(
        {1, last, *(number for number in range(page.number - 1, page.number + 2) if 1 <= number <= last)}
    )
    if last <= 7:
        return list(range(1, last + 1))
    numbers, before = [], 0
    for number in wanted:
        if number - before > 1:
            numbers.append(None)
        numbers.append(number)
        before = number
    return numbers
