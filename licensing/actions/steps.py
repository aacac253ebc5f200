"""What the acts on an existing case share."""

from django.db.models import Subquery
from django.utils.translation import gettext as _

from core import timeline
from core.clock import noon, today
from core.together import read_together, the_one
from core.transitions import TransitionError, locked
from licensing.clock import holds_of, is_late
from licensing.models import CaseBottleneck, CaseLeg, CasePause, LicenceCase, ProcedureStage
from licensing.relay import Leg, leg_days
from licensing.rights import check
from servicedesk.desk import members_of


def take_up(act, case_id, user):
    """The case, locked, when the act fits its state and the user may do it; read after the lock is held.

    With it, in one statement, what acts need: `ran` (its legs), of them `leg` (the one that runs), `held` (times on hold),
    `planned` (the stages of its procedure), `members` (the people of the enterprise), `gaps` (open bottlenecks).
    """
    rows = LicenceCase.objects.visible_to(user)
    locked(rows.only("pk"), case_id)
    this = LicenceCase.objects.filter(pk=case_id)
    found, legs, pauses, stages, members, gaps = read_together(
        rows.for_page().filter(pk=case_id),
        CaseLeg.objects.filter(case_id=case_id),
        CasePause.objects.filter(case_id=case_id),
        ProcedureStage.objects.filter(procedure_id=Subquery(this.values("procedure_id"))),
        members_of(Subquery(this.values("enterprise_id"))),
        CaseBottleneck.objects.filter(case_id=case_id, closed_on=None),
    )
    case = the_one(found)
    case.ran, case.held = list(legs), list(pauses)
    case.leg = next((leg for leg in case.ran if leg.ended_on is None), None)
    case.planned = {stage.stage: stage for stage in stages}
    case.members, case.gaps = list(members), list(gaps)
    check(act, user, case)
    return case


def save(case, **changes):
    """Change columns without a step of the state."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=[*changes, "updated_at"])


def line(sentence, case, user, *, on=None, at=None, internal=False, **arguments):
    """A line on the timeline of the enterprise; what happened on an earlier day, or at a moment, stands there."""
    timeline.record(
        sentence,
        subject=case.enterprise,
        actor=user,
        about=case,
        at=noon(on) if on and on < today() else at,
        internal=internal,
        number=case.number,
        product=case.product,
        **arguments,
    )


def day_of(on, earliest, words):
    """The day something happened: today, or one that lies between `earliest` and today."""
    on = on or today()
    if on > today():
        raise TransitionError(_("This day lies in the future. Please check the date."))
    if on < earliest:
        raise TransitionError(words % {"day": earliest})
    return on


def must_be_in_park(case):
    """Of an enterprise that has left the park nothing goes on."""
    if case.enterprise.status not in case.enterprise.Status.IN_PARK:
        raise TransitionError(
            _("%(enterprise)s has left the park: put the case on hold, or terminate it.")
            % {"enterprise": case.enterprise}
        )


def end_leg(case, on, user=None, note=""):
    """The baton leaves: the days it stayed, without those on hold, are kept."""
    leg = case.leg
    run = Leg(leg.stage, leg.holder, leg.began_on, on, leg.n, leg.unit)
    holds = holds_of(case.held)
    leg.ended_on, leg.days, leg.is_late = on, leg_days(run, holds, on), is_late(run, holds, on)
    leg.moved_by, leg.note = user, note
    if leg.pk is None:
        leg.save(force_insert=True)
    else:
        leg.save(update_fields=["ended_on", "days", "is_late", "moved_by", "note"])


def begin_leg(case, stage, on):
    """A stage as its procedure has it now, not yet saved; what a procedure no longer has takes no time."""
    planned = case.planned.get(stage)
    case.leg = CaseLeg(
        case=case,
        stage=stage,
        holder=planned.holder if planned else case.holder,
        n=planned.n if planned else 0,
        unit=planned.unit if planned else "CD",
        pauses_authority=bool(planned and planned.pauses_authority),
        began_on=on,
    )
    return case.leg
