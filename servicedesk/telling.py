"""Who is told what, and when: every message says the number, what it is about, who holds it and until when."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from accounts.roles import Role
from core.due import short_day
from reminders.messages import message, owe
from servicedesk.clock import CLOSES_AFTER, days_left
from servicedesk.desk import leads_of, members_of

ICON = "message-2"


def _send(request, people, kind, title, body):
    """The same message about one request to several people."""
    owe(
        [
            message(
                person,
                kind=f"request:{kind}",
                icon=ICON,
                title=title,
                body=body,
                url=request.get_absolute_url(),
                about=request,
            )
            for person in {each.pk: each for each in people if each}.values()
        ]
    )


def _words(request):
    """What every sentence is made of."""
    return {
        "number": request.number,
        "title": request.title,
        "enterprise": request.enterprise,
        "day": short_day(request.promised_on),
        "who": request.holder or _("The station"),
    }


def submitted(request, desk):
    """Number and promise to the enterprise; to the leads what has to be assigned, to a holder what is his."""
    with override(settings.LANGUAGE_CODE):
        words = _words(request)
        _send(
            request,
            desk.members,
            "registered",
            _("Your request has the number %(number)s") % words,
            _("%(title)s. In the hands of %(who)s; you get an answer by %(day)s.") % words,
        )
        if request.holder_id is None:
            _send(
                request,
                desk.leads,
                "unassigned",
                _("To be assigned: %(title)s") % words,
                _("%(number)s · %(enterprise)s. Promised by %(day)s.") % words,
            )
        elif request.holder_id != request.submitted_by_id:
            handed(request, None)


def handed(request, by, *, before=None, reason=""):
    """To the new holder what is his now; to the one before him that it is gone."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(request), "by": by, "reason": reason}
        if not by or request.holder_id != by.pk:
            body = _("%(number)s · %(enterprise)s. Promised by %(day)s.") % words
            _send(
                request,
                [request.holder],
                "assigned",
                _("Given to you: %(title)s") % words,
                f"{body} {reason}".strip(),
            )
        if before and (not by or before.pk != by.pk):
            _send(
                request,
                [before],
                "transferred",
                _("Now with %(who)s: %(title)s") % words,
                _("%(number)s · %(enterprise)s. Promised by %(day)s. %(reason)s") % words,
            )


def handed_several(requests, holder, by):
    """One message for all that was given to somebody at once."""
    if not requests or holder.pk == by.pk:
        return
    with override(settings.LANGUAGE_CODE):
        owe([_list_for(holder, requests)])


def asked_back(request):
    """The enterprise learns what is missing and why the clock stands still."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(request), "reason": request.waiting_reason, "n": days_left(request)}
        _send(
            request,
            members_of(request.enterprise_id),
            "question",
            _("Please add: %(reason)s") % words,
            ngettext(
                "%(number)s %(title)s. %(who)s goes on when you have answered, and answers you within %(n)s working day.",
                "%(number)s %(title)s. %(who)s goes on when you have answered, and answers you within %(n)s working days.",
                words["n"],
            )
            % words,
        )


def replied(request, by):
    """The holder goes on."""
    if request.holder_id == by.pk:
        return
    with override(settings.LANGUAGE_CODE):
        words = _words(request)
        _send(
            request,
            [request.holder],
            "reply",
            _("The enterprise has answered: %(title)s") % words,
            _("%(number)s · %(enterprise)s. The clock runs again; promised by %(day)s.") % words,
        )


def answered(request):
    """The enterprise reads the answer, rates it, or asks again."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(request), "n": CLOSES_AFTER}
        _send(
            request,
            members_of(request.enterprise_id),
            "answer",
            _("Answered: %(title)s") % words,
            _(
                "%(number)s. %(who)s has answered. Please rate the answer, or have the request reopened; "
                "after %(n)s working days it is closed by itself."
            )
            % words,
        )


def reopened(request, reason):
    """Back to the holder, or to the leads when he is gone."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(request), "reason": reason}
        _send(
            request,
            [request.holder] if request.holder_id else leads_of(request.park_id),
            "reopened",
            _("Reopened: %(title)s") % words,
            _("%(number)s · %(enterprise)s: %(reason)s Promised by %(day)s.") % words,
        )


def withdrawn(request):
    """The holder can stop."""
    with override(settings.LANGUAGE_CODE):
        words = {**_words(request), "reason": request.withdrawn_reason}
        _send(
            request,
            [request.holder],
            "withdrawn",
            _("Withdrawn: %(title)s") % words,
            _("%(number)s · %(enterprise)s: %(reason)s") % words,
        )


def noted(request, by, text):
    """An internal note reaches the holder; one by a department member the leads."""
    with override(settings.LANGUAGE_CODE):
        people = leads_of(request.park_id) if by.role == Role.DEPARTMENT else [request.holder]
        _send(
            request,
            [person for person in people if person and person.pk != by.pk],
            "note",
            _("%(by)s noted: %(title)s") % {"by": by, "title": request.title},
            f"{request.number} · {text[:200]}",
        )


def _list_for(person, requests, *, unassigned=False):
    """One message to an officer that lists several requests."""
    lines = [
        f"{request.number} {request.title} · {request.enterprise} · {short_day(request.promised_on)}"
        for request in requests
    ]
    one, n = len(requests) == 1, len(requests)
    if unassigned:
        title = ngettext("%(n)s request to be assigned", "%(n)s requests to be assigned", n)
    else:
        title = ngettext("%(n)s request given to you", "%(n)s requests given to you", n)
    return message(
        person,
        kind="request:unassigned" if unassigned else "request:assigned",
        icon=ICON,
        title=title % {"n": n},
        body="\n".join(lines),
        url=requests[0].get_absolute_url()
        if one
        else reverse("servicedesk:requests") + "?tab=mine" * (not unassigned),
        about=requests[0] if one else None,
        park_id=requests[0].park_id,
    )


def notify_holders_of(requests, by, desk):
    """Each holder but the one who made them gets one message with his, the leads one with what nobody has."""
    with override(settings.LANGUAGE_CODE):
        mine = {}
        for request in requests:
            if request.holder_id and request.holder_id != by.pk:
                mine.setdefault(request.holder, []).append(request)
        if mine:
            owe([_list_for(person, rows) for person, rows in mine.items()])
        if loose := [request for request in requests if request.holder_id is None]:
            owe([_list_for(person, loose, unassigned=True) for person in desk.leads])


def notify_enterprise_of(requests, desk, visit=None):
    """ONE message to each person of the enterprise that lists what was noted at a visit: number, who, until when.

    In the caller's transaction. `visit` names the occasion; its address is not given, enterprises do not see visits.
    """
    if not requests:
        return []
    with override(settings.LANGUAGE_CODE):
        first = requests[0]
        lines = [
            _("%(number)s %(title)s · %(who)s · by %(day)s")
            % {
                "number": request.number,
                "title": request.title,
                "who": f"{request.holder.affiliation} {request.holder}"
                if request.holder_id
                else pgettext("request", "to be assigned"),
                "day": short_day(request.promised_on),
            }
            for request in requests
        ]
        title = ngettext(
            "%(n)s request noted at the visit", "%(n)s requests noted at the visit", len(lines)
        ) % {"n": len(lines)}
        one = len(requests) == 1
        return owe(
            [
                message(
                    person,
                    kind="request:registered",
                    icon=ICON,
                    title=title,
                    body="\n".join(lines),
                    url=first.get_absolute_url() if one else reverse("servicedesk:requests"),
                    about=visit if not one else first,
                    park_id=first.park_id,
                )
                for person in desk.members
            ]
        )
