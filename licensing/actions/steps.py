"""What the acts on an existing case share."""

from django.utils.translation import gettext as _

from core import timeline
from core.clock import today
from core.transitions import TransitionError, locked
from licensing.clock import holds_of
from licensing.models import CaseLeg, LicenceCase
from licensing.relay import Leg, leg_days
from licensing.rights import check


def take_up(act, case_id, user):
    """The case, locked, when the act fits its state and the user may do it; read after the lock is held."""
    rows = LicenceCase.objects.visible_to(user)
    locked(rows.only("pk"), case_id)
    case = rows.for_page().get(pk=case_id)
    check(act, user, case)
    return case


def save(case, **changes):
    """Change columns without a step of the state."""
    for name, value in changes.items():
        setattr(case, name, value)
    case.save(update_fields=[*changes, "updated_at"])


def line(sentence, case, user, *, internal=False, **arguments):
    """A line on the timeline of the enterprise."""
    timeline.record(
        sentence,
        subject=case.enterprise,
        actor=user,
        about=case,
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


def open_leg(case):
    """The leg that runs."""
    return CaseLeg.objects.get(case=case, ended_on=None)


def end_leg(leg, on, pauses, user=None, note=""):
    """The baton leaves: the days it stayed, without those on hold, are kept."""
    run = Leg(leg.stage, leg.holder, leg.began_on, on, leg.n, leg.unit)
    leg.ended_on, leg.days = on, leg_days(run, holds_of(pauses), on)
    leg.moved_by, leg.note = user, note
    leg.save(update_fields=["ended_on", "days", "moved_by", "note"])


def begin_leg(case, stage, on):
    """A stage as its procedure has it now; what a procedure no longer has takes no time."""
    planned = case.procedure.stages.filter(stage=stage).first()
    leg = CaseLeg(
        case=case,
        stage=stage,
        holder=planned.holder if planned else case.holder,
        n=planned.n if planned else 0,
        unit=planned.unit if planned else "CD",
        pauses_authority=bool(planned and planned.pauses_authority),
        began_on=on,
    )
    leg.save(force_insert=True)
    return leg
