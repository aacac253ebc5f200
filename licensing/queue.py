"""The queue at the testing bodies: what waits, what is in test, what reports usually take, and who would report first.

Asked when a page is shown, for a few abilities at a time: the latest reports of each stand in an index, so it costs the same
whatever was tested before.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.calendars import calendar
from core.clock import today as today_
from core.due import short_day
from licensing.relay import ENOUGH, RULE, Usual, in_calendar_days, usual_days
from licensing.words import days_words

LAST = 40  # reports of an ability that are looked at
CAP = 200  # samples under way that are counted
RECENT = 60  # days in which a body shows at what rate it reports

_QUEUES = """
    SELECT asked.id,
        (SELECT count(*) FROM (
            SELECT FROM licensing_sample WHERE ability_id = asked.id AND status = 'WAITING' LIMIT %(cap)s) AS w),
        (SELECT count(*) FROM (
            SELECT FROM licensing_sample WHERE ability_id = asked.id AND status = 'DELIVERED' LIMIT %(cap)s) AS t),
        (SELECT count(*) FROM (
            SELECT FROM licensing_sample WHERE ability_id = asked.id AND status = 'DELIVERED' AND due_on < %(today)s
            LIMIT %(cap)s) AS l),
        past.days, past.recent
    FROM unnest(%(ids)s::bigint[]) AS asked(id) CROSS JOIN LATERAL (
        SELECT array_agg(took) AS days, count(*) FILTER (WHERE report_on > %(today)s::date - %(recent)s) AS recent
        FROM (
            SELECT took, report_on FROM licensing_sample WHERE ability_id = asked.id AND status = 'REPORTED'
            ORDER BY report_on DESC, id DESC LIMIT %(last)s
        ) AS latest
    ) AS past
"""


@dataclass(frozen=True)
class Queue:
    """How an ability stands: samples waiting, in test, late, and the days its last reports took."""

    ability: object
    waiting: int
    in_test: int
    late: int
    days: tuple
    recent: int
    today: date

    @property
    def body(self):
        """Whose ability it is."""
        return self.ability.body

    @property
    def before(self):
        """Samples that come before a new one."""
        return self.waiting + self.in_test

    @property
    def usual(self) -> Usual:
        """What a report usually takes, in calendar days; as agreed while there are too few."""
        return usual_days(self.days, (), in_calendar_days(self.ability.n, self.ability.unit))

    @property
    def likely_on(self):
        """When a sample that is handed over today is likely to be reported: as usual (as agreed where nobody knows), but
        not before those ahead of it are through at the rate of the last weeks."""
        usual = self.usual
        if usual.source == RULE:
            on = calendar().due(self.today, self.ability.n, self.ability.unit).date
        else:
            on = self.today + timedelta(days=ceil(usual.median))
        if self.recent >= ENOUGH:
            on = max(on, self.today + timedelta(days=ceil(self.before * RECENT / self.recent)))
        return on

    @property
    def obstacle(self):
        """Why it is not suggested, in words; nothing when it may be."""
        body, ability, on = self.body, self.ability, self.likely_on
        words = {"day": body.cma_valid_to, "on": short_day(on), "last": ability.valid_to}
        if not body.cma_number:
            return _("not accredited (CMA)")
        if not body.covers(self.today):
            return _("its CMA expired on %(day)s") % words
        if not body.covers(on):
            return _("its CMA expires on %(day)s, before the report is likely (%(on)s)") % words
        if not ability.covers(on):
            return _("offered only until %(last)s, before the report is likely (%(on)s)") % words
        return ""

    @property
    def why(self):
        """`约定 7 个工作日，但通常要 12 天，前面有 5 个样品，约 12-09 周三`"""
        usual, parts = self.usual, [_("agreed %(days)s") % {"days": self.ability.agreed}]
        if usual.source != RULE:
            words = {"days": days_words(ceil(usual.median))}
            slower = usual.median > in_calendar_days(self.ability.n, self.ability.unit)
            parts.append(_("but usually %(days)s") % words if slower else _("usually %(days)s") % words)
        if self.before:
            parts.append(
                ngettext("%(n)s sample before yours", "%(n)s samples before yours", self.before)
                % {"n": self.before}
            )
        if obstacle := self.obstacle:
            parts.append(obstacle)
        else:
            parts.append(_("about %(day)s") % {"day": short_day(self.likely_on)})
        return pgettext("between parts of a sentence", ", ").join(parts)

    @property
    def said(self):
        """With whose it is."""
        return _("%(body)s: %(why)s") % {"body": self.body, "why": self.why}


def queues_of(abilities, today=None):
    """{ability id: Queue} of a few abilities (their bodies read with them), by one statement."""
    abilities, today = list(abilities), today or today_()
    if not abilities:
        return {}
    by_id = {ability.pk: ability for ability in abilities}
    asked = {"ids": list(by_id), "today": today, "cap": CAP + 1, "recent": RECENT, "last": LAST}
    with connection.cursor() as cursor:
        cursor.execute(_QUEUES, asked)
        rows = cursor.fetchall()
    return {
        pk: Queue(by_id[pk], waiting, in_test, late, tuple(days or ()), recent, today)
        for pk, waiting, in_test, late, days, recent in rows
    }


@dataclass(frozen=True)
class Suggestion:
    """The queue whose report is likely first, and the others, each with its reason."""

    best: Queue | None
    others: tuple

    @property
    def sentence(self):
        """Why this one, and what of the others."""
        return pgettext("between sentences", "; ").join(
            queue.said for queue in ((self.best,) if self.best else ()) + self.others[:OTHERS_SAID]
        )


OTHERS_SAID = 3


def suggest(queues):
    """The earliest of those whose report would count; none when no report would."""
    ordered = sorted(
        queues, key=lambda queue: (queue.likely_on, queue.before, queue.ability.fee or 0, queue.ability.pk)
    )
    best = next((queue for queue in ordered if not queue.obstacle), None)
    return Suggestion(best, tuple(queue for queue in ordered if queue is not best))


def counted(number):
    """A number of samples as far as they are counted."""
    return f"{CAP}+" if number > CAP else f"{number}"
