"""Acts on the archive: confirm a section, take a confirmation back, confirm the whole."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import STATION, Role
from core.clock import today
from core.fields import CleanCharField
from core.widgets import Day, Seg
from enterprises.archive import (
    check_applies,
    confirm_archive,
    confirm_section,
    confirmed,
    still_true,
    take_back_section,
)
from enterprises.forms import check_past
from enterprises.models import ArchiveSection, Section
from enterprises.registers import of_section
from enterprises.views.base import FormOfEnterprise, NoForm


class DayForm(forms.Form):
    """The day somebody has seen it."""

    on = forms.DateField(label=gettext_lazy("Seen on"), widget=Day)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)

    def clean_on(self):
        """Not in the future."""
        return check_past(self.cleaned_data["on"], self.fields["on"].label)


class SectionForm(DayForm):
    """How it is kept, and when it was seen."""

    HOW = [("paper", gettext_lazy("on paper")), ("here", gettext_lazy("as entered here"))]
    how = forms.ChoiceField(label=gettext_lazy("How it is kept"), choices=HOW, widget=Seg)
    field_order = ["how", "on"]

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, **kwargs)
        if section != Section.BASIC and not of_section(section):
            del self.fields["how"]


class ReasonForm(forms.Form):
    """Why a confirmation is taken back."""

    reason = CleanCharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


class ArchiveAct(FormOfEnterprise):
    """An act on the archive tab."""

    roles = STATION
    tab = "archive"
    template_name = "generic/confirm.html"

    def setup(self, request, *args, **kwargs):
        """The section in the address, if there is one."""
        super().setup(request, *args, **kwargs)
        self.section = None
        if "section" in kwargs:
            if kwargs["section"] not in Section.values or kwargs["section"] == Section.RECORD:
                raise Http404
            self.section = Section(kwargs["section"])

    def get_initial(self):
        """Today; as entered here once something is."""
        return {"on": today(), "how": "here" if self.has_rows() else "paper"}

    def has_rows(self):
        """Whether fields of this section are filled in here."""
        rows = ArchiveSection.objects.filter(enterprise=self.enterprise, section=self.section or "")
        return rows.filter(present__gt=0).exists()


class ConfirmSection(ArchiveAct):
    """`/enterprises/<id>/archive/<section>/confirm/`."""

    form_class = SectionForm
    save_label = gettext_lazy("Confirm")

    def allowed(self):
        """Only what applies."""
        check_applies(self.enterprise, self.section)

    @property
    def title(self):
        """Which section."""
        return _("Confirm: %(section)s") % {"section": self.section.label}

    def get_form_kwargs(self):
        """BASIC may also be confirmed as entered."""
        return {"section": self.section}

    def intro(self):
        """What it means."""
        return _(
            "%(name)s: you have seen this section and it is right. It counts as built; in 12 months it is due again."
        ) % {"name": self.enterprise.name}

    def save(self, form):
        """The act."""
        data = form.cleaned_data
        return confirm_section(
            self.enterprise.pk,
            self.section.value,
            self.request.user,
            on_paper=data.get("how", "paper") == "paper",
            on=data["on"],
        )

    def done_message(self, obj):
        """Echo."""
        return _("Confirmed: %(section)s.") % {"section": self.section.label}


class StillTrue(ArchiveAct):
    """`/enterprises/<id>/archive/<section>/still-true/`: one click, by the station or by the enterprise itself."""

    roles = STATION | {Role.ENTERPRISE}
    form_class = NoForm
    save_label = gettext_lazy("Still true")

    def get_initial(self):
        """Nothing."""
        return {}

    @property
    def title(self):
        """Which section."""
        return _("“%(name)s” is still true") % {"name": self.section.label}

    def intro(self):
        """What it means."""
        return _("%(name)s: nothing has changed in this section. Nobody need ask for it again.") % {
            "name": self.enterprise.name
        }

    def save(self, form):
        """The act."""
        return still_true(self.enterprise.pk, self.section.value, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("Confirmed: “%(name)s” is still true.") % {"name": self.section.label}


class TakeBackSection(ArchiveAct):
    """`/enterprises/<id>/archive/<section>/take-back/`."""

    form_class = ReasonForm
    save_label = gettext_lazy("Take back")

    def allowed(self):
        """Only what is confirmed."""
        confirmed(self.enterprise, self.section)

    @property
    def title(self):
        """Which section."""
        return _("Take back: %(section)s") % {"section": self.section.label}

    def extra_context(self, form):
        """It takes something away."""
        return {**super().extra_context(form), "bad": True}

    def intro(self):
        """What it means."""
        return _("%(name)s: the section counts as not seen; the archive may no longer count as built.") % {
            "name": self.enterprise.name
        }

    def save(self, form):
        """The act."""
        return take_back_section(
            self.enterprise.pk, self.section.value, self.request.user, reason=form.cleaned_data["reason"]
        )


class ConfirmArchive(ArchiveAct):
    """`/enterprises/<id>/archive/confirm/`."""

    form_class = DayForm
    title = gettext_lazy("Confirm the whole archive")
    save_label = gettext_lazy("Confirm the whole archive")

    def intro(self):
        """What it means."""
        return _(
            "%(name)s: every section that applies is there. From this day the archive counts as built."
        ) % {"name": self.enterprise.name}

    def save(self, form):
        """The act."""
        return confirm_archive(self.enterprise.pk, self.request.user, on=form.cleaned_data["on"])

    def done_message(self, obj):
        """Echo."""
        return _("The archive of %(name)s is built.") % {"name": obj.name}
