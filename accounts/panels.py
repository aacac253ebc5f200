"""Menu entries of accounts."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.contributions import MenuEntry, menu

GROUP = _("Administration")

menu.add(
    MenuEntry(
        "people",
        _("People and accounts"),
        "users",
        "accounts:people",
        frozenset({Role.LEAD, Role.SYSADMIN, Role.SECADMIN}),
        order=920,
        group=GROUP,
        phone=9,  # last, where there is room
        short_label=_("People"),
    )
)
menu.add(
    MenuEntry(
        "roles",
        _("Roles and policy"),
        "shield-check",
        "accounts:roles",
        frozenset({Role.SECADMIN}),
        order=930,
        group=GROUP,
        phone=2,
        short_label=_("Roles"),
    )
)
menu.add(
    MenuEntry(
        "logs",
        _("Logs"),
        "history",
        "accounts:logs",
        frozenset({Role.AUDITOR}),
        order=940,
        group=GROUP,
        phone=2,
    )
)
menu.add(
    MenuEntry(
        "admin",
        _("Parks and dictionaries"),
        "settings",
        "admin:index",
        frozenset({Role.SYSADMIN}),
        order=950,
        group=GROUP,
    )
)
