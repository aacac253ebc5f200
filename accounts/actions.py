"""What is done to accounts. Nothing else changes who may sign in, with which role, or by which password."""

from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import handover, invitations, lockout, privacy
from accounts.models import Invitation, User
from accounts.passwords import remember
from accounts.roles import (
    ADMINISTRATORS,
    GIVEN_BY_INVITATION,
    NEVER_WITHOUT,
    OFFICERS,
    Role,
)
from core.acts import act
from core.clock import now
from core.history import acting
from core.locks import one_at_a_time
from core.transitions import TransitionError, locked, require

NEW_ACCOUNT = "accounts:new"  # staff accounts, some of which there is only one of
KEEPS_ROLE = gettext_lazy("Enterprise users and applicants keep their role; they come by invitation.")


@contextmanager
def names_unique():
    """Say which name is taken, when two people chose it at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "mobile" in str(error):
            raise TransitionError(_("This mobile number has an account already.")) from error
        if "username" in str(error) or "user_name_in_any_case" in str(error):
            raise TransitionError(_("This account name is taken. Choose another one.")) from error
        raise


# ---- invitations and links -------------------------------------------------------------------------------------------


def invite(park, role, by, *, subject_id=None, subject_name="", name="", mobile="", email=""):
    """Make a link by which a person opens an account of `role`. The station invites enterprises of its park."""
    require(
        role == Role.ENTERPRISE and by.is_station and by.park_id == park.pk,
        _("Only the station's staff invite enterprises of their park."),
    )
    return Invitation.objects.create(
        park=park,
        role=role,
        subject_id=subject_id,
        subject_name=subject_name[:200],
        name=name,
        mobile=mobile,
        email=email,
        invited_by=by,
        expires_at=now() + timedelta(days=invitations.DAYS),
    )


def revoke_invitation(invitation_id, by):
    """Withdraw a link that nobody has used."""
    with act():
        invitation = locked(Invitation.objects.visible_to(by), invitation_id)
        if invitation.used_at:
            raise TransitionError(_("The link was used already and cannot be withdrawn."))
        if not invitation.revoked_at:
            invitation.revoked_at = now()
            invitation.save(update_fields=["revoked_at"])
    return invitation


def note_address(invitation_id, by, email):
    """Remember the e-mail address a link is sent to."""
    with act():
        invitation = locked(Invitation.objects.visible_to(by), invitation_id)
        invitation.email = email
        invitation.save(update_fields=["email"])
    return invitation


def _open_link(token):
    """The invitation behind a token, locked, when it can still be used: of two people at once one gets through."""
    invitation = (
        Invitation.objects.select_for_update(no_key=True).filter(token=token.replace("\0", "")).first()
    )
    trouble = invitations.why_unusable(invitation)
    if trouble:
        raise TransitionError(trouble)
    return invitation


def _use_up(invitation, user):
    invitation.used_at = now()
    invitation.used_by = user
    invitation.save(update_fields=["used_at", "used_by"])


def accept(token, *, name, mobile, username, password):
    """Open the account an invitation is for; the privacy notice was accepted. Returns the new user."""
    with act():
        invitation = _open_link(token)
        require(not invitation.is_reset)
        with names_unique():
            user = User.objects.create_user(
                username,
                password,
                name=name,
                mobile=mobile or None,
                email=invitation.email,
                role=invitation.role,
                park_id=invitation.park_id,
                must_change_password=False,
                privacy_version=privacy.VERSION,
                privacy_accepted_at=now(),
            )
        _use_up(invitation, user)
        with acting(user):
            invitations.accepted(invitation, user)
    return user


def accept_as(token, user):
    """Somebody who has an account of this role in this park takes an invitation with it (a second enterprise)."""
    with act():
        invitation = _open_link(token)
        require(
            not invitation.is_reset and user.role == invitation.role and user.park_id == invitation.park_id,
            _("This invitation is for another kind of account."),
        )
        _use_up(invitation, user)
        invitations.accepted(invitation, user)
    return user


def make_reset_link(user_id, by):
    """A one-time link by which the person chooses a new password; earlier ones stop working. Nobody sees a password."""
    with act():
        user = locked(User.objects.visible_to(by), user_id)
        require(
            User.objects.editable_by(by).filter(pk=user.pk).exists(),
            _("You may not reset this person's password."),
        )
        if not user.is_active:
            raise TransitionError(_("This account is closed; its password cannot be reset."))
        return _reset_link(user, by)


def _reset_link(user, by):
    Invitation.objects.filter(user=user).usable().update(revoked_at=now())
    return Invitation.objects.create(
        park_id=user.park_id,
        role=user.role,
        user=user,
        name=user.name,
        mobile=user.mobile or "",
        email=user.email,
        invited_by=by,
        expires_at=now() + timedelta(days=invitations.RESET_DAYS),
    )


def set_password_by_link(token, password):
    """The person behind a link has chosen a password; his other sessions end and a lock-out is lifted."""
    with act():
        owner = Invitation.objects.filter(token=token.replace("\0", "")).values(
            "user"
        )  # the person before his link, as everywhere
        people = User.objects.select_for_update(of=("self",), no_key=True)
        user = people.filter(pk__in=owner, is_active=True).first()
        invitation = _open_link(token)
        if user is None:
            raise TransitionError(_("This account is closed."))
        with acting(user):
            _set_password(user, password)
            _use_up(invitation, user)
    lockout.unlock(user)
    return user


def change_password(user, password):
    """Take a new password of one's own; sessions elsewhere end, as they carry the old one's mark."""
    with act():
        fresh = locked(User.objects.all(), user.pk)
        _set_password(fresh, password)
    return fresh


def _set_password(user, password):
    remember(user)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "password_changed_at", "must_change_password"])


# ---- accounts --------------------------------------------------------------------------------------------------------


def change_own_data(user, *, mobile, email, post):
    """Keep one's own mobile number, e-mail and post up to date."""
    with act():
        fresh = locked(User.objects.all(), user.pk)
        fresh.mobile, fresh.email, fresh.post = mobile or None, email, post
        with names_unique():
            fresh.save(update_fields=["mobile", "email", "post"])
    return fresh


