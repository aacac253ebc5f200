"""Lists of registers, of one enterprise and of the park, and the overview of all of them."""

from django.http import Http404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import BUSINESS, STATION, Role
from core.counting import counts_for, counts_of
from core.exchange.outgoing import Out
from core.lists import ListPage
from core.views import Page
from enterprises.models import Section
from enterprises.registers import REGISTERS, of_section
from enterprises.registers.exchange import exchange_of
from enterprises.registers.lists import filter_of, table_of
from enterprises.registers.words import export_value
from enterprises.views.base import OfEnterprise

AHEAD = 90  # days that count as due soon


def register_of(code):
    """The register in an address."""
    try:
        return REGISTERS[code]
    except KeyError:
        raise Http404 from None


class RowsPage(ListPage):
    """Base of both lists: rows of one register, by date where they have one."""

    walks = True
    roles = BUSINESS
    of_park = True

    def setup(self, request, *args, **kwargs):
        """The register in the address."""
        self.register = register_of(kwargs["code"])
        self.table_class = table_of(self.register, self.of_park)
        self.filterset_class = filter_of(self.register, self.of_park)
        self.unit = self.register.unit
        super().setup(request, *args, **kwargs)

    @property
    def title(self):
        """What the register is called."""
        return capfirst(self.register.label)

    def scoped(self):
        """Rows in scope."""
        return self.register.model.objects.visible_to(self.request.user)

    def of_tab(self, code):
        """Rows of a tab."""
        rows = self.scoped()
        match code:
            case "due":
                return rows.due_within(AHEAD)
            case "late":
                return rows.overdue()
            case "all":
                return rows
        return rows.live()

    def get_queryset(self):
        """With what the columns show."""
        names = {name.partition("__")[0] for name in (*self.register.columns, *self.register.line2)}
        names |= {self.register.title}
        related = [name for name in names if self.register.model._meta.get_field(name).is_relation]
        tab = self.request.GET.get(self.tab_param, "")
        if tab not in ("due", "late") and self.request.GET.get("status"):
            tab = "all"  # a condition in the address that asks for others sets none
        rows = self.of_tab(tab).select_related(*related, "enterprise", "park")
        return rows.order_by("due_on", "id") if self.register.is_dated else rows.order_by("-id")

    def tabs(self):
        """In force, due soon, overdue, all: with their counts, in one statement."""
        views = {"": _("In force") if self.register.model.LIVE else _("All")}
        if self.register.is_dated:
            views |= {"due": _("Due within %(n)s days") % {"n": AHEAD}, "late": _("Overdue")}
        if self.register.model.LIVE:
            views["all"] = _("All, with those ended")
        what = ("register", self.register.code, self.kwargs.get("pk"))
        counts = counts_for(self.request.user, what, lambda: {code: self.of_tab(code) for code in views})
        chosen = self.request.GET.get(self.tab_param, "")
        return [
            {
                "code": code,
                "label": label,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "bad": code == "late",
                "current": code == chosen,
            }
            for code, label in views.items()
        ]

    def empty(self):
        """What this register is for."""
        return {
            "icon": self.register.icon,
            "title": _("Nothing in this register yet"),
            "text": self.register.purpose,
            "acts": self.acts(),
        }

    def importer(self):
        """The Exchange of this register, for whoever brings rows in here; else None."""
        subject = getattr(self, "enterprise", None)
        kind = exchange_of(self.register)
        return kind(self.request.user, subject) if kind.may(self.request.user, subject) else None

    def import_acts(self):
        """The button that begins an import."""
        importer = self.importer()
        return (
            [{"label": _("Import"), "url": importer.import_url(), "icon": "file-upload"}] if importer else []
        )

    def exports(self):
        """Every field of the register; for whoever brings rows in here as the columns of the import."""
        if importer := self.importer():
            return importer.exports()
        shown = set(self.register.columns)
        return [
            Out(name, capfirst(self.register.label_of(name)), lambda row, name=name: export_value(row, name))
            for name in self.register.fields
            if name not in shown
        ]


