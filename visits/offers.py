"""What may be started here from something else: record a visit to an enterprise, or plan one."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
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


def _why(row):
    """What the visit is for: the section of the archive it comes from."""
    return gettext("Archive: %(section)s to be completed") % {"section": row.get_section_display()}


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
        "plan-of-section",
        "enterprises.ArchiveSection",
        _("Plan a visit"),
        "calendar-plus",
        url=lambda row: (
            f"{reverse('visits:plan')}?{urlencode({'enterprise': row.enterprise_id, 'note': _why(row)})}"
        ),
        may=lambda user, row: _here(user, row.enterprise, STATION),
        order=20,
    )
)
offers.add(
    Offer(
        "plan-of-several",
        "enterprises.Enterprise:several",
        _("Plan visits instead"),
        "calendar-plus",
        url=lambda rows: f"{reverse('visits:plan')}?{urlencode([('enterprise', row.pk) for row in rows])}",
        may=lambda user, rows: all(_here(user, row, STATION) for row in rows),
        order=20,
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
