"""Two records that stood for one enterprise became one: what was moved, so that it can be undone (FEATURES 1.6)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clock import now
from core.history import track
from core.models import Park
from enterprises.models.enterprise import Enterprise

UNDO_DAYS = 30


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond, so that a row returns as it was."""

    def default(self, o):
        """A moment in full; the rest as Django writes it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@track()
class Merge(models.Model):
    """One merge. Written by `enterprises.merging` only.

    `moved` is {model label: [{"set": {column: [before, after]}, "ids": […]}]}, `removed` {model label: [rows as Django
    serialises them]} of rows that stood in both records, `values` {column of the kept record: [before, after]}, `was`
    {column of the merged record: value}. `sections` are those whose confirmation was taken over.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+")
    winner = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="merges", verbose_name=_("kept record")
    )
    loser = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name=_("merged record"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("merged at"))
    moved = models.JSONField(default=dict, encoder=Exact)
    removed = models.JSONField(default=dict, encoder=Exact)
    values = models.JSONField(default=dict, encoder=Exact)
    was = models.JSONField(default=dict, encoder=Exact)
    sections = models.JSONField(default=list)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("merge of two records")
        constraints = [
            # the one that is in force for a merged record
            models.UniqueConstraint(
                fields=["loser"], condition=models.Q(undone_at=None), name="merge_in_force_once"
            )
        ]

    def __str__(self):
        return f"{self.loser_id} → {self.winner_id}"

    @property
    def undo_until(self):
        """The moment from which it stays."""
        return self.at + timedelta(days=UNDO_DAYS)

    @property
    def can_be_undone(self):
        """Whether it is in force and recent."""
        return self.undone_at is None and now() < self.undo_until
