"""A request said in a sentence: who holds it, what comes next, by when (look: principle 1)."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.roles import Role
from core.templatetags.station import day, day_long, moment
from servicedesk.clock import closes_on, days_left
from servicedesk.models import Channel, Status

NOW_AT = {  # the step that is under way, by state; steps before it are done
    "REGISTERED": 1,
    "ASSIGNED": 2,
    "IN_PROGRESS": 2,
    "WAITING_ENTERPRISE": 2,
    "REOPENED": 2,
    "ANSWERED": 4,
    "CLOSED": 5,
    "WITHDRAWN": 1,
}


def bare(text):
    """A typed reason without its full stop, to stand inside a sentence."""
    return text.strip().rstrip("。.；;")


def steps(request):
    """The five steps for `components/trail.html`."""
    labels = [
        pgettext("step", "submit"),
        pgettext("step", "assign"),
        pgettext("step", "work on"),
        pgettext("step", "answer"),
        pgettext("step", "rate"),
    ]
    at = NOW_AT[request.status]
    open_ = request.status != Status.WITHDRAWN
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at and open_ else ""}
        for place, label in enumerate(labels)
    ]


def sentence(request, user):
    """Who holds it, what comes next, by when: for the enterprise in the second person, for everybody else plainly."""
    if user.role == Role.ENTERPRISE:
        return for_enterprise(request)
    return for_station(request)


def holder_words(request, *, public=False):
    """`工作站陈晓`, `市场监管局 刘洋`; in public the office alone."""
    holder = request.holder
    if holder is None:
        return _("The station")
    office = holder.department.short_name if holder.department_id else _("The station")
    return office if public else _("%(office)s %(name)s") % {"office": office, "name": holder}


def by_day(request):
    """`<b>11 月 26 日（周四）前</b>`"""
    return format_html(_("<b>by {day}</b>"), day=day_long(request.promised_on))


def for_enterprise(request, *, public=False):
    """To the enterprise, and on the public page without names."""
    words = {
        "who": holder_words(request, public=public),
        "by": by_day(request),
        "day": day(request.answered_at) if request.answered_at else "",
    }
    match request.status:
        case Status.REGISTERED:
            return format_html(
                _("The station has received it and is finding the right person; you get an answer {by}."),
                **words,
            )
        case Status.ASSIGNED | Status.IN_PROGRESS:
            return format_html(_("{who} is working on it and answers you {by}."), **words)
        case Status.REOPENED if request.holder_id is None:
            return format_html(
                _("It is taken up again; the station is finding the right person and answers you {by}."),
                **words,
            )
        case Status.REOPENED:
            return format_html(_("It is taken up again; {who} answers you {by}."), **words)
        case Status.WAITING_ENTERPRISE:
            left = days_left(request)
            words |= {"asked": bare(request.waiting_reason), "n": left}
            if public:
                said = ngettext(
                    "The station waits for something from you: sign in to see what. When it is here, {who} answers "
                    "within <b>{n} working day</b>.",
                    "The station waits for something from you: sign in to see what. When it is here, {who} answers "
                    "within <b>{n} working days</b>.",
                    left,
                )
            else:
                said = ngettext(
                    "Waiting for you: {asked}. When it is here, {who} answers you within <b>{n} working day</b>.",
                    "Waiting for you: {asked}. When it is here, {who} answers you within <b>{n} working days</b>.",
                    left,
                )
            return format_html(said, **words)
        case Status.ANSWERED:
            return format_html(
                _(
                    "{who} answered on {day}. Please rate the answer, or ask to have it taken up again; "
                    "{last} it is closed."
                ),
                last=format_html(_("after {day}"), day=day_long(closes_on(request.answered_at))),
                **words,
            )
        case Status.WITHDRAWN:
            return format_html(_("You withdrew it on {day}."), day=day(request.closed_at))
    return format_html(
        _("Closed on {closed}. If it is not settled, you can have it taken up again."),
        closed=day(request.closed_at),
    )


def for_station(request):
    """To the station, the departments and the manager."""
    words = {
        "who": holder_words(request),
        "by": by_day(request),
        "reason": bare(request.waiting_reason),
    }
    match request.status:
        case Status.REGISTERED:
            return format_html(
                _("In nobody's hands yet. The enterprise was promised an answer {by}."), **words
            )
        case Status.ASSIGNED:
            return format_html(
                _("Given to {who}, not started yet. The enterprise was promised an answer {by}."), **words
            )
        case Status.IN_PROGRESS:
            return format_html(
                _("{who} is working on it. The enterprise was promised an answer {by}."), **words
            )
        case Status.REOPENED if request.holder_id is None:
            return format_html(
                _("The enterprise was not satisfied; it is in nobody's hands yet. New promise: {by}."),
                **words,
            )
        case Status.REOPENED:
            return format_html(
                _("The enterprise was not satisfied; {who} takes it up again. New promise: {by}."), **words
            )
        case Status.WAITING_ENTERPRISE:
            return format_html(
                _(
                    "{who} asked the enterprise on {since}: {reason}. The clock stands still until it answers."
                ),
                since=day(request.waiting_since),
                **words,
            )
        case Status.ANSWERED:
            return format_html(
                _(
                    "{who} answered at {time}. The enterprise rates it or has it taken up again; else it is closed after {last}."
                ),
                time=moment(request.answered_at, True),
                last=day(closes_on(request.answered_at)),
                **words,
            )
        case Status.WITHDRAWN:
            return format_html(
                _("The enterprise withdrew it on {day}: {reason}"),
                day=day(request.closed_at),
                reason=bare(request.withdrawn_reason),
            )
    if request.rating is not None:
        return format_html(
            _("Closed on {day}; the enterprise gave {stars} stars."),
            day=day(request.closed_at),
            stars=request.rating,
        )
    return format_html(_("Closed on {day}; the enterprise did not rate it."), day=day(request.closed_at))


def came_in(request):
    """`今天 08:52 电话提出`"""
    words = {
        Channel.WEB: _("{when} submitted online"),
        Channel.PHONE: _("{when} by phone"),
        Channel.WALK_IN: _("{when} at the desk"),
        Channel.VISIT: _("{when} at a visit"),
    }[request.channel]
    return format_html(words, when=moment(request.submitted_at))


def card_of(request, user):
    """A request as the enterprise sees it, for `components/req.html`."""
    return {
        "title": request.title,
        "url": request.get_absolute_url(),
        "line2": format_html("{} · {}", request.number, came_in(request)),
        "badge": request.own_badge,
        "next": for_enterprise(request),
        "steps": steps(request),
    }
