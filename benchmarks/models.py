"""One more kind of dated thing, for the reminder sweep: what the registers of an archive will hold by the million.

The table exists in the databases of the benchmark only; `benchmarks.data.tables` makes it.
"""

from django.conf import settings
from django.db import models

from accounts.roles import READERS
from core.models import Park
from core.scope import ParkQuerySet
from enterprises.models import Enterprise


class DatedQuerySet(ParkQuerySet):
    """Querysets of dated records."""

    def visible_to(self, user):
        """Those who read the park."""
        return self.in_parks_of(user) if user.role in READERS else self.none()


class DatedRecord(models.Model):
    """Something of an enterprise that falls due on a day: a calibration, a certificate, a licence."""

    park = models.ForeignKey(Park, models.DO_NOTHING)
    enterprise = models.ForeignKey(Enterprise, models.DO_NOTHING, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+")
    title = models.CharField(max_length=100)
    due_on = models.DateField()
    done_on = models.DateField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "benchmarks_datedrecord"

    def __str__(self):
        return self.title
