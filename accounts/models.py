"""People: departments, users, invitations, old passwords."""

import secrets

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Right, Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import InvitationQuerySet, UserQuerySet
from accounts.roles import ADMINISTRATORS, OFFICERS, READERS, STATION, Role
from core.history import track
from core.models import Park


@track()
class Department(models.Model):
    """A department that takes part in the station (DOMAIN §1.6); `code` is its kind, e.g. MARKET, ECOLOGY."""

    park = models.ForeignKey(Park, models.CASCADE, related_name="departments", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=60)
    short_name = models.CharField(_("short name"), max_length=20)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [models.UniqueConstraint(fields=["park", "code"], name="department_one_per_code")]

    def __str__(self):
        return self.name


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Creates users with a hashed password."""

    def create_user(self, username, password=None, **fields):
        """Create and return a user; without a password he cannot sign in until he sets one."""
        user = self.model(username=self.model.normalize_username(username).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, username, password=None, **fields):
        """Break-glass account of the system administrator; its use is logged like any other."""
        return self.create_user(username, password, is_superuser=True, role=Role.SYSADMIN, **fields)


@track(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """A person. Signs in by `username` or `mobile`; carries a park and one role.

    Account names are stored in small letters and never look like a mobile number, so that what is typed at the
    sign-in means one person. Who belongs to an enterprise is `enterprises.Membership`. A district or city user sees
    all parks of the installation (`sees_all_parks`); the three administrators see no business rows.
    """

    username = models.CharField(_("account"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    mobile = models.CharField(_("mobile number"), max_length=11, unique=True, null=True, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    post = models.CharField(_("post"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, verbose_name=_("park"))
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("department"),
        related_name="members",
    )
    sees_all_parks = models.BooleanField(_("sees all parks"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(_("must change the password"), default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    privacy_version = models.CharField(_("privacy notice accepted"), max_length=10, blank=True)
    privacy_accepted_at = models.DateTimeField(null=True, blank=True)
    large_text = models.BooleanField(_("large text"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    left_at = models.DateTimeField(_("left on"), null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        indexes = [
            # choosing a holder or a companion; the people page of a lead
            models.Index(fields=["park", "role", "id"], name="user_of_park"),
            # the people page of an administrator
            models.Index(fields=["role", "id"], name="user_by_role"),
            # whose phone ends so: the public look-up of requests
            models.Index(Right("mobile", 4), name="user_phone_end", condition=models.Q(role=Role.ENTERPRISE)),
        ]
        constraints = [
            models.UniqueConstraint(
                Upper("username"),
                name="user_name_in_any_case",
                violation_error_message=_("This account name is taken."),
            ),
            models.CheckConstraint(
                condition=~models.Q(username__regex=r"^[0-9]"),
                name="user_name_is_no_number",
                violation_error_message=_("An account name begins with a letter."),
            ),
            models.CheckConstraint(
                condition=~models.Q(sees_all_parks=True) | models.Q(role=Role.CITY),
                name="user_all_parks_is_city",
                violation_error_message=_("Only a district or city user sees all parks."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    @property
    def reads_whole_park(self):
        """Whether every business row of a park (or of all parks) is open to him, so kept numbers are his numbers."""
        return self.role in READERS and (self.sees_all_parks or self.park_id is not None)

    def get_absolute_url(self):
        """The person's page, for lead and administrators."""
        return reverse("accounts:person", args=[self.pk])

    @property
    def is_staff(self):
        """May open /admin/: the system administrator only."""
        return self.role == Role.SYSADMIN and self.is_active

    @property
    def is_station(self):
        """Staff or lead of a station."""
        return self.role in STATION

    @property
    def is_officer(self):
        """May hold requests: staff, lead, department members."""
        return self.role in OFFICERS

    @property
    def is_administrator(self):
        """One of the three administrators: sees no business rows."""
        return self.role in ADMINISTRATORS

    @property
    def affiliation(self):
        """What stands beside the name: the department's short name, or 站内 for the station's own people."""
        if self.department_id:
            return self.department.short_name
        return str(_("the station")) if self.is_station else self.get_role_display()

    def has_perm(self, perm, obj=None):
        """Rights in /admin/: everything registered there, for the system administrator."""
        return self.is_staff

    def has_module_perms(self, app_label):
        """See `has_perm`."""
        return self.is_staff

    def set_password(self, raw_password):
        """Hash and remember when it was changed; None makes the account one without a password."""
        super().set_password(raw_password)
        self.password_changed_at = timezone.now() if raw_password is not None else None


class OldPassword(models.Model):
    """Hashes of the previous passwords, so that the last five are not taken again (DOMAIN §12.1)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField(auto_now_add=True)


def new_token():
    """Unguessable part of an invitation's address."""
    return secrets.token_urlsafe(24)


@track(exclude=["token"])
class Invitation(models.Model):
    """A link or QR by which a person opens an account: copied, printed at the visit, or mailed.

    `subject_id` is the enterprise the person will belong to (accounts stands below enterprises, hence no key). Usable
    once, for 14 days, until revoked. With `user` it is for an account that exists: the link sets its password (a new
    account of the station, or a password reset by the lead), and it lasts 3 days.
    """

    token = models.CharField(max_length=60, unique=True, default=new_token)
    park = models.ForeignKey(Park, models.CASCADE, null=True, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=Role)
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="resets")
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(_("name"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=11, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        indexes = [
            # the invitations of an enterprise, newest first
            models.Index(fields=["subject_id", "-created_at"], name="invitation_of_subject")
        ]

    def __str__(self):
        return self.name or self.subject_name

    def get_absolute_url(self):
        """The page with the link, for who invited."""
        return reverse("accounts:invitation", args=[self.pk])

    @property
    def is_reset(self):
        """Whether it sets the password of an account that exists."""
        return self.user_id is not None

    @property
    def is_usable(self):
        """Neither used, nor revoked, nor expired."""
        return not self.used_at and not self.revoked_at and self.expires_at > timezone.now()
