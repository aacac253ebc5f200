"""`/licensing/diagnosis/`: from the product to the licence it needs, or to what applies instead."""

from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import READERS, STATION, Role
from core.clock import today
from core.ids import row_id
from core.together import first_of, read_together
from core.views import FormPage, Page
from enterprises.models import Enterprise, Licence, Product
from licensing import actions
from licensing.diagnosis import diagnose, parts
from licensing.diagnosis_form import PRODUCTS, DiagnosisForm, NotNeededForm
from licensing.models import LicenceCase, LicenceRule, List, ProcedureDocument
from licensing.rights import check, may
from licensing.usual import of_whole_cases
from licensing.views.acts import ActPage
from licensing.words import usual_words

FIELDS = ("product", "food", "thing", "industry", "industry_text", "rule")
OFFERED = 40  # products of the archive


def day_of(text):
    """The day in an address, or today."""
    try:
        return min(date.fromisoformat(text or ""), today())
    except ValueError:
        return today()


class DiagnosisPage(Page):
    """The form on top, the answer below; typed without a script it is asked by the button."""

    roles = READERS | {Role.ENTERPRISE}
    title = gettext_lazy("Which licence is needed?")
    template_name = "licensing/diagnosis.html"

    def get(self, request):
        """Ask and answer at once."""
        user, query = request.user, request.GET
        on = day_of(query.get("on"))
        wanted = row_id(query.get("enterprise"))
        scope = Enterprise.objects.visible_to(user).in_park()
        own = user.role == Role.ENTERPRISE
        chosen = scope.order_by("pk") if own and wanted is None else scope.filter(pk=wanted or 0)
        mine = chosen.values("pk")[:1]
        rules, catalogues, procedures, documents, enterprises, products, licences = read_together(
            *parts(on),
            ProcedureDocument.objects.filter(is_active=True),
            chosen.select_related("industry")[:1],
            Product.objects.visible_to(user).live().filter(enterprise_id__in=mine)[:OFFERED],
            Licence.objects.visible_to(user).live().filter(enterprise_id__in=mine),
        )
        rules, enterprise = list(rules), first_of(enterprises)
        foods = [(rule.number, str(rule)) for rule in rules if rule.list == List.FOOD and rule.number]
        form = DiagnosisForm(query if self.is_asked else None, user=user, foods=foods)
        if "enterprise" in form.fields and enterprise is not None:
            form.fields["enterprise"].know(enterprise.pk, enterprise)
        form.is_valid()
        enterprise = getattr(form, "cleaned_data", {}).get("enterprise") or enterprise
        asked = form.asked(enterprise)
        found = None
        if asked.says_something and not {"on", "product"} & set(form.errors):
            found = diagnose(asked, rules, list(catalogues))
        context = {
            "form": form,
            "found": self.shown(found, procedures, documents, licences, enterprise) if found else None,
            "brief": "brief" in query,
            "more": any(query.get(name) for name in ("food", "thing", "industry_text")) or on < today(),
            "products_id": PRODUCTS,
            "suggestions": list(
                dict.fromkeys([*(row.name for row in products), *(row.label for row in rules)])
            ),
            "part_url": reverse("licensing:diagnosis_part"),
            "preview_of": " ".join(self.preview_of(form)),
            "crumbs": [
                (_("My licences") if own else _("Licence assistance"), reverse("licensing:list")),
                (self.title, None),
            ],
            "intro": _(
                "Say what is made. The answer names the entry, since when it is in force, and what is to be done; what is not known is said so."
            ),
        }
        return self.render(self.template_name, context)

    @property
    def is_asked(self):
        """Whether the address says anything."""
        return any(
            self.request.GET.get(name) for name in (*FIELDS, "enterprise", "enterprise_text", "on", "case")
        )

    @staticmethod
    def preview_of(form):
        """The names under which the fields are typed."""
        names = [name for name in form.fields if name not in ("enterprise", "industry")]
        for name in ("enterprise", "industry"):
            if name in form.fields:
                names += [name, f"{name}_text", f"{name}_was"]
        return names

    # ---- the answer ------------------------------------------------------------------------------------------------------

    def shown(self, found, procedures, documents, licences, enterprise):
        """The answer as the page says it."""
        user, asked = self.request.user, found.asked
        case = self.case()
        by_kind = {}
        for procedure in procedures:
            by_kind.setdefault(procedure.kind, procedure)
        labels = {}
        for document in documents:
            labels.setdefault(document.procedure_id, []).append(document.label)
        in_archive = {row.kind: row for row in licences}
        park_id = enterprise.park_id if enterprise else user.park_id
        rows = []
        for place, finding in enumerate(found.findings):
            procedure = by_kind.get(finding.rule.kind)
            rows.append(
                {
                    **self.said(finding.rule),
                    "why": finding.why,
                    "licence": finding.is_licence,
                    "procedure": procedure,
                    "documents": "、".join(labels.get(procedure.pk, ())) if procedure else "",
                    "usual": self.usual(procedure, park_id) if procedure and place == 0 else "",
                    "there": self.there(in_archive.get(procedure.variety)) if procedure else None,
                    "open_url": self.open_url(asked, finding, procedure, enterprise) if case is None else "",
                    "keep": self.keep(case, asked, finding.rule.code) if case else None,
                    "close_url": self.close_url(case, finding),
                }
            )
        return {
            "badge": found.badge,
            "verdict": found.verdict,
            "sentence": self.sentence(found),
            "rows": rows,
            "also": [self.said(rule) for rule in found.also],
            "hints": [{"label": str(rule), "url": self.hint_url(rule)} for rule in found.hints],
            "catalogues": found.catalogues,
            "unknown": found.unknown,
            "on": asked.on,
            "past": asked.on < today(),
            "case": case,
            "ask_url": self.ask_url(asked) if user.role == Role.ENTERPRISE else "",
            "keep": self.keep(case, asked, "") if case and not rows else None,
        }

    @staticmethod
    def said(rule):
        """An entry in words."""
        return {
            "code": rule.code,
            "label": str(rule),
            "list": rule.get_list_display(),
            "outcome": rule.get_outcome_display(),
            "instead": rule.instead,
            "authority": rule.authority,
            "conditions": rule.conditions,
            "mode": rule.get_mode_display() if rule.mode else "",
            "basis": rule.basis,
            "source": rule.source,
            "to_confirm": rule.to_confirm,
            "since": rule.valid_from,
            "until": rule.valid_to,
        }

    def sentence(self, found):
        """The result in one sentence."""
        words = {"product": found.asked.product or "—", "day": f"{found.asked.on}"}
        first = found.first
        if first is None:
            if not found.catalogues:
                return _("No catalogue of %(day)s is recorded here: ask the authority.") % words
            return (
                _(
                    "“%(product)s” is not recognised in the catalogues of %(day)s. That does not prove that no licence is needed: ask the authority, or say it in other words."
                )
                % words
            )
        words["label"] = str(first.rule)
        if first.is_licence:
            return _("A licence is needed: %(label)s.") % words
        return _("No production licence is needed: %(label)s.") % words

    @staticmethod
    def usual(procedure, park_id):
        """How long it takes."""
        return usual_words(
            of_whole_cases(procedure.kind, park_id, procedure.target_days), procedure.target_days
        )

    @staticmethod
    def there(row):
        """A licence of this kind that stands in the archive already."""
        if row is None:
            return None
        return {"number": row.number, "url": row.get_absolute_url(), "until": row.valid_to}

    def case(self):
        """The case the diagnosis is made for, when the address names one this user may do that to."""
        pk = row_id(self.request.GET.get("case"))
        if pk is None:
            return None
        case = self.get_object_or_404(LicenceCase.objects.visible_to(self.request.user), pk)
        return case if may("diagnose", self.request.user, case) else None

    def open_url(self, asked, finding, procedure, enterprise):
        """The form of a case with everything filled in: for the station, by the rules of today."""
        if self.request.user.role not in STATION or procedure is None or asked.on != today():
            return ""
        query = {"product": asked.product or finding.rule.label, "procedure": procedure.pk}
        query |= {"rule": finding.rule.code}
        if enterprise is not None:
            query["enterprise"] = enterprise.pk
        return f"{reverse('licensing:new')}?{urlencode(query)}"

    @staticmethod
    def keep(case, asked, rule):
        """The button that keeps the result with a case."""
        fields = {
            "product": asked.product,
            "food": asked.food,
            "thing": asked.thing,
            "industry": asked.industry,
        }
        fields |= {"on": f"{asked.on}", "rule": rule}
        return {
            "label": _("Keep with %(number)s") % {"number": case.number},
            "url": reverse("licensing:diagnose", args=[case.pk]),
            "icon": "bookmark-plus",
            "post": True,
            "fields": list(fields.items()),
        }

    def close_url(self, case, finding):
        """Where a case that needs no licence is closed."""
        if case is None or finding.is_licence or not may("not_needed", self.request.user, case):
            return ""
        return f"{reverse('licensing:not_needed', args=[case.pk])}?{urlencode({'rule': finding.rule.code})}"

    def hint_url(self, rule):
        """The same question with an entry chosen by hand."""
        query = self.request.GET.copy()
        query.pop("brief", None)
        query["food" if rule.list == List.FOOD and rule.number else "rule"] = rule.number or rule.code
        return f"{reverse('licensing:diagnosis')}?{query.urlencode()}"

    @staticmethod
    def ask_url(asked):
        """The enterprise asks the station."""
        title = _("Which licence does this need: %(product)s") % {"product": asked.product}
        return f"{reverse('servicedesk:new_request')}?{urlencode({'title': title})}"


