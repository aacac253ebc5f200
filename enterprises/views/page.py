"""The page of an enterprise: head, facts, tabs (DESIGN §5). The tabs are panels, of this app and of those above."""

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.roles import BUSINESS, OFFICERS, STATION, Role
from core.badges import badge_of
from core.calendars import CalendarAsked
from core.contributions import offers_for, panels
from core.counting import counts_of
from core.normalise import clean_code
from core.templatetags.station import day
from core.together import read_together
from core.views import Page
from core.walk import walk_of
from enterprises import archive, overview
from enterprises.badges import flag_badges
from enterprises.details import show_mobile
from enterprises.industries import said
from enterprises.models import Enterprise, Product
from enterprises.views.base import OfEnterprise
from enterprises.words import listed

OVERVIEW = "overview"
PRODUCTS_SHOWN = 3


class EnterprisePage(OfEnterprise):
    """`/enterprises/<id>/` and `/enterprises/<id>/<tab>/`."""

    roles = BUSINESS

    def get_rows(self):
        """With the first products, for the facts."""
        products = Product.objects.filter(enterprise=OuterRef("pk")).order_by("position", "id").values("name")
        return super().get_rows().annotate(product_names=ArraySubquery(products[:PRODUCTS_SHOWN]))

    def get(self, request, pk, tab=OVERVIEW):
        """The frame with one panel in it."""
        enterprise, user = self.enterprise, request.user
        shown = [panel for panel in panels.sorted() if panel.may(user, enterprise)]
        panel = next((panel for panel in shown if panel.code == tab), None)
        if panel is None:
            raise Http404
        _calendar, sections, *enterprise.also_read = read_together(
            CalendarAsked(),
            archive.rows_of(enterprise),
            *(overview.parts(user, enterprise) if panel.code == OVERVIEW else ()),
        )
        enterprise.archive_read = archive.shown(enterprise, rows=sections)  # meters, percentage on its tab
        numbers = {each.code: each.count(user, enterprise) for each in shown if each.count}
        if panel.code == OVERVIEW:
            numbers |= overview.kinds_of(user, enterprise)
        enterprise.counts = counts_of(numbers)  # every number of the page in one statement
        template, context = panel.show(request, enterprise)
        return self.render(
            "enterprises/page.html", {**self.frame(shown, panel), "panel": template, **context}
        )

    def frame(self, shown, panel):
        """Head, facts and tabs."""
        enterprise, user = self.enterprise, self.request.user
        walk = walk_of(self.request, enterprise)
        counts = {**enterprise.counts, "archive": f"{enterprise.archive_read.percent}%"}
        return {
            "title": enterprise.name,
            "enterprise": enterprise,
            "walk": walk,
            "crumbs": [
                (_("Quality archives"), walk.list_url if walk else reverse("enterprises:list")),
                (enterprise.name, None),
            ]
            if user.role != Role.ENTERPRISE
            else [],
            "badges": [badge_of(enterprise), *flag_badges(enterprise)],
            "badge_line": self.badge_line(),
            "acts": self.acts(),
            "facts": self.facts(),
            "facts_css": "five",
            "tabs_label": _("Parts of the archive"),
            "tabs": [
                {
                    "label": each.label,
                    "url": f"{self.address(each)}?{walk.query}" if walk else self.address(each),
                    "count": counts.get(each.code),
                    "current": each.code == panel.code,
                }
                for each in shown
            ],
        }

    def address(self, panel):
        """The overview has the short address."""
        return self.enterprise.get_absolute_url() if panel.code == OVERVIEW else self.tab_url(panel.code)

    def badge_line(self):
        """`联络员 陈晓 · 上次走访 2026-05-18`."""
        enterprise = self.enterprise
        words = [
            _("liaison %(name)s") % {"name": enterprise.liaison.name}
            if enterprise.liaison_id
            else _("no liaison")
        ]
        if self.request.user.role == Role.ENTERPRISE:
            return words[0]
        visited = enterprise.last_visited_on
        words.append(
            format_html("{} {}", _("last visit"), f"{visited:%Y-%m-%d}") if visited else _("not visited yet")
        )
        if enterprise.next_visit_on:
            words.append(format_html("{} {}", _("next visit"), day(enterprise.next_visit_on)))
        return format_html(" · ".join("{}" for _word in words), *words)

    def acts(self):
        """What may be started from here; the last one is the filled button."""
        enterprise, user = self.enterprise, self.request.user
        print_url = reverse("enterprises:print", args=[enterprise.pk])
        found = [{"label": _("Print"), "url": print_url, "icon": "printer", "css": "only-desk"}]
        if user.role in STATION:
            edit = reverse("enterprises:edit", args=[enterprise.pk])
            found.append({"label": _("Edit"), "url": edit, "icon": "edit", "css": "only-desk"})
        offers = [
            {key: offer[key] for key in ("label", "icon", "url")}
            | ({"primary": True} if place == 0 else {"css": "only-desk"} if place > 1 else {})
            for place, offer in enumerate(offers_for(user, enterprise))
        ]
        return [*found, *reversed(offers)]

    def facts(self):
        """Who they are, in one line; a missing value shows —."""
        enterprise = self.enterprise
        if enterprise.general_manager:
            person = (_("General manager"), enterprise.general_manager)
        else:
            person = (_("Legal representative"), enterprise.legal_representative)
        return [
            person,
            (_("Industry"), said(enterprise.industry_id)),
            (_("Main products"), listed(enterprise.product_names)),
            (_("Size"), enterprise.get_size_class_display()),
            (_("Credit code"), enterprise.uscc or enterprise.uscc_missing_reason),
        ]


class ShowMobile(OfEnterprise):
    """POST: look at a full mobile number, which is recorded; the contacts come back with it."""

    roles = OFFICERS

    def get(self, request, pk, contact):
        """A reload leads back to the masked numbers."""
        return HttpResponseRedirect(self.tab_url("contacts"))

    def post(self, request, pk, contact):
        """The act, then the tab of the contacts with this one number in full."""
        person = self.enterprise.contacts.filter(pk=contact).first()
        if person is None:
            raise Http404
        show_mobile(pk, person.pk, request.user)
        page = EnterprisePage()
        page.setup(request, pk=pk)
        request.shown_contact = person.pk
        messages.info(request, _("Shown in full; the timeline keeps that you looked at it."))
        return page.get(request, pk, "contacts")


class ByPlate(Page):
    """`/e/` and `/e/<short code>/`: from the plate at the gate to the enterprise's page, for those signed in."""

    roles = BUSINESS

    def get(self, request, code=""):
        """Redirect, or ask for the code."""
        typed = code or request.GET.get("code", "")
        if not typed:
            return self.ask()
        clean = clean_code(typed[:20].replace("\0", ""))
        rows = Enterprise.objects.visible_to(request.user).only("pk")
        found = rows.filter(short_code=clean).first() or rows.filter(merged__short_code=clean).first()
        if found:
            return HttpResponseRedirect(found.get_absolute_url())
        if code:
            raise Http404
        return self.ask(typed[:20], status=404)

    def ask(self, typed="", status=200):
        """A form for the code."""
        return self.render(
            "enterprises/by_plate.html",
            {
                "title": _("Enterprise by plate code"),
                "intro": _("Type the characters under the QR code on the plate at the gate."),
                "typed": typed,
                "error": _("No enterprise you may see has this plate code. Check the characters.")
                if typed
                else "",
            },
            status=status,
        )
