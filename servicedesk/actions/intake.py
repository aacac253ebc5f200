"""Requests come in: online, by phone, at the desk, at a visit."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from core import attachments, timeline
from core.calendars import calendar
from core.clock import now, today
from core.numbering import format_number, take_numbers
from core.transitions import TransitionError, require
from enterprises.models import Enterprise
from servicedesk import clock, telling
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
    require(
        user.role == Role.ENTERPRISE
        and Enterprise.objects.visible_to(user).filter(pk=enterprise.pk).exists(),
        _("Requests are submitted by the enterprise's own people, or noted by the station."),
    )
    with transaction.atomic():
        request = _create(
            enterprise,
            user,
            Need(title, category, detail),
            Channel.WEB,
            at,
            contact_name=contact_name,
            contact_mobile=contact_mobile,
            imported=imported,
        )
        attachments.attach_all(request, files, user)
        if at is None:
            telling.submitted(request)
    return request


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
    with transaction.atomic():
        request = _create(
            enterprise,
            user,
            Need(title, category, detail, urgency, holder, promised_on),
            channel,
            at,
            contact_name=contact_name,
            contact_mobile=contact_mobile,
            origin=origin,
            imported=imported,
        )
        attachments.attach_all(request, files, user)
        if at is None:
            telling.submitted(request)
    return request


def create_requests(visit, lines, by, *, at=None, imported=False):
    """Make a request of each `Need` noted at a visit, in the caller's transaction; returns them in order.

    Numbers, rows, lines of the timeline and messages to the holders are one statement each, whatever the lines. The
    clock starts on the day of the visit, or on the day it is written down when that promise would have passed by then.
    The enterprise is told by `telling.notify_enterprise_of(requests, visit)`.
    """
    lines = list(lines)
    if not lines:
        return []
    require(by.is_officer and by.park_id == visit.park_id, _("Requests are noted by the station's staff."))
    for need in lines:
        _check_holder(need.holder, visit.park_id)
    moment = at or _moment_of(visit)
    year = clock.day_of(moment).year
    days, in_force = clock.rules(), calendar()
    numbers = take_numbers(visit.park_id, KIND, year, len(lines))
    requests = [
        _build(
            visit.enterprise,
            by,
            need,
            Channel.VISIT,
            moment,
            number=format_number(KIND, year, number),
            days=days,
            in_force=in_force,
            origin=visit,
            told=now() if at is None else None,
            imported=imported,
        )
        for need, number in zip(lines, numbers, strict=True)
    ]
    with transaction.atomic():
        ServiceRequest.objects.bulk_create(requests)
        timeline.record_all([_came_in(request, by) for request in requests])
        if at is None:
            telling.notify_holders_of(requests, by)
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


def _create(enterprise, user, need, channel, at, **fields):
    """One request with its number and its line on the timeline."""
    moment = at or now()
    year = clock.day_of(moment).year
    (number,) = take_numbers(enterprise.park_id, KIND, year)
    request = _build(
        enterprise, user, need, channel, moment, number=format_number(KIND, year, number), **fields
    )
    request.save(force_insert=True)
    timeline.record_all([_came_in(request, user)])
    return request


def _build(
    enterprise, user, need, channel, moment, *, days=None, in_force=None, origin=None, told=None, **fields
):
    """The row, not yet saved. Who takes it himself is at it already. No promise has passed when it is `told`."""
    if need.holder is None:
        status = Status.REGISTERED
    else:
        status = Status.IN_PROGRESS if need.holder.pk == user.pk else Status.ASSIGNED
    category = getattr(need.category, "pk", need.category)
    promise = clock.promise(moment, need.urgency, promised_on=need.promised_on, days=days, in_force=in_force)
    if told and not need.promised_on and promise.date < clock.day_of(told):
        promise = clock.promise(told, need.urgency, days=days, in_force=in_force)
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
