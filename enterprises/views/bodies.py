"""Testing bodies: the list, and the page of one."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from accounts.roles import READERS, STATION
from core import timeline
from core.changes import changes_of, readable_fields
from core.clock import today
from core.contributions import offers_for
from core.counting import counts_of
from core.exchange.outgoing import Out
from core.lists import ListPage
from core.masking import mask_mobile
from core.templatetags.station import day
from core.together import read_together
from core.views import Page
from core.walk import walk_of
from enterprises.bodies.acts import show_body_mobile
from enterprises.bodies.lists import BodyFilter, BodyTable
from enterprises.models import BodyAbility, InspectionBody
from enterprises.words import listed

TESTS_SHOWN = 3  # abilities a row of the list names
LINES = 30
HISTORY = (InspectionBody, BodyAbility)


class BodyList(ListPage):
    """`/bodies/`: those in use, of a park or of all."""

    walks = True
    roles = READERS
    title = gettext_lazy("Testing bodies")
    unit = pgettext_lazy("measure word", "testing bodies")
    filterset_class = BodyFilter
    table_class = BodyTable

    def views(self):
        """{tab: (words, rows, whether a number there is bad)}."""
        rows = InspectionBody.objects.visible_to(self.request.user)
        return {
            "": (_("In use"), rows.in_use(), False),
            "renew": (_("CMA to be renewed"), rows.cma_to_renew(), True),
            "expired": (_("CMA expired"), rows.cma_expired(), True),
            "gone": (_("Not in use"), rows.filter(is_active=False), False),
        }

    def get_queryset(self):
        """Rows of the tab."""
        views = self.views()
        rows = views.get(self.request.GET.get(self.tab_param, ""), views[""])[1]
        return rows.select_related("park").order_by("name", "id")

    def tabs(self):
        """With their counts, in one statement."""
        views, chosen = self.views(), self.request.GET.get(self.tab_param, "")
        counts = counts_of({code: rows for code, (_words, rows, _bad) in views.items()})
        return [
            {
                "code": code,
                "label": words,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "bad": bad and counts[code] > 0,
                "current": code == chosen,
            }
            for code, (words, _rows, bad) in views.items()
        ]

    def acts(self):
        """The station enters."""
        if self.request.user.role not in STATION:
            return []
        url = reverse("enterprises:new_body")
        return [{"label": _("Add a testing body"), "url": url, "icon": "plus", "primary": True}]

    def empty(self):
        """What the list is for."""
        if self.request.GET.get(self.tab_param):
            return {"icon": "circle-check", "title": _("No testing body here"), "text": "", "acts": []}
        return {
            "icon": "microscope",
            "title": _("No testing body yet"),
            "text": _("Here stands who tests what in how many days, and how long the CMA is valid."),
            "acts": self.acts(),
        }

    def prepare_table(self, table, rows):
        """What each tests, in one query; the park only for those who see several."""
        self.know_tests(rows)
        if not self.request.user.sees_all_parks:
            table.exclude = ("park",)
        return table

    def know_tests(self, rows):
        """The names of the first abilities of each row, and how many more there are."""
        found = {}
        for ability in BodyAbility.objects.on(today()).filter(body__in=[row.pk for row in rows]):
            found.setdefault(ability.body_id, []).append(ability.subject)
        for row in rows:
            names = list(dict.fromkeys(found.get(row.pk, ())))
            more = len(names) - TESTS_SHOWN
            row.tests_shown = listed(names[:TESTS_SHOWN]) + (
                _(" and %(n)s more") % {"n": more} if more > 0 else ""
            )

    def exports(self):
        """Further columns; the number of a person masked."""
        return [
            Out("short_name", _("Short name")),
            Out("cma_number", _("CMA number")),
            Out("cma_issued_on", _("CMA issued on")),
            Out("cma_apply_by", _("Apply for renewal by")),
            Out("address", _("Address")),
            Out("phone", _("Telephone")),
            Out("note", _("Note")),
        ]


class OfBody(Page):
    """A page of one testing body: 404 when it is out of scope."""

    def setup(self, request, *args, **kwargs):
        """Find it once the person and the role are known to be right."""
        super().setup(request, *args, **kwargs)
        self.body = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            self.body = self.find(kwargs["pk"])
            if self.body is None:
                raise Http404

    def find(self, pk):
        """The body."""
        rows = InspectionBody.objects.visible_to(self.request.user).select_related("park")
        return rows.filter(pk=pk).first()

    def crumbs(self, *more):
        """Down to this page."""
        return [
            (_("Testing bodies"), reverse("enterprises:bodies")),
            (str(self.body), self.body.get_absolute_url()),
            *more,
        ]


class BodyPage(OfBody):
    """`/bodies/<id>/`: who it is, what it tests, what has changed."""

    roles = READERS
    shown = False  # its mobile number in full

    def get(self, request, pk):
        """One page."""
        return self.page()

    def page(self):
        """The page."""
        body, user = self.body, self.request.user
        abilities, lines = read_together(
            BodyAbility.objects.filter(body=body),
            timeline.of_subject(body, internal=True)[:LINES],
        )
        lines = list(lines)
        changes = changes_of(
            lines, shows=lambda model: readable_fields(model, HIDDEN) if model in HISTORY else ()
        )
        self.title = body.name
        may_edit = user.role in STATION
        return self.render(
            "enterprises/body.html",
            {
                "crumbs": [(_("Testing bodies"), reverse("enterprises:bodies")), (str(body), None)],
                "walk": walk_of(self.request, body),
                "badges": [body.badge],
                "intro": cma_sentence(body),
                "facts": self.facts(),
                "mobile": body.mobile if self.shown else mask_mobile(body.mobile),
                "show_url": reverse("enterprises:body_mobile", args=[body.pk])
                if body.mobile and may_edit and not self.shown
                else "",
                "body": body,
                "abilities": [self.ability(row, may_edit) for row in abilities],
                "add_url": reverse("enterprises:new_ability", args=[body.pk]) if may_edit else "",
                "lines": timeline.lines(lines, changes=changes),
                "acts": [*offers_for(user, body), *(self.acts_of(body) if may_edit else ())],
            },
        )

    def facts(self):
        """Key facts."""
        body = self.body
        return [
            (_("CMA number"), body.cma_number),
            (_("Its parts (to be confirmed)"), cma_parts(body.cma_number)),
            (_("CMA valid to"), day(body.cma_valid_to)),
            (_("Apply for renewal by"), day(body.cma_apply_by)),
            (_("Address"), body.address),
            (_("Contact"), body.contact),
            (_("Telephone"), body.phone),
            (_("Note"), body.note),
        ]

    def ability(self, row, may_edit):
        """A row of the table."""
        now = row.covers(today())
        return {
            "row": row,
            "now": now,
            "edit_url": reverse("enterprises:edit_ability", args=[row.pk]) if may_edit else "",
        }

    def acts_of(self, body):
        """What the station may do."""
        use = {"label": pgettext("testing body", "Use again"), "icon": "refresh", "url": "use_body"}
        stop = {"label": pgettext("testing body", "No longer use"), "icon": "archive", "url": "stop_body"}
        act = stop if body.is_active else use
        return [
            {**act, "url": reverse(f"enterprises:{act['url']}", args=[body.pk]), "css": "only-desk"},
            {
                "label": _("Edit"),
                "url": reverse("enterprises:edit_body", args=[body.pk]),
                "icon": "edit",
                "primary": True,
            },
        ]


HIDDEN = ("park", "body", "cma_since", "created_at", "updated_at")


class ShowBodyMobile(OfBody):
    """POST: look at the full mobile number, which is recorded; the page comes back with it."""

    roles = STATION

    def get(self, request, pk):
        """A reload leads back to the masked number."""
        return HttpResponseRedirect(self.body.get_absolute_url())

    def post(self, request, pk):
        """The act, then the page with the number in full."""
        show_body_mobile(pk, request.user)
        page = BodyPage()
        page.setup(request, pk=pk)
        page.shown = True
        messages.info(request, _("Shown in full; the timeline keeps that you looked at it."))
        return page.page()


def cma_sentence(body):
    """How its accreditation stands, in a sentence."""
    words = {"day": body.cma_valid_to, "by": body.cma_apply_by}
    states = body.CmaState
    match body.cma_state:
        case states.NONE:
            return _("It is not accredited (CMA): its reports do not count for a licence.")
        case states.EXPIRED:
            return _("Its CMA expired on %(day)s: reports of a later day do not count.") % words
        case states.RENEW:
            return _("Its CMA is valid to %(day)s; the renewal had to be applied for by %(by)s.") % words
    return _("Its CMA is valid to %(day)s.") % words


def cma_parts(number):
    """What the digits stand for, as far as anybody knows (DOMAIN §2.4)."""
    if len(number) != 12:
        return ""
    return _(
        "year %(year)s · issuer %(issuer)s · field %(field)s · sector %(sector)s · serial %(serial)s"
    ) % {
        "year": number[:2],
        "issuer": number[2:4],
        "field": number[4:6],
        "sector": number[6:8],
        "serial": number[8:],
    }
