"""The baton goes on; a case is put on hold, taken up again, given to somebody else."""

from datetime import timedelta

from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.standing import hold, still_there
from core import timeline
from core.acts import act
from core.clock import today
from core.transitions import StaleForm, TransitionError, in_its_words, require
from licensing import relay, telling
from licensing.actions.gaps import nothing_in_the_way
from licensing.actions.steps import begin_leg, day_of, end_leg, line, must_be_in_park, save, take_up
from licensing.actions.testing import leaves_the_test
from licensing.clock import due_columns, holds_of
from licensing.models import FLOW, CasePause, LicenceCase, Paper, Stage, Status
from licensing.rights import nexts


def move_case(case_id, user, *, seen, to, on=None, number="", note=""):
    """To the next stage. `seen` is the stage the form was opened at: of two who move it at once, the second hears so.

    `on` is the day the baton went on. The submission and the acceptance have a number; the dossier is left when nothing
    is missing.
    """
    with act(), in_its_words(LicenceCase):
        case = take_up("move", case_id, user)
        if case.stage != seen:
            raise StaleForm(
                _("%(number)s is at “%(stage)s” by now. Reload the page to see what happened.")
                % {"number": case.number, "stage": case.get_stage_display()}
            )
        must_be_in_park(case)
        if to not in nexts(case):
            raise TransitionError(
                _("“%(now)s” is not followed by “%(then)s”.")
                % {"now": case.get_stage_display(), "then": Stage(to).label if to in Stage.values else to}
            )
        if case.stage == Stage.COACHING:
            nothing_in_the_way(case)
        leaves_the_test(case, to)
        if case.stage == Stage.DOSSIER:
            _nothing_missing(case)
        changes = step(case, to, user, on=on, number=number, note=note)
        case.leg.save(force_insert=True)
        save(case, **changes)
        words = {"stage": str(Stage(to).label), "holder": str(case.get_holder_display())}
        line("case_moved", case, user, on=on, **words)
        telling.moved(case, user)
    return case


def step(case, to, user, *, on=None, number="", note=""):
    """End the leg, begin the next one; returns what changes with it in the case, which the caller saves."""
    leg = case.leg
    on = day_of(on, leg.began_on, _("The stage began on %(day)s: it cannot have ended before."))
    end_leg(case, on, user, note)
    following = begin_leg(case, to, on)
    return {
        "stage": to,
        "stage_from": on + timedelta(days=relay.held_days(holds_of(case.held), on, today())),
        "holder": following.holder,
        "holder_since": on if following.holder != leg.holder else case.holder_since,
        **due_columns(on, following.n, following.unit, holds_of(case.held)),
        **_facts(to, on, number),
    }


def _facts(to, on, number):
    """Days and numbers that go with a stage."""
    if to == Stage.SUBMITTED:
        _asks(number, _("Write down the submission number."))
        return {"submission_no": number, "submitted_on": on}
    if to == Stage.ACCEPTED:
        _asks(number, _("Write down the acceptance number."))
        return {"acceptance_no": number, "accepted_on": on}
    return {"decided_on": on} if to == Stage.ISSUED else {}


def _asks(number, sentence):
    if not number.strip():
        raise TransitionError(sentence)


def _nothing_missing(case):
    """The checklist is complete."""
    labels = list(case.documents.filter(status__in=Paper.OPEN).values_list("label", flat=True))
    if labels:
        raise TransitionError(
            _("The dossier is not complete yet: %(labels)s.") % {"labels": "、".join(labels)}
        )


def hold_case(case_id, user, *, reason):
    """Nothing can be done meanwhile; the days go on counting and are named."""
    with act():
        case = take_up("hold", case_id, user)
        CasePause.objects.create(case=case, paused_on=today(), reason=reason, by=user)
        FLOW.move(case, Status.ON_HOLD, hold_since=today(), hold_reason=reason)
        line("case_held", case, user, reason=reason)
        telling.held(case, user)
    return case


def resume_case(case_id, user):
    """It goes on; the stage is due as many days later."""
    with act():
        case = take_up("resume", case_id, user)
        must_be_in_park(case)
        end_pause(case)
        leg = case.leg
        due = due_columns(leg.began_on, leg.n, leg.unit, holds_of(case.held))
        held = relay.held_days(holds_of(case.held), leg.began_on, today())
        FLOW.move(
            case,
            Status.RUNNING,
            hold_since=None,
            hold_reason="",
            stage_from=leg.began_on + timedelta(days=held),
            **due,
        )
        line("case_resumed", case, user)
        telling.resumed(case, user)
    return case


def end_pause(case):
    """The time on hold is over."""
    for pause in case.held:
        if pause.resumed_on is None:
            pause.resumed_on = today()
            pause.save(update_fields=["resumed_on"])


def give_case(case_id, user, owner, *, reason=""):
    """Put somebody else in charge: the lead anybody of the station, staff themselves."""
    with act(), still_there():
        hold(owner)
        case = take_up("give", case_id, user)
        require(
            user.role == Role.LEAD or owner.pk == user.pk,
            _("The lead gives cases to others; you can take this one yourself."),
        )
        if owner.pk == case.owner_id:
            raise TransitionError(
                _("%(number)s is in the hands of %(who)s already.") % {"number": case.number, "who": owner}
            )
        if not (owner.is_active and owner.is_station and owner.park_id == case.park_id):
            raise TransitionError(_("%(name)s cannot be in charge of cases of this park.") % {"name": owner})
        before = case.owner
        save(case, owner=owner)
        line("case_given", case, user, internal=True, before=str(before), who=str(owner))
        telling.given(case, user, reason)
    return case


def hand_over_cases(leaver, successor, by):
    """Give a leaver's open cases to a successor, in the caller's transaction; returns how many."""
    rows = list(
        LicenceCase.objects.in_charge(leaver)
        .select_for_update(of=("self",), no_key=True)
        .select_related("enterprise")
        .order_by("pk")
    )
    if not rows:
        return 0
    require(
        successor.is_active and successor.is_station and successor.park_id == leaver.park_id,
        _("%(name)s cannot be in charge of cases of this park.") % {"name": successor},
    )
    LicenceCase.objects.filter(pk__in=[row.pk for row in rows]).update(owner=successor)
    timeline.record_all(
        [
            timeline.line(
                "case_given",
                subject=row.enterprise,
                actor=by,
                about=row,
                internal=True,
                number=row.number,
                product=row.product,
                before=str(leaver),
                who=str(successor),
            )
            for row in rows
        ]
    )
    return len(rows)
