"""Pages of exports and of saved filters."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import saved
from core.acts import act
from core.exchange import jobs, outgoing
from core.exchange.sheets import download
from core.fields import CleanCharField
from core.list_at import list_at
from core.models import SavedFilter, Transfer
from core.transitions import in_its_words, locked, require
from core.views import FormPage, Page

LONGEST_SOURCE = 1500


def source_in(request):
    """The address of the list a page is about."""
    source = request.POST.get("list") or request.GET.get("list") or ""
    return source[:LONGEST_SOURCE].replace("\0", "")


class ExportPage(Page):
    """`/export/?list=<address of a list>`: choose columns, then the file; many rows are written by the worker."""

    title = gettext_lazy("Export to Excel")

    def setup(self, request, *args, **kwargs):
        """Find the list, in the scope and the role of who asks."""
        super().setup(request, *args, **kwargs)
        self.source, self.view = source_in(request), None
        if request.user.is_authenticated:
            self.view = list_at(request, self.source)

    def get(self, request):
        """The columns."""
        return self.show()

    def show(self, chosen=None, complaint="", status=200):
        """The columns to choose from; at first those the page shows."""
        columns = outgoing.offered(self.view)
        count = outgoing.count_of(self.view)
        many = count > outgoing.MOST
        return self.render(
            "exchange/export.html",
            {
                "source": self.source,
                "columns": [
                    {
                        "code": column.code,
                        "label": column.label,
                        "on": column.shown if chosen is None else column.code in chosen,
                    }
                    for column in columns
                ],
                "count": outgoing.MOST if many else count,
                "too_many": many,
                "direct": count <= outgoing.DIRECT,
                "most": outgoing.MOST,
                "conditions": outgoing.condition_words(self.view),
                "unit": self.view.unit,
                "complaint": complaint,
                "crumbs": [(str(self.view.title), self.source), (self.title, None)],
                "list_title": self.view.title,
            },
            status=status,
        )

    def post(self, request):
        """The file, or the page that tells when it is ready."""
        offered = [column.code for column in outgoing.offered(self.view)]
        asked = set(request.POST.getlist("column"))
        codes = offered if "all" in request.POST else [code for code in offered if code in asked]
        if not codes:
            return self.show(asked, _("Tick at least one column."), status=422)
        count = outgoing.count_of(self.view)
        if count > outgoing.MOST:
            return self.show(asked, _("More than %(n)s rows: narrow the filter.") % {"n": outgoing.MOST}, 422)
        if count > outgoing.DIRECT:
            transfer = jobs.begin(
                request.user,
                Transfer.Kind.EXPORT,
                Transfer.Step.EXPORT,
                code=self.source.partition("?")[0],
                title=self.view.title,
                options={
                    "list": self.source,
                    "columns": codes,
                    "filter": outgoing.condition_words(self.view),
                },
            )
            return HttpResponseRedirect(transfer.get_absolute_url())
        file, count = outgoing.file_of(self.view, codes)
        jobs.note_export(request.user, self.view, self.source, codes, count)
        return download(file, outgoing.name_of(self.view))


# ---- saved filters ---------------------------------------------------------------------------------------------------


class FilterList(Page):
    """`/filters/`: one's saved filters and those shared in the park."""

    title = gettext_lazy("Saved filters")

    def get(self, request):
        """By name; what one may do with each."""
        rows = SavedFilter.objects.visible_to(request.user).order_by("name", "pk")
        found = [{"row": row, "mine": row.user_id == request.user.pk,
                  "pinned": request.user.pk in row.pinned_by} for row in rows]  # fmt: skip
        return self.render("exchange/filters.html", {"filters": found})


class SaveFilter(Page):
    """POST of a name: the filter of a list is kept."""

    def post(self, request):
        """Keep it and go back to the list."""
        source = source_in(request)
        row = saved.save(
            request,
            source,
            request.POST.get("name", ""),
            shared="shared" in request.POST,
            pin="pin" in request.POST,
        )
        messages.success(request, _("The filter “%(name)s” is kept.") % {"name": row.name})
        return HttpResponseRedirect(row.get_absolute_url())


class FilterForm(forms.Form):
    """Name and reach of a saved filter."""

    name = CleanCharField(label=gettext_lazy("Name of the filter"), max_length=saved.LONGEST_NAME)
    shared = forms.BooleanField(label=gettext_lazy("For everybody in the park"), required=False)
    pin = forms.BooleanField(label=gettext_lazy("On my home page"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if not saved.may_share(user):
            del self.fields["shared"]


class EditFilter(FormPage):
    """`/filters/<id>/`: rename one's filter, share it, pin it."""

    title = gettext_lazy("Change the filter")
    form_class = FilterForm
    template_name = "exchange/filter.html"
    check_scope = False

    def setup(self, request, *args, **kwargs):
        """Only one's own."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            visible = SavedFilter.objects.visible_to(request.user)
            self.row = self.get_object_or_404(visible, self.kwargs["pk"])

    def allowed(self):
        """Whose it is."""
        require(self.row.user_id == self.request.user.pk, _("Only who saved a filter changes it."))

    def get_initial(self):
        """As it is."""
        pinned = self.request.user.pk in self.row.pinned_by
        return {"name": self.row.name, "shared": self.row.shared, "pin": pinned}

    def extra_context(self, form):
        """Where this is."""
        return {
            "row": self.row,
            "crumbs": [(_("Saved filters"), reverse("core:filters")), (self.row.name, None)],
            "cancel_url": self.back_to(reverse("core:filters")),
        }

    def save(self, form):
        """Name, reach, pin."""
        row = locked(SavedFilter.objects.editable_by(self.request.user), self.row.pk)
        row.name, row.shared = form.cleaned_data["name"], form.cleaned_data.get("shared", False)
        row.pinned_by = with_pin(row.pinned_by, self.request.user.pk, form.cleaned_data["pin"])
        with in_its_words(SavedFilter):
            row.save(update_fields=["name", "shared", "pinned_by"])
        return row

    def done_url(self, obj):
        """Back to the filters."""
        return self.back_to(reverse("core:filters"))


def with_pin(people, pk, pinned):
    """The people who have a filter on their home page, with or without one of them."""
    rest = [each for each in people if each != pk]
    return [*rest, pk] if pinned else rest


class FilterAct(Page):
    """POST: one act on a saved filter, then back."""

    def post(self, request, pk):
        """In scope, locked."""
        rows = SavedFilter.objects.visible_to(request.user)
        self.get_object_or_404(rows, pk)
        with act():
            self.do(locked(rows, pk))
        return HttpResponseRedirect(self.back_to(reverse("core:filters")))

    def do(self, row):
        """The act."""
        raise NotImplementedError


class PinFilter(FilterAct):
    """Onto the home page, or off it; everybody for himself."""

    def do(self, row):
        """Turn it round."""
        me = self.request.user.pk
        row.pinned_by = with_pin(row.pinned_by, me, me not in row.pinned_by)
        row.save(update_fields=["pinned_by"])


class DeleteFilter(FilterAct):
    """Away with it."""

    def do(self, row):
        """Only one's own."""
        require(row.user_id == self.request.user.pk, _("Only who saved a filter deletes it."))
        row.delete()
        messages.success(self.request, _("The filter “%(name)s” is deleted.") % {"name": row.name})
