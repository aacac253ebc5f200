"""Requests for data as work: the enterprise answers, who has asked waits."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import Role
from core.clock import moments, today
from core.contributions import WorkItem, WorkSource, work
from enterprises.models import DataRequest, Section
from enterprises.words import listed

DONE_FOR = timedelta(days=30)


class DataRequests(WorkSource):
    """What the station asks enterprises for their archive."""

    code = "data_requests"
    label = gettext_lazy("requests for data")
    order = 45

    def _rows(self, user):
        return DataRequest.objects.visible_to(user).for_page().order_by("asked_at", "pk")

    def mine(self, user):
        """Those the enterprise has to answer."""
        if user.role != Role.ENTERPRISE:
            return DataRequest.objects.none()
        return self._rows(user).open()

    def others(self, user):
        """Those this user has asked."""
        if not user.is_station:
            return DataRequest.objects.none()
        return self._rows(user).open().filter(asked_by=user)

    def done(self, user):
        """Answered in the last 30 days."""
        rows = self._rows(user).filter(
            status=DataRequest.Status.ANSWERED, closed_at__gte=moments(today() - DONE_FOR, None)[0]
        )
        rows = rows if user.role == Role.ENTERPRISE else rows.filter(asked_by=user)
        return rows.order_by("-closed_at", "-pk")

    def open_of(self, user, subject):
        """The open one of an enterprise."""
        return self._rows(user).open().filter(enterprise=subject)

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        n = len(row.questions)
        own = user.role == Role.ENTERPRISE
        names = listed(str(Section(code).label) for code in row.sections)
        who = row.asked_by.name if own else str(row.enterprise)
        return WorkItem(
            icon="clipboard-list",
            title=ngettext("Data of the archive: %(n)s question", "Data of the archive: %(n)s questions", n)
            % {"n": n},
            why=" · ".join(word for word in ("" if mode == "open" else who, names) if word),
            url=row.get_absolute_url(),
            due=None,
            act=_("Answer") if own and mode == "mine" else "",
            act_url=row.get_absolute_url() if own and mode == "mine" else "",
            badge=row.badge,
            subject_id=row.enterprise_id,
        )

    def held(self, user):
        """They go with the enterprises of a liaison."""
        return DataRequest.objects.none()

    def hand_over(self, leaver, successor, by):
        """See `held`."""
        return 0


work.add(DataRequests())
