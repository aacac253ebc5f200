"""What the letters about a case say before somebody adapts them, and what a template is filled with (FEATURES 14.2)."""

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import word
from core.calendars import calendar
from core.clock import today
from core.transitions import TransitionError
from licensing import relay
from licensing.clock import legs_of
from licensing.models import CaseLetter, Paper, Status

STANDARD = Path(__file__).resolve().parent / "data" / "letter.docx"
Kind = CaseLetter.Kind
TO_AUTHORITY = (Kind.URGE, Kind.COVER)


def template_name(kind):
    """The name under which a park keeps its own template."""
    return f"letter-{kind.lower()}"


def refusal(kind, case, documents):
    """Why this letter makes no sense now, in a sentence; empty when it does."""
    match kind:
        case Kind.URGE:
            if not case.is_open or case.submitted_on is None:
                return _("There is no application yet that the authority could speed up.")
        case Kind.COVER:
            if not case.is_open or not documents:
                return _("There is no application with documents to send in.")
        case Kind.MISSING:
            if not case.is_open or not any(row.status == Paper.MISSING for row in documents):
                return _("Nothing of the checklist is missing.")
        case Kind.ISSUED:
            if case.status != Status.ISSUED:
                return _("The licence is not issued yet.")
    return ""


def check(kind, case, documents):
    """TransitionError when this letter makes no sense now."""
    if why := refusal(kind, case, documents):
        raise TransitionError(why)


def possible(case, documents):
    """The kinds of letters that make sense now."""
    return [kind for kind in Kind if not refusal(kind, case, documents)]


def listed(kind, documents):
    """[[label, state]] of the documents that the letter lists."""
    if kind == Kind.COVER:
        rows = [row for row in documents if row.status != Paper.WAIVED]
    elif kind == Kind.MISSING:
        rows = [row for row in documents if row.status == Paper.MISSING]
    else:
        rows = []
    return [[row.label, _until(row) if kind == Kind.MISSING else row.get_status_display()] for row in rows]


def _until(row):
    """Until when a document is needed, and what is wrong with it."""
    by = pgettext("letter", "by %(day)s") % {"day": long_day(row.due_on)} if row.due_on else ""
    return " ".join(part for part in (by, row.note) if part)


def long_day(day):
    """`2026 年 11 月 23 日`, as a letter has it."""
    return _("%(y)s-%(m)s-%(d)s") % {"y": day.year, "m": day.month, "d": day.day} if day else "—"


def addressee(kind, case):
    """Whom it goes to, as far as the case knows."""
    return "" if kind in TO_AUTHORITY else case.enterprise.name


def title(kind, case):
    """The heading."""
    words = {"product": case.product, "procedure": case.procedure.label}
    return {
        Kind.URGE: _("Letter asking to speed up: %(procedure)s"),
        Kind.COVER: _("Letter sending in the application: %(procedure)s"),
        Kind.MISSING: _("Notice of missing documents: %(procedure)s"),
        Kind.ISSUED: _("Notice that the licence is issued: %(procedure)s"),
    }[kind] % words


def text(kind, case, legs):
    """The words, paragraph by paragraph, for whoever writes to change."""
    words = {
        "enterprise": case.enterprise.name,
        "procedure": case.procedure.label,
        "product": case.product,
        "number": case.number,
        "submission": case.submission_no or "—",
        "submitted": long_day(case.submitted_on),
        "who": case.owner,
        "target": long_day(case.target_on),
        "issued": long_day(case.issued_on),
        "result": case.result_number or "—",
        "valid": long_day(case.licence.valid_to) if case.licence_id else "—",
        "n": case.days,
    }
    match kind:
        case Kind.URGE:
            parts = [
                _("%(enterprise)s of our park applied to you for: %(procedure)s, product: %(product)s (submission number %(submission)s, %(submitted)s)."),
                _authority(case, legs),
                _("So that the enterprise can begin production in time, we kindly ask you to arrange the remaining steps as early as possible, and to tell us what is still missing; we shall see to it with the enterprise at once."),
                _("In charge at the station: %(who)s."),
            ]  # fmt: skip
        case Kind.COVER:
            parts = [
                _("We send you the application of %(enterprise)s for: %(procedure)s, product: %(product)s."),
                _("The station has gone through the documents below with the enterprise. Please receive them; should anything have to be corrected, please tell us all of it at once."),
                _("In charge at the station: %(who)s."),
            ]  # fmt: skip
        case Kind.MISSING:
            parts = [
                _("For your case %(number)s (%(procedure)s, product: %(product)s) the documents below are still missing."),
                _("Please bring them to the station or upload them on the page of the case. The target is to have the licence by %(target)s; each day counts."),
                _("In charge at the station: %(who)s."),
            ]  # fmt: skip
        case Kind.ISSUED:
            parts = [
                _("The licence you applied for is issued: %(procedure)s, product: %(product)s."),
                _("Number %(result)s, issued on %(issued)s, valid to %(valid)s. From the opening of the case to the issue it took %(n)s days."),
                _("It stands in your quality archive; the station will remind you in time of its renewal. Please mark products and premises as the rules require."),
            ]  # fmt: skip
    return "\n".join(part % words for part in parts if part)


def _authority(case, legs):
    """How long the authority has had it, beside what the law gives it."""
    if case.accepted_on is None:
        return ""
    days = relay.authority_days(case.accepted_on, case.decided_on or today(), legs_of(legs), calendar())
    words = {"day": long_day(case.accepted_on), "n": days, "limit": case.procedure.decision_days}
    if words["limit"]:
        said = _(
            "It was accepted on %(day)s, %(n)s working days ago; the law gives %(limit)s for the decision."
        )
    else:
        said = _("It was accepted on %(day)s, %(n)s working days ago.")
    return said % words


def context_of(letter):
    """What a template may name."""
    return {
        "letter": {
            "number": letter.number,
            "title": letter.title,
            "to": letter.to,
            "paragraphs": letter.text.split("\n"),
            "documents": [{"label": label, "state": state} for label, state in letter.documents],
            "sender": letter.sender,
            "date": long_day(letter.dated_on),
        },
        "enterprise": {"name": letter.case.enterprise.name, "code": letter.case.enterprise.uscc or ""},
        "case": {"number": letter.case.number, "product": letter.case.product},
    }


def sample(park_name, kind):
    """The same with made-up words: an uploaded template is tried with it."""
    return {
        "letter": {
            "number": "HJ-2026-0001",
            "title": str(kind.label),
            "to": _("An office"),
            "paragraphs": [_("First paragraph."), _("Second paragraph.")],
            "documents": [{"label": _("A document"), "state": "—"}],
            "sender": park_name,
            "date": long_day(today()),
        },
        "enterprise": {"name": _("An enterprise"), "code": "91360400000000000X"},
        "case": {"number": "BB-2026-0001", "product": _("A product")},
    }


def word_file(letter):
    """The letter as a Word file, by the park's own template where it has one."""
    return word.fill_own(letter.park_id, template_name(letter.kind), str(STANDARD), context_of(letter))
