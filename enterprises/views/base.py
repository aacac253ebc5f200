"""What pages of one enterprise share: the enterprise in scope, its name in the crumbs, its address."""

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from core.transitions import TransitionError
from core.views import FormPage, Page
from enterprises.models import Enterprise


class OfEnterprise(Page):
    """A page of one enterprise: 404 when it is out of scope."""

    with_columns = ("park", "industry", "liaison")
    merged_into = None

    def setup(self, request, *args, **kwargs):
        """Find the enterprise once the person and the role are known to be right."""
        super().setup(request, *args, **kwargs)
        self.enterprise = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            self.enterprise = self.get_rows().filter(pk=kwargs["pk"]).first()
            if self.enterprise is None:
                self.merged_into = self.get_rows().filter(merged=kwargs["pk"]).first()
                if self.merged_into is None:
                    raise Http404

    def dispatch(self, request, *args, **kwargs):
        """The address of a record that was merged leads to the one that was kept."""
        if self.merged_into is None:
            return super().dispatch(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            raise TransitionError(
                _("This record was merged into “%(name)s”. Please enter it there.")
                % {"name": self.merged_into.name}
            )
        match = request.resolver_match
        address = reverse(match.view_name, kwargs={**match.kwargs, "pk": self.merged_into.pk})
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{address}?{query}" if query else address)

    def get_rows(self):
        """The enterprises in scope, with what the page shows."""
        return Enterprise.objects.visible_to(self.request.user).select_related(*self.with_columns)

    def crumbs(self, *more):
        """Down to this page."""
        return [
            (_("Quality archives"), reverse("enterprises:list")),
            (self.enterprise.name, self.enterprise.get_absolute_url()),
            *more,
        ]

    def tab_url(self, tab):
        """The address of one of its tabs."""
        return reverse("enterprises:tab", args=[self.enterprise.pk, tab])


class FormOfEnterprise(OfEnterprise, FormPage):
    """A form about one enterprise; the name is its grey line, going back leads to `tab`."""

    tab = ""
    save_label = ""
    check_scope = False

    def home(self):
        """Where the form came from."""
        return self.tab_url(self.tab) if self.tab else self.enterprise.get_absolute_url()

    def extra_context(self, form):
        """Where this is, and how to leave."""
        return {
            "intro": self.intro(),
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.back_to(self.home()),
            **({"save_label": self.save_label} if self.save_label else {}),
        }

    def intro(self):
        """One sentence under the heading."""
        return self.enterprise.name

    def done_url(self, obj):
        """Back to where it came from."""
        return self.back_to(self.home())


class NoForm(forms.Form):
    """An act with nothing to fill in."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
