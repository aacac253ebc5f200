"""Where to go after this visit: today's plan, else the enterprises missed longest."""

from django.db.models import Case, F, IntegerField, Value, When
from django.urls import reverse

from visits.querysets import missed
from visits.today import plans_of_today


def next_stop(user, visit):
    """Address of the form for the next enterprise, or an empty string."""
    plan = plans_of_today(user).filter(author_id=user.pk).exclude(enterprise_id=visit.enterprise_id).first()
    if plan:
        return f"{reverse('visits:new')}?plan={plan.pk}"
    own_first = Case(When(liaison_id=user.pk, then=Value(0)), default=Value(1), output_field=IntegerField())
    enterprise = (
        missed(user)
        .without_plan()
        .exclude(pk=visit.enterprise_id)
        .order_by(own_first, F("last_visited_on").asc(nulls_first=True), "pk")
        .first()
    )
    return f"{reverse('visits:new')}?enterprise={enterprise.pk}" if enterprise else ""
