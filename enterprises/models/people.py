"""The enterprise's people: contacts the station calls, and members who sign in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import track
from enterprises.models.enterprise import Enterprise


@track()
class Contact(models.Model):
    """A person of the enterprise by role (DOMAIN §1.2). The mobile number is shown masked; showing it is recorded."""

    class Role(models.TextChoices):
        """What the person is responsible for."""

        GENERAL = "GENERAL", _("general contact")
        QUALITY = "QUALITY", _("head of quality")
        STANDARD = "STANDARD", _("standardisation")
        METROLOGY = "METROLOGY", _("metrology")
        FOOD_SAFETY_DIRECTOR = "FOOD_SAFETY_DIRECTOR", _("food safety director")
        FOOD_SAFETY_OFFICER = "FOOD_SAFETY_OFFICER", _("food safety officer")
        EQUIPMENT_SAFETY = "EQUIPMENT_SAFETY", _("equipment safety officer")
        ENV = "ENV", _("environment")
        ENERGY = "ENERGY", _("energy")
        STAT = "STAT", _("statistician")
        LIAISON = "LIAISON", _("liaison to the station")

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="contacts")
    role = models.CharField(_("role"), max_length=24, choices=Role)
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=40, blank=True)
    mobile = models.CharField(_("mobile number"), max_length=11, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("contact")
        ordering = ["position", "id"]

    def __str__(self):
        return self.name


@track()
class Membership(models.Model):
    """An account that acts for the enterprise."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    since = models.DateField(auto_now_add=True)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("membership")
        constraints = [models.UniqueConstraint(fields=["enterprise", "user"], name="membership_once")]

    def __str__(self):
        return f"{self.user_id} @ {self.enterprise_id}"
