"""Who is told what of a case: whose turn it is, what is owed, how it ended. Acts have read `case.members` before."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.due import short_day
from licensing.models import Holder, Status
from reminders.messages import message, owe

ICON = "certificate"


def _send(case, people, kind, title, body):
    """The same message about one case to several people."""
    owe(
        [
            message(
                person,
                kind=f"case:{kind}",
                icon=ICON,
                title=title,
                body=body,
                url=case.get_absolute_url(),
                about=case,
            )
            for person in {each.pk: each for each in people if each}.values()
        ]
    )


def _words(case):
    """What every sentence is made of."""
    return {
        "number": case.number,
        "product": case.product,
        "enterprise": case.enterprise,
        "procedure": case.procedure,
        "stage": case.get_stage_display(),
        "who": case.owner,
        "day": short_day(case.stage_due_on) if case.stage_due_on else "—",
        "target": short_day(case.target_on),
        "reason": case.hold_reason or case.end_reason,
    }


def opened(case, by):
    """The enterprise learns number and target; who is put in charge by somebody else, that it is his."""
    with override(settings.LANGUAGE_CODE):
        words = _words(case)
        _send(
            case,
            case.members,
            "opened",
            _("The station helps with: %(procedure)s") % words,
            _("%(number)s · %(product)s. %(who)s is in charge; target %(target)s.") % words,
        )
        if case.owner_id != by.pk:
            given(case, by)


def given(case, by, reason=""):
    """To whoever is in charge now."""
    if case.owner_id == by.pk:
        return
    with override(settings.LANGUAGE_CODE):
        words = _words(case)
        body = _("%(number)s · %(product)s. It is at “%(stage)s” until %(day)s.") % words
        _send(
            case,
            [case.owner],
            "given",
            _("Case given to you: %(enterprise)s") % words,
            f"{body} {reason}".strip(),
        )


def moved(case, by):
    """The enterprise learns that it has the baton; who is in charge, that somebody else moved his case."""
    with override(settings.LANGUAGE_CODE):
        words = _words(case)
        if case.holder == Holder.ENTERPRISE:
            _send(
                case,
                case.members,
                "turn",
                _("It is your turn: %(stage)s") % words,
                _("%(number)s · %(product)s. Please be through by %(day)s.") % words,
            )
        if case.owner_id != by.pk:
            _send(
                case,
                [case.owner],
                "moved",
                _("At “%(stage)s” now: %(enterprise)s") % words,
                _("%(number)s · %(product)s. Due %(day)s.") % words,
            )


def held(case, by):
    """It stands still, and why."""
    with override(settings.LANGUAGE_CODE):
        words = _words(case)
        _send(
            case,
            [*case.members, case.owner if case.owner_id != by.pk else None],
            "held",
            _("On hold: %(procedure)s") % words,
            _("%(number)s · %(product)s. %(reason)s") % words,
        )


def resumed(case, by):
    """It goes on."""
    with override(settings.LANGUAGE_CODE):
        words = _words(case)
        _send(
            case,
            [*case.members, case.owner if case.owner_id != by.pk else None],
            "resumed",
            _("Goes on: %(procedure)s") % words,
            _("%(number)s · %(product)s. It is at “%(stage)s” until %(day)s.") % words,
        )


def asked_for(case, document):
    """The enterprise has to bring a document."""
    if document.owed_by != Holder.ENTERPRISE:
        return
    with override(settings.LANGUAGE_CODE):
        words = {**_words(case), "label": document.label, "note": document.note}
        body = _("%(number)s · %(product)s. %(note)s") % words
        if document.due_on:
            needed = _("Needed by %(day)s.") % {"day": short_day(document.due_on)}
            body = f"{body} {needed}"
        _send(
            case,
            case.members,
            "document",
            _("Please bring: %(label)s") % words,
            body,
        )


def provided(case, document):
    """The enterprise has uploaded something."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(case), "label": document.label}
        _send(
            case,
            [case.owner],
            "provided",
            _("To be checked: %(label)s") % words,
            _("%(number)s · %(enterprise)s") % words,
        )


def issued(case, by):
    """The licence is there."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(case), "n": case.days, "result": case.result_number}
        _send(
            case,
            [*case.members, case.owner if case.owner_id != by.pk else None],
            "issued",
            _("The licence is issued: %(procedure)s") % words,
            _("%(number)s · %(product)s %(result)s. It took %(n)s days.") % words,
        )


def ended(case, by):
    """Refused, withdrawn or terminated, with the reason."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(case), "state": Status(case.status).label}
        people = [case.owner, *case.members]
        _send(
            case,
            [person for person in people if person.pk != by.pk],
            "ended",
            _("%(procedure)s: %(state)s") % words,
            _("%(number)s · %(product)s. %(reason)s") % words,
        )


def disputed(case, remedy, by):
    """What came of a disputed refusal."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(case), "state": remedy.get_status_display(), "reason": remedy.reason}
        _send(
            case,
            [*case.members, case.owner if case.owner_id != by.pk else None],
            "disputed",
            _("%(procedure)s: %(state)s") % words,
            _("%(number)s · %(product)s. %(reason)s") % words,
        )


def reported(case, sample, by):
    """The enterprise and who is in charge learn what the test report says."""
    with override(settings.LANGUAGE_CODE):
        words = {
            **_words(case),
            "sample": sample.name,
            "verdict": sample.get_verdict_display(),
            "body": sample.body,
            "report": sample.report_number,
        }
        _send(
            case,
            [*case.members, case.owner if case.owner_id != by.pk else None],
            "reported",
            _("Test report: %(sample)s, %(verdict)s") % words,
            _("%(number)s · %(product)s. Report %(report)s of %(body)s.") % words,
        )
