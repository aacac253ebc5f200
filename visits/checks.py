"""Facts that forbid a visit, each said in a sentence; asked by the form and again by the act."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import today as today_
from enterprises.models import Enterprise
from visits.models import Visit

EARLIEST_YEAR = 2000


def day_problem(enterprise, visited_on, today=None):
    """Why no visit to the enterprise can have taken place on that day, or an empty string."""
    today = today or today_()
    if visited_on > today:
        return _(
            "This day is still to come: today is %(today)s. Enter the day you were there, or plan the visit."
        ) % {"today": today}
    if visited_on.year < EARLIEST_YEAR:
        return _("Is the year %(year)s right? Enter the day you were there.") % {"year": visited_on.year}
    if enterprise is None:
        return ""
    if enterprise.status == Enterprise.Status.APPLICANT:
        return _("This enterprise is still applying and was not admitted to the park.")
    if enterprise.admitted_on and visited_on < enterprise.admitted_on:
        return _("The enterprise was admitted to the park on %(day)s; a visit cannot be earlier.") % {
            "day": enterprise.admitted_on
        }
    return left_problem(enterprise, visited_on)


def left_problem(enterprise, on):
    """That the enterprise is gone on that day, or an empty string."""
    if enterprise.left_on and on > enterprise.left_on:
        return _("The enterprise left the park on %(day)s (%(status)s); it cannot be visited after that.") % {
            "day": enterprise.left_on,
            "status": enterprise.get_status_display(),
        }
    if enterprise.status in Enterprise.Status.GONE and not enterprise.left_on:
        return _("The enterprise is no longer in the park (%(status)s).") % {
            "status": enterprise.get_status_display()
        }
    return ""


def next_problem(next_on, visited_on, today=None):
    """Why the next visit cannot be on that day, or an empty string."""
    today = today or today_()
    if next_on < today:
        return _("This day is past: today is %(today)s. Enter a day to come, or leave it empty.") % {
            "today": today
        }
    if visited_on and next_on <= visited_on:
        return _("The next visit comes after this one.")
    if next_on.year > today.year + 5:
        return _("Is the year %(year)s right? Enter a day within five years.") % {"year": next_on.year}
    return ""


def plan_problem(enterprise, planned_on, today=None):
    """Why the enterprise cannot be planned for that day, or an empty string."""
    today = today or today_()
    if planned_on < today:
        return _("This day is past: today is %(today)s. Choose today or a day to come.") % {"today": today}
    if planned_on.year > today.year + 2:
        return _("Is the year %(year)s right? Plan at most two years ahead.") % {"year": planned_on.year}
    if enterprise is None:
        return ""
    if enterprise.status == Enterprise.Status.APPLICANT:
        return _("This enterprise is still applying and was not admitted to the park.")
    return left_problem(enterprise, planned_on)


def companions_problem(purpose, companions, user):
    """Why these people do not make a joint visit, or an empty string."""
    if purpose != Visit.Purpose.JOINT:
        return ""
    if not companions:
        return _("A joint visit is made by at least two people. Choose who came along.")
    if not user.is_station and not any(person.is_station for person in companions):
        return _("Choose the person of the station you went with.")
    return ""


def same_day(author, enterprise_id, visited_on):
    """Visits of the same author to the same enterprise on the same day, as far as they are worth counting."""
    rows = Visit.objects.done().filter(enterprise_id=enterprise_id, visited_on=visited_on)
    return rows.filter(author_id=author.pk).values_list("pk", flat=True)[:20]


def same_day_words(visit):
    """A warning when the visit just saved may have been recorded twice, or an empty string."""
    n = visit.others_that_day
    if not n:
        return ""
    return ngettext(
        "You recorded another visit to %(enterprise)s on this day. If it is the same one, void one of the two.",
        "You recorded %(n)s other visits to %(enterprise)s on this day. If they are the same, void all but one.",
        n,
    ) % {"n": n, "enterprise": visit.enterprise}
