"""Menu entries of the homes and dashboards."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import OFFICERS, READERS, Role
from core.contributions import MenuEntry, menu

menu.add(
    MenuEntry("my-work", _("My work"), "checklist", "home", OFFICERS, order=0, phone=1, short_label=_("Work"))
)
menu.add(
    MenuEntry(
        "portal", _("Home"), "home", "home", frozenset({Role.ENTERPRISE, Role.APPLICANT}), order=0, phone=1
    )
)
menu.add(
    MenuEntry(
        "dashboard",
        _("Park dashboard"),
        "chart-bar",
        "dashboards:dashboard",
        frozenset({Role.MANAGER, Role.CITY}),
        order=0,
        phone=1,
        short_label=_("Dashboard"),
    )
)
menu.add(
    MenuEntry(
        "dashboard-staff",
        _("Park dashboard"),
        "chart-bar",
        "dashboards:dashboard",
        READERS - {Role.MANAGER, Role.CITY},
        order=800,
        group=_("Overview"),
    )
)
menu.add(
    MenuEntry(
        "economy",
        _("Park economy"),
        "coins",
        "dashboards:economy",
        READERS | {Role.DEPARTMENT},
        order=810,
        group=_("Overview"),
    )
)
