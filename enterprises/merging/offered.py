"""What may be started about merges from the page of an enterprise."""

from django.urls import reverse
from django.utils.translation import gettext as _


def merge_acts(enterprise):
    """The buttons on the tab of the master data."""
    merges = enterprise.merges.filter(undone_at=None).select_related("loser").order_by("-at")
    return [
        {
            "label": _("Merge a duplicate"),
            "url": reverse("enterprises:merge", args=[enterprise.pk]),
            "icon": "arrow-merge",
        },
        *(
            {
                "label": _("Undo the merge of %(name)s") % {"name": each.loser.name},
                "url": reverse("enterprises:undo_merge", args=[enterprise.pk, each.pk]),
                "icon": "arrow-back-up",
            }
            for each in merges
            if each.can_be_undone
        ),
    ]
