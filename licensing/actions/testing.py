"""Samples: taken, delivered together, reported, cancelled. Their case is locked before them, cases in their order."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import attachments
from core.acts import act, do_last
from core.calendars import calendar
from core.clock import today
from core.numbering import format_number, take_numbers
from core.transitions import TransitionError, in_its_words, locked
from licensing import telling
from licensing.actions.gaps import is_noted, note_bottleneck
from licensing.actions.steps import day_of, line, must_be_in_park, take_up
from licensing.models import (
    SAMPLE_FLOW,
    Bottleneck,
    CaseDocument,
    Delivery,
    Holder,
    LicenceCase,
    Paper,
    Sample,
    SampleStatus,
    SampleVerdict,
    Stage,
)
from licensing.querysets import DELIVERY, SAMPLE
from licensing.rights import check

UNUSABLE = "UNUSABLE"
LONGEST_UNUSABLE = 300
SETTLED_BY_A_PASS = (Bottleneck.TEST_FAILED, Bottleneck.TEST_REPORT, Bottleneck.QUEUE)
_END = """
    UPDATE licensing_sample SET status = 'CANCELLED', closed_on = %s, closed_by_id = %s, end_reason = %s, updated_at = now()
    WHERE case_id = %s AND status IN ('WAITING', 'DELIVERED')
