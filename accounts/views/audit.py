"""The security administrator's page of roles and policy, and the auditor's logs."""

from django import forms
from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import audit, invitations, passwords
from accounts.backends import sign_in_name
from accounts.models import User
from accounts.roles import Role
from core.views import Page
from core.widgets import Day

MAY = {
    Role.STAFF: gettext_lazy(
        "Sees the park. Logs visits and calls, keeps archives, runs requests he holds, invites enterprises."
    ),
    Role.LEAD: gettext_lazy(
        "Sees the park. All that staff may; assigns and closes requests, voids visits, resets passwords, closes accounts and hands over."
    ),
    Role.DEPARTMENT: gettext_lazy(
        "Sees what the department takes part in. Answers requests assigned to it, logs joint visits."
    ),
    Role.MANAGER: gettext_lazy("Reads every list and page of the park; changes nothing."),
    Role.CITY: gettext_lazy("Reads figures and lists of all parks; changes nothing."),
    Role.ENTERPRISE: gettext_lazy(
        "Sees its own enterprise and its archive only. Submits, withdraws, rates and reopens its requests."
    ),
    Role.APPLICANT: gettext_lazy("Sees the own application only."),
    Role.SYSADMIN: gettext_lazy("No business data. Parks, staff accounts, calendars, dictionaries."),
    Role.SECADMIN: gettext_lazy("No business data. Gives roles, reads the policy."),
    Role.AUDITOR: gettext_lazy("No business data. Reads the logs; changes nothing."),
}


class RolesPage(Page):
    """`/roles/`: what each role may, and the policy in force."""

    roles = frozenset({Role.SECADMIN})
    title = gettext_lazy("Roles and policy")

    def get(self, request):
        """Read-only: roles are part of the program, the policy comes from the settings."""
        counts = dict(User.objects.active().order_by().values_list("role").annotate(n=Count("pk")))
        return self.render(
            "accounts/roles.html",
            {
                "rows": [
                    {
                        "label": role.label,
                        "may": MAY[role],
                        "n": counts.get(role.value, 0),
                        "url": f"{reverse('accounts:people')}?tab={self.tab_of(role)}&role={role.value}",
                    }
                    for role in Role
                ],
                "policy": self.policy(),
            },
        )

    @staticmethod
    def tab_of(role):
        """The tab of the people page on which the role stands."""
        return "enterprise" if role in (Role.ENTERPRISE, Role.APPLICANT) else "staff"

    @staticmethod
    def policy():
        """[(what, value)] as in force."""
        return [
            (_("Wrong sign-ins before the account is locked"), settings.AXES_FAILURE_LIMIT),
            (_("Locked for (minutes)"), round(settings.AXES_COOLOFF_TIME * 60)),
            (_("Counted by"), _("account and address together; name and mobile number share one count")),
            (_("Idle time at a desk (minutes)"), settings.IDLE_SECONDS // 60),
            (_("Idle time on an own phone (hours)"), settings.IDLE_SECONDS_OWN_PHONE // 3600),
            (_("Shortest password"), passwords.SHORTEST),
            (_("Kinds of characters in a password"), _("3 of 4")),
            (_("Earlier passwords refused"), passwords.REMEMBERED),
            (_("An invitation can be used for (days)"), invitations.DAYS),
            (_("A password link can be used for (days)"), invitations.RESET_DAYS),
        ]


class LogForm(forms.Form):
    """Which account, which days."""

    user = forms.CharField(label=gettext_lazy("Account"), required=False, max_length=60)
    first = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=Day)
    last = forms.DateField(label=pgettext_lazy("last day", "To"), required=False, widget=Day)

    def wanted(self):
        """Arguments of the query; what cannot be read is left out and said at its field."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        typed = sign_in_name(data.get("user") or "")
        person = User.objects.find(typed).only("username").first() if typed else None
        return {
            "username": person.username if person else typed,
            "first": data.get("first"),
            "last": data.get("last"),
        }


class ChangeForm(LogForm):
    """Also which table."""

    table = forms.ChoiceField(label=gettext_lazy("Table"), required=False)
    field_order = ["table", "user", "first", "last"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["table"].choices = [
            ("", _("all")),
            *((code, words) for code, (words, _model) in audit.history_tables().items()),
        ]

    def wanted(self):
        """With the table."""
        return {**super().wanted(), "table": self.cleaned_data.get("table", "")}


class LogPage(Page):
    """Base of the logs: a GET form, the newest 200 lines, two tabs."""

    roles = frozenset({Role.AUDITOR})
    form_class = LogForm
    template_name = ""

    def get(self, request):
        """The newest lines that fit."""
        form = self.form_class(request.GET)
        rows = self.lines(**form.wanted())
        here = self.request.resolver_match.url_name
        return self.render(
            self.template_name,
            {
                "form": form,
                "rows": rows,
                "limit": audit.LIMIT,
                "capped": len(rows) >= audit.LIMIT,
                "tabs": [
                    {
                        "label": label,
                        "url": reverse(f"accounts:{name}"),
                        "current": name == here,
                    }
                    for name, label in (("logs", _("Sign-ins")), ("changes", _("Changes")))
                ],
            },
        )

    def lines(self, **wanted):
        """Rows of the log."""
        raise NotImplementedError


class SignInLog(LogPage):
    """`/logs/`: who signed in, who was refused, who was locked."""

    template_name = "accounts/sign_in_log.html"
    title = gettext_lazy("Sign-in log")

    def lines(self, **wanted):
        """Sign-ins, failures, locks."""
        return audit.sign_ins(**wanted)


class ChangeLog(LogPage):
    """`/logs/changes/`: who changed which row."""

    form_class = ChangeForm
    template_name = "accounts/change_log.html"
    title = gettext_lazy("Change log")

    def lines(self, **wanted):
        """Changes of all tables with a history."""
        return audit.changes(**wanted)
