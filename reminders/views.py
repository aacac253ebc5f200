"""The bell's inbox, what is coming, and the ledger of what is owed and sent."""

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import BUSINESS, READERS
from core.clock import now
from core.counting import counts_of
from core.exchange.outgoing import Out
from core.ids import row_id
from core.lists import ListPage
from core.views import Page
from reminders.coming import coming
from reminders.filters import InboxFilter, LedgerFilter
from reminders.models import DueReminder, Message, State
from reminders.tables import InboxTable, LedgerTable, coming_row

WINDOWS = (30, 90, 180)


class InboxPage(ListPage):
    """`/reminders/inbox/`: what the station told me, newest first."""

    title = gettext_lazy("My reminders")
    filterset_class = InboxFilter
    table_class = InboxTable
    unit = gettext_lazy("messages")

    def get_queryset(self):
        """One's own messages; `?tab=unread` only those not opened."""
        rows = Message.objects.visible_to(self.request.user).order_by("-created_at", "-pk")
        return rows.unread() if self.request.GET.get("tab") == "unread" else rows

    def tabs(self):
        """All, unread."""
        mine = Message.objects.visible_to(self.request.user)
        counts = counts_of({"all": mine, "unread": mine.unread()})
        return [
            {
                "code": "",
                "label": _("All"),
                "query": "",
                "count": counts["all"],
                "current": not self.request.GET.get("tab"),
            },
            {"code": "unread", "label": _("Unread"), "query": "tab=unread", "count": counts["unread"]},
        ]

    def exports(self):
        """The message itself."""
        return [Out("body", _("Message text"))]

    def acts(self):
        """Everything read, in one click."""
        return [
            {
                "label": _("Mark all as read"),
                "url": reverse("reminders:read_all"),
                "icon": "checks",
                "post": True,
            }
        ]

    def empty(self):
        """Nothing under the bell."""
        return {
            "icon": "bell",
            "title": _("No reminders"),
            "text": _("What concerns you arrives here: new requests, answers, dates that come near."),
        }


class ReadAll(Page):
    """POST: mark everything as read."""

    def post(self, request):
        """Mark, echo, go back."""
        count = Message.objects.visible_to(request.user).unread().update(read_at=now())
        messages.success(
            request,
            ngettext("%(n)s message marked as read.", "%(n)s messages marked as read.", count) % {"n": count},
        )
        return HttpResponseRedirect(reverse("reminders:inbox"))


class OpenMessage(Page):
    """`/reminders/inbox/<id>/`: marks as read and goes to the record, or shows the text when there is none."""

    def get(self, request, pk):
        """Open."""
        message = self.get_object_or_404(Message.objects.visible_to(request.user), pk)
        if message.read_at is None:
            message.read_at = now()
            message.save(update_fields=["read_at"])
        if message.url:
            return HttpResponseRedirect(message.url)
        self.title = message.title
        crumbs = [(_("My reminders"), reverse("reminders:inbox")), (message.title, None)]
        return self.render("reminders/message.html", {"message": message, "crumbs": crumbs})


class ComingPage(Page):
    """`/reminders/coming/?days=30`: every dated thing in scope, soonest first."""

    roles = BUSINESS
    title = gettext_lazy("Coming")
    limit = 100

    def get(self, request):
        """Show the window that was asked for."""
        asked = row_id(request.GET.get("days"))
        days = asked if asked in WINDOWS else WINDOWS[0]
        found = coming(request.user, days=days, limit=self.limit + 1)
        tabs = [
            {
                "label": _("Within %(n)s days") % {"n": n},
                "query": f"days={n}",
                "current": n == days,
                "count": None,
            }
            for n in WINDOWS
        ]
        return self.render(
            "reminders/coming.html",
            {
                "tabs": tabs,
                "rows": [coming_row(deadline, request.user) for deadline in found[: self.limit]],
                "more": len(found) > self.limit,
                "limit": self.limit,
                "days": days,
            },
        )


class LedgerPage(ListPage):
    """`/reminders/`: the ledger: owed, sent, failed, stopped."""

    roles = BUSINESS
    title = gettext_lazy("Reminder ledger")
    filterset_class = LedgerFilter
    table_class = LedgerTable
    unit = gettext_lazy("reminders")

    def get_queryset(self):
        """Reminders in scope."""
        return (
            DueReminder.objects.visible_to(self.request.user)
            .select_related("recipient")
            .annotate(sent_on=F("settled_at"))
            .order_by("-due_on", "-pk")
        )

    def acts(self):
        """What is coming stands beside what was sent."""
        return [{"label": _("Coming"), "url": reverse("reminders:coming"), "icon": "calendar-due"}]

    def tabs(self):
        """By state."""
        mine = DueReminder.objects.visible_to(self.request.user)
        counts = counts_of(
            {
                "owed": mine.filter(state=State.OWED),
                "sent": mine.filter(state=State.SENT),
                "failed": mine.filter(state=State.FAILED),
            }
        )
        now_ = self.request.GET.get("state", "")
        return [
            {"label": _("All"), "query": "", "current": not now_, "count": None},
            {"label": _("Owed"), "query": "state=OWED", "current": now_ == "OWED", "count": counts["owed"]},
            {"label": _("Sent"), "query": "state=SENT", "current": now_ == "SENT", "count": counts["sent"]},
            {
                "label": _("Failed"),
                "query": "state=FAILED",
                "current": now_ == "FAILED",
                "count": counts["failed"],
                "bad": True,
            },
        ]

    def empty(self):
        """Nothing was ever owed."""
        shown = self.request.user.role in READERS
        return {
            "icon": "bell",
            "title": _("Nothing was owed yet"),
            "text": _("Each reminder stands here before it is sent, with its date, its step and who gets it.")
            if shown
            else _("Reminders that were sent to you stand here."),
        }
