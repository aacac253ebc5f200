"""Requests come in: online, by phone, at the desk, at a visit."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.standing import hold, still_there
from core import attachments, timeline
from core.acts import act
from core.clock import now, today
from core.numbering import format_number, take_numbers
from core.together import read_together
from core.transitions import TransitionError, require
from enterprises.models import Enterprise
from servicedesk import clock, telling
from servicedesk.desk import Desk
from servicedesk.models import Channel, PromiseRule, ServiceRequest, Status
from servicedesk.rights import may_give_to

KIND = "SQ"
Urgency = PromiseRule.Urgency


@dataclass(frozen=True)
class Need:
    """One line under 诉求 of a visit: what is needed, who does it, by when."""

    title: str
    category: object = "OTHER"  # a Category or its code
    detail: str = ""
    urgency: str = Urgency.NORMAL
    holder: object = None
    promised_on: date | None = None


def submit_request(
    user,
    enterprise,
    *,
    title,
    category,
    detail="",
    contact_name="",
    contact_mobile="",
    files=(),
    at=None,
    imported=False,
):
    """A person of the enterprise asks online. It goes to the lead for assignment."""
    with act():
        own = Enterprise.objects.visible_to(user).filter(pk=enterprise.pk).values("pk")
        found, *desk = read_together(own, *Desk.parts(enterprise.pk, enterprise.park_id))
        require(
            user.role == Role.ENTERPRISE and found,
            _("Requests are submitted by the enterprise's own people, or noted by the station."),
        )
        return _create(
            enterprise,
            user,
            Need(title, category, detail),
            Channel.WEB,
            at,
            Desk.of(*desk),
            files=files,
            contact_name=contact_name,
            contact_mobile=contact_mobile,
            imported=imported,
        )


def log_request(
    user,
    enterprise,
    *,
    title,
    channel,
    category="OTHER",
    detail="",
    urgency=Urgency.NORMAL,
    holder=None,
    promised_on=None,
    contact_name="",
    contact_mobile="",
    files=(),
    origin=None,
    at=None,
    imported=False,
):
    """Staff note what an enterprise asks for on the phone or at the desk."""
    require(
        user.is_station and enterprise.park_id == user.park_id,
        _("Calls and walk-ins are noted by the station's staff."),
    )
    if holder is not None:
        require(
            may_give_to(user, holder), _("The lead gives requests to others; you can take this one yourself.")
        )
    with act():
        return _create(
            enterprise,
            user,
            Need(title, category, detail, urgency, holder, promised_on),
            channel,
            at,
            Desk.read(enterprise.pk, enterprise.park_id),
            files=files,
            contact_name=contact_name,
            contact_mobile=contact_mobile,
            origin=origin,
            imported=imported,
        )


def create_requests(visit, lines, by, *, desk=None, at=None, imported=False):
    """Make a request of each `Need` noted at a visit, in the caller's transaction; returns them in order.

    Numbers and rows are one statement each, whatever the lines; lines of the timeline and messages are written with
    the act. The clock starts on the day of the visit, or on the day it is written down when that promise would have
    passed by then. The enterprise is told by `telling.notify_enterprise_of`.
    """
    lines = list(lines)
    if not lines:
        return []
    require(by.is_officer and by.park_id == visit.park_id, _("Requests are noted by the station's staff."))
    for need in lines:
        _check_holder(need.holder, visit.park_id)
    with act():
        if desk is None:  # a caller who has locked rows of work has held the people before, and read the desk
            hold(*(need.holder for need in lines))
            desk = Desk.read(visit.enterprise_id, visit.park_id)
        moment = at or _moment_of(visit)
        year = clock.day_of(moment).year
        numbers = take_numbers(visit.park_id, KIND, year, len(lines))
        requests = [
            _build(
                visit.enterprise,
                by,
                need,
                Channel.VISIT,
                moment,
                desk,
                number=format_number(KIND, year, number),
                origin=visit,
                told=now() if at is None else None,
                imported=imported,
            )
            for need, number in zip(lines, numbers, strict=True)
        ]
        with still_there():
            ServiceRequest.objects.bulk_create(requests)
        timeline.record_all([_came_in(request, by) for request in requests])
        if at is None:
            telling.notify_holders_of(requests, by, desk)
    return requests


def _moment_of(visit):
    """When the enterprise said it: now, or the day of a visit that is written down later."""
    if visit.visited_on is None or visit.visited_on >= today():
        return now()
    return datetime.combine(
        visit.visited_on, visit.visited_at or time(12), tzinfo=timezone.get_current_timezone()
    )


def _check_holder(holder, park_id):
    """Only an active officer of the park can hold a request."""
    if holder is not None and not (holder.is_active and holder.is_officer and holder.park_id == park_id):
        raise TransitionError(_("%(name)s cannot hold requests of this park.") % {"name": holder})


def _create(enterprise, user, need, channel, at, desk, files=(), **fields):
    """One request with its number, its files, its line on the timeline and its messages."""
    moment = at or now()
    year = clock.day_of(moment).year
    (number,) = take_numbers(enterprise.park_id, KIND, year)
    request = _build(
        enterprise, user, need, channel, moment, desk, number=format_number(KIND, year, number), **fields
    )
    with still_there():
        request.save(force_insert=True)
    timeline.record_all([_came_in(request, user)])
    attachments.attach_all(request, files, user)
    if at is None:
        telling.submitted(request, desk)
    return request


def _build(enterprise, user, need, channel, moment, desk, *, origin=None, told=None, **fields):
    """The row, not yet saved. Who takes it himself is at it already. No promise has passed when it is `told`."""
    if need.holder is None:
        status = Status.REGISTERED
    else:
        status = Status.IN_PROGRESS if need.holder.pk == user.pk else Status.ASSIGNED
    category = getattr(need.category, "pk", need.category)
    read = {"days": desk.days, "in_force": desk.in_force}
    promise = clock.promise(moment, need.urgency, promised_on=need.promised_on, **read)
    if told and not need.promised_on and promise.date < clock.day_of(told):
        promise = clock.promise(told, need.urgency, **read)
    return ServiceRequest(
        park_id=enterprise.park_id,
        enterprise=enterprise,
        title=need.title,
        detail=need.detail,
        category_id=category,
        urgency=need.urgency,
        channel=channel,
        status=status,
        holder=need.holder,
        held_since=moment if need.holder else None,
        submitted_at=moment,
        submitted_by=user,
        origin_type=ContentType.objects.get_for_model(origin) if origin is not None else None,
        origin_id=origin.pk if origin is not None else None,
        **promise.columns,
        **fields,
    )


def _came_in(request, user):
    """The line on the timeline of the enterprise."""
    return timeline.line(
        f"request_by_{request.channel.lower()}",
        subject=request.enterprise,
        actor=user,
        about=request,
        at=request.submitted_at,
        number=request.number,
        title=request.title,
    )
