"""What stages usually take, kept where many cases stand beside each other: "slower than usual", My work (DOMAIN §3.4).

The page of one case asks `licensing.usual`, which looks at the same finished cases; `keep` writes down what it would say.
"""

from django.db import connection
from django.db.models import DateField, F, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from core.clock import today as today_
from core.locks import LOCK
from licensing.models import UsualDays
from licensing.relay import ENOUGH
from licensing.usual import LAST

_WRITE = """
    INSERT INTO licensing_usualdays (park_id, kind, stage, median, slow, cases)
    SELECT past.scope, past.kind, run.stage,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY run.days),
        percentile_disc(0.9) WITHIN GROUP (ORDER BY run.days), count(*)
    FROM ({past}) AS past CROSS JOIN LATERAL unnest(past.route, past.stage_days) AS run(stage, days)
    WHERE run.days IS NOT NULL GROUP BY past.scope, past.kind, run.stage
"""
_LAST = """(
    SELECT kind, {scope} AS scope, route, stage_days FROM licensing_licencecase
    WHERE status = 'ISSUED' AND kind = %(kind)s {where} ORDER BY issued_on DESC, id DESC LIMIT %(last)s
)"""
_PAST = " UNION ALL ".join(
    (
        _LAST.format(scope="park_id", where="AND park_id = %(park)s"),
        _LAST.format(scope="NULL::bigint", where=""),
    )
)
_ANEW = "; ".join(
    (
        LOCK,
        "DELETE FROM licensing_usualdays WHERE kind = %(kind)s AND (park_id = %(park)s OR park_id IS NULL)",
        _WRITE.format(past=_PAST),
    )
)


def keep(kind, park_id):
    """Write down what the stages of a kind take now that one more case is finished; in the transaction of the act."""
    with connection.cursor() as cursor:
        cursor.execute(_ANEW, {"lock": f"usual-days:{kind}", "kind": kind, "park": park_id, "last": LAST})


def _usual(column):
    """Of this park when enough cases are finished here, else of all parks, else nothing."""
    rows = UsualDays.objects.filter(kind=OuterRef("kind"), stage=OuterRef("stage"), cases__gte=ENOUGH)
    here, everywhere = rows.filter(park_id=OuterRef("park_id")), rows.filter(park_id=None)
    return Coalesce(Subquery(here.values(column)[:1]), Subquery(everywhere.values(column)[:1]))


def stage_days(today=None):
    """SQL: the days of the stage at hand, without those on hold."""
    day = Value(today or today_(), output_field=DateField())
    return Func(
        day, F("stage_from"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
    )


def with_usual(rows):
    """Each with `usual`: the median days of its stage, or None where too few cases are finished."""
    return rows.annotate(usual=_usual("median"))


def slower(rows, today=None):
    """Those that run, at a stage that has lasted longer than usual; without experience, than the procedure gives it."""
    today = today or today_()
    rows = rows.running().alias(usual_median=_usual("median"), lasted=stage_days(today))
    return rows.filter(Q(lasted__gt=F("usual_median")) | Q(usual_median=None, stage_due_on__lt=today))
