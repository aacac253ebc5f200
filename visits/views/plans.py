"""Planning: one or several visits, moving one, calling one off."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.roles import STATION
from core.due import short_day
from core.ids import row_id
from core.ticked import ticked
from core.transitions import TransitionError
from core.views import FormPage, posted
from core.widgets import Picker
from enterprises.models import Enterprise
from visits import rules
from visits.actions import cancel_visit, plan_visits, replan
from visits.choices import Choices
from visits.forms import ReasonForm
from visits.models import Visit
from visits.plan_forms import MOST, PREFIX, PlanForm, ReplanForm, StopForm, make_stops, next_working_day
from visits.querysets import missed
from visits.views.detail import OfVisit

TICKED = "ticked"  # the lines come from the list of who was missed


class PlanVisits(FormPage):
    """`/visits/plan/`: one line per enterprise; `?enterprise=` fills the first."""

    roles = STATION
    form_class = PlanForm
    template_name = "visits/plan.html"
    form_code = "visit-plan"
    more_forms = (StopForm,)
    one_time = True
    check_scope = False
    title = gettext_lazy("Plan visits")

    @cached_property
    def choices(self):
        """People, read once."""
        return Choices(self.request.user)

    def draft_key(self):
        """One draft per choice of enterprises."""
        if TICKED in self.request.GET:
            return TICKED
        return "-".join(sorted({str(row.pk) for row in self.chosen}))[:60] or "new"

    @cached_property
    def chosen(self):
        """The enterprises the form opens with."""
        pks = [pk for text in self.request.GET.getlist("enterprise") if (pk := row_id(text))]
        if not pks:
            return []
        found = list(Enterprise.objects.editable_by(self.request.user).filter(pk__in=pks)[:MOST])
        if not found:
            raise Http404
        return found

    def get_form_kwargs(self):
        """The people to choose from."""
        return {"choices": self.choices}

    def get_initial(self):
        """With the enterprises of the address."""
        note = self.request.GET.get("note", "").replace("\0", "")[:200]
        return {"stops": [{"enterprise": row.pk} for row in self.chosen], "note": note}

    def make_form(self, data=None, files=None, **more):
        """The form carries its lines."""
        initial = dict(more.pop("initial", None) or {})
        stops, extra = initial.pop("stops", ()), more.pop("more", 0)
        form = super().make_form(data, files, initial=initial, **more)
        form.stops = make_stops(self.request.user, data, stops, extra)
        return form

    def post(self, request, *args, **kwargs):
        """Without a script, 再加一家 shows the form again with one line more."""
        if "add_line" in request.POST:
            return self.show(self.make_form(initial=self.initial_from(request.POST), more=1))
        return super().post(request, *args, **kwargs)

    def initial_from(self, payload):
        """The fields, and the lines that were filled."""
        data = posted(payload)
        return {**super().initial_from(data), "stops": stops_of(data)}

    def extra_context(self, form):
        """Lines and words."""
        return {
            "intro": _("One line per enterprise. Who goes is told, and has it on My work."),
            "crumbs": [(_("Visits"), reverse("visits:list")), (self.title, None)],
            "formset": form.stops,
            "save_label": pgettext("visit", "Plan"),
            "cancel_url": self.back_to(reverse("visits:list") + "?tab=planned"),
            "unusual": self.unusual(form),
        }

    def unusual(self, form):
        """Enterprises of the lines that are planned already."""
        pks = [pk for stop in form.stops.initial or () if (pk := row_id(stop.get("enterprise")))]
        if not pks:
            return []
        plans = (
            Visit.objects.visible_to(self.request.user)
            .planned()
            .filter(enterprise_id__in=pks)
            .select_related("enterprise", "author")
            .order_by("planned_on")
        )
        return [
            _("%(enterprise)s is planned for %(day)s already (%(who)s).")
            % {"enterprise": plan.enterprise, "day": short_day(plan.planned_on), "who": plan.author}
            for plan in plans[:MOST]
        ]

    def save(self, form):
        """All of them in one transaction; the first one stands for the one-time key."""
        data = form.cleaned_data
        self.visits = plan_visits(
            self.request.user,
            form.stops.lines,
            purpose=data["purpose"],
            author=data["author"],
            companions=data["companions"],
            note=data["note"],
        )
        return self.visits[0]

    def done_url(self, visit):
        """To the list of plans."""
        return self.back_to(reverse("visits:list") + "?tab=planned")

    def done_message(self, visit):
        """How many, for whom."""
        n = len(self.visits)
        return ngettext("%(n)s visit planned, %(who)s goes.", "%(n)s visits planned, %(who)s goes.", n) % {
            "n": n,
            "who": visit.author,
        }


class PlanSeveral(PlanVisits):
    """`/visits/missed/plan/`: the enterprises ticked on the 漏访 list, each as a line to be looked at; the form is sent to
    `PlanVisits`, where it stays when something is wrong with it."""

    def draft_key(self):
        """A draft of its own."""
        return TICKED

    def get(self, request, *args, **kwargs):
        """Without anything ticked there is nothing to preview."""
        return HttpResponseRedirect(reverse("visits:missed"))

    def post(self, request, *args, **kwargs):
        """The preview."""
        chosen = ticked(request, reverse("visits:missed"), MOST)
        rows = missed(request.user).filter(park_id=request.user.park_id, pk__in=chosen.pks)
        rows = list(rows.order_by("last_visited_on", "pk"))
        if not rows:
            messages.warning(request, _("Tick at least one row first."))
            return HttpResponseRedirect(reverse("visits:missed"))
        if chosen.more:
            messages.warning(
                request,
                _("At most %(n)s enterprises at once; these are the ones missed longest.") % {"n": MOST},
            )
        return self.show(self.make_form(initial={"stops": [{"enterprise": row.pk} for row in rows]}))

    def extra_context(self, form):
        """Where the form is sent."""
        return {**super().extra_context(form), "action": f"{reverse('visits:plan')}?{TICKED}=1"}


class ReplanVisit(OfVisit, FormPage):
    """`/visits/<id>/replan/`: another day, another person, more said."""

    roles = STATION
    form_class = ReplanForm
    title = gettext_lazy("Move the visit")

    def allowed(self):
        """Only a plan that is open."""
        _only_plans(self.visit)

    @cached_property
    def choices(self):
        """People, read once."""
        return Choices(self.request.user)

    def get_form_kwargs(self):
        """The people, the enterprise."""
        return {"choices": self.choices, "enterprise": self.visit.enterprise}

    def get_initial(self):
        """The plan as it stands."""
        visit = self.visit
        return {
            "planned_on": visit.planned_on,
            "planned_at": visit.planned_at,
            "author": str(visit.author_id),
            "purpose": visit.purpose,
            "note": visit.plan_note,
            "companions": [str(pk) for pk in visit.companions.values_list("pk", flat=True)],
        }

    def extra_context(self, form):
        """Where this is."""
        return {
            "intro": rules.rule_words(self.choices.rule),
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.visit.get_absolute_url(),
            "save_label": _("Save"),
        }

    def save(self, form):
        """Move it."""
        return replan(self.visit.pk, self.request.user, **form.cleaned_data)

    def done_message(self, visit):
        """Echo."""
        return _("The visit is planned for %(day)s, %(who)s goes.") % {
            "day": short_day(visit.planned_on),
            "who": visit.author,
        }


class CancelVisit(OfVisit, FormPage):
    """`/visits/<id>/cancel/`: call a plan off, with a reason."""

    roles = STATION
    form_class = ReasonForm
    template_name = "generic/confirm.html"
    title = gettext_lazy("Call the visit off")

    def allowed(self):
        """Only a plan that is open."""
        _only_plans(self.visit)

    def extra_context(self, form):
        """What will happen."""
        visit = self.visit
        return {
            "intro": _("Who would have gone is told. The plan stays readable with its reason."),
            "facts": [
                (_("Enterprise"), str(visit.enterprise)),
                (_("Planned for"), short_day(visit.planned_on)),
                (_("Visitor"), str(visit.author)),
            ],
            "crumbs": self.crumbs((self.title, None)),
            "save_label": _("Call off"),
            "cancel_url": visit.get_absolute_url(),
        }

    def save(self, form):
        """Call it off."""
        return cancel_visit(self.visit.pk, self.request.user, reason=form.cleaned_data["reason"])

    def done_message(self, visit):
        """Echo."""
        return _("The visit was called off.")


def stops_of(data):
    """[{field: value}] of the posted lines in which anything stands but the usual day."""
    try:
        total = min(int(data.get(f"{PREFIX}-TOTAL_FORMS") or 0), MOST)
    except ValueError:
        total = 0
    stops, usual = [], ("", f"{next_working_day():%Y-%m-%d}")
    for number in range(total):
        prefix = f"{PREFIX}-{number}-"
        stop = {name: data.get(prefix + name, "") for name in ("planned_on", "planned_at")}
        stop["enterprise"] = Picker().value_from_datadict(data, {}, prefix + "enterprise")
        typed = stop["enterprise"] or stop["planned_at"] or stop["planned_on"] not in usual
        if typed and not data.get(prefix + "DELETE"):
            stops.append(stop)
    return stops


def _only_plans(visit):
    if visit.status != Visit.Status.PLANNED:
        raise TransitionError(
            _("This visit is “%(status)s” by now and no longer a plan.")
            % {"status": visit.get_status_display()}
        )
