"""Proposed changes: the list of the park or of one's own enterprise, and several accepted at once."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.roles import READERS, STATION, Role
from core.counting import counts_of
from core.lists import ListPage
from core.ticked import ticked
from core.transitions import NotAllowed, StaleForm, TransitionError
from core.views import Page
from enterprises.models import RegisterChange
from enterprises.registers import REGISTERS, acts, proposals
from enterprises.registers.change_lists import ChangeFilter, ChangeTable, tell
from enterprises.registers.compared import side_by_side

Status = RegisterChange.Status
LIMIT = 50  # changes that are compared on one page


def of_tab(rows, tab):
    """The rows of a tab, what waits longest first."""
    match tab:
        case "returned":
            return rows.filter(status=Status.RETURNED).order_by("-proposed_at", "-id")
        case "accepted":
            return rows.filter(status=Status.ACCEPTED).order_by("-proposed_at", "-id")
        case "all":
            return rows.order_by("-proposed_at", "-id")
    return rows.waiting().order_by("proposed_at", "id")


class ChangeList(ListPage):
    """`/changes/`: what enterprises propose for their registers; to an enterprise its own."""

    walks = True
    roles = READERS | {Role.ENTERPRISE}
    title = gettext_lazy("Proposed changes")
    unit = pgettext_lazy("measure word", "changes")
    filterset_class = ChangeFilter
    table_class = ChangeTable

    @property
    def own(self):
        """Whether an enterprise looks at its own."""
        return self.request.user.role == Role.ENTERPRISE

    def tab(self):
        """The tab; a status in the address is asked of all."""
        tab = self.request.GET.get(self.tab_param, "")
        return "all" if not tab and self.request.GET.get("status") else tab

    def get_queryset(self):
        """Rows of the tab."""
        rows = of_tab(RegisterChange.objects.visible_to(self.request.user), self.tab())
        return rows.select_related("enterprise", "park", "proposed_by")

    def tabs(self):
        """With their counts, in one statement."""
        rows, chosen = RegisterChange.objects.visible_to(self.request.user), self.tab()
        words = {
            "": Status.PENDING.label,
            "returned": Status.RETURNED.label,
            "accepted": Status.ACCEPTED.label,
            "all": _("All"),
        }
        counts = counts_of({code: of_tab(rows, code).order_by() for code in words})
        return [
            {
                "code": code,
                "label": label,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "current": code == chosen,
            }
            for code, label in words.items()
        ]

    def empty(self):
        """What this list is for."""
        archive = {"label": _("Quality archive"), "url": reverse("enterprises:list"), "icon": "folder"}
        return {
            "icon": "clipboard-check",
            "title": _("No change here"),
            "text": _(
                "What an enterprise changes in its own registers waits here until the station has compared it."
            ),
            "acts": [archive] if self.own else [],
        }

    def prepare_table(self, table, rows):
        """What changed, in one statement; ticks for those who decide."""
        user = self.request.user
        tell(rows, masked=not self.own)
        left_out = [] if user.sees_all_parks else ["park"]
        if not acts.may_edit(user):
            left_out.append("tick")
        if self.own:
            left_out.append("enterprise")
        table.exclude = tuple(left_out)
        return table

    def extra_context(self, rows):
        """Where this is, and what is done with several."""
        found = {
            "intro": _("What you have changed, and what the station says to it.")
            if self.own
            else _("What enterprises say of their own registers; compared, then accepted or sent back.")
        }
        if acts.may_edit(self.request.user) and self.tab() in {"", "all"}:
            url = reverse("enterprises:accept_changes")
            found["bulk_acts"] = [{"label": _("Compare and accept"), "url": url, "icon": "check"}]
        return found


class AcceptSeveral(Page):
    """`/changes/accept/`: POST of ticked changes (`pk` many, or `all=1` with the list's `query`) shows each beside what is
    confirmed; with `confirm=1` those that can be are accepted, each in a transaction of its own."""

    roles = STATION
    title = gettext_lazy("Compare and accept")

    def get(self, request):
        """Nothing is ticked here: back to the list."""
        return HttpResponseRedirect(reverse("enterprises:changes"))

    def post(self, request):
        """Compare, or accept."""
        home = reverse("enterprises:changes")
        chosen = ticked(request, home, LIMIT)
        back = chosen.back(home)
        rows = RegisterChange.objects.visible_to(request.user).for_page().filter(pk__in=chosen.pks)
        rows = list(rows.order_by("enterprise_id", "proposed_at", "id"))
        if not rows:
            messages.warning(request, _("Tick at least one change first."))
            return HttpResponseRedirect(back)
        confirmed = "confirm" in request.POST
        lines = [self.accepted(row) if confirmed else self.compared(row) for row in rows]
        return self.render(
            "enterprises/accept_several.html",
            {
                "crumbs": [(_("Proposed changes"), back), (self.title, None)],
                "lines": lines,
                "able": sum(not line["problem"] for line in lines),
                "stayed": sum(bool(line["problem"]) for line in lines),
                "done": confirmed,
                "query": chosen.query,
                "cancel_url": back,
                "limit": LIMIT if chosen.more else 0,
            },
        )

    def compared(self, change):
        """A change beside what is confirmed, and why it cannot be accepted."""
        row = proposals.row_of(change, self.request.user)
        lines, problem = side_by_side(change, row, self.request.user)
        seen = f"{change.updated_at.isoformat()} {row.updated_at.isoformat() if row is not None else ''}"
        return self.line(change, problem) | {"lines": lines, "seen": seen}

    def accepted(self, change):
        """Accept it as it was looked at; returns what became of it."""
        change_seen, _space, row_seen = self.request.POST.get(f"seen-{change.pk}", "").partition(" ")

        def guard(row):
            if row.updated_at.isoformat() != row_seen:
                raise StaleForm(_("The row was changed while you compared. Compare again."))

        try:
            proposals.accept(change.pk, self.request.user, guard=guard, seen=change_seen)
        except (TransitionError, NotAllowed) as error:
            return self.line(change, str(error))
        return self.line(change, "")

    def line(self, change, problem):
        """What the page shows of a change."""
        return {"row": change, "register": REGISTERS[change.register], "problem": problem}
