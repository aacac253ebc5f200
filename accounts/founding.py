"""An empty station: its first park, departments, lead and system administrator."""

from django.utils.translation import gettext as _

from accounts import departments
from accounts.actions import names_unique
from accounts.models import Department, User
from accounts.roles import Role
from core.acts import act
from core.clock import today
from core.locks import one_at_a_time
from core.models import Park, Region
from core.transitions import TransitionError


def set_up_station(*, park, department_codes, lead, sysadmin, region=None):
    """Make the first park, its departments, its lead and the system administrator; only while there is no park.

    `park`, `lead` and `sysadmin` are fields; the people's include username, name and password; `region` is the
    park's when the table lacks it. Returns the lead.
    """
    with act():
        one_at_a_time("accounts:set-up")
        if Park.objects.exists():
            raise TransitionError(_("This station was set up already. Sign in."))
        if region and not Region.objects.filter(code=region["code"]).exists():
            Region.objects.create(parent_code=f"{region['code'][:4]}00", **region)
        made = Park.objects.create(live_from=today(), **park)
        for department in departments.offered():
            if department["code"] in department_codes:
                Department.objects.create(
                    park=made,
                    code=department["code"],
                    name=department["name"],
                    short_name=department["short_name"],
                )
        with names_unique():
            User.objects.create_user(role=Role.SYSADMIN, must_change_password=True, **sysadmin)
            return User.objects.create_user(role=Role.LEAD, park=made, must_change_password=False, **lead)
