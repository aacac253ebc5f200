"""A case said in a sentence: who has the baton, since when, until when (look: principle 1)."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import Role
from core.clock import today
from core.templatetags.station import day, day_long
from licensing.models import Holder, Status
from licensing.relay import EVERYWHERE, HERE


def sentence(case, user):
    """Who has it, what comes next, by when."""
    words = {
        "holder": case.get_holder_display(),
        "stage": case.get_stage_display(),
        "since": day(case.holder_since),
        "by": day_long(case.stage_due_on),
        "who": case.owner,
        "day": day(case.hold_since or case.closed_on),
        "reason": (case.hold_reason or case.end_reason).rstrip("。."),
        "instead": case.instead.rstrip("。."),
        "n": case.days,
    }
    match case.status:
        case Status.ON_HOLD:
            return format_html(_("On hold since {day}: {reason}."), **words)
        case Status.ISSUED:
            return format_html(_("The licence was issued after {n} days."), **words)
        case Status.REFUSED:
            return format_html(_("Refused by the authority: {reason}."), **words)
        case Status.WITHDRAWN:
            return format_html(_("Withdrawn on {day}: {reason}."), **words)
        case Status.TERMINATED:
            return format_html(_("Terminated by the station on {day}: {reason}."), **words)
        case Status.NOT_NEEDED:
            return format_html(_("No licence is needed: {reason}. What applies instead: {instead}."), **words)
    if user.role == Role.ENTERPRISE and case.holder == Holder.ENTERPRISE:
        return format_html(_("It is your turn: “{stage}”, please be through <b>by {by}</b>."), **words)
    return format_html(
        _("The baton is with the {holder} since {since}, at “{stage}”, which should be over <b>by {by}</b>."),
        **words,
    )


def source_words(usual):
    """Where the usual days come from, and from how many cases."""
    if usual.source == HERE:
        return ngettext(
            "Usual days from the last %(n)s finished case of this park",
            "Usual days from the last %(n)s finished cases of this park",
            usual.cases,
        ) % {"n": usual.cases}
    if usual.source == EVERYWHERE:
        return ngettext(
            "Usual days from the last %(n)s finished case of all parks",
            "Usual days from the last %(n)s finished cases of all parks",
            usual.cases,
        ) % {"n": usual.cases}
    return _("Usual days by the procedure: too few cases are finished yet")


def days_words(n):
    """`4 天`"""
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def pace_words(case):
    """`审批部门已用 9 天，平时 5 天`: of a case read by `kept_usual.with_usual`; without experience only how long."""
    if case.stage_from is None or case.status != Status.RUNNING:
        return str(case.get_holder_display())
    words = {
        "holder": case.get_holder_display(),
        "days": days_words(max((today() - case.stage_from).days, 0)),
    }
    if case.usual is None:
        return _("%(holder)s for %(days)s") % words
    words["usual"] = f"{case.usual.normalize():f}"
    return _("%(holder)s for %(days)s, usually %(usual)s") % words


def usual_words(usual, target):
    """How long a case usually takes, and from how many that is known."""
    if usual.source not in (HERE, EVERYWHERE):
        return _("target %(target)s days; too few cases are finished yet to say what is usual") % {
            "target": target
        }
    words = {"n": round(usual.median), "slow": round(usual.slow), "source": source_words(usual)}
    return _("usually %(n)s days, the slowest tenth %(slow)s (%(source)s)") % words
