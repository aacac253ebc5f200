"""Bottlenecks of a case: noted, out of the way; those that are open end with the case."""

from django.utils.translation import gettext as _

from core.acts import act, do_last
from core.clock import today
from core.transitions import TransitionError, in_its_words, locked
from licensing.actions.steps import day_of, line, take_up
from licensing.models import Bottleneck, CaseBottleneck

_END = """
    UPDATE licensing_casebottleneck SET closed_on = GREATEST(opened_on, %s), closed_by_id = %s
    WHERE case_id = %s AND closed_on IS NULL
"""


def open_bottleneck(case_id, user, *, kind, note="", opened_on=None):
    """Something keeps the case from going on, since a day."""
    with act(), in_its_words(CaseBottleneck):
        case = take_up("bottleneck", case_id, user)
        row = note_bottleneck(case, user, kind=kind, note=note, opened_on=opened_on)
    return row


def note_bottleneck(case, user, *, kind, note="", opened_on=None):
    """The same for a case that is locked already."""
    if is_noted(case, kind):
        raise TransitionError(
            _("“%(kind)s” is noted already and still open.") % {"kind": Bottleneck(kind).label}
        )
    on = day_of(opened_on, case.opened_on, _("The case was opened on %(day)s: it cannot be older."))
    row = CaseBottleneck.objects.create(
        park_id=case.park_id, case=case, kind=kind, note=note, opened_on=on, opened_by=user
    )
    line("case_gap", case, user, gap=str(row))
    return row


def is_noted(case, kind):
    """Whether a case that is locked has this bottleneck now."""
    return any(row.kind == kind for row in case.gaps)


def close_bottleneck(bottleneck_id, user, *, closed_on=None, note=None):
    """It is out of the way, since a day."""
    with act(), in_its_words(CaseBottleneck):
        rows = CaseBottleneck.objects.visible_to(user)
        case = take_up("bottleneck", rows.values_list("case_id", flat=True).get(pk=bottleneck_id), user)
        row = locked(rows, bottleneck_id)
        if not row.is_open:
            raise TransitionError(
                _("“%(kind)s” was out of the way on %(day)s already.") % {"kind": row, "day": row.closed_on}
            )
        row.closed_on = day_of(
            closed_on, row.opened_on, _("It showed on %(day)s: it cannot have ended before.")
        )
        row.closed_by = user
        if note:
            row.note = note
        row.save(update_fields=["closed_on", "closed_by", "note"])
        line("case_gap_closed", case, user, gap=str(row), days=row.days)
    row.case = case
    return row


def nothing_in_the_way(case):
    """The gap list is closed: what the coaching was for."""
    labels = [str(row) for row in case.gaps if row.kind not in Bottleneck.LATER]
    if labels:
        raise TransitionError(
            _("The gap list is not closed yet: %(labels)s.") % {"labels": "、".join(labels)}
        )


def end_with_the_case(case, user):
    """Whatever was in the way, it is over with the case."""
    do_last(_END, [today(), user.pk, case.pk])
