"""The people of a park, for its lead; all accounts, for the system and the security administrator."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts import actions, handover
from accounts.filters import PeopleFilter
from accounts.forms.people import LeaveForm, NewPersonForm, RoleForm
from accounts.models import User
from accounts.roles import ADMINISTRATORS, IN_PARK, OFFICERS, Role
from accounts.tables import PeopleTable, state_of
from core.exchange.outgoing import Out
from core.lists import ListPage
from core.masking import mask_mobile
from core.views import FormPage, Page

KEEPERS = frozenset({Role.LEAD, Role.SYSADMIN, Role.SECADMIN})
STAFF_ACCOUNTS = IN_PARK | ADMINISTRATORS | {Role.CITY}
TABS = ("staff", "enterprise", "closed")


class PeoplePage(ListPage):
    """`/people/`."""

    roles = KEEPERS
    filterset_class = PeopleFilter
    table_class = PeopleTable
    title = gettext_lazy("People and accounts")
    unit = pgettext_lazy("measure word", "people")

    @property
    def tab(self):
        """Which people are shown."""
        tab = self.request.GET.get("tab", "")
        return tab if tab in TABS else "staff"

    def rows(self, tab):
        """The people of a tab."""
        people = User.objects.visible_to(self.request.user)
        if tab == "closed":
            return people.filter(is_active=False)
        people = people.active()
        return people.filter(role__in=STAFF_ACCOUNTS if tab == "staff" else (Role.ENTERPRISE, Role.APPLICANT))

    def get_queryset(self):
        """By role, oldest account first."""
        return self.rows(self.tab).select_related("park", "department").order_by("role", "pk")

    def tabs(self):
        """Own people, enterprise users, closed accounts."""
        labels = (_("Staff accounts"), _("Enterprise users"), pgettext("accounts", "Closed"))
        return [
            {"code": code, "label": label, "query": f"tab={code}", "current": code == self.tab}
            for code, label in zip(TABS, labels, strict=True)
        ]

    def exports(self):
        """User name and mobile number, masked as on the page."""
        return [
            Out("username", _("User name")),
            Out("mobile", _("Mobile"), lambda person: mask_mobile(person.mobile)),
        ]

    def acts(self):
        """The system administrator makes staff accounts."""
        if self.request.user.role != Role.SYSADMIN:
            return []
        return [
            {
                "label": _("New account"),
                "url": reverse("accounts:new_person"),
                "icon": "user-plus",
                "primary": True,
            }
        ]

    def empty(self):
        """Nobody of this kind."""
        return {
            "icon": "users",
            "title": _("Nobody here yet"),
            "text": _("Enterprise users appear here once they have opened their account by an invitation."),
            "acts": self.acts(),
        }

    def prepare_table(self, table, rows):
        """Open work is the lead's business; administrators do not see it."""
        if self.request.user.role != Role.LEAD:
            table.exclude = ("work",)
            return table
        numbers = handover.open_work([user for user in rows if user.role in OFFICERS])
        for user in rows:
            user.open_work = numbers.get(user.pk)
        return table


class OnePerson(Page):
    """Base of the pages about one person, in the reader's scope."""

    roles = KEEPERS

    def find(self):
        """The person, or 404."""
        return self.get_object_or_404(
            User.objects.visible_to(self.request.user).select_related("park", "department"), self.kwargs["pk"]
        )


class PersonPage(OnePerson):
    """`/people/<id>/`."""

    def get(self, request, pk):
        """Who it is, how the account stands, what may be done."""
        person = self.find()
        self.title = person.name
        full = request.user.role in (Role.LEAD, Role.SYSADMIN)
        facts = [
            (_("Account name"), person.username),
            (_("Role"), person.get_role_display()),
            (_("Park"), person.park),
            (_("Department"), person.department),
            (_("Last sign-in"), person.last_login and f"{localtime(person.last_login):%Y-%m-%d %H:%M}"),
        ]
        if full:
            facts += [
                (_("Mobile number"), mask_mobile(person.mobile)),
                (_("E-mail"), person.email),
                (_("Post"), person.post),
            ]
        if person.left_at:
            facts.append((_("Left on"), f"{localtime(person.left_at):%Y-%m-%d}"))
        held = handover.held_by(person) if request.user.role == Role.LEAD and person.role in OFFICERS else []
        return self.render(
            "accounts/person.html",
            {
                "person": person,
                "badges": [state_of(person)],
                "facts": facts,
                "held": held,
                "shows_work": request.user.role == Role.LEAD and person.role in OFFICERS,
                "acts": self.acts(person),
                "crumbs": [(_("People and accounts"), reverse("accounts:people")), (person.name, None)],
            },
        )

    def acts(self, person):
        """What the reader may do with this account."""
        me, acts = self.request.user, []
        dismissible = User.objects.dismissible_by(me).filter(pk=person.pk).exists()
        if (
            person.is_active
            and me.role == Role.SECADMIN
            and me.pk != person.pk
            and person.role in STAFF_ACCOUNTS
        ):
            acts.append(
                {
                    "label": _("Change role"),
                    "url": reverse("accounts:change_role", args=[person.pk]),
                    "icon": "id",
                    "primary": True,
                }
            )
        if person.is_active and dismissible:
            acts.append(
                {
                    "label": _("Close account"),
                    "url": reverse("accounts:leave", args=[person.pk]),
                    "icon": "user-x",
                }
            )
        if not person.is_active and dismissible:
            acts.append(
                {
                    "label": _("Open again"),
                    "url": reverse("accounts:reopen", args=[person.pk]),
                    "icon": "lock-open",
                    "post": True,
                }
            )
        if person.is_active and User.objects.editable_by(me).filter(pk=person.pk).exists():
            acts.append(
                {
                    "label": _("Reset password"),
                    "url": reverse("accounts:reset_password", args=[person.pk]),
                    "icon": "key",
                    "post": True,
                    "primary": True,
                }
            )
        return acts


