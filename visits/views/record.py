"""`/visits/new/`: recording a visit, with its draft, its lines, and the way to the next enterprise."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import OFFICERS
from core.clock import today
from core.due import short_day
from core.ids import row_id
from core.views import FormPage, posted
from enterprises.models import Enterprise
from visits import checks, rules
from visits.actions import check_open_plan, log_visit
from visits.brief import Brief
from visits.choices import Choices
from visits.forms import VisitForm
from visits.models import Visit
from visits.needs import MOST, NeedForm, lines_of
from visits.next_stop import next_stop
from visits.views.lists import FORM_CODE


class RecordVisit(FormPage):
    """The form of a new record. `?enterprise=` opens it prefilled, `?plan=` completes a planned visit."""

    roles = OFFICERS
    form_class = VisitForm
    template_name = "visits/form.html"
    form_code = FORM_CODE
    more_forms = (NeedForm,)
    one_time = True
    title = gettext_lazy("Record visit")

    @cached_property
    def choices(self):
        """People, categories and default days, read once."""
        return Choices(self.request.user)

    @cached_property
    def plan(self):
        """The plan of the address, or None."""
        pk = self.request.GET.get("plan", "")
        if not pk:
            return None
        return self.one_of(
            Visit.objects.visible_to(self.request.user).select_related("enterprise", "author"), pk
        )

    @cached_property
    def enterprise(self):
        """The enterprise of the address or of the plan, or None."""
        if self.plan:
            return self.plan.enterprise
        pk = self.request.GET.get("enterprise", "")
        if not pk:
            return None
        return self.one_of(
            Enterprise.objects.visible_to(self.request.user).select_related("industry", "liaison"), pk
        )

    def one_of(self, rows, pk):
        """The row of a number in the address; anything else is 404."""
        if (found := row_id(pk)) is None:
            raise Http404
        return self.get_object_or_404(rows, found)

    @cached_property
    def brief(self):
        """What the station knows of the enterprise."""
        return Brief(self.request.user, self.enterprise) if self.enterprise else None

    def draft_key(self):
        """One draft per enterprise."""
        return str(self.enterprise.pk) if self.enterprise else "new"

    def get(self, request, *args, **kwargs):
        """A plan that is done already leads to its record."""
        if self.plan and self.plan.status != Visit.Status.PLANNED:
            messages.info(
                request, _("This planned visit is “%(status)s”.") % {"status": self.plan.get_status_display()}
            )
            return HttpResponseRedirect(self.plan.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Without a script, 再加一件 shows the form again with one line more."""
        if "add_line" in request.POST:
            more = 0 if len(lines_of(request.POST)) >= MOST else 1
            return self.show(self.make_form(initial=self.initial_from(request.POST), more=more))
        return super().post(request, *args, **kwargs)

    def allowed(self):
        """Not for a plan that somebody else completed, unless it is saved as a visit of its own."""
        if self.plan and "as_new" not in self.request.POST:
            check_open_plan(self.plan)

    def get_form_kwargs(self):
        """The enterprise decides which subjects are looked at."""
        return {"enterprise": self.enterprise, "choices": self.choices}

    def get_initial(self):
        """From the plan and the last visit."""
        initial = {
            "visited_on": today(),
            "next_on": rules.next_day(today(), self.choices.rule),
        }
        if self.plan:
            initial |= {
                "purpose": self.plan.purpose,
                "visited_at": self.plan.planned_at if self.plan.planned_on == today() else None,
                "companions": [str(pk) for pk in self.plan.companions.values_list("pk", flat=True)],
            }
        if self.brief and self.brief.last:
            initial["met"] = self.brief.last.met
        return initial

    def initial_from(self, payload):
        """The fields, and the lines that were filled."""
        data = posted(payload)
        return {**super().initial_from(data), "lines": lines_of(data)}

    def extra_context(self, form):
        """Brief, lines, kept photos, and the words of the button."""
        n = len(lines_of(form.data)) if form.is_bound else len(form.needs.initial or ())
        return {
            "intro": _(
                "Write as you walk; it is kept as you type. A request has its number, holder and date once it is saved."
            ),
            "crumbs": [(_("Visits"), reverse("visits:list")), (self.title, None)],
            "brief": self.brief,
            "plan": self.plan,
            "formset": form.needs,
            "words_json": json.dumps(self.choices.words, ensure_ascii=False),
            "next_help": rules.rule_words(self.choices.rule),
            "save_label": save_label(n) if n else _("Save"),
            "count_label": _("Save and make %(n)s requests"),
            "count_zero": _("Save"),
            "more": self.more_buttons(),
        }

    def more_buttons(self):
        """On to the next enterprise; and, when somebody else completed the plan, save it as a visit of its own."""
        buttons = [{"name": "save_next", "label": _("Save and next enterprise")}]
        if self.request.method == "POST" and self.plan:
            self.plan.refresh_from_db(fields=["status"])  # somebody may have been faster
        if self.plan and self.plan.status != Visit.Status.PLANNED:
            buttons.append({"name": "as_new", "label": _("Save as another visit")})
        return buttons

    def save(self, form):
        """One transaction: the visit and everything that comes with it."""
        data = form.cleaned_data
        visit = log_visit(
            self.request.user,
            data["enterprise"].pk,
            **form.facts,
            companions=data["companions"],
            findings=form.findings,
            photos=data["photos"],
            captions=form.captions,
            needs=form.needs.needs,
            plan_id=self.plan.pk if self.plan and "as_new" not in self.request.POST else None,
        )
        self.warning = checks.same_day_words(visit)
        return visit

    def done_message(self, visit):
        """What came of it: numbers, holders and dates."""
        if self.warning:
            messages.warning(self.request, self.warning)
        requests = visit.requests
        if not requests:
            return _("%(enterprise)s: the visit is recorded.") % {"enterprise": visit.enterprise}
        lines = "；".join(
            f"{request.number} {request.holder or ''} {short_day(request.promised_on)}"
            for request in requests[:3]
        )
        if len(requests) > 3:
            lines += " …"
        return ngettext(
            "%(enterprise)s: the visit is recorded, with %(n)s request: %(lines)s",
            "%(enterprise)s: the visit is recorded, with %(n)s requests: %(lines)s",
            len(requests),
        ) % {"enterprise": visit.enterprise, "n": len(requests), "lines": lines}

    def done_url(self, visit):
        """To the record, or on to the next enterprise."""
        if "save_next" not in self.request.POST:
            return super().done_url(visit)
        url = next_stop(self.request.user, visit)
        if url:
            return url
        messages.info(self.request, _("Nobody else is planned for today, and nobody has been missed."))
        return reverse("visits:list")


def save_label(n):
    """The button says the result."""
    return ngettext("Save and make %(n)s request", "Save and make %(n)s requests", n) % {"n": n}
