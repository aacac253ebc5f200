"""What enterprises say on the timeline, their entry in the menu, and the tabs of their page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import BUSINESS, READERS, STATION, Role
from core.attachments import attachments_of
from core.contributions import MenuEntry, Panel, menu, panels
from core.timeline import say
from enterprises import archive_tab, overview
from enterprises.merging import merge_acts
from enterprises.models import Enterprise, RegisterChange

# ---- timeline --------------------------------------------------------------------------------------------------------

say(
    "master",
    _("master data"),
    "building-factory-2",
    enterprise_registered=_("Entered in the station's register."),
    enterprise_changed=_("Master data changed: %(what)s."),
    enterprise_renamed=_("Renamed; formerly %(name)s."),
    enterprise_status=_("%(before)s → %(after)s. %(reason)s"),
    enterprise_merged=_("The record %(name)s (%(code)s) was merged into this one."),
    enterprise_unmerged=_("The merge with the record %(name)s (%(code)s) was undone."),
    enterprise_liaison=_("The station liaison is now %(name)s."),
    contact_added=_("Contact added: %(name)s, %(role)s."),
    contact_changed=_("Contact changed: %(name)s, %(role)s."),
    contact_removed=_("Contact removed: %(name)s, %(role)s."),
    year_recorded=_("Figures of %(year)s recorded."),
    year_removed=_("Figures of %(year)s removed: %(reason)s"),
    files_added=_("Files added: %(names)s."),
    member_invited=_("%(name)s was invited to sign in for the enterprise."),
    member_joined=_("%(name)s signs in for the enterprise from now on."),
    member_stopped=_("%(name)s no longer signs in for the enterprise."),
)
say(
    "archive",
    _("archive"),
    "folder",
    section_confirmed=_("Archive, %(section)s: checked and confirmed."),
    section_confirmed_on_paper=_("Archive, %(section)s: confirmed as kept on paper."),
    section_taken_back=_("Archive, %(section)s: confirmation taken back. %(reason)s"),
    archive_confirmed=_("The whole quality archive was confirmed."),
    register_added=_("Archive, %(register)s added: %(name)s."),
    register_imported=_("Archive, %(register)s: %(n)s rows brought in from a spreadsheet."),
    register_changed=_("Archive, %(register)s %(name)s: %(what)s changed."),
    register_removed=_("Archive, %(register)s %(name)s removed: %(reason)s"),
    section_still_true=_("Archive, %(section)s: said to be still true."),
    data_asked=_("The station asks for data of the archive (%(sections)s): %(n)s questions."),
    data_answered=_("The enterprise has answered what was asked for the archive."),
    data_called_off=_("The request for data of the archive was called off."),
    change_proposed=_("%(register)s %(name)s: the enterprise proposes a change (%(what)s)."),
    change_returned=_("%(register)s %(name)s: the proposal was sent back. %(reason)s"),
    change_accepted=_("%(register)s %(name)s: what the enterprise proposed was accepted."),
    change_withdrawn=_("%(register)s %(name)s: the enterprise withdrew its proposal."),
    register_confirmed=_("Archive, %(register)s %(name)s: confirmed as still true."),
)
say(
    "bodies",
    _("testing bodies"),
    "microscope",
    body_entered=_("%(name)s entered."),
    body_changed=_("%(name)s changed."),
    body_used=_("%(name)s is used again."),
    body_left=_("%(name)s is no longer used."),
    body_mobile_shown=_("The full mobile number of %(name)s was looked at."),
    ability_entered=_("Tests %(name)s within %(agreed)s."),
    ability_changed=_("%(name)s changed; agreed: %(agreed)s."),
)
say(
    "standards",
    _("standards"),
    "book",
    standard_superseded=_("%(number)s is superseded by %(heir)s from %(day)s. Made to it: %(products)s."),
    standard_withdrawn=_("%(number)s is withdrawn from %(day)s. Made to it: %(products)s."),
    standard_back=_("%(number)s stays in force: its end was entered by mistake."),
)
say(
    "privacy",
    _("personal data read"),
    "eye",
    mobile_shown=_("Looked at the full mobile number of %(name)s."),
)

# ---- menu ------------------------------------------------------------------------------------------------------------

menu.add(
    MenuEntry(
        code="enterprises",
        label=_("Quality archives"),
        short_label=pgettext_lazy("tab bar", "Enterprises"),
        icon="building-factory-2",
        url_name="enterprises:list",
        roles=BUSINESS - {Role.ENTERPRISE},
        order=20,
        phone=2,
        phone_count=False,
        count=lambda user: Enterprise.objects.visible_to(user).in_park(),
    )
)

menu.add(
    MenuEntry(
        code="registers",
        label=_("Registers"),
        icon="list-check",
        url_name="enterprises:registers",
        roles=BUSINESS - {Role.ENTERPRISE},
        order=22,
    )
)

menu.add(
    MenuEntry(
        code="changes",
        label=_("Proposed changes"),
        icon="clipboard-check",
        url_name="enterprises:changes",
        roles=READERS,
        order=23,
        count=lambda user: RegisterChange.objects.visible_to(user).waiting(),
    )
)

menu.add(
    MenuEntry(
        code="standards",
        label=_("Standards"),
        icon="book",
        url_name="enterprises:standards",
        roles=BUSINESS - {Role.ENTERPRISE},
        order=24,
    )
)

menu.add(
    MenuEntry(
        code="bodies",
        label=_("Testing bodies"),
        icon="microscope",
        url_name="enterprises:bodies",
        roles=READERS,
        order=25,
    )
)

menu.add(
    MenuEntry(
        code="my_enterprise",
        label=_("Quality archive"),
        short_label=pgettext_lazy("tab bar", "Archive"),
        icon="folder",
        url_name="enterprises:list",
        roles=frozenset({Role.ENTERPRISE}),
        order=50,
        group=pgettext_lazy("menu", "Enterprise"),
        phone=4,
    )
)

menu.add(
    MenuEntry(
        code="my_changes",
        label=_("Proposed changes"),
        icon="clipboard-check",
        url_name="enterprises:changes",
        roles=frozenset({Role.ENTERPRISE}),
        order=52,
        group=pgettext_lazy("menu", "Enterprise"),
        count=lambda user: RegisterChange.objects.visible_to(user).open(),
    )
)

menu.add(
    MenuEntry(
        code="my_standards",
        label=_("Standards of our products"),
        icon="book",
        url_name="enterprises:standards",
        roles=frozenset({Role.ENTERPRISE}),
        order=55,
        group=pgettext_lazy("menu", "Enterprise"),
    )
)

# ---- tabs ------------------------------------------------------------------------------------------------------------


def sees_figures(user, enterprise):
    """Figures of a single enterprise are confidential: the station, its own people, the manager (DOMAIN §8)."""
    return user.role in STATION | {Role.MANAGER, Role.ENTERPRISE}


def show_contacts(request, enterprise):
    """Contacts; one number in full after it was asked for."""
    user, shown = request.user, getattr(request, "shown_contact", None)
    return "enterprises/contacts.html", {
        "rows": [overview.contact_row(contact, user, shown) for contact in enterprise.contacts.all()],
        "may_edit": user.role in STATION,
        "add_url": reverse("enterprises:add_contact", args=[enterprise.pk]),
    }


def show_years(request, enterprise):
    """Yearly figures and the size that follows from them."""
    return "enterprises/years.html", {
        "years": list(enterprise.years.all()),
        "may_edit": request.user.role in STATION,
        "add_url": reverse("enterprises:add_year", args=[enterprise.pk]),
    }


def show_data(request, enterprise):
    """Everything in the master data, by the steps of its form."""
    return "enterprises/data.html", {
        "groups": overview.data_groups(request.user, enterprise),
        "data_acts": [
            {"label": _("Edit"), "url": reverse("enterprises:edit", args=[enterprise.pk]), "icon": "edit"},
            {
                "label": _("Change status"),
                "url": reverse("enterprises:status", args=[enterprise.pk]),
                "icon": "refresh",
            },
            {
                "label": _("Change liaison"),
                "url": reverse("enterprises:liaison", args=[enterprise.pk]),
                "icon": "user-share",
            },
            {
                "label": _("Plate for the gate"),
                "url": reverse("enterprises:plate", args=[enterprise.pk]),
                "icon": "qrcode",
            },
            *merge_acts(enterprise),
        ]
        if request.user.role in STATION
        else [],
    }


def show_files(request, enterprise):
    """Files that belong to the enterprise itself."""
    return "enterprises/files.html", {
        "files": list(attachments_of(enterprise)),
        "may_edit": request.user.role in STATION,
        "add_url": reverse("enterprises:add_files", args=[enterprise.pk]),
    }


def show_members(request, enterprise):
    """Who signs in for the enterprise."""
    return "enterprises/members.html", {
        "members": list(
            enterprise.memberships.select_related("user").order_by("-is_active", "user__name", "pk")
        ),
        "invite_url": reverse("enterprises:invite", args=[enterprise.pk]),
        **overview.open_invitations(enterprise),
    }


panels.add(Panel("overview", pgettext_lazy("tab", "Overview"), overview.show, order=0))
panels.add(Panel("archive", _("Archive"), archive_tab.show, order=10))
panels.add(Panel("data", _("Master data"), show_data, order=15))
panels.add(Panel("contacts", _("Contacts"), show_contacts, order=60, count=lambda user, e: e.contacts.all()))
panels.add(
    Panel(
        "years",
        _("Yearly figures"),
        show_years,
        order=70,
        count=lambda user, e: e.years.all(),
        may=sees_figures,
    )
)
panels.add(Panel("files", _("Files"), show_files, order=80, count=lambda user, e: attachments_of(e)))
panels.add(
    Panel(
        "members",
        _("Accounts"),
        show_members,
        order=90,
        count=lambda user, e: e.memberships.filter(is_active=True),
        may=lambda user, e: user.role in STATION,
    )
)
