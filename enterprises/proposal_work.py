"""Proposed changes of registers as work: the liaison decides, the enterprise corrects what came back."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from core.clock import moments, today
from core.contributions import WorkItem, WorkSource, work
from enterprises.models import RegisterChange
from enterprises.registers.register import REGISTERS
from enterprises.words import listed

DONE_FOR = timedelta(days=30)
Status = RegisterChange.Status


class Proposals(WorkSource):
    """What enterprises propose for their registers."""

    code = "proposals"
    label = gettext_lazy("proposed changes")
    order = 40

    def _rows(self, user):
        return RegisterChange.objects.visible_to(user).for_page().order_by("proposed_at", "pk")

    def mine(self, user):
        """The liaison's; without one the lead's; for the enterprise what was sent back."""
        if user.role == Role.ENTERPRISE:
            return self._rows(user).filter(status=Status.RETURNED)
        if not user.is_station:
            return RegisterChange.objects.none()
        mine = Q(enterprise__liaison=user)
        if user.role == Role.LEAD:
            mine |= Q(enterprise__liaison=None)
        return self._rows(user).waiting().filter(mine)

    def others(self, user):
        """The enterprise waits for the station; the station for what it has sent back."""
        if user.role == Role.ENTERPRISE:
            return self._rows(user).waiting()
        return self._rows(user).filter(status=Status.RETURNED, decided_by=user)

    def done(self, user):
        """Decided by this user in the last 30 days; for the enterprise what was accepted."""
        rows = self._rows(user).filter(
            decided_at__gte=moments(today() - DONE_FOR, None)[0], status=Status.ACCEPTED
        )
        rows = rows if user.role == Role.ENTERPRISE else rows.filter(decided_by=user)
        return rows.order_by("-decided_at", "-pk")

    def open_of(self, user, subject):
        """Open changes of an enterprise."""
        return self._rows(user).open().filter(enterprise=subject)

    def items(self, rows, user, mode):
        """Rows of My work."""
        return [self._item(row, user, mode) for row in rows]

    def _item(self, row, user, mode):
        register = REGISTERS[row.register]
        names = listed([str(register.label_of(name)) for name in row.changed][:3])
        own = user.role == Role.ENTERPRISE
        why = [] if own or mode == "open" else [str(row.enterprise)]
        if row.status == Status.RETURNED:
            why.append(_("the station says: %(answer)s") % {"answer": row.answer})
        else:
            why.append(names or str(row.get_kind_display()))
        title = _("Confirm: %(what)s") if mode == "mine" and not own else "%(what)s"
        return WorkItem(
            icon=register.icon,
            title=title % {"what": f"{register.one} {row.name}"},
            why=" · ".join(why),
            url=row.get_absolute_url(),
            due=None,
            act=(_("Correct") if own else _("Look")) if mode == "mine" else "",
            act_url=(row.correct_url if own and row.kind != row.Kind.REMOVE else row.get_absolute_url())
            if mode == "mine"
            else "",
            badge=row.badge,
            subject_id=row.enterprise_id,
        )

    def held(self, user):
        """They go with the enterprises of a liaison."""
        return RegisterChange.objects.none()

    def hand_over(self, leaver, successor, by):
        """See `held`."""
        return 0


work.add(Proposals())
