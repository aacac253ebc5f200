"""Requests assigned or handed over several at once: a preview, then a result per row, under the rights of one by one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import STATION, Role
from core.acts import act
from core.fields import CleanCharField
from core.ticked import ticked
from core.transitions import NotAllowed, TransitionError
from core.views import Page
from servicedesk import actions, telling
from servicedesk.forms.intake import HolderField, UserForm, takers
from servicedesk.models import ServiceRequest
from servicedesk.rights import possible, what_happened

LIMIT = 500


class SeveralForm(UserForm):
    """Whose hands, and why when some of them are held already."""

    holder = HolderField()
    reason = CleanCharField(
        label=gettext_lazy("Why"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Needed for those that somebody holds already; the next one reads it."),
        widget=forms.TextInput,
    )

    def __init__(self, *args, held=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].give(self.user, takers(self.user))
        if self.user.role != Role.LEAD:
            self.fields["holder"].initial = self.user.pk
        self.fields["reason"].required = held > 0
        self.fields["reason"].error_messages["required"] = _(
            "Say why they are handed over; the next one needs to know."
        )


class AssignSeveral(Page):
    """`/requests/assign/`: POST of ticked rows (`pk` many, or `all=1` with the list's `query`) shows what will happen;
    with `confirm=1` it is done, each row by the act of one."""

    roles = STATION
    title = gettext_lazy("Assign or hand over")

    def get(self, request):
        """Nothing is ticked here: back to the list."""
        return HttpResponseRedirect(reverse("servicedesk:requests"))

    def post(self, request):
        """Preview, or do it."""
        self.ticked = ticked(request, reverse("servicedesk:requests"), LIMIT)
        rows = self.rows()
        if not rows:
            messages.warning(request, _("Tick at least one request first, then choose what to do with them."))
            return HttpResponseRedirect(self.list_url())
        held = sum(1 for row in rows if row.holder_id)
        if "confirm" not in request.POST:
            return self.preview(rows, SeveralForm(user=request.user, held=held))
        form = SeveralForm(request.POST, user=request.user, held=held)
        if not form.is_valid():
            return self.preview(rows, form, status=422)
        return self.done(rows, form.cleaned_data["holder"], form.cleaned_data["reason"])

    def rows(self):
        """The chosen rows in the user's scope, at most LIMIT, by the day that was promised."""
        rows = ServiceRequest.objects.visible_to(self.request.user).for_page().filter(pk__in=self.ticked.pks)
        return list(rows.order_by("promised_on", "pk"))

    def list_url(self):
        """The list as it was."""
        return self.ticked.back(reverse("servicedesk:requests"))

    def problem(self, row):
        """Why this row stays as it is, or an empty sentence."""
        act = "assign" if row.holder_id is None else "transfer"
        return "" if possible(act, row) else what_happened(row)

    def preview(self, rows, form, status=200):
        """Each row with what will happen to it."""
        return self.render(
            "servicedesk/several.html",
            {
                "form": form,
                "lines": [{"row": row, "problem": self.problem(row)} for row in rows],
                "able": sum(1 for row in rows if not self.problem(row)),
                "pks": [row.pk for row in rows],
                "query": self.ticked.query,
                "cancel_url": self.list_url(),
                "limit": LIMIT if self.ticked.more else 0,
            },
            status=status,
        )

    def done(self, rows, holder, reason):
        """Do each row in its own transaction; say how each went."""
        user, given, lines = self.request.user, [], []
        for row in rows:
            try:
                request = actions.assign_request(row.pk, user, holder, reason=reason, tell=False)
            except (TransitionError, NotAllowed) as error:
                lines.append({"row": row, "problem": str(error)})
            else:
                given.append(request)
                lines.append({"row": request, "problem": ""})
        with act():
            telling.handed_several(given, holder, user)
        if len(given) == len(rows):
            messages.success(
                self.request,
                ngettext(
                    "%(n)s request is in the hands of %(who)s now.",
                    "%(n)s requests are in the hands of %(who)s now.",
                    len(given),
                )
                % {"n": len(given), "who": holder},
            )
            return HttpResponseRedirect(self.list_url())
        return self.render(
            "servicedesk/several.html",
            {
                "lines": lines,
                "given": len(given),
                "stayed": len(rows) - len(given),
                "holder": holder,
                "done": True,
                "cancel_url": self.list_url(),
            },
        )
