"""Roles and the sets of roles that pages name (DESIGN §1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is to the station. A user has exactly one."""

    STAFF = "STAFF", _("station staff")
    LEAD = "LEAD", _("station lead")
    DEPARTMENT = "DEPARTMENT", _("department member")
    MANAGER = "MANAGER", _("park manager")
    CITY = "CITY", _("district or city user")
    ENTERPRISE = "ENTERPRISE", _("enterprise user")
    APPLICANT = "APPLICANT", _("applicant")
    SYSADMIN = "SYSADMIN", _("system administrator")
    SECADMIN = "SECADMIN", _("security administrator")
    AUDITOR = "AUDITOR", _("audit administrator")


STATION = frozenset({Role.STAFF, Role.LEAD})
OFFICERS = STATION | {Role.DEPARTMENT}  # those who hold requests and log joint visits
READERS = STATION | {Role.MANAGER, Role.CITY}  # those who read everything of a park
BUSINESS = READERS | {Role.DEPARTMENT, Role.ENTERPRISE}
ADMINISTRATORS = frozenset({Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR})
EVERYBODY = frozenset(Role)
GIVEN_BY_INVITATION = frozenset({Role.ENTERPRISE, Role.APPLICANT})  # no administrator makes or changes these
IN_PARK = OFFICERS | {Role.MANAGER}  # staff accounts that belong to one park
NEVER_WITHOUT = frozenset({Role.LEAD}) | ADMINISTRATORS  # the last one cannot be closed or given another role
