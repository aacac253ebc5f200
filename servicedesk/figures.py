"""Numbers of the service desk; the door of each is the list with exactly its rows."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.figures import SHARE, SUM, Figure, figures
from core.kept import Beside, Kept, Level, Standing
from servicedesk.models import SATISFIED, Consultation, ServiceRequest, Status
from servicedesk.reference import CATEGORIES

OPEN = frozenset(set(Status.values) - {Status.CLOSED.value, Status.WITHDRAWN.value})


def _submitted(user, period):
    return ServiceRequest.objects.visible_to(user).submitted(period.first, period.last)


def _of_status(status, user, period):
    return _submitted(user, period).filter(status=status)


def _of_category(category, user, period):
    return _submitted(user, period).filter(category=category)


def _due(user, period):
    return ServiceRequest.objects.visible_to(user).owed_in(period.first, period.last)


def _due_unanswered(user, period):
    late = _overdue(user, period).filter(answered_at=None)
    return late.filter(promised_on__gte=period.first, promised_on__lte=period.last)


def _kept(user, period):
    return _due(user, period).on_time()


def _open(user, period):
    return ServiceRequest.objects.visible_to(user).open()


def _overdue(user, period):
    return ServiceRequest.objects.visible_to(user).overdue()


def _rated(user, period):
    return _submitted(user, period).filter(rating__isnull=False)


def _satisfied(user, period):
    return _submitted(user, period).filter(rating__gte=SATISFIED)


def _consultations(user, period):
    return Consultation.objects.visible_to(user).happened(period.first, period.last)


def _list(query=""):
    """Requests submitted in the period, whatever became of them."""
    return lambda period: f"{reverse('servicedesk:requests')}?tab=all&{period.query}{query}"


def _promised(query):
    """Requests promised for the period."""
    return lambda period: (
        f"{reverse('servicedesk:requests')}?tab=all&promised_after={period.first:%Y-%m-%d}"
        f"&promised_before={period.last:%Y-%m-%d}{query}"
    )


def _consultation_list(period):
    return f"{reverse('servicedesk:consultations')}?{period.query}"


unit = pgettext_lazy("unit", "requests")
for figure in (
    Figure(
        "REQUESTS_SUBMITTED",
        _("Requests submitted"),
        unit,
        rows=_submitted,
        url=_list(),
        month_of="submitted_at",
        kept=Kept("REQUESTS_BY_STATE"),
        order=40,
    ),
    Figure(
        "REQUESTS_BY_SUBJECT",
        _("Requests by subject"),
        unit,
        rows=_submitted,
        url=_list(),
        month_of="submitted_at",
        kept=Kept("REQUESTS_BY_SUBJECT"),
        order=40,
    ),
    Figure(
        "REQUESTS_OPEN",
        _("Open requests"),
        unit,
        rows=_open,
        url=lambda period: reverse("servicedesk:requests"),
        kept=Standing("REQUESTS_BY_STATE", OPEN),
        line=Level("REQUESTS_STANDING"),
        order=41,
    ),
    Figure(
        "REQUESTS_OVERDUE",
        _("Overdue requests"),
        unit,
        rows=_overdue,
        url=lambda period: reverse("servicedesk:requests") + "?tab=late",
        order=42,
    ),
    Figure(
        "REQUESTS_DUE",
        _("Requests due"),
        unit,
        rows=_due,
        url=_promised("&outcome=due"),
        month_of="promised_on",
        kept=Kept("REQUESTS_ANSWERED", beside=Beside(_due_unanswered, "promised_on")),
        order=43,
    ),
    Figure(
        "REQUESTS_KEPT",
        _("Requests answered on time"),
        unit,
        rows=_kept,
        url=_promised("&outcome=on_time"),
        month_of="promised_on",
        kept=Kept("REQUESTS_KEPT"),
        order=44,
    ),
    Figure(
        "REQUESTS_ON_TIME",
        _("Requests on time"),
        "%",
        kind=SHARE,
        part="REQUESTS_KEPT",
        whole="REQUESTS_DUE",
        url=_promised("&outcome=due"),
        order=45,
        decimals=1,
    ),
    Figure(
        "RATED",
        _("Requests rated"),
        unit,
        rows=_rated,
        url=_list("&rated=yes"),
        month_of="submitted_at",
        kept=Kept("RATED"),
        order=46,
    ),
    Figure(
        "SATISFIED",
        _("Requests rated with 4 or 5 stars"),
        unit,
        rows=_satisfied,
        url=_list("&rated=good"),
        month_of="submitted_at",
        kept=Kept("SATISFIED"),
        order=47,
    ),
    Figure(
        "SATISFACTION",
        _("Satisfaction"),
        "%",
        kind=SHARE,
        part="SATISFIED",
        whole="RATED",
        url=_list("&rated=yes"),
        order=48,
        decimals=1,
    ),
    Figure(
        "CONSULTATIONS",
        _("Consultations"),
        pgettext_lazy("unit", "consultations"),
        rows=_consultations,
        url=_consultation_list,
        month_of="happened_at",
        kept=Kept("CONSULTATIONS"),
        order=50,
    ),
    Figure(
        "CONSULTED_PERSONS",
        _("Persons consulted"),
        pgettext_lazy("unit", "persons"),
        kind=SUM,
        field="persons",
        rows=_consultations,
        url=_consultation_list,
        month_of="happened_at",
        kept=Kept("CONSULTED_PERSONS"),
        order=51,
    ),
):
    figures.add(figure)

for place, status in enumerate(Status):
    figures.add(
        Figure(
            f"REQUESTS_{status.value}",
            status.label,
            unit,
            rows=partial(_of_status, status.value),
            url=_list(f"&status={status.value}"),
            month_of="submitted_at",
            kept=Kept("REQUESTS_BY_STATE", frozenset({status.value})),
            order=60 + place,
        )
    )

for place, (code, name, _icon) in enumerate(CATEGORIES):
    figures.add(
        Figure(
            f"REQUESTS_ABOUT_{code}",
            name,
            unit,
            rows=partial(_of_category, code),
            url=_list(f"&category={code}"),
            month_of="submitted_at",
            kept=Kept("REQUESTS_BY_SUBJECT", frozenset({code})),
            order=80 + place,
        )
    )