"""


def take_sample(case_id, user, *, ability, name, batch="", quantity="", taken_on=None):
    """A sample of the case is there, for what a body tests."""
    with act(), in_its_words(Sample):
        case = take_up("sample", case_id, user)
        must_be_in_park(case)
        _must_be_offered(ability, case)
        on = day_of(taken_on, case.opened_on, _("The case was opened on %(day)s: it cannot be older."))
        (number,) = take_numbers(case.park_id, SAMPLE, today().year)
        sample = Sample.objects.create(
            park_id=case.park_id,
            number=format_number(SAMPLE, today().year, number),
            case=case,
            body_id=ability.body_id,
            ability=ability,
            name=name,
            batch=batch,
            quantity=quantity,
            taken_on=on,
            taken_by=user,
        )
        line("sample_taken", case, user, sample=str(sample), body=str(ability.body), tested=str(ability))
    return sample


def _must_be_offered(ability, case):
    """In use and offered today, in the park of the case."""
    body = ability.body
    if ability.park_id != case.park_id or not body.is_active or not ability.covers(today()):
        raise TransitionError(
            _("%(body)s does not offer “%(tested)s” now.") % {"body": body, "tested": ability}
        )


def deliver_samples(user, sample_ids, *, delivered_on=None, handed_to="", note=""):
    """Samples of one body are handed over together; from then on the agreed days run. Returns the delivery."""
    with act(), in_its_words(Sample):
        samples = _locked_with_their_cases(user, sample_ids)
        body = _one_body(samples)
        on = day_of(
            delivered_on,
            max(sample.taken_on for sample in samples),
            _("A sample was taken on %(day)s: it cannot have been delivered before."),
        )
        in_force = calendar()
        for sample in samples:
            sample.status, sample.delivered_on = SampleStatus.DELIVERED, on
            sample.n, sample.unit = sample.ability.n, sample.ability.unit
            due = in_force.due(on, sample.n, sample.unit)
            sample.due_on, sample.due_provisional = due.date, due.provisional
        (number,) = take_numbers(body.park_id, DELIVERY, on.year)
        delivery = Delivery.objects.create(
            park_id=body.park_id,
            number=format_number(DELIVERY, on.year, number),
            body=body,
            delivered_on=on,
            delivered_by=user,
            handed_to=handed_to,
            note=note,
            lines=[_line_of(sample) for sample in samples],
        )
        for sample in samples:
            sample.delivery = delivery
        columns = ["status", "delivery", "delivered_on", "n", "unit", "due_on", "due_provisional"]
        Sample.objects.bulk_update(samples, columns)
        for sample in samples:
            line(
                "sample_delivered",
                sample.case,
                user,
                sample=str(sample),
                body=str(body),
                delivery=delivery.number,
            )
    return delivery


def _line_of(sample):
    """What the slip says of a sample, as it was handed over."""
    return {
        "number": sample.number,
        "case": sample.case_id,
        "enterprise": sample.case.enterprise.name,
        "name": sample.name,
        "batch": sample.batch,
        "quantity": sample.quantity,
        "tested": str(sample.ability),
        "agreed": sample.ability.agreed,
        "due_on": f"{sample.due_on}",
    }


def _locked_with_their_cases(user, sample_ids):
    """The samples, locked behind their cases, all of them waiting and of cases that run."""
    rows = Sample.objects.visible_to(user).filter(pk__in=sample_ids)
    cases = LicenceCase.objects.visible_to(user).filter(pk__in=rows.values("case_id"))
    list(cases.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    samples = list(rows.for_page().select_for_update(of=("self",), no_key=True).order_by("pk"))
    if not samples:
        raise TransitionError(_("Tick at least one sample first."))
    for sample in samples:
        check("deliver", user, sample.case)
        must_be_in_park(sample.case)
        if sample.status != SampleStatus.WAITING:
            raise TransitionError(what_became_of(sample))
    return samples


def _one_body(samples):
    """The body all of them go to."""
    bodies = {sample.body_id: sample.body for sample in samples}
    if len(bodies) > 1:
        raise TransitionError(
            _(
                "These samples go to different testing bodies: %(names)s. Deliver them one body after the other."
            )
            % {"names": "、".join(str(body) for body in bodies.values())}
        )
    (body,) = bodies.values()
    return body


def what_became_of(sample):
    """Why a sample is not where an act needs it."""
    words = {"number": sample.number, "state": sample.badge.label, "day": sample.delivered_on}
    if sample.status == SampleStatus.DELIVERED:
        return _("%(number)s was delivered on %(day)s already.") % words
    if sample.status == SampleStatus.WAITING:
        return _("%(number)s has not been delivered yet.") % words
    return _("%(number)s is closed already: %(state)s.") % words


def _taken_up(right, sample_id, user):
    """(case, sample), both locked, the case first."""
    rows = Sample.objects.visible_to(user)
    case = take_up(right, rows.values_list("case_id", flat=True).get(pk=sample_id), user)
    sample = locked(rows.select_related("body", "ability", "delivery"), sample_id)
    sample.case = case
    return case, sample


def record_report(sample_id, user, *, verdict, number, on, files=(), document=None, note="", ability=None):
    """A report has come. It counts only when body and ability covered its date; one that does not is recorded as
    UNUSABLE, and the sample waits for `ability`. A failed one is a bottleneck, a passed one settles its document."""
    with act(), in_its_words(Sample):
        case, sample = _taken_up("report", sample_id, user)
        if sample.status != SampleStatus.DELIVERED:
            raise TransitionError(what_became_of(sample))
        on = day_of(
            on, sample.delivered_on, _("The sample was delivered on %(day)s: the report cannot be older.")
        )
        if verdict == UNUSABLE:
            return _not_usable(case, sample, user, number, on, note, ability)
        if sentence := not_covered(sample, on):
            raise TransitionError(sentence)
        if verdict == SampleVerdict.PASSED and not files:
            raise TransitionError(_("Attach the report: it belongs to the documents of the case."))
        SAMPLE_FLOW.move(
            sample,
            SampleStatus.REPORTED,
            verdict=verdict,
            report_number=number,
            report_on=on,
            took=(on - sample.delivered_on).days,
            closed_on=today(),
            closed_by=user,
        )
        if verdict == SampleVerdict.PASSED:
            _passed(case, sample, user, files, document)
        else:
            attachments.attach_all(sample, files, user)
            _failed(case, sample, user, note)
        line("sample_reported", case, user, sample=str(sample), verdict=str(sample.get_verdict_display()))
        telling.reported(case, sample, user)
    return sample


def not_covered(sample, on):
    """Why a report of a day does not count: a sentence that names the dates; nothing when it does."""
    body, ability = sample.body, sample.ability
    words = {"body": body, "day": on, "tested": ability}
    if not body.cma_number:
        return (
            _("%(body)s is not accredited (CMA): its report does not count. Record it as not usable.") % words
        )
    if not body.covers(on):
        words |= {"from": body.cma_since or "—", "to": body.cma_valid_to}
        return (
            _(
                "The CMA of %(body)s is valid from %(from)s to %(to)s, the report is of %(day)s: it does not count. "
                "Record it as not usable."
            )
            % words
        )
    if not ability.covers(on):
        words |= {"from": ability.valid_from or "—", "to": ability.valid_to or "—"}
        return (
            _(
                "%(body)s offers “%(tested)s” from %(from)s to %(to)s, the report is of %(day)s: it does not count. "
                "Record it as not usable."
            )
            % words
        )
    return ""


def _not_usable(case, sample, user, number, on, note, ability):
    """The sample waits again, for another body (or the same once more)."""
    if ability is None:
        raise TransitionError(_("Choose where the sample goes next."))
    if not note.strip():
        raise TransitionError(_("Say why the report is not usable."))
    _must_be_offered(ability, case)
    said = f"{number} {on} {sample.body}：{note}"
    SAMPLE_FLOW.move(
        sample,
        SampleStatus.WAITING,
        body=ability.body,
        ability=ability,
        delivery=None,
        delivered_on=None,
        n=None,
        unit="",
        due_on=None,
        due_provisional=False,
        unusable="；".join(part for part in (sample.unusable, said) if part)[-LONGEST_UNUSABLE:],
    )
    line("sample_unusable", case, user, internal=True, sample=str(sample), reason=said[:200])
    return sample


def _passed(case, sample, user, files, document):
    """The report settles its document of the checklist; what held the case up in the test is over."""
    target = document or sample
    if document is not None:
        document = locked(CaseDocument.objects.filter(case=case), document.pk)
        document.status, document.settled_on, document.settled_by = Paper.RECEIVED, today(), user
        document.note = _("Report %(number)s of %(body)s, %(day)s") % {
            "number": sample.report_number, "body": sample.body, "day": sample.report_on,
        }  # fmt: skip
        document.save(update_fields=["status", "settled_on", "settled_by", "note", "updated_at"])
    attachments.attach_all(target, files, user)
    if not Sample.objects.filter(case=case).open().exclude(pk=sample.pk).exists():
        for row in case.gaps:
            if row.kind not in SETTLED_BY_A_PASS:
                continue
            row.closed_on, row.closed_by = today(), user
            row.save(update_fields=["closed_on", "closed_by"])
            line("case_gap_closed", case, user, gap=str(row), days=row.days)


def _failed(case, sample, user, note):
    """The case has a bottleneck now, and stays where it is."""
    if is_noted(case, Bottleneck.TEST_FAILED):
        return
    said = _("Report %(number)s of %(body)s, %(day)s") % {
        "number": sample.report_number, "body": sample.body, "day": sample.report_on,
    }  # fmt: skip
    note_bottleneck(
        case, user, kind=Bottleneck.TEST_FAILED, note=" · ".join(part for part in (said, note) if part)[:200]
    )


def cancel_sample(sample_id, user, *, reason):
    """It is not tested after all."""
    with act():
        case, sample = _taken_up("report", sample_id, user)
        if not sample.is_open:
            raise TransitionError(what_became_of(sample))
        SAMPLE_FLOW.move(sample, SampleStatus.CANCELLED, end_reason=reason, closed_on=today(), closed_by=user)
        line("sample_cancelled", case, user, sample=str(sample), reason=reason)
    return sample


def end_samples(case, user):
    """Whatever was under way ends with the case."""
    reason = pgettext("sample", "the case is closed")
    do_last(_END, [today(), user.pk, reason, case.pk])


def leaves_the_test(case, to):
    """Before the test is behind a case: no sample is under way, none has failed, the report is there."""
    if Stage.TESTING not in case.route:
        return
    test, now, then = (case.route.index(stage) for stage in (Stage.TESTING, case.stage, to))
    if not now <= test < then:
        return
    under_way = list(Sample.objects.filter(case=case).open().values_list("number", flat=True))
    if under_way:
        raise TransitionError(
            _("Samples are still under way: %(numbers)s. Record their reports, or cancel them.")
            % {"numbers": "、".join(under_way)}
        )
    if case.stage == Stage.TESTING:
        _report_is_there(case)


def _report_is_there(case):
    """The exit of the test: nothing failed, and what the body owes is in the checklist."""
    if is_noted(case, Bottleneck.TEST_FAILED):
        raise TransitionError(
            _("The test failed: send another sample, or close the bottleneck with what was done.")
        )
    missing = CaseDocument.objects.filter(case=case, owed_by=Holder.BODY, status__in=Paper.OPEN)
    labels = list(missing.values_list("label", flat=True))
    if labels:
        raise TransitionError(_("The report is not there yet: %(labels)s.") % {"labels": "、".join(labels)})
