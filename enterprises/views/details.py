"""Contacts, yearly figures, files and members of an enterprise."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION
from core.clock import today
from core.ids import row_id
from enterprises import details, members, sizes
from enterprises.detail_forms import ContactForm, FilesForm, InviteForm, YearForm
from enterprises.models import Enterprise
from enterprises.views.archive import ReasonForm
from enterprises.views.base import FormOfEnterprise, OfEnterprise


class RowMixin:
    """A page of a child row: 404 when it is not this enterprise's."""

    related = ""
    row_kwarg = ""

    def setup(self, request, *args, **kwargs):
        """Find the row within the enterprise."""
        super().setup(request, *args, **kwargs)
        self.row = None
        if self.enterprise:
            self.row = getattr(self.enterprise, self.related).filter(pk=kwargs[self.row_kwarg]).first()
            if self.row is None:
                raise Http404


# ---- contacts --------------------------------------------------------------------------------------------------------


class AddContact(FormOfEnterprise):
    """`/enterprises/<id>/contacts/new/`."""

    roles = STATION
    tab = "contacts"
    title = gettext_lazy("Add contact")
    form_class = ContactForm
    one_time = True
    save_label = gettext_lazy("Add contact")

    def get_initial(self):
        """The role somebody is missing for."""
        return {"role": self.request.GET.get("role", "")}

    def save(self, form):
        """The act."""
        return details.add_contact(self.enterprise.pk, self.request.user, **form.changes())


class EditContact(RowMixin, FormOfEnterprise):
    """`/enterprises/<id>/contacts/<contact>/edit/`."""

    roles = STATION
    related, row_kwarg = "contacts", "contact"
    tab = "contacts"
    title = gettext_lazy("Edit contact")
    form_class = ContactForm

    def get_form_kwargs(self):
        """The row."""
        return {"instance": self.row}

    def save(self, form):
        """The act."""
        return details.change_contact(self.enterprise.pk, self.row.pk, self.request.user, **form.changes())


class RemoveContact(RowMixin, OfEnterprise):
    """POST: the person is no longer there; GET asks first."""

    roles = STATION
    related, row_kwarg = "contacts", "contact"
    title = gettext_lazy("Remove contact")

    def get(self, request, pk, contact):
        """What will happen."""
        return self.render(
            "generic/confirm.html",
            {
                "crumbs": self.crumbs((self.title, None)),
                "intro": _("“%(name)s” is taken out of the contacts; history keeps the entry.")
                % {"name": self.row.name},
                "save_label": _("Remove"),
                "bad": True,
                "cancel_url": self.tab_url("contacts"),
            },
        )

    def post(self, request, pk, contact):
        """The act."""
        details.remove_contact(pk, contact, request.user)
        messages.success(request, _("“%(name)s” was removed.") % {"name": self.row.name})
        return HttpResponseRedirect(self.tab_url("contacts"))


# ---- yearly figures --------------------------------------------------------------------------------------------------


class YearPage(FormOfEnterprise):
    """Base of both pages of a year: the size that follows is shown while typing."""

    roles = STATION
    tab = "years"
    form_class = YearForm
    template_name = "enterprises/year_form.html"

    def get_form_kwargs(self):
        """The enterprise, for what is recorded already."""
        return {"enterprise": self.enterprise}

    def extra_context(self, form):
        """Where the preview comes from."""
        return {
            **super().extra_context(form),
            "check_url": reverse("enterprises:check_size", args=[self.enterprise.pk]),
            "industry": self.enterprise.industry,
        }


class AddYear(YearPage):
    """`/enterprises/<id>/years/new/`."""

    title = gettext_lazy("Record yearly figures")
    one_time = True

    def get_initial(self):
        """The year that is over."""
        return {"year": today().year - 1}

    def save(self, form):
        """The act."""
        return details.record_year(self.enterprise.pk, self.request.user, **form.changes())


class EditYear(RowMixin, YearPage):
    """`/enterprises/<id>/years/<row>/edit/`."""

    related, row_kwarg = "years", "row"

    @property
    def title(self):
        """Which year."""
        return _("Figures of %(year)s") % {"year": self.row.year}

    def get_form_kwargs(self):
        """The row."""
        return {**super().get_form_kwargs(), "instance": self.row}

    def save(self, form):
        """The act."""
        return details.change_year(self.enterprise.pk, self.row.pk, self.request.user, **form.changes())


