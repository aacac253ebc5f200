"""A proposed change of a register: side by side, accepted or sent back by the station, corrected or withdrawn by the
enterprise."""

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import READERS, STATION, Role
from core.attachments import attachments_of
from core.fields import CleanCharField
from core.transitions import TransitionError
from core.views import Page, guard_stale
from core.walk import walk_of
from enterprises.models import RegisterChange
from enterprises.registers import REGISTERS, acts, proposals
from enterprises.registers.compared import lines_of
from enterprises.registers.forms import form_of
from enterprises.views.base import FormOfEnterprise, NoForm, OfEnterprise
from enterprises.views.rows import RowForm, files_of, said_of

Kind, Status = RegisterChange.Kind, RegisterChange.Status


class WhyForm(forms.Form):
    """Why a change is sent back."""

    reason = CleanCharField(
        label=gettext_lazy("What has to be different"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The enterprise reads this, corrects it and sends it again."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class OfChange(OfEnterprise):
    """A page of one change: 404 when it is out of scope. The enterprise is the change's."""

    def setup(self, request, *args, **kwargs):
        """The change, with its enterprise and the row as it stands now."""
        Page.setup(self, request, *args, **kwargs)
        self.enterprise = self.change = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            rows = RegisterChange.objects.visible_to(request.user).for_page()
            self.change = rows.select_related("enterprise__park").filter(pk=kwargs["pk"]).first()
            if self.change is None:
                raise Http404
            self.enterprise, self.register = self.change.enterprise, REGISTERS[self.change.register]

    @cached_property
    def row(self):
        """The row as it stands now, when a page shows it."""
        return proposals.row_of(self.change, self.request.user)

    def crumbs(self, *more):
        """Enterprise → archive → register → change."""
        return super().crumbs(
            (_("Archive"), self.tab_url("archive")),
            (capfirst(self.register.label), self.register.url_of(self.enterprise.pk)),
            *more,
        )


class ChangePage(OfChange):
    """`/changes/<id>/`: what is confirmed and what is proposed, side by side."""

    roles = READERS | {Role.ENTERPRISE}

    def get(self, request, pk):
        """One page for both sides."""
        change, row = self.change, self.row
        masked = request.user.role != Role.ENTERPRISE
        return self.render(
            "enterprises/change.html",
            {
                "title": change.name,
                "walk": walk_of(request, change),
                "intro": self.intro(),
                "crumbs": self.crumbs((change.name, None)),
                "badges": [change.badge],
                "badge_line": f"{capfirst(self.register.one)} · {change.get_kind_display()} · {self.enterprise.name}",
                "acts": self.acts_of(),
                "change": change,
                "lines": lines_of(change, row, request.user, masked=masked),
                "two_sides": change.kind == Kind.CHANGE and change.is_open,
                "moved": bool(change.is_open and row is not None and row.updated_at != change.row_seen),
                "gone": change.is_open and change.row_id is not None and row is None,
                "row": row,
                "files": list(attachments_of(change)),
            },
        )

    def intro(self):
        """Who says so, since when, and who holds it."""
        change = self.change
        words = {"who": change.proposed_by.name, "day": f"{change.proposed_at:%Y-%m-%d}"}
        if change.status == Status.PENDING:
            liaison = self.enterprise.liaison
            if liaison:
                words["by"] = liaison.name
                return _("Proposed by %(who)s on %(day)s; %(by)s of the station looks at it.") % words
            return _("Proposed by %(who)s on %(day)s; the station looks at it.") % words
        if change.status == Status.RETURNED:
            return _("Proposed by %(who)s on %(day)s; the station has sent it back.") % words
        return _("Proposed by %(who)s on %(day)s.") % words

    def acts_of(self):
        """Accept or send back; correct or withdraw."""
        change, user = self.change, self.request.user
        if acts.may_edit(user) and change.status == Status.PENDING:
            seen = self.row.updated_at.isoformat() if self.row is not None else ""
            return [
                {"label": _("Send back"), "url": self.url("return_change"), "icon": "arrow-back-up"},
                {
                    "label": _("Accept"),
                    "url": self.url("accept_change"),
                    "icon": "check",
                    "post": True,
                    "fields": [("version", seen), ("seen", change.updated_at.isoformat())],
                    "primary": True,
                },
            ]
        if acts.may_propose(user) and change.is_open:
            found = [{"label": _("Withdraw"), "url": self.url("withdraw_change"), "icon": "arrow-back-up"}]
            if change.kind != Kind.REMOVE:
                found.append(
                    {"label": _("Correct"), "url": change.correct_url, "icon": "edit", "primary": True}
                )
            return found
        return []

    def url(self, name):
        """The address of an act on this change."""
        return reverse(f"enterprises:{name}", args=[self.change.pk])


class ChangeAct(OfChange, FormOfEnterprise):
    """An act on a change."""

    roles = STATION
    form_class = NoForm
    template_name = "generic/confirm.html"
    state = (Status.PENDING,)

    def allowed(self):
        """Only while it waits."""
        if self.change.status not in self.state:
            raise proposals.decided(self.change)

    def home(self):
        """The change."""
        return self.change.get_absolute_url()

    def intro(self):
        """Which row of whom."""
        return f"{self.register.one} {self.change.name} · {self.enterprise.name}"


class AcceptChange(ChangeAct):
    """`/changes/<id>/accept/`: the row is written as proposed, and confirmed today."""

    title = gettext_lazy("Accept what the enterprise proposes")
    save_label = gettext_lazy("Accept")

    def extra_context(self, form):
        """The row as it was looked at."""
        seen = self.row.updated_at.isoformat() if self.row is not None else ""
        looked = self.request.POST.get("seen") or self.change.updated_at.isoformat()
        return {
            **super().extra_context(form),
            "version": self.request.POST.get("version") or seen,
            "hidden": [("seen", looked)],
        }

    def save(self, form):
        """The act, unless the row was changed since the page was opened."""
        looked = self.request.POST.get("version")
        guard = (lambda row: guard_stale(form, row)) if looked else None
        seen = self.request.POST.get("seen", "")
        return proposals.accept(self.change.pk, self.request.user, guard=guard, seen=seen)

    def done_message(self, obj):
        """Echo."""
        return _("Accepted: “%(name)s” is in the register, confirmed today.") % {"name": obj}


class ReturnChange(ChangeAct):
    """`/changes/<id>/return/`."""

    form_class = WhyForm
    title = gettext_lazy("Send back to the enterprise")
    save_label = gettext_lazy("Send back")

    def save(self, form):
        """The act."""
        return proposals.send_back(self.change.pk, self.request.user, reason=form.cleaned_data["reason"])

    def done_message(self, obj):
        """Echo."""
        return _("Sent back; the enterprise is told why.")


class WithdrawChange(ChangeAct):
    """`/changes/<id>/withdraw/`."""

    roles = frozenset({Role.ENTERPRISE})
    state = Status.OPEN
    title = gettext_lazy("Withdraw the change")
    save_label = gettext_lazy("Withdraw")

    def save(self, form):
        """The act."""
        return proposals.withdraw(self.change.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("Withdrawn; what was confirmed stays.")


class CorrectChange(OfChange, RowForm):
    """`/changes/<id>/edit/`: the form of the register with what was proposed."""

    roles = frozenset({Role.ENTERPRISE})
    form_code = "change"
    title = gettext_lazy("Correct and send again")
    save_label = gettext_lazy("Send to the station")

    def draft_key(self):
        """One for each change."""
        return str(self.kwargs["pk"])

    def allowed(self):
        """Only while it is open; a removal is withdrawn instead."""
        if not self.change.is_open or self.change.kind == Kind.REMOVE:
            raise proposals.decided(self.change)
        if self.change.row_id is not None and self.row is None:
            raise TransitionError(_("The row has been removed since. Withdraw the change."))

    @property
    def form_class(self):
        """The form of the register."""
        return form_of(self.register)

    def get_form_kwargs(self):
        """The row, when there is one."""
        given = {} if self.row is None else {"instance": self.row}
        return {"enterprise": self.enterprise, "with_files": True, **given}

    def get_initial(self):
        """What was proposed; what was left empty stays empty."""
        names = [*self.register.fields, "standard_title"]
        return {name: self.change.values.get(name, "") for name in names}

    def intro(self):
        """What the station said."""
        if self.change.status == Status.RETURNED:
            return _("The station says: %(answer)s") % {"answer": self.change.answer}
        return f"{self.register.one} {self.change.name}"

    def home(self):
        """The change."""
        return self.change.get_absolute_url()

    def save(self, form):
        """The act."""
        return proposals.correct(self.change.pk, form, self.request.user, **files_of(form, self.request))

    def done_message(self, obj):
        """Echo."""
        return said_of(obj)
