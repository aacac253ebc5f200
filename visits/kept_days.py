"""The day of the last visit and of the next one, kept on the enterprise in the statement that changes its visits.

Lists, reminders and figures look there instead of among the visits, so it must hold whatever writes them: an act, an
import, plain SQL. The last visit is the latest that took place; of several on one day the one recorded last.
"""

import pgtrigger

_ROW = "v.id, v.enterprise_id, v.visited_on, v.next_on"


def _function(new, old):
    """The body of a trigger over the transition tables there are."""

    def done(table):
        return f"SELECT {_ROW} FROM {table} v WHERE v.status = 'DONE'"

    if new and old:
        differing = (
            f"({done('new_rows')} EXCEPT {done('old_rows')}) UNION ALL "
            f"({done('old_rows')} EXCEPT {done('new_rows')})"
        )
    else:
        differing = done("new_rows" if new else "old_rows")
    return f"""
touched := ARRAY(SELECT DISTINCT d.enterprise_id FROM ({differing}) AS d);
IF touched = '{{}}' THEN RETURN NULL; END IF;
PERFORM 1 FROM enterprises_enterprise e WHERE e.id = ANY(touched) ORDER BY e.id FOR NO KEY UPDATE;
UPDATE enterprises_enterprise AS company
SET last_visited_on = latest.visited_on, next_visit_on = latest.next_on
FROM unnest(touched) AS one(id) LEFT JOIN LATERAL (
    SELECT visited_on, next_on FROM visits_visit
    WHERE enterprise_id = one.id AND status = 'DONE' ORDER BY visited_on DESC, id DESC LIMIT 1
) AS latest ON TRUE
WHERE company.id = one.id
AND (company.last_visited_on, company.next_visit_on) IS DISTINCT FROM (latest.visited_on, latest.next_on);
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
            name=f"days_{name}",  # before `firsts_…`, which locks some of the same enterprises
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            declare=[("touched", "bigint[]")],
            func=_function(new, old),
        )
        for name, operation, new, old, referencing in cases
    ]
