"""Homes of the roles, the manager's dashboard, the park economy."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import ADMINISTRATORS, OFFICERS, READERS, Role
from core import saved
from core.periods import choices, read
from core.views import Page
from dashboards import board, economy
from dashboards.models import Statement
from dashboards.portal import portal_context
from dashboards.staff import staff_context

SHOWN = 30  # statements on one page


class HomePage(Page):
    """`/`: My work for officers, the portal for an enterprise, the dashboard for manager and city."""

    title = gettext_lazy("My work")

    def get(self, request):
        """The home of the role."""
        saved.ask(request, saved.PINNED)
        role = request.user.role
        if role in OFFICERS:
            return self.render("dashboards/my_work.html", staff_context(request))
        if role == Role.ENTERPRISE:
            context = portal_context(request)
            self.title = context["enterprise"].name if context["enterprise"] else _("Home")
            return self.render("dashboards/portal.html", context)
        if role in READERS:
            return HttpResponseRedirect(reverse("dashboards:dashboard"))
        self.title = _("Home")
        return self.render("dashboards/plain_home.html", {"administrator": role in ADMINISTRATORS})


class DashboardPage(Page):
    """`/dashboard/`: how the park stands, each number a door to its rows."""

    roles = READERS
    title = gettext_lazy("Park dashboard")

    def get(self, request):
        """Figures of the period in the address."""
        saved.ask(request, saved.PINNED)
        period, complaint = read(request.user, request.GET)
        offered = choices(request.user)
        return self.render(
            "dashboards/dashboard.html",
            {
                "period": period,
                "complaint": complaint,
                "periods": [
                    {
                        "label": choice.label,
                        "query": f"period={choice.code}",
                        "current": choice.code == period.code,
                    }
                    for choice in offered
                ],
                **board.board_context(request.user, period),
            },
        )


class EconomyPage(Page):
    """`/economy/`: all published statements of the parks in scope."""

    roles = READERS | {Role.DEPARTMENT}
    title = gettext_lazy("Park economy")

    def get(self, request):
        """The statements, the newest first; of the years of a period, if the address names one."""
        rows, complaint = Statement.objects.visible_to(request.user), ""
        if request.GET.get("from") or request.GET.get("to"):
            period, complaint = read(request.user, request.GET)
            rows = rows.of_years(period.first.year, period.last.year)
        statements = rows.newest_first().select_related("park")[:SHOWN]
        return self.render(
            "dashboards/economy.html",
            {"statements": [economy.shown(row) for row in statements], "complaint": complaint},
        )


class StatementPage(Page):
    """`/economy/<id>/`: one statement with its source and definitions."""

    roles = READERS | {Role.DEPARTMENT}

    def get(self, request, pk):
        """The published row behind a number."""
        statement = self.get_object_or_404(
            Statement.objects.visible_to(request.user).select_related("park"), pk
        )
        self.title = _("%(park)s: economy of %(year)s") % {
            "park": statement.park.name,
            "year": statement.year,
        }
        return self.render(
            "dashboards/statement.html",
            {
                "statement": economy.shown(statement),
                "crumbs": [(_("Park economy"), reverse("dashboards:economy")), (str(statement.year), None)],
            },
        )
