"""Planning visits: one or several, moved, cancelled, handed over."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts.standing import hold, still_there
from core.acts import act, write_last
from core.clock import now
from core.due import short_day
from core.transitions import TransitionError, locked, require
from enterprises.models import Enterprise
from reminders.messages import message, owe
from visits import checks
from visits.actions.log import set_companions
from visits.models import FLOW, Visit

ICON = "walk"


@dataclass(frozen=True)
class PlanLine:
    """One enterprise on one day."""

    enterprise: Enterprise
    day: datetime.date
    time: datetime.time | None = None


def plan_visit(user, enterprise, *, planned_on, planned_at=None, **fields):
    """Plan one visit; see `plan_visits`."""
    return plan_visits(user, [PlanLine(enterprise, planned_on, planned_at)], **fields)[0]


def plan_visits(user, lines, *, purpose=Visit.Purpose.ROUTINE, author=None, companions=(), note="", at=None):
    """Plan visits to one or several enterprises; `author` is who goes (default: who plans). Returns them in order.

    Who goes and who comes along get one message each, whatever the number of enterprises.
    """
    _require_station(user)
    author = author or user
    _check_goer(author, user)
    companions = [person for person in companions if person.pk != author.pk]
    lines = list(lines)
    with act():
        here = Enterprise.objects.editable_by(user).in_bulk({line.enterprise.pk for line in lines})
        for line in lines:
            require(line.enterprise.pk in here, _("This enterprise belongs to another park."))
            _check_day(here[line.enterprise.pk], line.day, at)
        visits = _save_plans(
            Visit(
                park_id=line.enterprise.park_id,
                enterprise=line.enterprise,
                status=Visit.Status.PLANNED,
                purpose=purpose,
                planned_on=line.day,
                planned_at=line.time,
                author=author,
                plan_note=note,
            )
            for line in lines
        )
        through = Visit.companions.through
        write_last(through(visit=visit, user=person) for visit in visits for person in companions)
        if at is None:
            _tell(user, [author, *companions], visits)
    return visits


def _save_plans(plans):
    with still_there():
        return Visit.objects.bulk_create(plans)


def replan(
    visit_id, user, *, planned_on, planned_at=None, purpose=None, author=None, companions=None, note=None
):
    """Move a planned visit to another day, give it to somebody else, or say more about it."""
    _require_station(user)
    with act(), still_there():
        hold(author)
        visit = _locked_plan(visit_id, user)
        before = visit.author
        author = author or before
        if author.pk != before.pk:
            _check_goer(author, user)
        _check_day(visit.enterprise, planned_on)
        visit.planned_on, visit.planned_at, visit.author = planned_on, planned_at, author
        changed = ["planned_on", "planned_at", "author", "updated_at"]
        if purpose is not None:
            visit.purpose = purpose
            changed.append("purpose")
        if note is not None:
            visit.plan_note = note
            changed.append("plan_note")
        visit.save(update_fields=changed)
        if companions is not None:
            set_companions(visit, [person for person in companions if person.pk != author.pk])
        _tell(user, [before, author, *visit.companions.all()], [visit])
    return visit


def cancel_visit(visit_id, user, *, reason):
    """Call a planned visit off, with a reason."""
    _require_station(user)
    with act():
        visit = _locked_plan(visit_id, user)
        FLOW.move(visit, Visit.Status.CANCELLED, cancelled_reason=reason, updated_at=now())
        with override(settings.LANGUAGE_CODE):
            words = {
                "enterprise": visit.enterprise,
                "day": short_day(visit.planned_on),
                "reason": reason,
                "by": user,
            }
            _owe_each(
                user,
                [visit.author, *visit.companions.all()],
                title=_("Visit called off: %(enterprise)s, %(day)s") % words,
                body=_("%(by)s: %(reason)s") % words,
                url=visit.get_absolute_url(),
                kind="visit:cancelled",
                about=visit,
            )
    return visit


def hand_over_plans(leaver, successor, by):
    """Give the planned visits of a leaver to a successor, in the caller's transaction; returns how many."""
    require(
        successor.is_active and successor.is_station and successor.park_id == leaver.park_id,
        _("%(name)s cannot make visits for this station.") % {"name": successor},
    )
    plans = Visit.objects.planned().filter(author_id=leaver.pk)
    pks = list(plans.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    Visit.companions.through.objects.filter(visit_id__in=pks, user_id=successor.pk).delete()
    return Visit.objects.filter(pk__in=pks).update(author=successor, updated_at=now())


def _require_station(user):
    require(user.is_station, _("Visits are planned by the station's staff and lead."))


def _check_goer(author, user):
    if not (author.is_active and author.is_station and author.park_id == user.park_id):
        raise TransitionError(_("%(name)s cannot make visits for this station.") % {"name": author})


def _check_day(enterprise, day, at=None):
    problem = checks.plan_problem(enterprise, day, at and at.date())
    if problem:
        raise TransitionError(f"{enterprise}：{problem}")


def _locked_plan(visit_id, user):
    """The plan, locked; one that took place or was called off meanwhile is said in a sentence."""
    visit = locked(Visit.objects.visible_to(user), visit_id)
    if visit.status != Visit.Status.PLANNED:
        raise TransitionError(
            _("This visit is “%(status)s” by now and no longer a plan.")
            % {"status": visit.get_status_display()}
        )
    return visit


def _tell(user, people, visits):
    """One message to each but the one who plans: the visit, or the list of them."""
    with override(settings.LANGUAGE_CODE):
        lines = [
            f"{short_day(visit.planned_on)}{f' {visit.planned_at:%H:%M}' if visit.planned_at else ''} {visit.enterprise}"
            for visit in visits
        ]
        one = len(visits) == 1
        title = ngettext("%(n)s visit planned for you", "%(n)s visits planned for you", len(visits)) % {
            "n": len(visits)
        }
        _owe_each(
            user,
            people,
            title=f"{title}：{lines[0]}" if one else title,
            body=visits[0].plan_note if one else "\n".join(lines),
            url=visits[0].get_absolute_url() if one else reverse("visits:list") + "?tab=planned",
            kind="visit:planned",
            about=visits[0],
        )


def _owe_each(user, people, **said):
    others = {person.pk: person for person in people if person.pk != user.pk}
    owe([message(person, icon=ICON, **said) for person in others.values()])
