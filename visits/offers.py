"""What may be started here from something else: record a visit to an enterprise, or plan one."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import OFFICERS, STATION
from core.contributions import Offer, offers
from enterprises.models import Enterprise


def _here(user, enterprise, roles):
    return (
        user.role in roles
        and user.park_id == enterprise.park_id
        and enterprise.status in Enterprise.Status.IN_PARK
    )


offers.add(
    Offer(
        "visit-of-enterprise",
        "enterprises.Enterprise",
        _("Record visit"),
        "walk",
        url=lambda enterprise: f"{reverse('visits:new')}?enterprise={enterprise.pk}",
        may=lambda user, enterprise: _here(user, enterprise, OFFICERS),
        order=1,
    )
)
offers.add(
    Offer(
        "plan-of-enterprise",
        "enterprises.Enterprise",
        _("Plan a visit"),
        "calendar-plus",
        url=lambda enterprise: f"{reverse('visits:plan')}?enterprise={enterprise.pk}",
        may=lambda user, enterprise: _here(user, enterprise, STATION),
        order=20,
    )
)