def create_account(by, *, role, username, name, park=None, department=None, mobile="", email="", post=""):
    """A staff account without a password, and the link by which its owner chooses one. Returns (user, invitation)."""
    require(by.role == Role.SYSADMIN, _("Staff accounts are made by the system administrator."))
    require(role not in GIVEN_BY_INVITATION, _("Enterprises and applicants are invited by the station."))
    with act():
        one_at_a_time(NEW_ACCOUNT)
        if role in (Role.SECADMIN, Role.AUDITOR) and User.objects.active().filter(role=role).exists():
            raise TransitionError(
                _(
                    "There is one already. Another one is named by the security administrator, by a change of role."
                )
            )
        park, department, sees_all = _fitting(role, park, department)
        with names_unique():
            user = User.objects.create_user(
                username,
                None,
                name=name,
                role=role,
                park=park,
                department=department,
                sees_all_parks=sees_all,
                mobile=mobile or None,
                email=email,
                post=post,
            )
        return user, _reset_link(user, by)


def _fitting(role, park, department):
    """Park, department and reach that go with a role, or TransitionError with what is missing."""
    if role == Role.CITY:
        return None, None, True
    if role in ADMINISTRATORS:
        return None, None, False
    if park is None:
        raise TransitionError(_("Choose the park this person works for."))
    if role != Role.DEPARTMENT:
        return park, None, False
    if department is None or department.park_id != park.pk:
        raise TransitionError(_("Choose the person's department in this park."))
    return park, department, False


def change_role(user_id, by, role, *, park=None, department=None):
    """Give a person another role (security administrator only, never his own). Open work must be handed over first."""
    with act():
        user = _lock_with_peers(user_id, by)
        check_role_change(user, by)
        if role in GIVEN_BY_INVITATION:
            raise TransitionError(KEEPS_ROLE)
        park, department, sees_all = _fitting(role, park or user.park, department)
        if user.role in OFFICERS and (role not in OFFICERS or park != user.park) and handover.held_by(user):
            raise TransitionError(
                _("%(name)s still holds open work. The lead hands it over first.") % {"name": user}
            )
        if role != user.role:
            _keep_one(user)
        user.role, user.park, user.department, user.sees_all_parks = role, park, department, sees_all
        user.save(update_fields=["role", "park", "department", "sees_all_parks"])
    return user


