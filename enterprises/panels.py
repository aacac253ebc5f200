"""What enterprises say on the timeline, and their entry in the menu."""

from django.utils.translation import gettext_lazy as _

from core.timeline import say

say(
    "master",
    _("master data"),
    "building-factory-2",
    enterprise_registered=_("Entered in the station's register."),
    enterprise_admitted=_("Admitted to the park."),
    enterprise_changed=_("Master data changed: %(what)s."),
    enterprise_renamed=_("Renamed; formerly %(name)s."),
    enterprise_status=_("%(before)s → %(after)s. %(reason)s"),
    enterprise_liaison=_("The station liaison is now %(name)s."),
    contact_added=_("Contact added: %(name)s, %(role)s."),
    contact_changed=_("Contact changed: %(name)s, %(role)s."),
    contact_removed=_("Contact removed: %(name)s, %(role)s."),
    year_recorded=_("Figures of %(year)s recorded."),
    year_removed=_("Figures of %(year)s removed: %(reason)s"),
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
)
say(
    "privacy",
    _("personal data read"),
    "eye",
    mobile_shown=_("Looked at the full mobile number of %(name)s."),
)
