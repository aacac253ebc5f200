"""Who signs in for an enterprise: invited by the station, joined on acceptance, stopped when the person leaves."""

from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.handover import when_gone
from accounts.invitations import when_accepted
from accounts.roles import Role
from core import timeline
from core.acts import act
from core.transitions import TransitionError, locked, require
from enterprises.models import Enterprise, Membership


def invite_member(enterprise_id, by, *, name, mobile="", email=""):
    """Make the link by which a person of the enterprise opens an account; returns the invitation."""
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(by.is_station, _("Only the station's staff invite."))
        invitation = accounts.invite(
            enterprise.park,
            Role.ENTERPRISE,
            by,
            subject_id=enterprise.pk,
            subject_name=enterprise.name,
            name=name,
            mobile=mobile,
            email=email,
        )
        timeline.record("member_invited", subject=enterprise, actor=by, name=name)
    return invitation


def stop_member(enterprise_id, membership_id, by):
    """The person no longer acts for the enterprise; the account stays, and sees nothing of it."""
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(by.is_station, _("Only the station's staff end an account's membership."))
        membership = locked(enterprise.memberships.all(), membership_id)
        if not membership.is_active:
            raise TransitionError(_("This membership has ended already."))
        _stop(membership, by)
    return membership


def resume_member(enterprise_id, membership_id, by):
    """The person acts for the enterprise again."""
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(by.is_station, _("Only the station's staff end an account's membership."))
        membership = locked(enterprise.memberships.all(), membership_id)
        if membership.is_active:
            raise TransitionError(_("This person signs in for the enterprise already."))
        membership.is_active = True
        membership.save(update_fields=["is_active"])
        timeline.record("member_joined", subject=enterprise, actor=by, name=membership.user.name)
    return membership


@when_accepted(Role.ENTERPRISE)
def join(invitation, user):
    """A person took the invitation: the membership begins, in the transaction of the acceptance."""
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(
        pk=invitation.subject_id, park_id=invitation.park_id
    )
    Membership.objects.update_or_create(enterprise=enterprise, user=user, defaults={"is_active": True})
    timeline.record("member_joined", subject=enterprise, actor=user, name=user.name)


@when_gone
def end_memberships(user, by):
    """An account is closed: it belongs to no enterprise any more."""
    for membership in Membership.objects.filter(user=user, is_active=True).select_related(
        "enterprise", "user"
    ):
        _stop(membership, by)


def _stop(membership, by):
    membership.is_active = False
    membership.save(update_fields=["is_active"])
    timeline.record("member_stopped", subject=membership.enterprise, actor=by, name=membership.user.name)
