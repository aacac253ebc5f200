"""Recording a visit: the record, the people, the findings, the photos and the requests in one transaction."""

from datetime import datetime, time

from django.conf import settings
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.standing import Held
from core import timeline
from core.acts import act, do_last, write_last
from core.attachments import attach_all
from core.clock import now, today
from core.together import read_together, the_one
from core.transitions import TransitionError, require
from enterprises.models import Enterprise
from servicedesk import telling
from servicedesk.actions import create_requests
from servicedesk.desk import Desk
from visits import checks, people
from visits.models import FLOW, Finding, PersonMet, Visit

DEFAULT_TIME = time(12)  # of a visit nobody noted the hour of


def log_visit(
    user,
    enterprise_id,
    *,
    visited_on,
    purpose=Visit.Purpose.ROUTINE,
    visited_at=None,
    met="",
    companions=(),
    findings=None,
    summary="",
    risk="",
    next_on=None,
    needs=(),
    photos=(),
    captions=(),
    plan_id=None,
    at=None,
    imported=False,
):
    """Record a visit that took place, or complete a planned one, and make its needs requests. Returns the visit.

    `met` is a typed line or a list of `people.Person`; `findings` maps a subject to (level, text); `needs` are
    `servicedesk.actions.Need`s, whose requests are on the returned visit as `requests`. `at` dates the recording back
    (imported history): then nobody is told.
    """
    require(user.is_officer, _("Visits are recorded by the station, and by departments on a joint visit."))
    require(
        user.is_station or purpose == Visit.Purpose.JOINT, _("Department members record joint visits only.")
    )
    companions = [person for person in companions if person.pk != user.pk]
    with act():
        here = Enterprise.objects.visible_to(user).select_for_update(of=("self",), no_key=True)
        plans = Visit.objects.visible_to(user).select_for_update(of=("self",), no_key=True)
        _held, found_plan, found, same_day, *desk = read_together(
            Held(need.holder for need in needs),
            plans.filter(pk=plan_id) if plan_id else plans.none(),
            here.filter(pk=enterprise_id),
            checks.same_day(user, enterprise_id, visited_on),
            *(Desk.parts(enterprise_id, user.park_id) if needs else ()),
        )
        plan = _open_plan(the_one(found_plan), enterprise_id) if plan_id else None
        enterprise = the_one(found)
        _check(user, enterprise, visited_on, purpose, companions, next_on, imported)
        facts = {
            "purpose": purpose,
            "visited_on": visited_on,
            "visited_at": visited_at,
            "author": user,
            "met": _line(met),
            "summary": summary,
            "risk": risk,
            "next_on": next_on,
            "recorded_at": at or now(),
            "need_count": len(needs),
        }
        if plan:
            visit = FLOW.move(plan, Visit.Status.DONE, updated_at=now(), **facts)
            visit.enterprise = enterprise
        else:
            visit = Visit.objects.create(
                park_id=enterprise.park_id,
                enterprise=enterprise,
                status=Visit.Status.DONE,
                imported=imported,
                **facts,
            )
        write_companions(visit, companions, fresh=plan is None)
        write_people(visit, met)
        write_findings(visit, findings or {})
        attach_all(visit, photos, user, captions)
        record_on_timeline(visit, user, at)
        visit.requests = _make_requests(visit, user, needs, Desk.of(*desk) if needs else None, at, imported)
        visit.others_that_day = len(same_day)
    return visit


def _open_plan(plan, enterprise_id):
    """The plan (locked), when it is for this enterprise."""
    check_open_plan(plan)
    return plan if plan.enterprise_id == enterprise_id else None


def check_open_plan(plan):
    """TransitionError when the plan is none any more; who came first is said in a sentence."""
    if plan.status == Visit.Status.DONE:
        raise TransitionError(
            _("%(who)s recorded this planned visit at %(time)s. What you typed is kept here.")
            % {"who": plan.author, "time": f"{localtime(plan.recorded_at or plan.updated_at):%m-%d %H:%M}"}
        )
    if plan.status != Visit.Status.PLANNED:
        raise TransitionError(
            _("This planned visit is “%(status)s”. What you typed is kept here.")
            % {"status": plan.get_status_display()}
        )


def lock_enterprise(user, enterprise_id):
    """The enterprise, locked against another visit being recorded, not against requests being made."""
    return (
        Enterprise.objects.visible_to(user).select_for_update(of=("self",), no_key=True).get(pk=enterprise_id)
    )


def _check(user, enterprise, visited_on, purpose, companions, next_on, imported):
    problem = checks.day_problem(enterprise, visited_on) or checks.companions_problem(
        purpose, companions, user
    )
    if next_on and not problem and not imported:
        problem = checks.next_problem(next_on, visited_on)
    if problem:
        raise TransitionError(problem)


def _line(met):
    return (met if isinstance(met, str) else people.join(met))[:200]


def set_companions(visit, companions):
    """Make these the companions."""
    through = Visit.companions.through
    through.objects.filter(visit=visit).exclude(user__in=companions).delete()
    through.objects.bulk_create(
        [through(visit=visit, user=person) for person in companions], ignore_conflicts=True
    )


def write_companions(visit, companions, fresh):
    """The same, with the act: nobody looks at them before."""
    pks = [person.pk for person in companions]
    if not fresh:
        do_last(
            "DELETE FROM visits_visit_companions WHERE visit_id = %s AND user_id <> ALL(%s::bigint[])",
            [visit.pk, pks],
        )
    if pks:
        do_last(
            "INSERT INTO visits_visit_companions (visit_id, user_id) SELECT %s, unnest(%s::bigint[]) "
            "ON CONFLICT DO NOTHING",
            [visit.pk, pks],
        )


def write_people(visit, met):
    """The people met, one row each."""
    found = people.parse(met) if isinstance(met, str) else met
    write_last(
        PersonMet(visit=visit, name=person.name[: people.LONGEST], post=person.post[: people.LONGEST])
        for person in found[: people.MOST]
    )


def write_findings(visit, findings):
    """What was seen; subjects nobody looked at have no row."""
    write_last(
        Finding(visit=visit, subject=subject, level=level, text=text)
        for subject, (level, text) in findings.items()
        if level != Finding.Level.NOT_SEEN or text
    )


def moment_of(visit):
    """When the visit took place, for the timeline."""
    if visit.visited_at is None and visit.visited_on == today():
        return now()
    clock = visit.visited_at or DEFAULT_TIME
    return datetime.combine(visit.visited_on, clock, tzinfo=get_current_timezone())


def record_on_timeline(visit, user, at=None):
    """That the station was there, for everybody; what was found, for the station only."""
    with override(settings.LANGUAGE_CODE):
        key = "visit_done_with_needs" if visit.need_count else "visit_done"
        moment = moment_of(visit)
        timeline.record(
            key,
            subject=visit.enterprise,
            actor=user,
            about=visit,
            at=moment,
            purpose=str(visit.get_purpose_display()),
            n=visit.need_count,
        )
        if visit.summary:
            timeline.record(
                "visit_found",
                subject=visit.enterprise,
                actor=user,
                about=visit,
                at=moment,
                internal=True,
                summary=visit.summary[:300],
            )


def _make_requests(visit, user, needs, desk, at, imported):
    """Each line a numbered request; the enterprise gets one message that lists them, each other holder one."""
    requests = create_requests(visit, needs, user, desk=desk, at=at, imported=imported)
    if requests and at is None:
        telling.notify_enterprise_of(requests, desk, visit)
    return requests
