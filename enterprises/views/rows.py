"""A row of a register: its page, the forms that add and change it, and the acts on it."""

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import BUSINESS, STATION, Role
from core.attachments import attach_all, attachments_of
from core.badges import badge_of
from core.contributions import offers_for
from core.together import read_together
from core.transitions import StaleForm
from core.views import Page, guard_stale
from core.walk import walk_of
from enterprises.models import DueRule, RegisterChange, ThingType
from enterprises.registers import acts, proposals
from enterprises.registers.forms import form_of
from enterprises.registers.seen import seen_in
from enterprises.registers.shown import (
    badge_of_row,
    changes_of,
    dates_of_row,
    events_of,
    facts_of_row,
    names_of,
    origin_of,
)
from enterprises.views.base import FormOfEnterprise, OfEnterprise
from enterprises.views.registers import register_of

EDITORS = STATION | {Role.ENTERPRISE}  # the enterprise proposes, the station confirms


class OfRow(OfEnterprise):
    """A page of one row: 404 when it is out of scope. The enterprise is the row's."""

    def setup(self, request, *args, **kwargs):
        """The row, with its enterprise."""
        Page.setup(self, request, *args, **kwargs)
        self.register = register_of(kwargs["code"])
        self.enterprise = self.row = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            self.row = self.get_rows().filter(pk=kwargs["pk"]).first()
            if self.row is None:
                raise Http404
            self.enterprise = self.row.enterprise

    def get_rows(self):
        """Rows in scope, with what the page shows."""
        model = self.register.model
        related = [name for name in self.register.fields if model._meta.get_field(name).is_relation]
        rows = model.objects.visible_to(self.request.user)
        return rows.select_related("enterprise__park", "confirmed_by", "asked_by", *related)

    def crumbs(self, *more):
        """Enterprise → archive → register → row."""
        found = super().crumbs(
            (_("Archive"), self.tab_url("archive")),
            (capfirst(self.register.label), self.register.url_of(self.enterprise.pk)),
        )
        return [*found, *more]


class RowPage(OfRow):
    """`/registers/<code>/<id>/`: facts, dates and what they follow from, files, what changed."""

    roles = BUSINESS

    def get(self, request, code, pk):
        """One page, whatever the register."""
        register, row = self.register, self.row
        masked = request.user.role != Role.ENTERPRISE
        changes = RegisterChange.objects.visible_to(request.user).open()
        events, rules, types, files, proposed = read_together(
            events_of(register.model, row.pk),
            DueRule.objects.filter(code=getattr(row, "due_rule", "")),
            ThingType.objects.filter(register=code, code=getattr(row, "type_code", "")),
            attachments_of(row),
            changes.filter(register=register.code, row_id=row.pk).select_related("proposed_by"),
        )
        walk = walk_of(request, row)
        names = names_of(register, events)
        return self.render(
            "enterprises/row.html",
            {
                "title": str(row),
                "walk": walk,
                "crumbs": self.crumbs((str(row), None)),
                "row": row,
                "enterprise": self.enterprise,
                "badges": [badge for badge in (badge_of_row(register, row), *self.marks()) if badge],
                "badge_line": f"{capfirst(register.one)} · {self.enterprise.name}",
                "acts": self.acts_of(),
                "groups": facts_of_row(
                    register, row, masked=masked, types={each.code: each for each in types}
                ),
                "facts": dates_of_row(register, row, {rule.code: rule for rule in rules}),
                "origin": origin_of(row),
                "files": list(files),
                "proposed": next(iter(proposed), None),
                "changes": changes_of(register, events, masked=masked, names=names),
                "add_files_url": self.url("row_files") if self.may_edit else "",
            },
        )

    @property
    def may_edit(self):
        """Whether this user keeps the register."""
        return acts.may_edit(self.request.user)

    def url(self, name):
        """The address of an act on this row."""
        return reverse(f"enterprises:{name}", args=[self.register.code, self.row.pk])

    def marks(self):
        """Outdated, to be eliminated."""
        fitness = getattr(self.row, "fitness", "FIT")
        if fitness == "FIT":
            return []
        return [badge_of(self.row, "fitness")]

    def acts_of(self):
        """Remove, confirm at once, edit: for the station, and for the enterprise in its own way."""
        if not acts.may_confirm(self.request.user):
            return []
        return [
            *offers_for(self.request.user, self.row),
            {"label": _("Remove"), "url": self.url("remove_row"), "icon": "trash", "css": "only-desk"},
            {"label": _("Still true"), "url": self.url("confirm_row"), "icon": "check", "post": True},
            {"label": _("Edit"), "url": self.url("edit_row"), "icon": "edit", "primary": True},
        ]


class RowForm(FormOfEnterprise):
    """Base of both forms: groups of fields, and beside them what the system understands."""

    roles = EDITORS
    template_name = "enterprises/row_form.html"
    form_code = "register"

    def draft_key(self):
        """One draft for each row, and one for a new row of an enterprise."""
        return f"{self.register.code}-{self.draft_of}"

    def extra_context(self, form):
        """What was understood, and where it is asked for while typing."""
        return {
            **super().extra_context(form),
            "register": self.register,
            "check_url": reverse("enterprises:check_row", args=[self.enterprise.pk, self.register.code]),
            "preview_of": " ".join(name for name in form.fields if name != "files"),
            "seen": seen_in(form) if form.is_bound else [],
        }

    def home(self):
        """The list it belongs to."""
        return self.register.url_of(self.enterprise.pk)


