"""Which people and invitations a user may see and choose."""

from django.db.models import Q
from django.utils import timezone

from accounts.roles import ADMINISTRATORS, OFFICERS, STATION, Role
from core.scope import ParkQuerySet


class UserQuerySet(ParkQuerySet):
    """Querysets of people."""

    def active(self):
        """People who can sign in."""
        return self.filter(is_active=True)

    def visible_to(self, user):
        """People in the lists of a user: the lead sees his park's people, the system and the security administrator
        all accounts, everybody else himself."""
        if user.role in (Role.SYSADMIN, Role.SECADMIN):
            return self
        if user.role == Role.LEAD:
            return self.in_parks_of(user).exclude(role__in=ADMINISTRATORS)
        return self.filter(pk=user.pk)

    def editable_by(self, user):
        """People whose password he resets: the lead those of his park; the system administrator all but enterprise
        users and applicants, who belong to a lead."""
        if user.role == Role.LEAD:
            return self.visible_to(user)
        if user.role == Role.SYSADMIN:
            return self.exclude(role__in=(Role.ENTERPRISE, Role.APPLICANT))
        return self.none()

    def dismissible_by(self, user):
        """People whom he lets go: the lead those of his park, the system administrator those without a park, who hold
        no work; nobody himself."""
        if user.role == Role.LEAD:
            return self.visible_to(user).exclude(pk=user.pk)
        if user.role == Role.SYSADMIN:
            return self.filter(park=None).exclude(pk=user.pk)
        return self.none()

    def officers_of(self, park_id):
        """Active people who may hold a request or come along on a visit in the park."""
        return self.active().filter(park_id=park_id, role__in=OFFICERS).order_by("role", "name", "pk")

    def find(self, typed):
        """The person with this account name or mobile number (cleaned by `backends.sign_in_name`)."""
        return self.filter(Q(username__iexact=typed) | Q(mobile=typed))


class InvitationQuerySet(ParkQuerySet):
    """Querysets of invitations and password links."""

    def visible_to(self, user):
        """The station sees the invitations of its enterprises, the lead also the password links of his people; the
        system administrator the links he made."""
        if user.role == Role.LEAD:
            return self.in_parks_of(user)
        if user.role in STATION:
            return self.in_parks_of(user).filter(user=None)
        if user.role == Role.SYSADMIN:
            return self.filter(invited_by=user)
        return self.none()

    def usable(self):
        """Neither used, nor revoked, nor expired."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def of_subject(self, subject_id):
        """Those for one enterprise, newest first."""
        return self.filter(user=None, subject_id=subject_id).order_by("-created_at", "-pk")
