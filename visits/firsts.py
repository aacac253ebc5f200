"""How many different enterprises were visited: kept by month, with the month of the visit before (core.kept.Firsts).

An enterprise adds one row per month in which it was visited, whose detail is the month it was visited before that. Of
the months of a period it is counted in the one whose month before lies outside. Months of one enterprise hang together,
so the trigger locks the enterprises it counts again; writers of different enterprises do not wait for each other.
"""

import pgtrigger

from core.summaries import ALL_PARKS, COLUMNS, MONTH, special

CODE = "ENTERPRISES_VISITED"
_ROW = "v.enterprise_id, v.park_id, date_trunc('month', v.visited_on)::date AS month"


def _chain(rows, sign):
    """SQL: each month of each enterprise with the month before it; `rows` are (enterprise_id, park_id, month)."""
    return (
        f"SELECT park_id, month, lag(month) OVER (PARTITION BY enterprise_id ORDER BY month) AS before_, {sign} AS n "
        f"FROM (SELECT DISTINCT * FROM ({rows}) AS r) AS d"
    )


def _tallies(chains):
    """SQL: the tally rows of chains."""
    return f"""
SELECT p.scope, '{CODE}' AS code, '{MONTH}' AS grain, c.month AS first, COALESCE(c.before_::text, '') AS detail,
SUM(c.n)::bigint AS n FROM ({chains}) AS c CROSS JOIN LATERAL (VALUES (c.park_id::bigint), ({ALL_PARKS})) p(scope)
GROUP BY 1, 2, 3, 4, 5 HAVING SUM(c.n) <> 0"""


REBUILD = _tallies(_chain(f"SELECT {_ROW} FROM visits_visit v WHERE v.status = 'DONE'", 1))


def _function(new, old):
    """The body of a trigger over the transition tables there are."""

    def done(table):
        return f"SELECT {_ROW} FROM {table} v WHERE v.status = 'DONE'"

    if new and old:
        differing = (
            f"({done('new_rows')} EXCEPT ALL {done('old_rows')}) UNION ALL "
            f"({done('old_rows')} EXCEPT ALL {done('new_rows')})"
        )
    else:
        differing = done("new_rows" if new else "old_rows")
    theirs = f"{done('visits_visit')} AND v.enterprise_id = ANY(touched)"
    before = theirs
    if new:
        before += " AND NOT EXISTS (SELECT FROM new_rows w WHERE w.id = v.id)"
    if old:
        before += f" UNION {done('old_rows')} AND v.enterprise_id = ANY(touched)"
    return f"""
touched := ARRAY(SELECT DISTINCT d.enterprise_id FROM ({differing}) AS d);
IF touched = '{{}}' THEN RETURN NULL; END IF;
PERFORM 1 FROM enterprises_enterprise e WHERE e.id = ANY(touched) ORDER BY e.id FOR NO KEY UPDATE;
INSERT INTO core_tally ({COLUMNS}){_tallies(_chain(theirs, 1) + " UNION ALL " + _chain(before, -1))};
RETURN NULL;"""


def triggers():
    """The triggers of the visits table."""
    cases = (
        ("insert", pgtrigger.Insert, True, False, pgtrigger.Referencing(new="new_rows")),
        ("delete", pgtrigger.Delete, False, True, pgtrigger.Referencing(old="old_rows")),
        ("update", pgtrigger.Update, True, True, pgtrigger.Referencing(old="old_rows", new="new_rows")),
    )
    return [
        pgtrigger.Trigger(
            name=f"firsts_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            declare=[("touched", "bigint[]")],
            func=_function(new, old),
        )
        for name, operation, new, old, referencing in cases
    ]


special("visits.Visit", (CODE,), REBUILD)
