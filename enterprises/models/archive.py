"""The quality archive of an enterprise: its sections and their states (DOMAIN §2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import track
from core.models import Park
from enterprises.models.enterprise import Enterprise


class Section(models.TextChoices):
    """The sections of the archive, in the order they are shown."""

    BASIC = "BASIC", _("basic information")
    STANDARD = "STANDARD", _("products and standards")
    METROLOGY = "METROLOGY", _("metrology")
    CERT = "CERT", _("certification")
    LICENCE = "LICENCE", _("licences")
    FOOD = "FOOD", _("food safety")
    EQUIPMENT = "EQUIPMENT", _("special equipment")
    QUALITY = "QUALITY", _("quality and inspection")
    BRAND = "BRAND", _("brands and honours")
    PEOPLE = "PEOPLE", _("key posts")
    RECORD = "RECORD", _("supervision record")


class SectionState(models.TextChoices):
    """The state of one section of one archive. STALE is computed: not confirmed for 12 months."""

    NOT_APPLICABLE = "NOT_APPLICABLE", _("not applicable")
    EMPTY = "EMPTY", _("not built")
    PARTIAL = "PARTIAL", _("partial")
    COMPLETE = "COMPLETE", _("complete")
    STALE = "STALE", _("to be updated")


SectionState.BADGES = {
    "NOT_APPLICABLE": ("", "minus"),
    "EMPTY": ("bad", "circle-dashed"),
    "PARTIAL": ("info", "progress"),
    "COMPLETE": ("ok", "check"),
    "STALE": ("warn", "refresh-alert"),
}


@track()
class ArchiveSection(models.Model):
    """One section of one enterprise's archive: what is in it, and who confirmed it when.

    There is a row for each section that applies. `content` is EMPTY, PARTIAL or COMPLETE by what is filled; an officer
    who has seen the section on paper confirms it so (`on_paper`), which counts as PARTIAL. `content`, `required` (how many
    fields the section needs), `present` (how many of them are filled) and `filled` (that in percent) are written by
    `enterprises.archive.refresh` only.
    """

    park = models.ForeignKey(Park, models.PROTECT)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="sections")
    section = models.CharField(_("section"), max_length=10, choices=Section)
    content = models.CharField(_("content"), max_length=14, choices=SectionState, default=SectionState.EMPTY)
    filled = models.PositiveSmallIntegerField(_("filled (%)"), default=0)
    required = models.PositiveIntegerField(_("required fields"), default=0, db_default=0)
    present = models.PositiveIntegerField(_("fields that are filled"), default=0, db_default=0)
    on_paper = models.BooleanField(_("kept on paper"), default=False)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("archive section")
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "section"], name="section_once_per_archive"),
            models.CheckConstraint(
                condition=models.Q(content__in=["EMPTY", "PARTIAL", "COMPLETE"]),
                name="section_content_known",
            ),
            models.CheckConstraint(condition=models.Q(filled__lte=100), name="section_filled_percent"),
        ]
        indexes = [
            models.Index(fields=["park", "section", "content"], name="section_grid")
        ]  # enterprises × sections

    def __str__(self):
        return f"{self.enterprise_id} {self.section}"
