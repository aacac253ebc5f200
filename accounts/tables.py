"""The table of people."""

import django_tables2 as tables
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.badges import Badge
from core.columns import Cell, MomentColumn, NumberColumn, TitleColumn
from core.masking import mask_mobile
from core.templatetags import station


def state_of(user):
    """The badge of an account."""
    if not user.is_active:
        return Badge("", "user-x", pgettext("account", "closed"))
    if not user.has_usable_password():
        return Badge("warn", "hourglass", gettext("no password yet"))
    return Badge("ok", "circle-check", gettext("can sign in"))


class PeopleTable(tables.Table):
    """People with role, last sign-in, state; for a lead also how much open work each holds."""

    name = TitleColumn(
        verbose_name=_("Name"),
        line2=lambda user: " · ".join(filter(None, [user.username, mask_mobile(user.mobile)])),
    )
    role = Cell(verbose_name=_("Role"), place="wide")
    last_login = MomentColumn(verbose_name=_("Last sign-in"), place="hide", default="—")
    work = NumberColumn(verbose_name=_("Open work"), accessor="open_work", place="right num hide")
    state = Cell(verbose_name=_("State"), empty_values=(), place="at-2")
    default_sort = ""
    caption = _("People by role")

    class Meta:
        attrs = {"class": "tbl stack"}

    def render_role(self, record):
        """Role, with the department or the park."""
        role = record.get_role_display()
        place = record.department.short_name if record.department else record.park and record.park.short_name
        return f"{role} · {place}" if place else role

    def render_state(self, record):
        """Icon and word."""
        return station.status(state_of(record))