def check_role_change(user, by):
    """NotAllowed for one's own role; TransitionError for people who keep theirs and for closed accounts."""
    require(by.role == Role.SECADMIN, _("Roles are given by the security administrator."))
    require(user.pk != by.pk, _("Nobody changes his own role."))
    if user.role in GIVEN_BY_INVITATION:
        raise TransitionError(KEEPS_ROLE)
    if not user.is_active:
        raise TransitionError(_("This account is closed."))


def check_dismissal(user, by):
    """NotAllowed for whom one does not let go; TransitionError when the account is closed already."""
    require(User.objects.dismissible_by(by).filter(pk=user.pk).exists(), _("You may not close this account."))
    if not user.is_active:
        raise TransitionError(_("This account is closed already."))


def _lock_with_peers(user_id, by, *others):
    """The person, locked together with who acts and with everybody of the same role in the same place, in one order:
    two people who dismiss each other at once cannot both get through. Who was closed meanwhile closes nobody."""
    before = User.objects.get(pk=user_id)
    wanted = Q(pk__in=[user_id, by.pk, *others])
    if before.role in NEVER_WITHOUT:
        wanted |= Q(role=before.role, park_id=before.park_id)
    locked_rows = User.objects.select_for_update(of=("self",), no_key=True).filter(wanted).order_by("pk")
    rows = {row.pk: row for row in locked_rows}
    user = rows[user_id]
    require(
        rows[by.pk].is_active and rows[by.pk].role == by.role, _("Your own account was changed meanwhile.")
    )
    if (user.role, user.park_id) != (before.role, before.park_id):
        raise TransitionError(
            _("%(name)s was given another role in this moment. Look at the account again.") % {"name": user}
        )
    return user


def _keep_one(user):
    """Refuse to leave a park without a lead, or the installation without one of its administrators."""
    if user.role not in NEVER_WITHOUT:
        return
    others = User.objects.active().filter(role=user.role, park_id=user.park_id).exclude(pk=user.pk)
    if not others.exists():
        raise TransitionError(
            _("%(name)s is the last active “%(role)s” here. Name another one first.")
            % {"name": user, "role": user.get_role_display()}
        )


def deactivate(user_id, by, *, successor=None, by_kind=None):
    """Close a leaver's account and hand over his work, in one transaction. Returns {kind: number handed over}.

    `successor` takes everything, except the kinds `by_kind` gives to somebody else. His sessions end, his password and
    his links are void.
    """
    by_kind = {code: person for code, person in (by_kind or {}).items() if person}
    takers = {person.pk for person in [*by_kind.values(), successor] if person}
    with act():
        user = _lock_with_peers(User.objects.visible_to(by).get(pk=user_id).pk, by, *takers)
        check_dismissal(user, by)
        _keep_one(user)
        given = {}
        if user.role in OFFICERS:
            given = _hand_over(user, by, successor, by_kind)
        user.is_active = False
        user.left_at = now()
        remember(user)
        user.set_unusable_password()
        user.save(update_fields=["is_active", "left_at", "password"])
        Invitation.objects.filter(user=user).usable().update(revoked_at=now())
        handover.farewell(user, by)
    return given


def _hand_over(user, by, successor, by_kind):
    given = {}
    open_kinds = {kind.code for kind, _number in handover.held_by(user)}
    for kind in handover.kinds():
        taker = by_kind.get(kind.code) or successor
        if taker is None:
            if kind.code in open_kinds:
                raise TransitionError(_("Choose who takes over: %(what)s.") % {"what": kind.label})
            continue
        taker = User.objects.get(pk=taker.pk)
        if taker.pk == user.pk:
            raise TransitionError(_("The work cannot be handed over to the leaver himself."))
        if not taker.is_active or taker.park_id != user.park_id or taker.role not in OFFICERS:
            raise TransitionError(_("%(name)s cannot take over work of this park.") % {"name": taker})
        given[kind.code] = kind.give(user, taker, by)
    return given


def reopen(user_id, by):
    """Let somebody back in whose account was closed: the account is as it was, the work stays where it is. Returns the
    link by which he chooses a password."""
    with act():
        user = locked(User.objects.visible_to(by), user_id)
        require(
            User.objects.dismissible_by(by).filter(pk=user.pk).exists(),
            _("You may not open this account again."),
        )
        if user.is_active:
            raise TransitionError(_("This account is open."))
        user.is_active = True
        user.left_at = None
        user.save(update_fields=["is_active", "left_at"])
        return _reset_link(user, by)
