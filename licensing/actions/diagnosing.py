"""What a case was found to need is kept with it; one that needs no licence is closed with what applies instead."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.acts import act
from core.clock import today
from core.together import read_together
from core.transitions import TransitionError, in_its_words
from licensing import telling
from licensing.actions.ending import close_case
from licensing.actions.steps import line, take_up
from licensing.diagnosis import diagnose, parts, snapshot
from licensing.models import CaseDiagnosis, LicenceCase, LicenceRule, Status, Verdict


def find(asked):
    """(diagnosis, the finding that was chosen or the first one) by the rules in force on the day."""
    rules, catalogues = read_together(*parts(asked.on)[:2])
    with override(settings.LANGUAGE_CODE):  # what a case remembers is read by everybody
        found = diagnose(asked, list(rules), list(catalogues))
    return found, found.chosen(asked.rule) or found.first


def keep(case, user, found, finding):
    """The diagnosis of a case, in the caller's act; an earlier one gives way, history keeps it."""
    with override(settings.LANGUAGE_CODE):
        said = snapshot(found, finding)
    return _write(
        case,
        user,
        rule=finding.rule if finding else None,
        made_for=found.asked.on,
        verdict=verdict_of(found, finding),
        product=found.asked.product[:100],
        said=said,
    )


def _write(case, user, **columns):
    """One statement, whether there is one already or not."""
    row = CaseDiagnosis(case=case, park_id=case.park_id, made_on=today(), made_by=user, **columns)
    names = ["made_on", "made_by", *columns]
    CaseDiagnosis.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["case"], update_fields=names
    )
    return row


def verdict_of(found, finding):
    """What one finding says; without one, what the diagnosis comes to."""
    if finding is None:
        return found.verdict
    return Verdict.NEEDED if finding.is_licence else Verdict.NOT_NEEDED


def record_diagnosis(case_id, user, asked):
    """Make the diagnosis again, by the rules of its day, and keep it with the case."""
    with act():
        case = take_up("diagnose", case_id, user)
        _not_ahead(asked)
        found, finding = find(asked)
        row = keep(case, user, found, finding)
        line("case_diagnosed", case, user, verdict=str(row.get_verdict_display()), label=str(row))
    return case


def close_as_not_needed(case_id, user, *, reason, instead, rule=""):
    """No licence is needed: the case is closed with the reason and with what applies instead. It was not refused."""
    with act(), in_its_words(LicenceCase):
        case = take_up("not_needed", case_id, user)
        if not reason.strip() or not instead.strip():
            raise TransitionError(_("Say why no licence is needed, and what applies instead."))
        chosen = LicenceRule.objects.on(today()).filter(code=rule).exclude(outcome="LICENCE").first()
        said = {"label": str(chosen) if chosen else "", "why": reason, "instead": instead}
        if chosen:
            said |= {"basis": chosen.basis, "to_confirm": chosen.to_confirm, "outcome": chosen.outcome}
        _write(
            case,
            user,
            rule=chosen,
            made_for=today(),
            verdict=Verdict.NOT_NEEDED,
            product=case.product,
            said=said,
        )
        close_case(case, user, Status.NOT_NEEDED, reason, today(), instead=instead)
        line("case_not_needed", case, user, reason=reason, instead=instead)
        telling.ended(case, user)
    return case


def _not_ahead(asked):
    if asked.on > today():
        raise TransitionError(_("This day lies in the future. Please check the date."))
