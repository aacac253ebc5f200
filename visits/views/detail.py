"""The page of a visit, and its correction."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.roles import OFFICERS
from core.attachments import attachments_of
from core.badges import badge_of
from core.contributions import offers_for
from core.due import due_of
from core.templatetags.station import day, day_full, moment
from core.together import read_together
from core.transitions import locked
from core.views import FormPage, Page, guard_stale
from core.walk import walk_of
from servicedesk.models import ServiceRequest
from visits.actions import (
    amend_visit,
    check_amend,
    check_void,
    may_amend,
    may_amend_freely,
    may_void,
    void_visit,
)
from visits.brief import Brief
from visits.choices import Choices
from visits.forms import AmendForm, ReasonForm
from visits.models import Finding, Visit
from visits.rules import rule, rule_words
from visits.words import field_words, risk_badge


class OfVisit(Page):
    """A page of one visit: 404 when it is out of scope, as it is for every enterprise."""

    def setup(self, request, *args, **kwargs):
        """Find the visit once the person is known."""
        super().setup(request, *args, **kwargs)
        self.visit = None
        if request.user.is_authenticated:
            rows = Visit.objects.visible_to(request.user).select_related(
                "enterprise", "author__department", "park"
            )
            self.visit = rows.filter(pk=kwargs["pk"]).first()
            if self.visit is None:
                raise Http404

    def crumbs(self, *more):
        """Down to this page."""
        return [
            (_("Visits"), reverse("visits:list")),
            (str(self.visit.enterprise), self.visit.get_absolute_url() if more else None),
            *more,
        ]


class VisitPage(OfVisit):
    """`/visits/<id>/`: a record, or a plan."""

    def get(self, request, pk):
        """Everything on one page."""
        visit, walk = self.visit, walk_of(request, self.visit)
        crumbs = self.crumbs()
        context = {
            "title": str(visit.enterprise),
            "visit": visit,
            "crumbs": [(crumbs[0][0], walk.list_url), *crumbs[1:]] if walk else crumbs,
            "walk": walk,
            "badges": [badge_of(visit), *([risk_badge(visit)] if visit.risk else [])],
            "badge_line": self.badge_line(),
            "intro": visit.void_reason or visit.cancelled_reason,
            "acts": self.acts(),
            "facts": self.facts(),
            "facts_css": "five" if visit.visited_on else "",
        }
        if visit.status == Visit.Status.PLANNED or visit.status == Visit.Status.CANCELLED:
            return self.render(
                "visits/plan_detail.html", {**context, "brief": Brief(request.user, visit.enterprise)}
            )
        return self.render("visits/detail.html", {**context, **self.record()})

    def badge_line(self):
        """`例行走访 · 陈晓 记于 11-23 10:32`."""
        visit = self.visit
        words = [str(visit.get_purpose_display())]
        if visit.recorded_at:
            words.append(
                format_html(
                    _("recorded by {name} {time}"),
                    name=visit.author.name,
                    time=moment(visit.recorded_at, True),
                )
            )
        return format_html(" · ".join("{}" for _word in words), *words)

    def facts(self):
        """When, who, whom, when next."""
        visit = self.visit
        companions = list(visit.companions.select_related("department").order_by("name"))
        came = _(", ").join(f"{person} · {person.affiliation}" for person in companions)
        if visit.status in (Visit.Status.PLANNED, Visit.Status.CANCELLED):
            clock = f" {visit.planned_at:%H:%M}" if visit.planned_at else ""
            due = due_of(visit.planned_on)
            return [
                (_("Planned for"), f"{due.line1}{clock}"),
                (_("Visitor"), str(visit.author)),
                (_("Comes along"), came),
                (pgettext("visit", "What for"), visit.plan_note),
            ]
        clock = f" {visit.visited_at:%H:%M}" if visit.visited_at else ""
        people = _(", ").join(str(person) for person in visit.people.all())
        return [
            (pgettext("visit", "Day"), format_html("{}{}", day_full(visit.visited_on), clock)),
            (_("Visitor"), str(visit.author)),
            (_("Came along"), came),
            (_("Whom you met"), people),
            (_("Next visit"), day(visit.next_on) if visit.next_on else ""),
        ]

    def record(self):
        """Findings, requests, photos, corrections."""
        visit, user = self.visit, self.request.user
        there = {finding.subject: finding for finding in visit.findings.all()}
        requests = list(
            ServiceRequest.objects.visible_to(user)
            .filter(origin_type__app_label="visits", origin_type__model="visit", origin_id=visit.pk)
            .select_related("holder", "category")
            .order_by("number")
        )
        return {
            "findings": [
                {
                    "subject": finding.get_subject_display(),
                    "badge": badge_of(finding, "level"),
                    "text": finding.text,
                }
                for subject in Finding.Subject
                if (finding := there.get(subject))
            ],
            "requests": [
                {
                    "title": row.title,
                    "url": row.get_absolute_url(),
                    "badge": badge_of(row),
                    "line2": f"{row.number} · {row.category} · {row.held_by} · {due_of(row.promised_on).line1}",
                }
                for row in requests
            ],
            "files": self.files(),
            "amendments": self.amendments(),
            "offers": offers_for(user, visit) if visit.status == Visit.Status.DONE else [],
            "free_until": self.may_amend() and may_amend_freely(visit),
        }

    def files(self):
        """Photos for `components/files.html`."""
        removable = self.may_amend()
        return [
            {
                "name": photo.name,
                "url": reverse("core:attachment", args=[photo.pk]),
                "kind": photo.kind,
                "size": photo.size,
                "caption": photo.caption,
                "remove_url": reverse("core:remove_attachment", args=[photo.pk]) if removable else "",
            }
            for photo in attachments_of(self.visit)
        ]

    def amendments(self):
        """Who changed what, from what to what, and why; newest first."""
        return [
            {
                "at": amendment.at,
                "by": amendment.by,
                "reason": amendment.reason,
                "changes": [(field_words(name), before, after) for name, before, after in amendment.changes],
            }
            for amendment in self.visit.amendments.select_related("by").order_by("-at", "-pk")
        ]

    def may_amend(self):
        """Whether the reader corrects this record."""
        return may_amend(self.request.user, self.visit)

    def acts(self):
        """What may be done with a record, or with a plan."""
        visit, user = self.visit, self.request.user
        if visit.status == Visit.Status.PLANNED:
            return self.plan_acts()
        acts = []
        if may_void(user, visit):
            acts.append(
                {
                    "label": pgettext("visit", "Void"),
                    "url": reverse("visits:void", args=[visit.pk]),
                    "icon": "ban",
                }
            )
        if self.may_amend():
            acts.append(
                {
                    "label": pgettext("visit", "Correct"),
                    "url": reverse("visits:amend", args=[visit.pk]),
                    "icon": "edit",
                }
            )
        if user.is_station and visit.status == Visit.Status.DONE:
            url = f"{reverse('visits:plan')}?enterprise={visit.enterprise_id}"
            acts.append(
                {"label": _("Plan the next visit"), "url": url, "icon": "calendar-plus", "primary": True}
            )
        return acts

    def plan_acts(self):
        """Begin, move, call off."""
        visit, user = self.visit, self.request.user
        acts = []
        if user.is_station:
            acts = [
                {
                    "label": _("Call off"),
                    "url": reverse("visits:cancel", args=[visit.pk]),
                    "icon": "calendar-off",
                    "reason": {"label": _("Reason"), "submit": _("Call off"), "required": True},
                },
                {
                    "label": pgettext("visit", "Move"),
                    "url": reverse("visits:replan", args=[visit.pk]),
                    "icon": "calendar-event",
                },
            ]
        if user.role in OFFICERS:
            acts.append(
                {
                    "label": _("Begin the record"),
                    "url": f"{reverse('visits:new')}?plan={visit.pk}",
                    "icon": "walk",
                    "primary": True,
                }
            )
        return acts


class AmendVisit(OfVisit, FormPage):
    """`/visits/<id>/amend/`: the author corrects his record; after a day with a reason."""

    form_class = AmendForm
    template_name = "visits/amend.html"
    form_code = "visit-amend"
    title = gettext_lazy("Correct the visit")

    def allowed(self):
        """Only its author, only a record that stands."""
        check_amend(self.request.user, self.visit)

    @cached_property
    def choices(self):
        """People, read once."""
        return Choices(self.request.user)

    @cached_property
    def recorded(self):
        """(companions, findings) as recorded."""
        companions = self.visit.companions.values_list("pk", flat=True)
        return read_together(companions, self.visit.findings.all())

    def get_form_kwargs(self):
        """A reason once the record is a day old."""
        return {
            "choices": self.choices,
            "enterprise": self.visit.enterprise,
            "asks_reason": not may_amend_freely(self.visit),
        }

    def make_form(self, data=None, files=None, **more):
        """The record is the initial value also of a posted form: what was not touched is not asked again."""
        more.setdefault("initial", self.get_initial())
        return super().make_form(data, files, **more)

    def get_initial(self):
        """The record as it stands."""
        visit = self.visit
        names = ("visited_on", "visited_at", "purpose", "met", "summary", "risk", "next_on")
        initial = {name: getattr(visit, name) for name in names}
        companions, findings = self.recorded
        initial["companions"] = [str(pk) for pk in companions]
        for finding in findings:
            initial[f"finding_{finding.subject}"] = finding.level
            initial[f"finding_{finding.subject}_text"] = finding.text
        return initial

    def extra_context(self, form):
        """Where this is; the version against a change by somebody else."""
        return {
            "intro": _(
                "What the record says now is filled in. Requests that came of the visit are changed on their own pages."
            ),
            "crumbs": self.crumbs((self.title, None)),
            "cancel_url": self.visit.get_absolute_url(),
            "version": self.request.POST.get("version") or self.visit.updated_at.isoformat(),
            "next_help": rule_words(rule()),
            "visit": self.visit,
        }

    def save(self, form):
        """Correct; nothing is lost when somebody was faster."""
        guard_stale(form, locked(Visit.objects.visible_to(self.request.user), self.visit.pk))
        data = form.cleaned_data
        visit, self.changes = amend_visit(
            self.visit.pk,
            self.request.user,
            reason=data.get("reason", ""),
            companions=data["companions"],
            findings=form.findings,
            photos=data["photos"],
            captions=form.captions,
            **form.facts,
        )
        return visit

    def done_message(self, visit):
        """How much was changed."""
        return _("The record was corrected.") if self.changes else _("Nothing was changed.")


class VoidVisit(OfVisit, FormPage):
    """`/visits/<id>/void/`: the author or the lead declares a record wrong."""

    form_class = ReasonForm
    template_name = "generic/confirm.html"
    title = gettext_lazy("Declare the visit void")

    def allowed(self):
        """Only its author and the lead, only a record that stands."""
        check_void(self.request.user, self.visit)

    def extra_context(self, form):
        """What will happen, and what will not."""
        visit = self.visit
        intro = _(
            "The record stays readable and counts no more: last and next visit of the enterprise are reckoned anew."
        )
        if visit.need_count:
            intro += " " + _(
                "The requests that came of it (%(n)s) stay open with their holders; withdraw or answer them one by one."
            ) % {"n": visit.need_count}
        return {
            "intro": intro,
            "facts": [
                (_("Enterprise"), str(visit.enterprise)),
                (pgettext("visit", "Day"), day_full(visit.visited_on)),
                (_("Visitor"), str(visit.author)),
                (_("Requests"), str(visit.need_count)),
            ],
            "crumbs": self.crumbs((self.title, None)),
            "save_label": _("Declare void"),
            "bad": True,
            "cancel_url": visit.get_absolute_url(),
        }

    def save(self, form):
        """Void it."""
        return void_visit(self.visit.pk, self.request.user, reason=form.cleaned_data["reason"])

    def done_message(self, visit):
        """Echo."""
        if visit.need_count:
            messages.info(
                self.request,
                _("The requests that came of it (%(n)s) are still open.") % {"n": visit.need_count},
            )
        return _("The record is void.")