class AddRow(RowForm):
    """`/enterprises/<id>/registers/<code>/new/`."""

    one_time = True

    def setup(self, request, *args, **kwargs):
        """The register in the address."""
        self.register = register_of(kwargs["code"])
        super().setup(request, *args, **kwargs)

    @property
    def draft_of(self):
        """The enterprise."""
        return f"of-{self.kwargs['pk']}"

    @property
    def form_class(self):
        """The form of the register."""
        return form_of(self.register)

    @property
    def title(self):
        """What is added."""
        return _("Add: %(what)s") % {"what": self.register.one}

    def get_form_kwargs(self):
        """The enterprise, for what belongs to it."""
        return {"enterprise": self.enterprise}

    def get_initial(self):
        """Choices that came with the link."""
        variety = self.request.GET.get("kind", "")
        return (
            {self.register.variety: variety}
            if variety and self.register.variety in self.register.fields
            else {}
        )

    def crumbs(self, *more):
        """Enterprise → archive → register."""
        return super().crumbs(
            (_("Archive"), self.tab_url("archive")), (capfirst(self.register.label), self.home()), *more
        )

    def save(self, form):
        """The act, with its files; of the enterprise a proposal."""
        if acts.may_propose(self.request.user):
            return proposals.propose(form, self.request.user, **files_of(form, self.request))
        row = acts.add_row(
            self.register.code, self.enterprise.pk, self.request.user, book=form.book, **form.changes()
        )
        attach_files(form, row, self.request)
        return row

    def done_url(self, obj):
        """The row."""
        return self.back_to(obj.get_absolute_url())

    def done_message(self, obj):
        """Echo."""
        return said_of(obj) or _("“%(name)s” was added to the register.") % {"name": obj}


class EditRow(RowForm, OfRow):
    """`/registers/<code>/<id>/edit/`."""

    version = None
    title = gettext_lazy("Edit")

    @property
    def draft_of(self):
        """The row."""
        return str(self.kwargs["pk"])

    @property
    def form_class(self):
        """The form of the register."""
        return form_of(self.register)

    def intro(self):
        """Which row."""
        return f"{self.row} · {self.enterprise.name}"

    def get(self, request, *args, **kwargs):
        """A row that has a change under way is changed there."""
        own = acts.may_propose(request.user)
        change = own and proposals.open_change_of(self.register.code, self.row.pk)
        if change:
            return HttpResponseRedirect(change.correct_url)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        """The row; the enterprise adds its proof here."""
        own = acts.may_propose(self.request.user)
        return {"enterprise": self.enterprise, "instance": self.row, "with_files": own}

    def extra_context(self, form):
        """The version for the stale-form guard."""
        version = self.version or self.request.POST.get("version") or self.row.updated_at.isoformat()
        return {**super().extra_context(form), "version": version}

    def home(self):
        """The row."""
        return self.row.get_absolute_url()

    def save(self, form):
        """The act, unless the row changed since the form was opened; of the enterprise a proposal."""

        def guard(row):
            try:
                guard_stale(form, row)
            except StaleForm:
                self.version = row.updated_at.isoformat()
                raise

        user = self.request.user
        if acts.may_propose(user):
            return proposals.propose(form, user, guard=guard, **files_of(form, self.request))
        return acts.change_row(
            self.register.code, self.row.pk, user, guard=guard, book=form.book, **form.changes()
        )

    def done_message(self, obj):
        """Echo."""
        return said_of(obj) or super().done_message(obj)

    def done_url(self, obj):
        """The row, or the change that waits."""
        return self.back_to(obj.get_absolute_url())


class CheckRow(OfEnterprise):
    """What follows from what is typed: next date, latest day to apply, whether a number can be right."""

    roles = EDITORS

    def get(self, request, pk, code):
        """A part of the page, filled by preview.js."""
        register = register_of(code)
        form = form_of(register)(request.GET, user=request.user, enterprise=self.enterprise, partial=True)
        return self.render("enterprises/row_seen.html", {"seen": seen_in(form)})


def said_of(obj):
    """The echo of a proposal; nothing when the row itself was written."""
    if isinstance(obj, RegisterChange):
        return _("Sent to the station. What was confirmed stays until it has looked at “%(name)s”.") % {
            "name": obj
        }
    return ""


def files_of(form, request):
    """The files of a form and their captions, for an act."""
    checked = form.cleaned_data.get("files") or ()
    return {
        "files": checked,
        "captions": form.fields["files"].captions(request.POST, "files") if checked else (),
    }


def attach_files(form, row, request):
    """The files of a form, with their captions."""
    checked = form.cleaned_data.get("files")
    if checked:
        attach_all(row, checked, request.user, form.fields["files"].captions(request.POST, "files"))
