"""Work with enterprises: archives that are not built; and what a leaver hands over besides."""

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.handover import Holding, holdings
from core.contributions import WorkItem, WorkSource, work
from enterprises import asking_work, members, proposal_work
from enterprises.actions import hand_over_enterprises
from enterprises.models import ArchiveSection, Enterprise, SectionState
from enterprises.words import listed

NAMED = 3

# importing `members` hangs its hooks on invitations and closed accounts, the others their sources of work
__all__ = ["ArchiveWork", "asking_work", "members", "proposal_work"]


class ArchiveWork(WorkSource):
    """Enterprises in the park whose archive is not built; their liaison sees to it."""

    code = "archive"
    label = gettext_lazy("archives to build")
    order = 60

    def mine(self, user):
        """Those I am the liaison of."""
        rows = Enterprise.objects.visible_to(user).in_park().not_built()
        return rows.filter(liaison=user).order_by(F("admitted_on").asc(nulls_last=True), "pk")

    def others(self, user):
        """Nobody waits for an archive."""
        return Enterprise.objects.none()

    def done(self, user):
        """The archive itself tells who confirmed it."""
        return Enterprise.objects.none()

    def open_of(self, user, subject):
        """The meters beside it say the same."""
        return Enterprise.objects.none()

    def items(self, rows, user, mode):
        """`补建档案：还缺计量、关键岗位` — one query for the sections of all."""
        missing = {}
        for row in ArchiveSection.objects.filter(
            enterprise__in=[enterprise.pk for enterprise in rows], content=SectionState.EMPTY
        ).order_by("pk"):
            missing.setdefault(row.enterprise_id, []).append(str(row.get_section_display()))
        return [self.item(enterprise, missing.get(enterprise.pk, [])) for enterprise in rows]

    def item(self, enterprise, missing):
        """One row of My work."""
        url = reverse("enterprises:tab", args=[enterprise.pk, "archive"])
        if not missing:
            title = _("Build the archive: only the confirmation of the whole is missing")
        elif len(missing) > NAMED:
            title = _("Build the archive: %(sections)s and %(n)s more are missing") % {
                "sections": listed(missing[:NAMED]),
                "n": len(missing) - NAMED,
            }
        else:
            title = _("Build the archive: %(sections)s missing") % {"sections": listed(missing)}
        return WorkItem(
            icon="building-factory-2",
            title=title,
            why=enterprise.name,
            url=url,
            due=None,
            act=_("Build"),
            act_url=url,
            subject_id=enterprise.pk,
        )

    def held(self, user):
        """The enterprises themselves are handed over (below), their archives with them."""
        return Enterprise.objects.none()

    def hand_over(self, leaver, successor, by):
        """See `held`."""
        return 0


work.add(ArchiveWork())

holdings.add(
    Holding(
        "liaison",
        gettext_lazy("enterprises as liaison"),
        held=lambda user: Enterprise.objects.filter(liaison=user),
        give=hand_over_enterprises,
        order=500,
    )
)