class DiagnosisPart(DiagnosisPage):
    """The answer alone, filled in while somebody types."""

    template_name = "licensing/found.html"


class Diagnose(FormPage):
    """`/licensing/<id>/diagnosis/`: keep what was found with a case."""

    roles = STATION
    title = gettext_lazy("Keep the diagnosis")
    template_name = "generic/confirm.html"
    form_class = DiagnosisForm

    def setup(self, request, *args, **kwargs):
        """The case must be in scope before anything else."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and request.user.role in self.roles:
            self.object = self.get_object_or_404(LicenceCase.objects.visible_to(request.user), kwargs["pk"])

    def allowed(self):
        """While it is open and nothing was submitted."""
        check("diagnose", self.request.user, self.object)

    def get_form_kwargs(self):
        """The food categories there are."""
        rows = LicenceRule.objects.on(day_of(self.request.POST.get("on")))
        foods = rows.filter(list=List.FOOD).exclude(number="")
        return {"foods": [(rule.number, str(rule)) for rule in foods]}

    def get_initial(self):
        """The product of the case."""
        return {"product": self.object.product}

    def extra_context(self, form):
        """Where it belongs."""
        url = self.object.get_absolute_url()
        return {
            "intro": _("What is found stays with the case as it stands on that day."),
            "save_label": _("Keep with %(number)s") % {"number": self.object.number},
            "cancel_url": self.back_to(url),
            "crumbs": [(self.object.number, url), (self.title, None)],
        }

    def save(self, form):
        """Made again by the server, and kept."""
        return actions.record_diagnosis(self.object.pk, self.request.user, form.asked())

    def done_message(self, obj):
        """Kept."""
        return _("The diagnosis is kept with %(number)s.") % {"number": obj.number}


class NotNeeded(ActPage):
    """`/licensing/<id>/not-needed/`: no licence is needed, and what applies instead."""

    act = "not_needed"
    form_class = NotNeededForm
    save_label = gettext_lazy("No licence needed")
    echo = gettext_lazy("%(number)s is closed: no licence is needed; %(enterprise)s has been told.")

    def get_initial(self):
        """What the entry says, or what the case has kept."""
        rule = LicenceRule.objects.on(today()).filter(
            code=self.request.GET.get("rule", "").replace("\0", "")[:30]
        )
        found = rule.exclude(outcome=LicenceRule.Outcome.LICENCE).first()
        if found is None:
            return {}
        reason = _("%(label)s: %(basis)s") % {"label": found, "basis": found.basis or found.source}
        return {"reason": reason[:500], "instead": found.instead, "rule": found.code}

    def save(self, form):
        """Closed."""
        return actions.close_as_not_needed(self.object.pk, self.request.user, **form.cleaned_data)
