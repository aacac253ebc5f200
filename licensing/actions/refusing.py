"""After a refusal: reconsideration or a lawsuit, and a new case that carries everything over."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core.acts import act, write_last
from core.clock import now, today
from core.together import read_together
from core.transitions import TransitionError, in_its_words, locked
from licensing import relay, telling
from licensing.actions.opening import open_case
from licensing.actions.remedies import open_remedy
from licensing.actions.reusing import Carried, parts_of
from licensing.actions.steps import day_of, line, must_be_in_park, take_up
from licensing.clock import due_columns, holds_of
from licensing.models import (
    FLOW,
    CaseDiagnosis,
    CasePause,
    CaseRemedy,
    LicenceCase,
    Origin,
    Procedure,
    Status,
)
from licensing.models.remedy import FLOW as REMEDY


def ask_remedy(case_id, user, *, way, asked_on=None, body=""):
    """Reconsideration was asked for, or a lawsuit begun, within its time."""
    with act(), in_its_words(CaseRemedy):
        case, remedy = _disputed(case_id, user)
        on = day_of(asked_on, remedy.known_on, _("The refusal was known on %(day)s: it cannot be older."))
        last = remedy.sue_by if way == CaseRemedy.Way.LAWSUIT else remedy.reconsider_by
        if on > last:
            raise TransitionError(_("The time for it ended on %(day)s.") % {"day": last})
        REMEDY.move(
            remedy,
            CaseRemedy.Status.ASKED,
            way=way,
            body=body,
            asked_on=on,
            decided_on=None,
            reason="",
            by=user,
            updated_at=now(),
        )
        line("case_disputed", case, user, way=str(remedy.get_way_display()), body=body)
    return case


def waive_remedy(case_id, user, *, reason):
    """The enterprise lets it be; the deadline goes."""
    with act():
        case, remedy = _disputed(case_id, user)
        REMEDY.move(remedy, CaseRemedy.Status.WAIVED, reason=reason, by=user, updated_at=now())
        line("case_not_disputed", case, user, reason=reason)
    return case


def decide_remedy(case_id, user, *, outcome, reason, decided_on=None):
    """Upheld: the case stays refused. Overturned: it goes on where it was refused, the days between stand for nobody."""
    with act(), in_its_words(LicenceCase):
        case, remedy = _disputed(case_id, user)
        first = remedy.asked_on or remedy.known_on
        on = day_of(decided_on, first, _("It was asked for on %(day)s: the decision cannot be older."))
        outcomes = (CaseRemedy.Status.UPHELD, CaseRemedy.Status.OVERTURNED)
        if outcome not in outcomes:
            raise TransitionError(_("Say whether the refusal was upheld or overturned."))
        if outcome == CaseRemedy.Status.OVERTURNED:
            must_be_in_park(case)
        REMEDY.move(remedy, outcome, decided_on=on, reason=reason, by=user, updated_at=now())
        if outcome == CaseRemedy.Status.OVERTURNED:
            _goes_on(case, on, user)
        words = {"state": str(remedy.get_status_display()), "reason": reason}
        line("case_dispute_decided", case, user, **words)
        telling.disputed(case, remedy, user)
    return case


def _goes_on(case, on, user):
    """The last leg runs again; the time of the dispute is one on hold."""
    leg = max(case.ran, key=lambda each: (each.began_on, each.pk))
    since = leg.ended_on
    leg.ended_on, leg.days, leg.is_late = None, None, False
    leg.save(update_fields=["ended_on", "days", "is_late"])
    pause = CasePause(
        case=case, paused_on=since, resumed_on=max(on, since), by=user, reason=_("dispute of the refusal")
    )
    pause.save(force_insert=True)
    case.leg, case.held = leg, [*case.held, pause]
    FLOW.move(
        case,
        Status.RUNNING,
        end_reason="",
        decided_on=None,
        closed_on=None,
        closed_by=None,
        authority_days=None,
        authority_limit=None,
        stage_from=leg.began_on + timedelta(days=relay.held_days(holds_of(case.held), leg.began_on, today())),
        updated_at=now(),
        **due_columns(leg.began_on, leg.n, leg.unit, holds_of(case.held)),
    )


def _disputed(case_id, user):
    """(case, remedy), both locked, of a case that was refused."""
    case = take_up("dispute", case_id, user)
    remedy = CaseRemedy.objects.filter(case=case).first() or open_remedy(
        case, case.decided_on or case.closed_on
    )
    return case, locked(CaseRemedy.objects.all(), remedy.pk)


def try_again(case_id, user):
    """A new case out of a refused one, with everything that is there already; or the one that is open (`was_there`)."""
    with act(), in_its_words(LicenceCase):
        case = take_up("again", case_id, user)
        there, procedures, diagnoses, documents, files = read_together(
            LicenceCase.objects.open().filter(follows=case),
            Procedure.objects.on(today()).filter(kind=case.kind),
            CaseDiagnosis.objects.filter(case=case),
            *parts_of(LicenceCase.objects.filter(pk=case.pk)),
        )
        if there:
            there[0].was_there = True
            return there[0]
        made = open_case(
            user,
            case.enterprise,
            procedure=_procedure_of_today(case, procedures),
            product=case.product,
            origin=Origin.AGAIN,
            note=case.note,
            source=case,
            links={
                "follows": case,
                "renews_id": case.renews_id,
                "renews_certificate_id": case.renews_certificate_id,
            },
            carried=Carried(case, documents, files, user),
        )
        for found in diagnoses:
            found.pk, found.case, found._state.adding = None, made, True
            write_last([found])
        made.was_there = False
    return made


def _procedure_of_today(case, rows):
    """Its own procedure while that is in force, else the one of its kind that is."""
    found = next((row for row in rows if row.pk == case.procedure_id), rows[0] if rows else None)
    if found is None:
        raise TransitionError(
            _("“%(procedure)s” was not in force on %(day)s.") % {"procedure": case.procedure, "day": today()}
        )
    return found
