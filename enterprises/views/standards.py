"""The catalogue of standards: list, page, form, and the acts that end a standard."""

from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.roles import BUSINESS, STATION
from core.acts import act
from core.attachments import attach_all, attachments_of
from core.badges import badge_of
from core.counting import counts_of
from core.lists import ListPage
from core.together import read_together
from core.transitions import StaleForm
from core.views import FormPage, Page, guard_stale
from core.walk import walk_of
from enterprises.detail_forms import FilesForm
from enterprises.models import Standard
from enterprises.models.registers.products import live_uses
from enterprises.registers.numbers import kind_of_standard, normal_standard
from enterprises.registers.seen import Seen
from enterprises.standards import acts, forms
from enterprises.standards.lists import StandardFilter, StandardTable

SHOWN = 500  # products that a page lists


class StandardList(ListPage):
    """`/standards/`: of a park, of all, or what one's own products are made to."""

    walks = True
    roles = BUSINESS
    title = gettext_lazy("Standards")
    unit = pgettext_lazy("measure word", "standards")
    filterset_class = StandardFilter
    table_class = StandardTable

    def views(self):
        """{tab: (words, rows)}."""
        rows = Standard.objects.visible_to(self.request.user)
        return {
            "": (_("All"), rows),
            "coming": (_("Coming into force"), rows.filter(status=Standard.Status.UPCOMING)),
            "obsolete": (_("Obsolete, still used"), rows.obsolete().used_by(self.request.user)),
        }

    def get_queryset(self):
        """Rows of the tab."""
        views = self.views()
        _words, rows = views.get(self.request.GET.get(self.tab_param, ""), views[""])
        return rows.select_related("park", "replaced_by").order_by("number", "id")

    def tabs(self):
        """With their counts, in one statement."""
        views, chosen = self.views(), self.request.GET.get(self.tab_param, "")
        counts = counts_of({code: rows for code, (_words, rows) in views.items()})
        return [
            {
                "code": code,
                "label": words,
                "query": f"{self.tab_param}={code}" if code else "",
                "count": counts[code],
                "bad": code == "obsolete",
                "current": code == chosen,
            }
            for code, (words, _rows) in views.items()
        ]

    def acts(self):
        """The station enters."""
        if self.request.user.role not in STATION:
            return []
        return [{"label": _("Add a standard"), "url": reverse("enterprises:new_standard"), "icon": "plus",
                 "primary": True}]  # fmt: skip

    def empty(self):
        """What the catalogue is for."""
        return {
            "icon": "book",
            "title": _("No standard here yet"),
            "text": _(
                "Here stands every standard that a product is made to; when one is superseded or withdrawn, everybody who uses it is told."
            ),
            "acts": self.acts(),
        }

    def prepare_table(self, table, rows):
        """How many products are made to each, in one query; the park only for those who see several."""
        uses = live_uses(self.request.user).filter(standard__in=[row.pk for row in rows]).order_by()
        counts = dict(uses.values("standard_id").annotate(n=Count("pk")).values_list("standard_id", "n"))
        for row in rows:
            row.products_made_to_it = counts.get(row.pk, 0)
        if not self.request.user.sees_all_parks:
            table.exclude = ("park",)
        return table


class OfStandard(Page):
    """A page of one standard: 404 when it is out of scope."""

    def setup(self, request, *args, **kwargs):
        """Find it once the person and the role are known to be right."""
        super().setup(request, *args, **kwargs)
        self.standard = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            rows = Standard.objects.visible_to(request.user).select_related("park", "replaced_by", "owner")
            self.standard = rows.filter(pk=kwargs["pk"]).first()
            if self.standard is None:
                raise Http404

    def crumbs(self, *more):
        """Down to this page."""
        return [
            (_("Standards"), reverse("enterprises:standards")),
            (self.standard.number, self.standard.get_absolute_url()),
            *more,
        ]

    def uses(self):
        """Where it is used, as far as the user sees."""
        return (
            live_uses(self.request.user)
            .filter(standard=self.standard)
            .select_related("product", "enterprise")
            .order_by("enterprise__sort_key", "enterprise_id", "product__position", "product_id")
        )[: SHOWN + 1]


