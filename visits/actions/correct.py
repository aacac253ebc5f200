"""Correcting a record: its author freely for a day, then with a reason; a wrong one is voided, never deleted."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.roles import Role
from core import timeline
from core.acts import act, do_last
from core.attachments import attach_all
from core.clock import now
from core.together import read_together
from core.transitions import TransitionError, locked, require
from visits import checks, people
from visits.actions.log import lock_enterprise, write_companions, write_people
from visits.models import FLOW, Amendment, Finding, Visit

FREE_FOR = timedelta(hours=24)
FACTS = ("visited_on", "visited_at", "purpose", "met", "summary", "risk", "next_on")


def is_author(user, visit):
    """Who recorded it."""
    return visit.author_id == user.pk and user.is_officer


def may_amend(user, visit):
    """The author, while the record stands."""
    return visit.status == Visit.Status.DONE and is_author(user, visit)


def check_amend(user, visit):
    """NotAllowed for anybody but the author; TransitionError when the record does not stand."""
    require(is_author(user, visit), _("Only the author corrects the record of a visit."))
    _check_stands(visit)


def may_amend_freely(visit, at=None):
    """Within a day of recording no reason is asked for."""
    return visit.recorded_at is not None and (at or now()) - visit.recorded_at <= FREE_FOR


def may_void(user, visit):
    """The author or the lead, while the record stands."""
    return visit.status == Visit.Status.DONE and (is_author(user, visit) or user.role == Role.LEAD)


def check_void(user, visit):
    """NotAllowed for anybody but the author and the lead; TransitionError when the record does not stand."""
    require(
        is_author(user, visit) or user.role == Role.LEAD,
        _("Only the author or the lead voids the record of a visit."),
    )
    _check_stands(visit)


def amend_visit(
    visit_id, user, *, reason="", companions=None, findings=None, photos=(), captions=(), at=None, **facts
):
    """Change the record of a visit; after a day an Amendment says who, when, why and what. Returns (visit, changes)."""
    at = at or now()
    with act():
        visit = locked(Visit.objects.visible_to(user), visit_id)
        check_amend(user, visit)
        if not reason and not may_amend_freely(visit, at):
            raise TransitionError(_("The record is older than a day: say why it is changed."))
        visit.enterprise = lock_enterprise(user, visit.enterprise_id)
        there, found = read_together(visit.companions.order_by("name", "pk"), visit.findings.all())
        changes, came = _write_facts(visit, facts), list(there)
        if companions is not None:
            after = [person for person in companions if person.pk != user.pk]
            changes += _write_companions(visit, came, after)
            came = after
        if findings is not None:
            changes += _write_findings(visit, found, findings)
        if photos:
            attach_all(visit, photos, user, captions)
            changes.append(["photos", "", ", ".join(photo.name for photo in photos)])
        if not changes:
            return visit, []
        _check(visit, user, changes, came)
        if reason or not may_amend_freely(visit, at):
            Amendment.objects.create(visit=visit, at=at, by=user, reason=reason, changes=changes)
            _on_timeline("visit_amended", visit, user, at, reason=reason)
    return visit, changes


def void_visit(visit_id, user, *, reason, at=None):
    """Declare a record wrong, with a reason. Its requests stay; last and next visit of the enterprise are reckoned anew."""
    with act():
        visit = locked(Visit.objects.visible_to(user), visit_id)
        check_void(user, visit)
        FLOW.move(visit, Visit.Status.VOID, void_reason=reason, updated_at=now())
        lock_enterprise(user, visit.enterprise_id)
        _on_timeline("visit_void", visit, user, at, reason=reason, internal=False)
    return visit


def _check_stands(visit):
    if visit.status != Visit.Status.DONE:
        raise TransitionError(
            _("This visit is “%(status)s”; only the record of a visit that took place can be changed.")
            % {"status": visit.get_status_display()}
        )


def _check(visit, user, changes, companions):
    """The new facts must be possible; an unchanged day in the past is not asked again."""
    changed = {name for name, _before, _after in changes}
    problem = checks.day_problem(visit.enterprise, visit.visited_on) if "visited_on" in changed else ""
    if not problem and "next_on" in changed and visit.next_on:
        problem = checks.next_problem(visit.next_on, visit.visited_on)
    if not problem and changed & {"purpose", "companions"}:
        problem = checks.companions_problem(visit.purpose, companions, user)
    if problem:
        raise TransitionError(problem)


def _write_facts(visit, facts):
    """Set what differs; returns [field, before, after] as they read."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"a visit's record has no {unknown}")
    changes = []
    for name, value in facts.items():
        before = getattr(visit, name)
        if before != value:
            was = _shown(visit, name)
            setattr(visit, name, value)
            changes.append([name, was, _shown(visit, name)])
    if changes:
        visit.save(update_fields=[*(name for name, _before, _after in changes), "updated_at"])
    if any(name == "met" for name, _before, _after in changes):
        do_last("DELETE FROM visits_personmet WHERE visit_id = %s", [visit.pk])
        write_people(visit, visit.met)
    return changes


def _shown(visit, name):
    """A value as people read it, in the station's language."""
    with override(settings.LANGUAGE_CODE):
        display = getattr(visit, f"get_{name}_display", None)
        value = display() if display else getattr(visit, name)
        if value is None:
            return ""
        return f"{value:%H:%M}" if name == "visited_at" else str(value)


def _write_companions(visit, before, companions):
    after = sorted(companions, key=lambda person: (person.name, person.pk))
    if {person.pk for person in before} == {person.pk for person in after}:
        return []
    write_companions(visit, after, fresh=False)
    return [["companions", "、".join(map(str, before)), "、".join(map(str, after))]]


def _write_findings(visit, found, findings):
    """Make the findings these: {subject: (level, text)}; a subject nobody looked at has no row."""
    there = {finding.subject: finding for finding in found}
    changes, written, gone = [], [], []
    for subject, (level, text) in findings.items():
        finding = there.get(subject)
        before = (finding.level, finding.text) if finding else (Finding.Level.NOT_SEEN, "")
        if before == (level, text):
            continue
        changes.append([f"finding_{subject}", _finding_words(*before), _finding_words(level, text)])
        if level == Finding.Level.NOT_SEEN and not text:
            gone.append(finding.pk)
        else:
            written.append(Finding(visit=visit, subject=subject, level=level, text=text))
    if gone:
        do_last("DELETE FROM visits_finding WHERE id = ANY(%s)", [gone])
    Finding.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["visit", "subject"], update_fields=["level", "text"]
    )
    return changes


def _finding_words(level, text):
    with override(settings.LANGUAGE_CODE):
        return f"{Finding.Level(level).label} {text}".strip()


def _on_timeline(key, visit, user, at, internal=True, **arguments):
    timeline.record(
        key,
        subject=visit.enterprise,
        actor=user,
        about=visit,
        at=at,
        internal=internal,
        day=str(visit.visited_on),
        **arguments,
    )


def met_words(visit):
    """The people met as one line, for the form."""
    return visit.met or people.join(visit.people.all())