class ResetPassword(OnePerson):
    """POST: make a one-time link; nobody ever sees a password."""

    roles = frozenset({Role.LEAD, Role.SYSADMIN})

    def get(self, request, pk):
        """The button stands on the person's page."""
        return redirect("accounts:person", pk=pk)

    def post(self, request, pk):
        """Make it and show it."""
        self.find()
        return redirect(actions.make_reset_link(pk, request.user))


class Reopen(OnePerson):
    """POST: let somebody back in."""

    roles = frozenset({Role.LEAD, Role.SYSADMIN})

    def get(self, request, pk):
        """The button stands on the person's page."""
        return redirect("accounts:person", pk=pk)

    def post(self, request, pk):
        """Open it, and show the link for a password."""
        self.find()
        invitation = actions.reopen(pk, request.user)
        messages.success(request, _("The account is open again. Hand over the link for a new password."))
        return redirect(invitation)


class NewPerson(FormPage):
    """`/people/new/`: a staff account and the link for its first password."""

    roles = frozenset({Role.SYSADMIN})
    form_class = NewPersonForm
    title = gettext_lazy("New account")
    one_time = True
    check_scope = False

    def extra_context(self, form):
        """What saving does."""
        return {
            "intro": _("No password is set here: saving makes a link by which the person chooses one."),
            "save_label": _("Make account and link"),
            "cancel_url": reverse("accounts:people"),
            "crumbs": [(_("People and accounts"), reverse("accounts:people")), (self.title, None)],
        }

    def save(self, form):
        """Make both."""
        self.person, invitation = actions.create_account(self.request.user, **form.cleaned_data)
        return invitation

    def done_url(self, obj):
        """To the link."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Echo."""
        return _("The account “%(username)s” is ready. Hand over the link.") % {"username": obj.user.username}


class RolePage(OnePerson, FormPage):
    """`/people/<id>/role/`."""

    roles = frozenset({Role.SECADMIN})
    form_class = RoleForm
    title = gettext_lazy("Change role")
    check_scope = False

    def allowed(self):
        """Not one's own, not an invited one's, not a closed one."""
        actions.check_role_change(self.find(), self.request.user)

    def get_initial(self):
        """As it is."""
        person = self.find()
        return {"role": person.role, "park": person.park_id, "department": person.department_id}

    def extra_context(self, form):
        """Whose, and from when."""
        person = self.find()
        return {
            "intro": _("%(name)s, now %(role)s. The new role counts from the next page he opens.")
            % {"name": person.name, "role": person.get_role_display()},
            "save_label": _("Change role"),
            "cancel_url": person.get_absolute_url(),
            "crumbs": [
                (_("People and accounts"), reverse("accounts:people")),
                (person.name, person.get_absolute_url()),
                (self.title, None),
            ],
        }

    def save(self, form):
        """Give it."""
        person = self.find()
        data = form.cleaned_data
        return actions.change_role(
            person.pk, self.request.user, data["role"], park=data["park"], department=data["department"]
        )

    def done_message(self, obj):
        """Echo."""
        return _("%(name)s is now %(role)s.") % {"name": obj.name, "role": obj.get_role_display()}


class LeavePage(OnePerson, FormPage):
    """`/people/<id>/leave/`: close a leaver's account and hand over his work in one act."""

    roles = frozenset({Role.LEAD, Role.SYSADMIN})
    template_name = "accounts/leave.html"
    check_scope = False

    def dispatch(self, request, *args, **kwargs):
        """Find the person and what he holds before anything else."""
        if request.user.is_authenticated and request.user.role in self.roles:
            self.person = self.find()
            self.held = []
            if request.user.role == Role.LEAD and self.person.role in OFFICERS:
                self.held = handover.held_by(self.person)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """A closed account cannot be closed."""
        if not self.person.is_active:
            return HttpResponseRedirect(self.person.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def allowed(self):
        """Whom one lets go, while the account is open."""
        actions.check_dismissal(self.person, self.request.user)

    def make_form(self, data=None, files=None, **more):
        """Who takes over, by kind."""
        return LeaveForm(data, leaver=self.person, held=self.held, **more)

    def extra_context(self, form):
        """What will happen."""
        self.title = _("Close the account of %(name)s") % {"name": self.person.name}
        return {
            "title": self.title,
            "person": self.person,
            "held": self.held,
            "save_label": _("Hand over and close") if self.held else _("Close account"),
            "cancel_url": self.person.get_absolute_url(),
            "crumbs": [
                (_("People and accounts"), reverse("accounts:people")),
                (self.person.name, self.person.get_absolute_url()),
                (_("Close account"), None),
            ],
        }

    def save(self, form):
        """In one act."""
        self.given = actions.deactivate(
            self.person.pk,
            self.request.user,
            successor=form.cleaned_data.get("successor"),
            by_kind=form.by_kind(),
        )
        return self.person

    def done_url(self, obj):
        """To the closed account."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """How much went to whom."""
        total = sum(self.given.values())
        if not total:
            return _("The account of %(name)s is closed.") % {"name": obj.name}
        return _("The account of %(name)s is closed; %(n)s items were handed over.") % {
            "name": obj.name,
            "n": total,
        }