class RemoveYear(RowMixin, FormOfEnterprise):
    """`/enterprises/<id>/years/<row>/remove/`: figures entered by mistake, with a reason."""

    roles = STATION
    related, row_kwarg = "years", "row"
    tab = "years"
    title = gettext_lazy("Remove yearly figures")
    form_class = ReasonForm
    template_name = "generic/confirm.html"
    save_label = gettext_lazy("Remove")

    def intro(self):
        """What will happen."""
        return _(
            "The figures of %(year)s of %(name)s are removed; size and archive follow from the rest."
        ) % {
            "year": self.row.year,
            "name": self.enterprise.name,
        }

    def extra_context(self, form):
        """It takes something away."""
        return {**super().extra_context(form), "bad": True}

    def save(self, form):
        """The act."""
        return details.remove_year(
            self.enterprise.pk, self.row.pk, self.request.user, reason=form.cleaned_data["reason"]
        )


class CheckSize(OfEnterprise):
    """The size that would follow from typed figures: a part of the page, filled by preview.js."""

    roles = STATION

    def get(self, request, pk):
        """Size class and above-scale of what is typed."""
        employees, revenue = number(request.GET.get("employees")), number(request.GET.get("revenue_10k"))
        year = number(request.GET.get("year"))
        size = sizes.size_of(self.enterprise.industry, employees, revenue)
        return self.render(
            "enterprises/size_seen.html",
            {
                "size": Enterprise.Size(size).label if size else "",
                "industry": self.enterprise.industry,
                "above_scale": bool(
                    year
                    and sizes.above_scale(self.enterprise.industry_id, int(year), revenue)
                    and revenue is not None
                ),
            },
        )


def number(text):
    """What was typed as a number, or None."""
    text = (text or "").replace(",", "").strip()
    if not text.isascii() or len(text) > 15 or text.count(".") > 1 or not text.replace(".", "", 1).isdigit():
        return None
    return float(text)


# ---- files -----------------------------------------------------------------------------------------------------------


class AddFiles(FormOfEnterprise):
    """`/enterprises/<id>/files/add/`."""

    roles = STATION
    tab = "files"
    title = gettext_lazy("Add files")
    form_class = FilesForm
    one_time = True
    save_label = gettext_lazy("Add files")

    def save(self, form):
        """Attach them all, or none."""
        checked = form.cleaned_data["files"]
        captions = self.request.POST.getlist("files_caption")
        return details.add_files(self.enterprise.pk, self.request.user, checked, captions)


# ---- members ---------------------------------------------------------------------------------------------------------


class InviteMember(FormOfEnterprise):
    """`/enterprises/<id>/invite/`: makes the link and its QR code; accounts shows them."""

    roles = STATION
    tab = "members"
    title = gettext_lazy("Invite to sign in")
    form_class = InviteForm
    one_time = True
    save_label = gettext_lazy("Make the link")

    def get_initial(self):
        """The first contact that has a mobile number, so that nothing is typed twice."""
        contact = self.enterprise.contacts.filter(pk=self.contact_id()).first()
        return {"name": contact.name, "mobile": contact.mobile, "email": contact.email} if contact else {}

    def contact_id(self):
        """`?contact=`: invite somebody who is a contact already."""
        return row_id(self.request.GET.get("contact"))

    def save(self, form):
        """The act."""
        return members.invite_member(self.enterprise.pk, self.request.user, **form.cleaned_data)

    def done_url(self, obj):
        """The page with link and QR code."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Echo."""
        return _("The link for %(name)s is ready: copy it, print it, or have it scanned.") % {
            "name": obj.name
        }


class MemberAct(RowMixin, OfEnterprise):
    """POST: end or resume a membership; GET asks first."""

    roles = STATION
    related, row_kwarg = "memberships", "member"
    stop = True

    @property
    def title(self):
        """What it is."""
        return _("End the access") if self.stop else _("Give access again")

    def get(self, request, pk, member):
        """What will happen."""
        words = {"name": self.row.user.name, "enterprise": self.enterprise.name}
        intro = (
            _("%(name)s no longer sees anything of %(enterprise)s. The account itself stays.")
            if self.stop
            else _("%(name)s sees and does again what the people of %(enterprise)s may.")
        )
        return self.render(
            "generic/confirm.html",
            {
                "crumbs": self.crumbs((self.title, None)),
                "intro": intro % words,
                "save_label": self.title,
                "bad": self.stop,
                "cancel_url": self.tab_url("members"),
            },
        )

    def post(self, request, pk, member):
        """The act."""
        act = members.stop_member if self.stop else members.resume_member
        act(pk, member, request.user)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(self.tab_url("members"))