class StandardPage(OfStandard):
    """`/standards/<id>/`: facts, text, what is made to it."""

    roles = BUSINESS

    def get(self, request, pk):
        """One page."""
        standard = self.standard
        replaces = standard.replaces.filter(pk__in=Standard.objects.visible_to(request.user).values("pk"))
        uses, files, replaced = read_together(self.uses(), attachments_of(standard), replaces)
        heir = standard.replaced_by
        facts = [
            (_("Kind"), standard.get_kind_display()),
            (_("Published on"), standard.published_on or "—"),
            (_("In force from"), standard.effective_on or "—"),
            (_("Replaces"), "、".join(row.number for row in replaced) or "—"),
        ]
        if standard.ended_on:
            facts.append((_("Out of force from"), standard.ended_on))
        if heir:
            facts.append((_("Replaced by"), heir.number, heir.get_absolute_url()))
        if standard.owner_id:
            facts.append((_("Enterprise"), standard.owner.name))
        if standard.note:
            facts.append((_("Note"), standard.note))
        return self.render(
            "enterprises/standard.html",
            {
                "title": standard.number,
                "intro": standard.title,
                "walk": walk_of(request, standard),
                "crumbs": [(_("Standards"), reverse("enterprises:standards")), (standard.number, None)],
                "badges": [badge_of(standard)],
                "facts": facts,
                "uses": list(uses)[:SHOWN],
                "more_uses": len(uses) > SHOWN,
                "files": list(files),
                "acts": self.acts_of(),
                "add_files_url": self.url("standard_files") if request.user.role in STATION else "",
            },
        )

    def url(self, name):
        """The address of an act."""
        return reverse(f"enterprises:{name}", args=[self.standard.pk])

    def acts_of(self):
        """What the station may do in this state."""
        if self.request.user.role not in STATION:
            return []
        found = []
        if self.standard.is_ended:
            found.append(
                {"label": _("Take back"), "url": self.url("restore_standard"), "icon": "arrow-back-up"}
            )
        else:
            found.append(
                {
                    "label": pgettext("standard", "Withdraw"),
                    "url": self.url("withdraw_standard"),
                    "icon": "circle-x",
                    "css": "only-desk",
                }
            )
            if self.standard.status == Standard.Status.CURRENT:
                found.append(
                    {
                        "label": _("Supersede"),
                        "url": self.url("supersede_standard"),
                        "icon": "arrow-forward-up",
                    }
                )
        return [
            *found,
            {"label": _("Edit"), "url": self.url("edit_standard"), "icon": "edit", "primary": True},
        ]


class StandardFormPage(FormPage):
    """Base of both forms: number checked while it is typed."""

    roles = STATION
    form_class = forms.StandardForm
    template_name = "enterprises/standard_form.html"
    form_code = "standard"

    def extra_context(self, form):
        """Where it is checked, and the way back."""
        return {
            "check_url": reverse("enterprises:check_standard"),
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.back_to(self.home()),
        }


class NewStandard(StandardFormPage):
    """`/standards/new/`."""

    title = gettext_lazy("Add a standard")
    one_time = True

    def crumbs(self, *more):
        """From the catalogue."""
        return [(_("Standards"), self.home()), *more]

    def home(self):
        """The catalogue."""
        return reverse("enterprises:standards")

    def save(self, form):
        """The act, with its files."""
        data = dict(form.cleaned_data)
        files = data.pop("files", ())
        standard = acts.add_standard(self.request.user, **data)
        if files:
            captions = form.fields["files"].captions(self.request.POST, "files")
            attach_all(standard, files, self.request.user, captions)
        return standard

    def done_message(self, obj):
        """Echo."""
        return _("%(number)s stands in the catalogue.") % {"number": obj.number}


class EditStandard(OfStandard, StandardFormPage):
    """`/standards/<id>/edit/`."""

    title = gettext_lazy("Edit")
    version = None

    def get_form_kwargs(self):
        """Which one."""
        return {"standard": self.standard}

    def get_initial(self):
        """As it stands."""
        names = ("number", "title", "published_on", "effective_on", "note")
        return {name: getattr(self.standard, name) for name in names}

    def home(self):
        """Its page."""
        return self.standard.get_absolute_url()

    def extra_context(self, form):
        """The version for the stale-form guard."""
        version = self.version or self.request.POST.get("version") or self.standard.updated_at.isoformat()
        return {**super().extra_context(form), "version": version}

    def save(self, form):
        """The act, unless it changed since the form was opened."""

        def guard(row):
            try:
                guard_stale(form, row)
            except StaleForm:
                self.version = row.updated_at.isoformat()
                raise

        return acts.change_standard(self.standard.pk, self.request.user, guard=guard, **form.cleaned_data)


