"""Proposed changes as a list: its table, what may be asked of it, and what changed in a few words."""

import django_filters as filters
import django_tables2 as tables
from django import forms
from django.db.models import BooleanField, Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.columns import Cell, MomentColumn, StatusColumn, TickColumn, TitleColumn
from core.filtersets import FilterSet, fixed
from core.ids import row_id
from core.masking import mask_mobile
from core.models import Park
from core.together import read_together
from enterprises.models import RegisterChange, Section, ThingType
from enterprises.querysets import of_enterprises_named
from enterprises.registers.register import REGISTERS, of_section
from enterprises.registers.words import MASKED, shown_value

NAMED = 3  # fields that a line names
LONGEST = 30  # characters of a value in a line


class ChangeTable(tables.Table):
    """What is to change in which row of whom, who says so, where it stands."""

    tick = TickColumn(label=lambda row: row.name)
    name = TitleColumn(
        verbose_name=gettext_lazy("Row of a register"),
        line2=lambda row: f"{capfirst(REGISTERS[row.register].one)} · {row.get_kind_display()}",
    )
    enterprise = Cell(verbose_name=gettext_lazy("Enterprise"), accessor="enterprise__name", place="wide")
    park = Cell(verbose_name=gettext_lazy("Park"), accessor="park__short_name", place="wide nb")
    what = Cell(verbose_name=gettext_lazy("What changes"), empty_values=(), place="wide")
    proposed_by = Cell(verbose_name=gettext_lazy("Proposed by"), accessor="proposed_by__name", place="hide")
    proposed_at = MomentColumn(verbose_name=gettext_lazy("proposed at"), attrs={"td": {"class": "wide nb"}})
    status = StatusColumn(verbose_name=gettext_lazy("Status"), place="wide")

    caption = gettext_lazy("Proposed changes")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_what(self, record):
        """`检定证书号：— → J-1`, line by line."""
        return said(record)


class ChangeFilter(FilterSet):
    """What is asked of the changes."""

    folded = ()
    q = filters.CharFilter(
        label=gettext_lazy("Search"),
        method="by_text",
        help_text=gettext_lazy("Row or enterprise"),
        max_length=200,
    )
    park = filters.ModelChoiceFilter(label=gettext_lazy("Park"), queryset=Park.objects.none())
    section = filters.ChoiceFilter(
        label=gettext_lazy("Section"),
        method="by_section",
        choices=fixed(lambda: [(each.value, each.label) for each in Section if of_section(each)]),
    )
    register = filters.ChoiceFilter(
        label=pgettext_lazy("noun", "Register"),
        choices=fixed(lambda: [(each.code, capfirst(each.label)) for each in REGISTERS.values()]),
    )
    status = filters.ChoiceFilter(
        label=gettext_lazy("Status"), choices=fixed(lambda: RegisterChange.Status.choices)
    )
    enterprise = filters.NumberFilter(
        label=gettext_lazy("Enterprise"),
        field_name="enterprise_id",
        widget=forms.HiddenInput,
        max_value=2**62,
    )

    class Meta:
        model = RegisterChange
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.request.user.sees_all_parks:
            self.filters["park"].queryset = Park.objects.order_by("name")
        else:
            del self.filters["park"]

    def by_text(self, rows, name, value):
        """By the name of the row, or its enterprise."""
        named = Q(name__icontains=value.strip())
        return rows.filter(of_enterprises_named(value, self.request.user, lambda _indexed: named))

    def by_section(self, rows, name, value):
        """Those of the registers of a section."""
        return rows.filter(register__in=[register.code for register in of_section(value)])


# ---- what changed ----------------------------------------------------------------------------------------------------


def tell(changes, *, masked):
    """Give each change `says`: [(field, what is confirmed or None, what is proposed)], read in one statement."""
    wanted = {}
    for change in changes:
        register = REGISTERS[change.register]
        if change.row_id and change.is_open:
            wanted.setdefault(register.model, set()).add(change.row_id)
        for name in change.changed[:NAMED]:
            column = register.model._meta.get_field(name)
            if column.is_relation and (pk := row_id(change.values.get(name))):
                wanted.setdefault(column.related_model, set()).add(pk)
    tables_ = [_rows(model, pks) for model, pks in wanted.items()]
    if any("type_code" in change.changed for change in changes):
        tables_.append(ThingType.objects.all())
    found = {
        (type(row), row.pk): row for table in (read_together(*tables_) if tables_ else ()) for row in table
    }
    types = {row.code: row.label for (model, _pk), row in found.items() if model is ThingType}
    for change in changes:
        model = REGISTERS[change.register].model
        row = found.get((model, change.row_id)) if change.is_open else None
        change.says = [_line(change, name, row, found, types, masked) for name in change.changed[:NAMED]]


def _rows(model, pks):
    """Rows by id, with what stands behind their columns."""
    register = REGISTERS.get(getattr(model, "REGISTER", ""))
    related = [
        name for name in (register.fields if register else ()) if model._meta.get_field(name).is_relation
    ]
    rows = model.objects.filter(pk__in=pks)
    return rows.select_related(*related) if related else rows


def _line(change, name, row, found, types, masked):
    register = REGISTERS[change.register]
    column = register.model._meta.get_field(name)
    text = change.values.get(name, "").strip()
    if isinstance(column, BooleanField):
        then = _("yes") if text else _("no")
    elif column.is_relation and (pk := row_id(text)):
        then = str(found.get((column.related_model, pk), text))
    elif name in MASKED and masked:
        then = mask_mobile(text)
    else:
        then = str(dict(column.flatchoices).get(text, types.get(text, text)))
    now = shown_value(row, name, masked=masked) if row is not None else None
    return capfirst(column.verbose_name), now, then or "—"


def said(change):
    """The lines of a change as one cell."""
    if change.kind == RegisterChange.Kind.REMOVE:
        return change.reason
    lines = [
        format_html("{}：<del>{}</del> → <ins>{}</ins>", label, _short(now), _short(then))
        if now is not None
        else format_html("{}：{}", label, _short(then))
        for label, now, then in change.says
    ]
    more = len(change.changed) - len(lines)
    if more > 0:
        lines.append(format_html("{}", _("and %(n)s more") % {"n": more}))
    return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))


def _short(value):
    return Truncator(str(value)).chars(LONGEST)
