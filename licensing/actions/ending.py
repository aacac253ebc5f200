"""How a case ends: the licence is issued and enters the archive, it is refused, withdrawn or terminated."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.acts import act
from core.clock import today
from core.locks import one_at_a_time
from core.transitions import TransitionError, in_its_words
from enterprises.models import Certificate, Licence, Source
from enterprises.registers import acts as registers
from enterprises.registers.numbers import normal_number, validate_licence
from licensing import kept_usual, telling
from licensing.actions.gaps import end_with_the_case
from licensing.actions.moving import end_pause, step
from licensing.actions.remedies import open_remedy
from licensing.actions.steps import day_of, end_leg, line, must_be_in_park, take_up
from licensing.actions.testing import end_samples
from licensing.clock import authority_columns
from licensing.models import FLOW, LicenceCase, Stage, Status
from licensing.rights import nexts

LICENCES, CERTIFICATES = "licences", "certificates"


def result_number(case, number, valid_to=None):
    """The number as it is written; ValidationError when the kind of licence cannot have it, or another enterprise has."""
    number = normal_number(number)
    register, kind = result_of(case)
    if register == LICENCES:
        validate_licence(kind, number, valid_to)
        taken = Licence.objects.filter(park_id=case.park_id, kind=kind, number=number)
        other = taken.exclude(enterprise_id=case.enterprise_id).select_related("enterprise").first()
        if other is not None:
            raise ValidationError(
                _("%(number)s stands in the archive of %(enterprise)s. Please check the number."),
                code="taken",
                params={"number": number, "enterprise": other.enterprise},
            )
    return number


def issue_licence(case_id, user, *, number="", issued_on=None, valid_to=None, issuer="", long_term=False):
    """The licence is there: its number is checked by kind, it enters the archive with its dates, the case closes, the
    enterprise is told."""
    with act(), in_its_words(LicenceCase):
        case = take_up("issue", case_id, user)
        must_be_in_park(case)
        on = day_of(
            issued_on,
            case.accepted_on or case.opened_on,
            _("A licence cannot be issued before the application was accepted (%(day)s)."),
        )
        try:
            register, kind = result_of(case)
            if register == LICENCES:  # of two who enter one number, the second finds the first's
                one_at_a_time(f"licence:{case.park_id}:{kind}:{normal_number(number)}")
            number = result_number(case, number, valid_to) if number or register else ""
        except ValidationError as error:
            raise TransitionError(" ".join(error.messages)) from error
        if on < case.leg.began_on:
            raise TransitionError(
                _("The stage began on %(day)s: the licence cannot be older.") % {"day": case.leg.began_on}
            )
        steps = {} if case.stage == Stage.ISSUED else step(case, nexts(case)[-1], user, on=on)
        end_leg(case, on, user)
        licence = _into_archive(case, user, number, on, valid_to, issuer, long_term)
        FLOW.move(
            case,
            Status.ISSUED,
            **steps,
            **authority_columns(case, case.ran, steps.get("decided_on", case.decided_on)),
            result_number=number,
            issued_on=on,
            licence=licence,
            closed_on=today(),
            closed_by=user,
        )
        line("case_issued", case, user, on=on, days=case.days)
        end_with_the_case(case, user)
        end_samples(case, user)
        telling.issued(case, user)
        kept_usual.keep(case.kind, case.park_id)
    return case


def _into_archive(case, user, number, on, valid_to, issuer, long_term):
    """The row of the archive; a licence that is there already under this number is brought up to date."""
    register, kind = result_of(case)
    if register == CERTIFICATES:
        _certificate(case, user, number, on, valid_to, issuer)
        return None
    if register != LICENCES:
        return None
    values = {"issued_on": on, "valid_from": on, "valid_to": valid_to, "long_term": long_term}
    values |= {"status": Licence.Status.VALID} | ({"issuer": issuer} if issuer else {})
    there = Licence.objects.filter(enterprise_id=case.enterprise_id, kind=kind, number=number).first()
    if there is not None:
        return registers.change_row(register, there.pk, user, **values)
    row = registers.add_row(
        register,
        case.enterprise_id,
        user,
        source=Source.CASE,
        kind=kind,
        number=number,
        holder_name=case.enterprise.name,
        product_scope=case.renews.product_scope if case.renews_id else case.product,
        **values,
    )
    if case.renews_id:
        _supersede(
            case.renews, user, status_reason=_("replaced by %(number)s") % {"number": number}, status_on=on
        )
    return row


def result_of(case):
    """(register, kind) of what the case ends with: what the old one was, else what the procedure gives."""
    if case.renews_id:
        return LICENCES, case.renews.kind
    if case.renews_certificate_id:
        return CERTIFICATES, case.renews_certificate.kind
    return case.procedure.register, case.procedure.variety


def _certificate(case, user, number, on, valid_to, issuer):
    """A certificate; one that is there already under this number is brought up to date, another one gives way."""
    _register, kind = result_of(case)
    values = {"issued_on": on, "valid_to": valid_to, "status": Certificate.Status.VALID}
    values |= {"body": issuer} if issuer else {}
    rows = Certificate.objects.filter(enterprise_id=case.enterprise_id, kind=kind, cert_no=number)
    if (there := rows.first()) is not None:
        registers.change_row(CERTIFICATES, there.pk, user, **values)
        return
    old = case.renews_certificate
    values |= {"standard": old.standard, "first_issued_on": old.first_issued_on} if old else {}
    registers.add_row(
        CERTIFICATES,
        case.enterprise_id,
        user,
        source=Source.CASE,
        kind=kind,
        cert_no=number,
        scope=old.scope if old else case.product,
        **values,
    )
    if old:
        _supersede(old, user, note=_("replaced by %(number)s") % {"number": number})


def _supersede(old, user, **said):
    """The old row no longer counts: a new one has come."""
    if old.is_live:
        registers.change_row(old.REGISTER, old.pk, user, status="CANCELLED", **said)


def refuse_licence(case_id, user, *, reason, decided_on=None, known_on=None):
    """The authority said no; its reasons are kept, and the time to dispute it begins when it became known."""
    with act(), in_its_words(LicenceCase):
        case = take_up("refuse", case_id, user)
        on = day_of(
            decided_on, case.leg.began_on, _("The stage began on %(day)s: it cannot have ended before.")
        )
        known = day_of(known_on or on, on, _("It was decided on %(day)s: it cannot have been known before."))
        columns = authority_columns(case, case.ran, on)
        close_case(case, user, Status.REFUSED, reason, on, decided_on=on, **columns)
        open_remedy(case, known)
        line("case_refused", case, user, on=on, reason=reason)
        telling.ended(case, user)
    return case


def withdraw_case(case_id, user, *, reason):
    """The enterprise no longer wants it."""
    return _give_up("withdraw", case_id, user, Status.WITHDRAWN, "case_withdrawn", reason)


def terminate_case(case_id, user, *, reason):
    """The station ends it, e.g. because no licence is needed."""
    return _give_up("terminate", case_id, user, Status.TERMINATED, "case_terminated", reason)


def _give_up(right, case_id, user, status, sentence, reason):
    with act():
        case = take_up(right, case_id, user)
        if case.status == Status.ON_HOLD:
            end_pause(case)
        close_case(case, user, status, reason, today())
        line(sentence, case, user, reason=reason)
        telling.ended(case, user)
    return case


def close_case(case, user, status, reason, on, **columns):
    """The last leg ends, the case is over; in the caller's act."""
    end_leg(case, on, user)
    end_with_the_case(case, user)
    end_samples(case, user)
    FLOW.move(
        case,
        status,
        end_reason=reason,
        hold_since=None,
        hold_reason="",
        closed_on=today(),
        closed_by=user,
        **columns,
    )
