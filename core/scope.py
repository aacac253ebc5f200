"""Scope: which rows a user may see at all. Out of scope is 404, in scope but not allowed is 403 (DESIGN §3)."""

from django.db import models
from django.db.models import F


class ParkQuerySet(models.QuerySet):
    """Base of all querysets over rows that belong to a park.

    Each app's subclass defines `visible_to(user)` (and `editable_by(user)` where it differs) on top of `in_parks_of`.
    """

    whole_park_id = None

    def in_parks_of(self, user):
        """Rows of the user's park; all rows, without a filter, for one who sees all parks; none for one without."""
        if user.sees_all_parks:
            return self
        if user.park_id is None:
            return self.none()
        rows = self.filter(park_id=user.park_id)
        rows.whole_park_id = user.park_id  # gone as soon as somebody narrows it
        return rows

    def visible_to(self, user):
        """Rows the user may read."""
        raise NotImplementedError(f"{type(self).__name__} must say who sees its rows")


def live_from(user):
    """For conditions on rows in a user's scope: the day from which his park owes anything, or that of each row's park."""
    return user.park.live_from if user.park_id and not user.sees_all_parks else F("park__live_from")


def still_in_scope(obj, user):
    """Whether a row that was just saved is still one its user may see; asked inside the transaction.

    Who sees a whole park sees what carries its number: that needs no question.
    """
    rows = type(obj).objects.visible_to(user)
    if getattr(rows, "whole_park_id", None) is not None:
        return obj.park_id == rows.whole_park_id
    return rows.filter(pk=obj.pk).exists()
