"""What stages and cases usually take, read from the last finished cases of the kind (DOMAIN §3.4).

Asked when a page is shown, so that closing a case moves the numbers at once.
"""

from dataclasses import dataclass

from django.db import connection

from licensing.models import Stage
from licensing.relay import ENOUGH, Usual, in_calendar_days, usual_days

LAST = 200  # finished cases that are looked at

_PAST = """
    WITH past AS (
        SELECT route, stage_days FROM licensing_licencecase
        WHERE kind = %s AND status = 'ISSUED' {park} ORDER BY issued_on DESC, id DESC LIMIT %s
    )
    SELECT run.stage, array_agg(run.days), CASE WHEN run.stage = %s THEN array_agg(run.ahead) END
    FROM past CROSS JOIN LATERAL (
        SELECT r.stage, r.days, (sum(r.days) OVER (ORDER BY r.place DESC))::int AS ahead
        FROM unnest(past.route, past.stage_days) WITH ORDINALITY AS r(stage, days, place)
    ) AS run
    WHERE run.days IS NOT NULL GROUP BY run.stage
"""


@dataclass(frozen=True)
class Past:
    """Of finished cases: {stage: days of each}, and the days from the begin of one stage to the issue."""

    days: dict
    ahead: list

    @property
    def is_enough(self):
        """Whether the stage asked about was run often enough."""
        return len(self.ahead) >= ENOUGH


def _past(kind, stage, park_id=None):
    where, params = ("AND park_id = %s", [park_id]) if park_id else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(_PAST.format(park=where), [kind, *params, LAST, stage])
        rows = cursor.fetchall()
    ahead = next((values for _stage, _days, values in rows if values), [])
    return Past({name: days for name, days, _ahead in rows}, ahead)


@dataclass(frozen=True)
class Experience:
    """Past cases of this park and, where those are too few, of all parks."""

    here: Past
    everywhere: Past

    def of_stage(self, stage, n, unit) -> Usual:
        """What a stage usually takes."""
        return usual_days(
            self.here.days.get(stage, ()),
            self.everywhere.days.get(stage, ()),
            in_calendar_days(n, unit),
        )


NOTHING = Past({}, [])


def experience(kind, stage, park_id, stages) -> Experience:
    """Read it; all parks are only asked when a stage of the route was run too seldom here."""
    here = _past(kind, stage, park_id)
    if here.is_enough and all(len(here.days.get(each, ())) >= ENOUGH for each in stages):
        return Experience(here, NOTHING)
    return Experience(here, _past(kind, stage))


def of_whole_cases(kind, park_id, days) -> Usual:
    """What a case of a kind usually takes from opening to issue; `days` where too few are finished."""
    here = _past(kind, Stage.OPENED, park_id) if park_id else NOTHING
    everywhere = NOTHING if here.is_enough else _past(kind, Stage.OPENED)
    return usual_days(here.ahead, everywhere.ahead, days)
