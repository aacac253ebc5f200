"""The clock of a request: working days, standing still while the enterprise owes something (DOMAIN §9, §14).

The day after the start is the first to count. A question asked on one day and answered on another takes out the
working days after the first, up to and with the last: a question answered on the same day moves nothing.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from core.acts import write_last
from core.calendars import calendar
from core.workdays import WORKING_DAYS
from servicedesk.models import PromiseRule, RequestPause, ServiceRequest, Status

ONE_DAY = timedelta(days=1)
CLOSES_AFTER = 5  # working days after the answer


@dataclass(frozen=True)
class Promise:
    """What is promised: a date, the working days behind it, and whether the calendar may still move it."""

    start: date
    days: int
    date: date
    provisional: bool

    @property
    def columns(self):
        """As the columns of a request."""
        return {
            "clock_from": self.start,
            "promise_days": self.days,
            "promised_on": self.date,
            "promise_provisional": self.provisional,
        }


def day_of(moment):
    """The calendar day of a moment, in the station's time zone."""
    return timezone.localtime(moment).date()


def rules():
    """{urgency: working days}."""
    return dict(PromiseRule.objects.values_list("urgency", "working_days"))


def promise(submitted_at, urgency, *, promised_on=None, days=None, in_force=None):
    """The promise of a request that is submitted, or reopened, at this moment.

    `promised_on` is a date somebody agreed with the enterprise; it stands for as many working days. `days` and
    `in_force` are the rules and the calendar, when the caller has read them already.
    """
    start, in_force = day_of(submitted_at), in_force or calendar()
    if promised_on:
        return _agreed(start, promised_on, in_force)
    length = (days or rules())[urgency]
    due = in_force.due(start, length, WORKING_DAYS)
    return Promise(start, length, due.date, due.provisional)


def _agreed(start, promised_on, in_force):
    """A date agreed by hand; one before the start is the start's next working day."""
    promised_on = in_force.next_workday(max(promised_on, start + ONE_DAY))
    length = max(in_force.working_days_between(start, promised_on), 1)
    return Promise(start, length, promised_on, in_force.is_provisional(start, promised_on))


def spans(pauses):
    """Pauses as the calendar counts them: both ends stand still."""
    return [(pause.paused_on + ONE_DAY, pause.resumed_on) for pause in pauses]


def stop(request, on, reason, by):
    """The enterprise owes something from now on; the caller saves the request."""
    write_last([RequestPause(request=request, paused_on=on, reason=reason, asked_by=by)])
    request.waiting_since = on
    request.waiting_reason = reason
    return {"waiting_since": on, "waiting_reason": reason}


def resume(request, on):
    """The clock runs again: close the pause and give the columns that follow from it."""
    on = max(on, request.waiting_since)
    request.pauses.filter(resumed_on=None).update(resumed_on=on)
    due = reckon(request, request.pauses.all())
    return {
        "waiting_since": None,
        "waiting_reason": "",
        "promised_on": due.date,
        "promise_provisional": due.provisional,
    }


def reckon(request, pauses, in_force=None):
    """The promised date by the calendar in force; None while a pause is open."""
    in_force = in_force or calendar()
    return in_force.due(request.clock_from, request.promise_days, WORKING_DAYS, spans(pauses))


def days_left(request):
    """Working days that remain of a promise whose clock stands still; at least one."""
    return max(calendar().working_days_between(request.waiting_since, request.promised_on), 1)


def closes_on(answered_at):
    """The last day on which the enterprise may still say something about an answer."""
    return calendar().add_working_days(day_of(answered_at), CLOSES_AFTER)


def closed_if_answered_by(today):
    """Answers of this day and earlier have had their working days: nobody has said anything, they are closed."""
    return calendar().working_days_before(today - ONE_DAY, CLOSES_AFTER)


def recompute(year):
    """Reckon again the promises that reach a year whose calendar was published or corrected; returns how many moved.

    Answered and closed requests keep the date they were measured by. One whose clock stands still gets its date when
    it runs again; only the mark of a provisional date can fall before.
    """
    rows = list(
        ServiceRequest.objects.filter(
            closed_at=None,
            status__in=Status.RUNNING,
            clock_from__lte=date(year, 12, 31),
            promised_on__gte=date(year - 1, 12, 28),
        )
        .select_for_update(of=("self",), no_key=True)
        .prefetch_related("pauses")
        .order_by("pk")
    )
    in_force, moved = calendar(), []
    for request in rows:
        due = reckon(request, request.pauses.all(), in_force)
        if due.date is None:
            continue
        if (due.date, due.provisional) != (request.promised_on, request.promise_provisional):
            request.promised_on, request.promise_provisional = due.date, due.provisional
            moved.append(request)
    ServiceRequest.objects.bulk_update(moved, ["promised_on", "promise_provisional"], batch_size=1000)
    return len(moved)
