"""Pages of what a worker does: progress, the preview of an import and what it decides, the result, its file."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import act
from core.clock import now
from core.exchange import jobs
from core.exchange.checking import CHANGED, NEW, SAME, WRONG
from core.exchange.declaration import exchanges
from core.exchange.sheets import download
from core.hints import hint
from core.lists import CappedPaginator
from core.models import Transfer, TransferRow
from core.models.exchange import FLOW
from core.transitions import TransitionError, locked
from core.views import Page

PER_PAGE = 50


class OfTransfer(Page):
    """Base of the pages about one export or import: 404 when it is somebody else's."""

    def setup(self, request, *args, **kwargs):
        """Find it."""
        super().setup(request, *args, **kwargs)
        self.transfer = None
        if request.user.is_authenticated:
            self.transfer = self.get_object_or_404(
                Transfer.objects.visible_to(request.user), self.kwargs["pk"]
            )


class TransferPage(OfTransfer):
    """`/transfers/<id>/`: how far it is, then what came of it."""

    def get(self, request, pk):
        """The whole page, or the part that is asked for again and again; what comes after it is a page of its own."""
        self.title = self.transfer.title
        part = request.htmx and not request.htmx.boosted
        if part and not self.transfer.is_open:
            return HttpResponse(headers={"HX-Redirect": self.transfer.get_absolute_url()})
        template = "exchange/progress.html" if part else "exchange/transfer.html"
        context = {
            "transfer": self.transfer,
            "crumbs": [(_("Exports and imports"), reverse("core:transfers")), (self.title, None)],
        }
        if self.transfer.kind == Transfer.Kind.IMPORT and not self.transfer.is_open:
            context |= preview_of(request, self.transfer)
            if self.transfer.state == Transfer.State.PREVIEW:
                template = "exchange/preview.html"
        return self.render(template, context)


class TransferFile(OfTransfer):
    """`/transfers/<id>/file/`: the file that was made."""

    def get(self, request, pk):
        """Only of its owner, as long as it is kept."""
        if not self.transfer.answer:
            raise Http404
        return download(self.transfer.answer.open("rb"), self.transfer.answer_name)


class TransferList(Page):
    """`/transfers/`: one's own exports and imports, the newest first."""

    title = gettext_lazy("Exports and imports")
    newest = 50

    def get(self, request):
        """The last fifty."""
        rows = Transfer.objects.visible_to(request.user).order_by("-created_at")[: self.newest]
        return self.render("exchange/transfers.html", {"transfers": rows})


def preview_of(request, transfer):
    """What `exchange/preview.html` shows: counts, rows of one state, hints, and where to go on."""
    counts = transfer.result.get("counts", {})
    asked = request.GET.get("state", "")
    first = next((state for state in (WRONG, NEW, CHANGED, SAME) if counts.get(state)), NEW)
    state = asked if asked in TransferRow.State.values else first
    rows = transfer.rows.filter(state=state).order_by("row")
    paginator = CappedPaginator(rows, PER_PAGE)
    paginator.count = counts.get(state, 0)  # known: the check has counted
    kind = exchanges.get(transfer.code)
    exchange = back_to(transfer, request.user, kind)
    return {
        "tabs": [
            {
                "code": value,
                "label": label,
                "query": f"state={value}",
                "count": counts.get(value, 0),
                "current": value == state,
                "bad": value == WRONG,
            }
            for value, label in TransferRow.State.choices
        ],
        "heads": {column.code: str(column.header) for column in exchange.columns} if exchange else {},
        "paginator": paginator,
        "page": paginator.page(request.GET.get("page", 1)),
        "state": state,
        "good": counts.get(NEW, 0) + counts.get(CHANGED, 0),
        "new": counts.get(NEW, 0),
        "changed": counts.get(CHANGED, 0),
        "same": counts.get(SAME, 0),
        "wrong": counts.get(WRONG, 0),
        "hints": transfer.result.get("hints", []),
        "label": kind.label if kind else "",
        "unit": kind.unit if kind else "",
        "back_url": exchange.back_url() if exchange else "",
        "again_url": exchange.import_url() if exchange else "",
    }


def back_to(transfer, user, kind):
    """The Exchange of a transfer, where its subject is still there."""
    if kind is None:
        return None
    subject_id = transfer.options.get("subject")
    subject = kind.subject_of(user, subject_id) if subject_id else None
    return kind(user, subject) if subject is not None or not subject_id else None


class ApplyImport(OfTransfer):
    """POST: enter the rows of the preview that have no errors."""

    def post(self, request, pk):
        """Let the worker do it."""
        with act():
            transfer = locked(Transfer.objects.visible_to(request.user), pk)
            counts = transfer.result.get("counts", {})
            if transfer.state == Transfer.State.PREVIEW and not (counts.get(NEW) or counts.get(CHANGED)):
                raise TransitionError(_("There is nothing to enter."))
            FLOW.move(transfer, Transfer.State.WAITING, step=Transfer.Step.APPLY, done=0, total=0)
            hint(jobs.TASK, transfer.pk)
        return HttpResponseRedirect(transfer.get_absolute_url())


class DropImport(OfTransfer):
    """POST: leave everything as it is."""

    def post(self, request, pk):
        """Nothing was entered; the rows of the preview go."""
        with act():
            transfer = locked(Transfer.objects.visible_to(request.user), pk)
            FLOW.move(transfer, Transfer.State.DROPPED, finished_at=now())
            transfer.rows.all().delete()
        return HttpResponseRedirect(transfer.get_absolute_url())
