"""Asking an enterprise for what its archive lacks: one section from the grid, or several enterprises at once."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import BUSINESS, STATION
from core.clock import today as today_
from core.contributions import offers, offers_for
from core.ticked import ticked
from core.transitions import NotAllowed, TransitionError
from core.views import Page
from core.widgets import ChipPickMany
from enterprises.archive import asking
from enterprises.archive.states import state_of
from enterprises.badges import section_badge
from enterprises.models import ArchiveSection, DataRequest, Enterprise, Product, Section, SectionState
from enterprises.registers import REGISTERS
from enterprises.registers.facts import facts_of, required_items, score
from enterprises.registers.words import missing_words
from enterprises.views.base import FormOfEnterprise, OfEnterprise

LIMIT = 200
SEVERAL = "enterprises.Enterprise:several"  # subject of offers that take a list of enterprises
WANTING = (SectionState.EMPTY, SectionState.PARTIAL, SectionState.STALE)


class SectionsForm(forms.Form):
    """Which sections are asked for."""

    section = forms.MultipleChoiceField(
        label=gettext_lazy("Sections"),
        choices=lambda: [(each.value, each.label) for each in asking.ASKED],
        widget=ChipPickMany,
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)


def wanting(enterprise):
    """[(row, state)] of the sections that lack something or have to be confirmed again."""
    rows = ArchiveSection.objects.filter(enterprise=enterprise).order_by("pk")
    live_from, today = enterprise.park.live_from, today_()
    found = [(row, state_of(row, today, live_from)) for row in rows]
    return [(row, state) for row, state in found if state in WANTING]


class MissingPage(OfEnterprise):
    """`/enterprises/<id>/archive/<section>/missing/`: behind a cell of the grid, what is missing and what to do."""

    roles = BUSINESS

    def get(self, request, pk, section):
        """The missing items, and one click for a request or a visit."""
        row = ArchiveSection.objects.filter(enterprise=self.enterprise, section=section).first()
        if row is None or section == Section.RECORD:
            raise Http404
        items = list(required_items())
        facts = facts_of([pk], items)[pk]
        questions, saved = asking.questions_of(self.enterprise, [section] if section in asking.ASKED else [])
        state = state_of(row, today_(), self.enterprise.park.live_from)
        label = row.get_section_display()
        return self.render(
            "enterprises/missing.html",
            {
                "title": _("%(section)s: what is missing") % {"section": label},
                "intro": self.enterprise.name,
                "crumbs": self.crumbs((_("Archive"), self.tab_url("archive")), (label, None)),
                "badges": [section_badge(state)],
                "badge_line": f"{row.filled}%",
                "acts": self.acts_of(row, questions),
                "missing": [
                    missing_words(each) for each in score(section, items, self.enterprise, facts).missing
                ],
                "stale": [each for each in questions if each.row is not None and not each.fields],
                "saved": saved,
                "asked": DataRequest.objects.visible_to(request.user)
                .open()
                .filter(enterprise=self.enterprise, sections__contains=[section])
                .first(),
            },
        )

    def acts_of(self, row, questions):
        """A visit, a request."""
        user = self.request.user
        if not user.is_station or user.park_id != self.enterprise.park_id:
            return []
        found = [{**offer, "new_tab": False} for offer in offers_for(user, row)]
        if questions:
            found.append(
                {
                    "label": _("Ask the enterprise"),
                    "url": reverse("enterprises:ask", args=[self.enterprise.pk]),
                    "icon": "send",
                    "post": True,
                    "fields": [("section", row.section)],
                    "primary": True,
                }
            )
        return found


class Ask(FormOfEnterprise):
    """`/enterprises/<id>/ask/`: for the sections chosen."""

    roles = STATION
    form_class = SectionsForm
    template_name = "generic/confirm.html"
    title = gettext_lazy("Ask for data of the archive")
    save_label = gettext_lazy("Ask the enterprise")
    tab = "archive"
    asked = 0

    def get_initial(self):
        """Every section that lacks something."""
        return {"section": [row.section for row, _state in wanting(self.enterprise)]}

    def intro(self):
        """What it means."""
        return _("%(name)s is only asked for what is missing or older than 12 months, each thing once.") % {
            "name": self.enterprise.name
        }

    def save(self, form):
        """The act."""
        request, self.asked = asking.ask(self.enterprise.pk, form.cleaned_data["section"], self.request.user)
        return request

    def done_url(self, obj):
        """The questions."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """How many, and how many it saved."""
        return ngettext(
            "%(n)s question was sent; %(m)s need not be asked, they are in the archive.",
            "%(n)s questions were sent; %(m)s need not be asked, they are in the archive.",
            self.asked,
        ) % {"n": self.asked, "m": obj.saved}


class AskSeveral(Page):
    """`/enterprises/ask/`: POST of ticked enterprises shows what each would be asked; with `confirm=1` they are."""

    roles = STATION
    title = gettext_lazy("Ask for what is missing")
    url_name = "enterprises:ask_several"
    list_title = gettext_lazy("Quality archives")
    nothing = gettext_lazy("Tick at least one enterprise first.")

    def list_url(self):
        """Where they were ticked."""
        return reverse("enterprises:list")

    def get(self, request):
        """Nothing is ticked here: back to the list."""
        return HttpResponseRedirect(self.list_url())

    def post(self, request):
        """Preview, or do it."""
        self.ticked = ticked(request, self.list_url(), LIMIT)
        rows = list(self.rows(self.ticked.pks).select_related("park").order_by("sort_key", "id"))
        back = self.ticked.back(self.list_url())
        if not rows:
            messages.warning(request, self.nothing)
            return HttpResponseRedirect(back)
        confirmed = "confirm" in request.POST
        lines = [self.line(row, confirmed) for row in rows]
        return self.render(
            "enterprises/ask_several.html",
            {
                "lines": lines,
                "able": sum(1 for line in lines if not line["problem"]),
                "questions": sum(line["n"] for line in lines),
                "saved": sum(line["saved"] for line in lines),
                "done": confirmed,
                "pks": self.ticked.pks,
                "query": self.ticked.query,
                "limit": LIMIT if self.ticked.more else 0,
                "action": reverse(self.url_name),
                "crumbs": [(self.list_title, back), (self.title, None)],
                "offers": [
                    {"label": offer.label, "icon": offer.icon, "url": offer.url(rows)}
                    for offer in offers.sorted()
                    if offer.subject == SEVERAL and offer.may(request.user, rows)
                ],
                "cancel_url": back,
            },
        )

    def rows(self, pks):
        """The enterprises behind what was ticked."""
        return Enterprise.objects.editable_by(self.request.user).in_park().filter(pk__in=pks)

    def asked_of(self, enterprise):
        """What is asked of one of them, as arguments of `asking.ask`."""
        rows = wanting(enterprise)
        return {"sections": [row.section for row, _state in rows if row.section in asking.ASKED]}

    def line(self, enterprise, confirmed):
        """One enterprise: what it would be asked, or what became of it."""
        asked = self.asked_of(enterprise)
        found = {"row": enterprise, "n": 0, "saved": 0, "problem": "", "url": ""}
        if confirmed:
            try:
                request, found["n"] = asking.ask(enterprise.pk, by=self.request.user, **asked)
            except (TransitionError, NotAllowed) as error:
                return found | {"problem": str(error)}
            return found | {"saved": request.saved, "url": request.get_absolute_url()}
        new, found["saved"] = asking.new_questions(enterprise, **asked)
        found["n"] = len(new)
        return found if new else found | {"problem": _("nothing left to ask")}


class AskAboutProducts(AskSeveral):
    """`/registers/products/ask/`: POST of ticked products asks their enterprises for the standards they are made to."""

    title = gettext_lazy("Ask for the standards")
    url_name = "enterprises:ask_about_products"
    list_title = gettext_lazy("Products")
    nothing = gettext_lazy("Tick at least one product first.")

    def list_url(self):
        """The register of products."""
        return REGISTERS["products"].list_url

    def rows(self, pks):
        """Whose products they are."""
        found = Product.objects.visible_to(self.request.user).filter(pk__in=pks)
        self.products = {}
        for pk, owner in found.values_list("pk", "enterprise_id"):
            self.products.setdefault(owner, set()).add(pk)
        return super().rows(self.products)

    def asked_of(self, enterprise):
        """Only about the ticked ones."""
        return {"sections": [Section.STANDARD], "products": self.products[enterprise.pk]}
