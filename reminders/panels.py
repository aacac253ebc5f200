"""Menu entries of reminders."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import EVERYBODY, READERS, Role
from core.contributions import MenuEntry, menu
from reminders.models import Message

menu.add(
    MenuEntry(
        "bell",
        _("My reminders"),
        "bell",
        "reminders:inbox",
        EVERYBODY,
        count=lambda user: Message.objects.visible_to(user).unread(),
    )
)
menu.add(
    MenuEntry(
        "ledger",
        _("Reminder ledger"),
        "bell",
        "reminders:ledger",
        READERS - {Role.CITY},
        order=900,
        group=_("Overview"),
    )
)
menu.add(
    MenuEntry(
        "coming",
        _("Coming"),
        "calendar-due",
        "reminders:coming",
        READERS | {Role.DEPARTMENT, Role.ENTERPRISE},
        order=60,
    )
)
