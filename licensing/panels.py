"""Menu entries, the tab on an enterprise's page, and what cases say on the timeline."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import READERS, Role
from core.contributions import MenuEntry, Panel, Printed, menu, panels, printed
from core.timeline import say
from licensing.models import LicenceCase

SHOWN = 30


def open_cases(user):
    """Open cases in the user's scope: the number beside the menu entry."""
    return LicenceCase.objects.visible_to(user).open()


menu.add(
    MenuEntry(
        "licensing",
        _("Licence assistance"),
        "certificate",
        "licensing:list",
        READERS,
        order=55,
        count=open_cases,
    )
)
menu.add(
    MenuEntry(
        "licensing-board",
        _("Queues at the testing bodies"),
        "packages",
        "licensing:board",
        READERS,
        order=56,
    )
)
menu.add(
    MenuEntry(
        "own-licensing",
        _("My licences"),
        "certificate",
        "licensing:list",
        frozenset({Role.ENTERPRISE}),
        order=45,
        count=open_cases,
    )
)

say(
    "case",
    _("licence assistance"),
    "certificate",
    case_opened=_("%(number)s %(product)s: case opened, %(procedure)s"),
    case_moved=_("%(number)s %(product)s: at “%(stage)s”, in the hands of: %(holder)s"),
    case_held=_("%(number)s %(product)s: on hold, %(reason)s"),
    case_resumed=_("%(number)s %(product)s: goes on"),
    case_given=_("%(number)s %(product)s: given from %(before)s to %(who)s"),
    case_document=_("%(number)s %(product)s: %(label)s, %(state)s"),
    case_contact=_("%(number)s %(product)s: in touch with %(party)s, %(text)s"),
    case_promise_kept=_("%(number)s %(product)s: promise kept, %(promise)s"),
    case_promise_broken=_("%(number)s %(product)s: promise not kept, %(promise)s"),
    case_gap=_("%(number)s %(product)s: in the way, %(gap)s"),
    case_gap_closed=_("%(number)s %(product)s: out of the way, %(gap)s, after %(days)s days"),
    case_letter=_("%(number)s %(product)s: letter %(letter)s to %(to)s, %(kind)s"),
    sample_taken=_("%(number)s %(product)s: sample %(sample)s for %(body)s, %(tested)s"),
    sample_delivered=_("%(number)s %(product)s: %(sample)s delivered to %(body)s, %(delivery)s"),
    sample_reported=_("%(number)s %(product)s: %(sample)s, report: %(verdict)s"),
    sample_unusable=_("%(number)s %(product)s: report on %(sample)s not usable, %(reason)s"),
    sample_cancelled=_("%(number)s %(product)s: %(sample)s cancelled, %(reason)s"),
    case_issued=_("%(number)s %(product)s: licence issued after %(days)s days"),
    case_refused=_("%(number)s %(product)s: refused, %(reason)s"),
    case_withdrawn=_("%(number)s %(product)s: withdrawn, %(reason)s"),
    case_terminated=_("%(number)s %(product)s: terminated, %(reason)s"),
    case_diagnosed=_("%(number)s %(product)s: diagnosis, %(verdict)s %(label)s"),
    case_not_needed=_("%(number)s %(product)s: no licence needed, %(reason)s; instead: %(instead)s"),
    case_disputed=_("%(number)s %(product)s: refusal disputed, %(way)s %(body)s"),
    case_not_disputed=_("%(number)s %(product)s: the refusal is accepted, %(reason)s"),
    case_dispute_decided=_("%(number)s %(product)s: %(state)s, %(reason)s"),
)


def _rows(user, subject):
    return LicenceCase.objects.visible_to(user).filter(enterprise_id=subject.pk)


def show_cases(request, subject):
    """The tab: open cases first, then the newest."""
    user = request.user
    rows = _rows(user, subject).for_page()
    shown = list(rows.open().order_by("target_on", "pk")[:SHOWN])
    over = list(rows.over().order_by("-opened_on", "-pk")[:SHOWN])
    return "licensing/panel.html", {
        "open_items": [_mini(row) for row in shown],
        "over_items": [_mini(row) for row in over],
        "all_url": f"{reverse('licensing:list')}?status=all&enterprise={subject.pk}",
        "new_url": f"{reverse('licensing:new')}?enterprise={subject.pk}" if user.is_station else "",
    }


def _mini(row):
    """A line of a mini list."""
    where = f" · {row.get_holder_display()} · {row.get_stage_display()}" if row.is_open else ""
    return {
        "title": f"{row.procedure} · {row.product}",
        "url": row.get_absolute_url(),
        "badge": row.badge,
        "line2": f"{row.number}{where} · {row.due.line1} {row.due.line2}".rstrip(),
    }


panels.add(
    Panel(
        "licensing",
        _("Licence assistance"),
        show_cases,
        order=45,
        count=lambda user, subject: _rows(user, subject).open(),
        may=lambda user, subject: user.role in READERS | {Role.ENTERPRISE},
    )
)


def printed_cases(user, subject):
    """What is not finished, soonest first."""
    rows = _rows(user, subject).open().select_related("procedure").order_by("target_on", "pk")[:SHOWN]
    return [
        [row.number, str(row.procedure), row.product, row.get_stage_display(), f"{row.target_on}"]
        for row in rows
    ]


printed.add(
    Printed(
        "licensing",
        _("Open licence cases"),
        (_("number"), _("procedure"), _("product"), _("stage"), _("target")),
        printed_cases,
        may=lambda user: user.role in READERS | {Role.ENTERPRISE},
        order=45,
    )
)
