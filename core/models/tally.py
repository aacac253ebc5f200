"""The kept counts behind the figures (core.summaries)."""

from django.db import models
from django.db.models import Q


class Tally(models.Model):
    """A part of a count: all rows of one (scope, code, grain, first, detail) together are the number.

    `scope` is the id of a park, or 0 for all parks; `grain` says whether `first` is a day, or the first day of a month
    or a year. Rows are only added (by triggers) and merged (by `core.summaries.fold`); no person changes them, so there
    is no history of them.
    """

    scope = models.BigIntegerField()
    code = models.CharField(max_length=30)
    grain = models.CharField(max_length=1)
    first = models.DateField()
    detail = models.CharField(max_length=30, default="", db_default="")
    n = models.BigIntegerField()
    folded = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            # the numbers of a period, of one park and of all
            models.Index(
                fields=["scope", "code", "grain", "first"], include=["detail", "n"], name="tally_read"
            ),
            # what is to be merged
            models.Index(fields=["id"], condition=Q(folded=False), name="tally_to_fold"),
        ]

    def __str__(self):
        return f"{self.code} {self.detail} {self.first}: {self.n}"