class CheckStandard(Page):
    """What is understood of a number while it is typed."""

    roles = STATION

    def get(self, request):
        """A part of the page, filled by preview.js."""
        number = normal_standard(request.GET.get("number", "").replace("\0", "")[:60])
        seen = []
        if number:
            kind = kind_of_standard(number)
            known = Standard.objects.visible_to(request.user).filter(number=number).first() if kind else None
            if not kind:
                seen.append(
                    Seen(
                        _("Not understood yet: write it with its year in four digits."),
                        "warn",
                        "alert-triangle",
                    )
                )
            else:
                words = {"number": number, "kind": Standard.Kind(kind).label}
                seen.append(Seen(_("Understood as %(number)s, %(kind)s") % words))
            if known:
                css, icon = Standard.Status.BADGES[known.status]
                words = {"title": known.title or number, "status": known.get_status_display()}
                seen.append(Seen(_("In the catalogue: %(title)s, %(status)s") % words, css or "info", icon))
        return self.render("enterprises/row_seen.html", {"seen": seen})


class StandardAct(OfStandard, FormPage):
    """An act with its own page, which lists whoever uses the standard."""

    roles = STATION
    template_name = "enterprises/standard_end.html"
    save_label = ""
    says = ""
    bad = True

    def get_form_kwargs(self):
        """Which one."""
        return {"standard": self.standard}

    def allowed(self):
        """Not twice."""
        acts.check_open(self.standard)

    def extra_context(self, form):
        """What will happen, and to whom."""
        uses = list(self.uses()) if self.says else []
        n = len({use.enterprise_id for use in uses})
        told = ngettext("%(n)s enterprise is told once.", "%(n)s enterprises are told once.", n) % {"n": n}
        return {
            "intro": self.says or self.standard.title,
            "told": told
            if uses
            else (_("No product here is made to it; nobody has to be told.") if self.says else ""),
            "uses": uses[:SHOWN],
            "more_uses": len(uses) > SHOWN,
            "crumbs": self.crumbs((self.title, None)),
            "save_label": self.save_label,
            "cancel_url": self.standard.get_absolute_url(),
            "bad": self.bad,
            "check_url": reverse("enterprises:check_standard"),
        }


class SupersedeStandard(StandardAct):
    """`/standards/<id>/supersede/`."""

    form_class = forms.SupersedeForm
    save_label = gettext_lazy("Supersede and tell")
    says = gettext_lazy("From this day on another standard takes its place.")

    @property
    def title(self):
        """Which one."""
        return _("Supersede %(number)s") % {"number": self.standard.number}

    def save(self, form):
        """The act."""
        return acts.supersede_standard(self.standard.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Echo."""
        words = {"number": obj.number, "heir": obj.replaced_by.number, "day": obj.ended_on}
        return _("%(number)s is superseded by %(heir)s from %(day)s; whoever uses it was told.") % words


class WithdrawStandard(StandardAct):
    """`/standards/<id>/withdraw/`."""

    form_class = forms.EndForm
    save_label = gettext_lazy("Withdraw and tell")
    says = gettext_lazy("From this day on it is no longer in force, and nothing takes its place.")

    @property
    def title(self):
        """Which one."""
        return _("Withdraw %(number)s") % {"number": self.standard.number}

    def save(self, form):
        """The act."""
        return acts.withdraw_standard(self.standard.pk, self.request.user, **form.cleaned_data)

    def done_message(self, obj):
        """Echo."""
        words = {"number": obj.number, "day": obj.ended_on}
        return _("%(number)s is withdrawn from %(day)s; whoever uses it was told.") % words


class RestoreStandard(StandardAct):
    """`/standards/<id>/restore/`."""

    form_class = forms.TakeBackForm
    template_name = "generic/confirm.html"
    save_label = gettext_lazy("Take back")
    bad = False

    @property
    def title(self):
        """Which one."""
        return _("%(number)s stays in force") % {"number": self.standard.number}

    def allowed(self):
        """The act decides, with the messages locked."""

    def save(self, form):
        """The act."""
        return acts.take_back_end(self.standard.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("%(number)s is in force again; the messages were taken back unread.") % {
            "number": obj.number
        }


class AddStandardFiles(StandardAct):
    """`/standards/<id>/files/`."""

    form_class = FilesForm
    template_name = "generic/form.html"
    title = gettext_lazy("Add files")
    save_label = gettext_lazy("Add files")
    one_time = True

    def get_form_kwargs(self):
        """The form knows no standard."""
        return {}

    def allowed(self):
        """In any state."""

    def save(self, form):
        """Attach them all, or none."""
        with act():
            captions = form.fields["files"].captions(self.request.POST, "files")
            attach_all(self.standard, form.cleaned_data["files"], self.request.user, captions)
        return self.standard