class RegisterList(RowsPage):
    """`/registers/<code>/`: the rows of the whole park."""

    keeps_statements = True

    def acts(self):
        """Rows are added from the enterprise, or many at once."""
        return self.import_acts()

    def extra_context(self, rows):
        """Where this is; products are ticked to ask their enterprises for the standards."""
        found = {
            "intro": self.register.purpose,
            "crumbs": [(_("Registers"), reverse("enterprises:registers")), (self.title, None)],
        }
        if self.may_tick:
            url = reverse("enterprises:ask_about_products")
            found["bulk_acts"] = [{"label": _("Ask for the standards"), "url": url, "icon": "send"}]
        return found

    @property
    def may_tick(self):
        """Whether rows are ticked for an act on several."""
        return self.register.code == "products" and self.request.user.role in STATION

    def empty(self):
        """What to do first."""
        found = super().empty()
        url = reverse("enterprises:list")
        choose = {"label": _("Choose an enterprise"), "url": url, "icon": "building-factory-2"}
        found["acts"] = [choose, *self.import_acts()]
        return found

    def prepare_table(self, table, rows):
        """The park only for those who see several, ticks only for those who act."""
        hidden = [] if self.request.user.sees_all_parks else ["park"]
        table.exclude = (*hidden, *(() if self.may_tick else ("tick",)))
        return table


class RegisterOfEnterprise(RowsPage, OfEnterprise):
    """`/enterprises/<id>/registers/<code>/`: the rows of one enterprise."""

    of_park = False
    with_columns = ("park",)

    def scoped(self):
        """Rows of this enterprise."""
        return super().scoped().filter(enterprise=self.enterprise)

    def acts(self):
        """The station adds; the enterprise proposes."""
        if self.request.user.role not in STATION | {Role.ENTERPRISE}:
            return []
        return [
            *self.import_acts(),
            {
                "label": _("Add: %(what)s") % {"what": self.register.one},
                "url": self.register.add_url(self.enterprise.pk),
                "icon": "plus",
                "primary": True,
            },
        ]

    def extra_context(self, rows):
        """Where this is, and the other registers of the section."""
        return {
            "intro": _("%(name)s: %(purpose)s")
            % {"name": self.enterprise.name, "purpose": self.register.purpose},
            "crumbs": self.crumbs((_("Archive"), self.tab_url("archive")), (self.title, None)),
        }


class Registers(Page):
    """`/registers/`: every register of the park with what is due and overdue."""

    roles = BUSINESS - {Role.ENTERPRISE}
    title = gettext_lazy("Registers")

    def get(self, request):
        """One row per register, by section; every number is a door."""
        asked = {}
        for register in REGISTERS.values():
            rows = register.model.objects.visible_to(request.user)
            asked[register.code, "n"] = rows.live()
            if register.is_dated:
                asked[register.code, "due"] = rows.due_within(AHEAD)
                asked[register.code, "late"] = rows.overdue()
        counts = counts_of(asked)
        sections, seen = [], set()
        for section in Section:
            registers = [each for each in of_section(section) if each.code not in seen]
            seen |= {each.code for each in registers}
            if registers:
                rows = [_counted(each, counts) for each in registers]
                sections.append({"label": section.label, "rows": rows})
        return self.render(
            "enterprises/registers.html",
            {
                "intro": _("What every enterprise of the park has, by kind: what is due comes first."),
                "sections": sections,
                "ahead": AHEAD,
            },
        )


def _counted(register, counts):
    """One register with its numbers."""
    return {
        "label": capfirst(register.label),
        "purpose": register.purpose,
        "icon": register.icon,
        "url": register.list_url,
        "n": counts[register.code, "n"],
        "due": counts.get((register.code, "due")),
        "late": counts.get((register.code, "late")),
    }
